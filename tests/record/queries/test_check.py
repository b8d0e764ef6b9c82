from __future__ import annotations

import pytest

from socle.record.queries import check, queries
from tests.record.submission_builders import FIND_DOCUMENTS, GET_DOCUMENTS, STATUS, query

APPROVED = STATUS + "Approved"


def ids(asked, **how):
    return [finding.verdict.id for finding in check(asked, **how)]


def complete(**more):
    return query(FIND_DOCUMENTS, XDSDocumentEntryPatientId="1^^^&1.2&ISO", XDSDocumentEntryStatus=APPROVED, **more)


def test_an_unknown_query_is_told_alone():
    (found,) = check(query("urn:uuid:0", XDSDocumentEntryStatus=APPROVED))
    assert (found.verdict.id, found.found) == ("record.query-unknown", "urn:uuid:0")


def test_every_missing_parameter_is_told_at_once():
    assert [found.place for found in check(query(FIND_DOCUMENTS))] == [
        "$XDSDocumentEntryPatientId",
        "$XDSDocumentEntryStatus",
    ]


def test_a_parameter_without_value_is_missing():
    assert ids(query(FIND_DOCUMENTS, XDSDocumentEntryPatientId="1", XDSDocumentEntryStatus=[])) == [
        "record.query-parameter-missing"
    ]


def test_the_patient_may_be_left_out_when_the_token_names_him():
    asked = query(FIND_DOCUMENTS, XDSDocumentEntryStatus=APPROVED)
    assert ids(asked, patient_known=True) == []
    assert ids(asked) == ["record.query-parameter-missing"]


@pytest.mark.parametrize(
    "name",
    [
        "GetDocuments",
        "GetFolders",
        "GetDocumentsAndAssociations",
        "GetSubmissionSetAndContents",
        "GetFolderAndContents",
    ],
)
def test_a_query_by_identifier_needs_one(name):
    known = next(held for held in queries().values() if held.name == name)
    assert ids(query(known.id)) == ["record.query-parameter-missing"]


def test_two_kinds_of_identifiers_at_once_are_too_many():
    asked = query(GET_DOCUMENTS, XDSDocumentEntryUniqueId="1.1", XDSDocumentEntryEntryUUID="urn:uuid:1")
    assert ids(asked) == ["record.query-parameter-number"]


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"XDSDocumentEntryCreationTimeFrom": ["2024", "2025"]}, "record.query-parameter-number"),
        ({"XDSDocumentEntryClassCode": [["a^^s"], ["b^^s"]]}, "record.query-parameter-number"),
        ({"XDSDocumentEntryClassCode": "Consult"}, "record.query-parameter-malformed"),
        ({"XDSDocumentEntryClassCode": ["a^^s", "b"]}, "record.query-parameter-malformed"),
        ({"XDSDocumentEntryCreationTimeFrom": "15/09/2026"}, "record.query-parameter-malformed"),
        ({"XDSDocumentEntryCreationTimeTo": "202609151"}, "record.query-parameter-malformed"),
        ({"MetadataLevel": "3"}, "record.query-parameter-malformed"),
    ],
)
def test_a_parameter_given_too_often_or_badly_written_is_told(more, verdict):
    assert ids(complete(**more)) == [verdict]


@pytest.mark.parametrize(
    "more",
    [
        {"XDSDocumentEntryEventCodeList": [["a^^s"], ["b^^s", "c^^s"]]},
        {"XDSDocumentEntryConfidentialityCode": [["N^^s"], ["R^^s"]]},
        {"XDSDocumentEntryClassCode": ["a^^s", "b^^s"]},
        {"XDSDocumentEntryCreationTimeFrom": "2026", "XDSDocumentEntryCreationTimeTo": "20260915080000"},
        {"XDSDocumentEntryClassCodeScheme": "old and unknown"},
        {"MetadataLevel": "2"},
    ],
)
def test_what_the_standard_allows_is_accepted(more):
    assert ids(complete(**more)) == []
