"""The NIST registry, repository and query tests, under the neutral profile, with their stated outcome.

Read in place: `samples/xds/nist-xdstools/tests`. What is left out, and why, is `LEFT_OUT` below and
docs/divergences/xds.md.
"""

from __future__ import annotations

import httpx
import pytest

from tests.journeys.nist.toolkit import Toolkit

#: Plans played in order for each test: what prepares, then what is judged.
DATA = ("12346/single_doc", "12346/doc_w_fol", "12346/two_doc_w_fol", "12346/doc_for_rplc", "12346/rplc")

QUERIES = ("11897", "11901", "11903", "11904", "11906", "11908", "15803")

SUBMISSIONS = {
    "11966": ("submit", "eval"),
    "11981": ("submit", "submit_bad_hash", "submit_bad_size", "submit_upercase_hash"),
    "11983": ("submit_no_doc", "eval_no_doc", "submit_no_metadata", "eval_no_metadata"),
    "11990": ("submit", "eval"),
    "11991": ("submit", "eval"),
    "11992": ("submit", "rplc", "eval"),
    "11994": ("submit", "xfrm", "rplc", "eval"),
    "11999": ("submit", "eval"),
    "12001": ("create_folder", "add_to_folder", "eval"),
    "12021": ("submit", "query", "retrieve"),
    "12022": ("submit", "xfrmapnd", "rplc", "apnd", "eval"),
    "12084": ("submit", "eval"),
    "12370": ("submit", "rplc", "query"),
    "PnrXop": ("NoXop", "Xop", "encodedURL"),
}

LEFT_OUT = {
    "11996": "needs a patient identity feed: the neutral profile opens a record for any identifier",
    "12370/not_configured": "asks for a refusal when association documentation is not supported; it is",
    "15800": "metadata update of any attribute (ITI-57): the DMP allows confidentiality and status only, later",
    "15801": "the same, one attribute at a time",
    "PnrXop/dicom": "its root part refers to parts that the body of the sample does not hold",
}


@pytest.fixture(scope="module")
def nist(samples):
    return samples / "xds" / "nist-xdstools" / "tests"


@pytest.fixture(scope="module")
def post(neutral_server):
    """Sends one message to the neutral endpoints of a running server."""
    with httpx.Client(verify=neutral_server.ssl_context(), timeout=30) as client:

        def send(service, content_type, body):
            answer = client.post(
                f"{neutral_server.tls_url}/ihe/{service}", content=body, headers={"Content-Type": content_type}
            )
            return answer.status_code, answer.headers["content-type"], answer.content

        yield send


@pytest.fixture(scope="module")
def loaded(nist, post):
    """A toolkit whose patient holds the data of test 12346."""
    toolkit = Toolkit(nist, post)
    for plan in DATA:
        toolkit.run(plan)
    return toolkit


def pytest_generate_tests(metafunc):
    from tests.conftest import SAMPLES

    root = SAMPLES / "xds" / "nist-xdstools" / "tests"
    if "query_plan" in metafunc.fixturenames:
        plans = [
            f"{test}/{entry.parent.name}" for test in QUERIES for entry in sorted(root.glob(f"{test}/*/testplan.xml"))
        ]
        metafunc.parametrize("query_plan", plans or ["absent"])


def test_a_stored_query_gives_what_the_test_states(loaded, query_plan):
    if query_plan == "absent":
        pytest.skip("this machine cannot: the samples are not here")
    loaded.run(query_plan)


@pytest.mark.parametrize("test", SUBMISSIONS)
def test_a_submission_ends_as_the_test_states(nist, post, test):
    toolkit = Toolkit(nist, post)
    for section in SUBMISSIONS[test]:
        toolkit.run(f"{test}/{section}")


@pytest.mark.parametrize("kind", ["doc", "fol", "ss"])
@pytest.mark.parametrize("form", ["leafclass", "objectref"])
def test_full_metadata_never_mixes_two_patients(nist, post, loaded, kind, form):
    """Test 12368, whose second patient's data (12374) is 12346 played for another patient."""
    other = Toolkit(nist, post)
    for plan in DATA[:2]:
        other.run(plan)
    aliases = {"single_doc": "submit_doc", "doc_w_fol": "submit_doc_w_fol"}
    for (folder, step), left in list(other.steps.items()):
        loaded.steps[folder.parent.parent / "12374" / aliases[folder.name], step] = left
    loaded.run(f"12368/{kind}_{form}")


def test_every_test_of_the_folder_is_played_or_named_as_left_out(nist):
    known = {*QUERIES, *SUBMISSIONS, *(name.split("/")[0] for name in LEFT_OUT), "12346", "12368"}
    assert {entry.name for entry in nist.iterdir() if entry.is_dir()} <= known
