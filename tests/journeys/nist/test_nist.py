"""The NIST registry, repository and query tests, under the neutral profile, with their stated outcome.

Read in place: `samples/xds/nist-xdstools/tests`. What is left out, and why, is `plans.LEFT_OUT` and
docs/divergences/xds.md.
"""

from __future__ import annotations

import base64
import re

import pytest
from lxml import etree

from tests.journeys.nist.plans import (
    DATA,
    LEFT_OUT,
    QUERIES,
    SUBMISSIONS,
    TESTS,
    TWO_PATIENTS,
    UPDATES,
    present,
    sections,
)
from tests.journeys.nist.toolkit import Toolkit

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(not TESTS.is_dir(), reason="no samples here: set SOCLE_SAMPLES to their folder"),
]


@pytest.fixture(scope="module")
def loaded(post):
    """A toolkit whose patient holds the data of test 12346."""
    toolkit = Toolkit(TESTS, post)
    for plan in sections(DATA):
        toolkit.run(plan)
    return toolkit


@pytest.mark.parametrize("plan", [plan for test in QUERIES for plan in sections(test)])
def test_a_stored_query_gives_what_its_plan_states(loaded, plan):
    before = loaded.played
    loaded.run(plan)
    assert loaded.played > before


@pytest.mark.parametrize("test", SUBMISSIONS)
def test_a_submission_ends_as_its_plans_state(post, test):
    toolkit = Toolkit(TESTS, post)
    for plan in sections(test):
        toolkit.run(plan)
    assert toolkit.played >= len(sections(test)) > 0


def test_an_entry_is_updated_and_its_versions_stay(post):
    toolkit = Toolkit(TESTS, post)
    for plan in sections("15800"):
        toolkit.run(plan)
    assert toolkit.played == 4


@pytest.mark.parametrize("plan", sections("15801"))
def test_any_attribute_of_an_entry_may_be_updated(post, plan):
    toolkit = Toolkit(TESTS, post)
    toolkit.run(plan)
    assert toolkit.played == 4


@pytest.mark.parametrize("plan", sections(TWO_PATIENTS))
def test_full_metadata_never_mixes_two_patients(post, loaded, plan):
    other = Toolkit(TESTS, post)
    for section, name in (("single_doc", "submit_doc"), ("doc_w_fol", "submit_doc_w_fol")):
        other.run(f"{DATA}/{section}")
        loaded.steps[TESTS.resolve() / "12374" / name, name] = other.steps[TESTS.resolve() / DATA / section, name]
    loaded.run(plan)


UNIQUE_ID = "//*[@identificationScheme='urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab']/@value"


@pytest.mark.parametrize("plan", sections("PnrXop"))
def test_a_document_comes_back_byte_for_byte_however_it_was_packed(post, plan):
    """The plans of PnrXop state no more than Success; here the document is asked back."""
    toolkit = Toolkit(TESTS, post)
    toolkit.run(plan)
    body = (TESTS / plan / "body.txt").read_bytes()
    envelope = etree.fromstring(re.search(rb"<(\w+):Envelope.*</\1:Envelope>", body, re.DOTALL)[0])
    inline = envelope.findtext(".//{urn:ihe:iti:xds-b:2007}Document").strip()
    sent = base64.b64decode(inline) if inline else (TESTS / plan / "my_document.txt").read_bytes()
    (unique_id,) = envelope.xpath(UNIQUE_ID)
    assert toolkit.retrieve(unique_id) == sent


def test_every_plan_of_the_folder_is_played_or_named_as_left_out():
    played = {plan for test in (DATA, *QUERIES, TWO_PATIENTS, *SUBMISSIONS, *UPDATES) for plan in sections(test)}
    left = {plan for plan in present() if plan in LEFT_OUT or plan.split("/")[0] in LEFT_OUT} - played
    assert played | left == set(present())
    assert {name.split("/")[0] for name in LEFT_OUT} <= {plan.split("/")[0] for plan in present()}
