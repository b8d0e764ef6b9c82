"""The NIST toolkit's stored-query conformance tests (11897 to 11908, 15803), each as its plan says."""

from __future__ import annotations

from collections import Counter

import pytest

from socle.record import services
from socle.record.profile import IHE
from socle.wire.xds.model import HAS_MEMBER, Association, DocumentEntry, Folder, SubmissionSet
from tests.conftest import SAMPLES
from tests.record import nist
from tests.record.submission_builders import AT, OTHER_PATIENT, TESTER, query

pytestmark = [pytest.mark.database, pytest.mark.django_db]

FOLDER = SAMPLES / "xds" / "nist-xdstools" / "tests"
TESTS = ("11897", "11901", "11903", "11904", "11906", "11908", "15803")
PLANS = sorted(plan for test in TESTS for plan in (FOLDER / test).glob("*/testplan.xml"))
KINDS = {"Documents": DocumentEntry, "SubmissionSets": SubmissionSet, "Folders": Folder, "Associations": Association}
#: Contents the plans name by a word.
WORDS = {
    "SSwithOneDocOneFol": {"SubmissionSets": 1, "Documents": 1, "Folders": 1},
    "SSwithTwoDocOneFol": {"SubmissionSets": 1, "Documents": 2, "Folders": 1},
    "None": {"ObjectRefs": 0},
}
#: Plans that contradict themselves: this one keeps the failure of a format without scheme, while its query has the
#: scheme and its readme says "must return nothing".
OUTDATED = {"no_matching_classcode"}


@pytest.fixture
def held(samples):
    return nist.load(samples / "xds" / "nist-xdstools" / "tests")


def ask(asked, patient=None):
    return services.find(TESTER, asked, patient, AT, profile=IHE)


@pytest.mark.skipif(not PLANS, reason="no samples here: set SOCLE_SAMPLES to their folder")
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.parent.parent.name}-{plan.parent.name}")
def test_a_stored_query_finds_what_its_plan_expects(plan, held):
    expected = nist.expectation(plan)
    outcome = ask(nist.query(plan, held))
    assert outcome.decision.allowed is (expected.success or plan.parent.name in OUTDATED), outcome.decision
    counts = dict(expected.counts)
    for word in set(counts) & set(WORDS):
        counts = counts | WORDS[word]
        del counts[word]
    found = Counter(name for name, kind in KINDS.items() for held in outcome.objects if isinstance(held, kind))
    found["ObjectRefs"] = len(outcome.objects)
    assert {name: found[name] for name in counts} == counts


SET_AND_CONTENTS = "urn:uuid:e8e3cb2c-e39c-46b9-99e4-c12f57260b83"
FOLDER_AND_CONTENTS = "urn:uuid:b909a503-523d-4517-8acf-8e5834dfc4c7"
RELATED = "urn:uuid:d90e5407-b356-4d91-a89f-873917b4b0e6"
SETS = "urn:uuid:51224314-5390-4169-9b91-b1980040715a"
GET_DOCUMENTS = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"
FOLDERS = "urn:uuid:958f3006-baad-4929-a4de-ff1114824431"
REPLACES = "urn:ihe:iti:2007:AssociationType:RPLC"


def kinds(objects):
    return sorted(type(found).__name__ for found in objects)


def test_a_set_comes_with_the_associations_between_what_it_holds(held):
    asked = query(SET_AND_CONTENTS, XDSSubmissionSetUniqueId=held.unique_ids["two_doc_w_fol", "SubmissionSet01"])
    objects = ask(asked).objects
    links = [found for found in objects if isinstance(found, Association)]
    set_id, folder_id = held.uuids["two_doc_w_fol", "SubmissionSet01"], held.uuids["two_doc_w_fol", "Folder"]
    assert Counter(found.source for found in links) == {set_id: 5, folder_id: 2}


def test_a_folder_comes_with_its_documents_and_their_links_alone(held):
    asked = query(FOLDER_AND_CONTENTS, XDSFolderEntryUUID=held.uuids["two_doc_w_fol", "Folder"])
    assert kinds(ask(asked).objects) == ["Association"] * 2 + ["DocumentEntry"] * 2 + ["Folder"]


def test_related_documents_are_those_of_the_types_asked_for(held):
    old = held.uuids["doc_for_rplc", "Document01"]
    found = ask(query(RELATED, XDSDocumentEntryEntryUUID=old, AssociationTypes=REPLACES)).objects
    assert kinds(found) == ["Association", "DocumentEntry", "DocumentEntry"]
    assert ask(query(RELATED, XDSDocumentEntryEntryUUID=old, AssociationTypes=HAS_MEMBER)).objects == ()


def test_sets_are_found_by_what_they_hold(held):
    found = ask(query(SETS, uuid=held.uuids["doc_w_fol", "Folder"])).objects
    assert kinds(found) == ["Association", "SubmissionSet"]


def test_folders_are_found_by_their_codes(held, samples):
    patient = nist.PATIENT.text
    approved = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved"
    code = "Referrals^^1.3.6.1.4.1.21367.2017.3"
    asked = {"XDSFolderPatientId": patient, "XDSFolderStatus": approved}
    assert len(ask(query(FOLDERS, **asked)).objects) == 2
    assert len(ask(query(FOLDERS, **asked, XDSFolderCodeList=[[code], [code]])).objects) == 2
    assert ask(query(FOLDERS, **asked, XDSFolderCodeList=[[code], ["Other^^x"]])).objects == ()


@pytest.mark.parametrize(("how", "allowed"), [("LeafClass", False), ("ObjectRef", True)])
def test_details_of_two_patients_are_never_given_together(held, samples, how, allowed):
    other = nist.load(samples / "xds" / "nist-xdstools" / "tests", OTHER_PATIENT.text.replace("patient-2", "2-patient"))
    uuids = [held.uuids["single_doc", "Document01"], other.uuids["single_doc", "Document01"]]
    outcome = ask(query(GET_DOCUMENTS, how, XDSDocumentEntryEntryUUID=uuids))
    assert outcome.decision.allowed is allowed
    assert len(outcome.objects) == (2 if allowed else 0)
    if not allowed:
        assert [found.verdict.id for found in outcome.decision.findings] == ["record.query-not-single-patient"]
