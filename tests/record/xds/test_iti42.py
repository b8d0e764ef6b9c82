"""ITI-42 in the neutral profile: metadata of documents that another repository keeps. Under the DMP it stays refused."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from lxml import etree
from tests.record.player import Answer, answer_of
from tests.record.submission_builders import GET_DOCUMENTS, OTHER_PATIENT, PATIENT, link, member, submission

from socle.record import endpoints
from socle.record.models import Entry, Record
from socle.record.profile import IHE, Profile
from socle.wire.exchange import Request
from socle.wire.soap import write_envelope
from socle.wire.xds import write
from socle.wire.xds.model import (
    APPENDS,
    HAS_MEMBER,
    REPLACES,
    Association,
    Code,
    DocumentRequest,
    Folder,
    StoredQuery,
    Submission,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

ELSEWHERE = "1.3.6.1.4.1.21367.2017.9"
SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
KEPT = "urn:uuid:11111111-2222-4333-8444-555555555555"


def described(number: int, *links: Association, **changes: object) -> Submission:
    """A set of one document that another repository keeps."""
    elsewhere = {"repository_unique_id": ELSEWHERE, "hash": SHA1, "size": 36, "uri": "urn:far"}
    return submission((f"1.{number}", b""), set_id=f"2.{number}", links=links, **elsewhere | changes)


def send(service: str, body: etree._Element, profile: Profile = IHE) -> Answer:
    data = write_envelope(action="urn:test", body=body)
    headers = {"content-type": "application/soap+xml"}
    return answer_of(
        endpoints.handle(service, Request("POST", "/", headers, io.BytesIO(data), len(data)), profile=profile)
    )


def register(sent: Submission, profile: Profile = IHE, service: str = "registry") -> Answer:
    links = (replace(held, id=held.id or f"held-{rank}") for rank, held in enumerate(sent.associations))
    objects = (*sent.entries, *sent.sets, *sent.folders, *links)
    return send(service, write.submit_objects(objects), profile)


def codes(answer: Answer) -> set[str]:
    return {code for code, _, _ in answer.errors}


def documents(number: int) -> list[etree._Element]:
    asked = StoredQuery(GET_DOCUMENTS, {"$XDSDocumentEntryUniqueId": ((f"1.{number}",),)})
    return send("registry", write.query_request(asked)).all("ExtrinsicObject")


def slots(element: etree._Element) -> dict[str, str]:
    return {slot.get("name"): "".join(slot.itertext()).strip() for slot in element.iter("{*}Slot")}


# --- refused -----------------------------------------------------------------------------------------------


def test_a_repository_is_not_a_registry() -> None:
    answer = register(described(1), service="repository")
    assert answer.fault is not None
    assert "ITI-42" in answer.fault[2]


@pytest.mark.parametrize("missing", ["repository_unique_id", "hash", "size"])
def test_what_only_the_repository_knows_must_be_given(missing: str) -> None:
    answer = register(described(1, **{missing: None}))
    assert answer.registry_status == "Failure"
    assert codes(answer) == {"XDSRegistryMetadataError"}
    assert not Entry.objects.exists()


@pytest.mark.parametrize("hash", ["abc", "z" * 40, SHA1 + "00"])
def test_a_hash_that_is_no_sha1_is_refused(hash: str) -> None:
    assert codes(register(described(1, hash=hash))) == {"XDSRegistryMetadataError"}


def test_one_faulty_document_refuses_all_of_the_message() -> None:
    good = described(1)
    bad = replace(good.entries[0], id="Document02", unique_id="1.9", repository_unique_id=None)
    both = replace(good, entries=(*good.entries, bad), associations=(*good.associations, member("Set", "Document02")))
    assert codes(register(both)) == {"XDSRegistryMetadataError"}
    assert not Record.objects.exists()


def test_another_hash_under_a_known_unique_id_is_refused() -> None:
    assert register(described(1)).registry_status == "Success"
    again = replace(described(1, hash="0" * 40), sets=(replace(described(1).sets[0], unique_id="2.2"),))
    assert codes(register(again)) == {"XDSNonIdenticalHash"}


def test_another_hash_is_another_content_of_a_known_set() -> None:
    register(described(1))
    assert codes(register(described(1, hash="0" * 40))) == {"XDSDuplicateUniqueIdInRegistry"}


def test_a_patient_without_authority_is_unknown() -> None:
    nobody = type(PATIENT)("patient-1")
    sent = described(1, patient_id=nobody)
    answer = register(replace(sent, sets=(replace(sent.sets[0], patient_id=nobody),)))
    assert codes(answer) == {"XDSUnknownPatientId"}


def test_two_patients_in_one_message_are_refused() -> None:
    assert codes(register(described(1, patient_id=OTHER_PATIENT))) == {"XDSPatientIdDoesNotMatch"}


def test_a_reason_on_a_membership_is_refused() -> None:
    sent = described(1)
    reason = Code("Additional_Information", "1.2.3", "Complément")
    links = tuple(replace(held, documentation=reason) for held in sent.associations)
    assert codes(register(replace(sent, associations=links))) == {"XDSRegistryMetadataError"}


@pytest.mark.parametrize("type", [APPENDS, HAS_MEMBER])
def test_an_association_that_leads_nowhere_is_refused(type: str) -> None:
    source = "Document01" if type == APPENDS else "Set"
    assert codes(register(described(1, link(type, source, KEPT)))) == {"UnresolvedReferenceException"}


def test_an_entry_that_takes_the_id_of_what_it_replaces_is_refused() -> None:
    register(described(1))
    old = documents(1)[0].get("id")
    sent = described(2)
    entry = replace(sent.entries[0], id=old)
    same = replace(sent, entries=(entry,), associations=(member("Set", old), link(REPLACES, old, old)))
    assert codes(register(same)) == {"XDSRegistryMetadataError"}
    assert documents(1)[0].get("status").endswith(":Approved")


@pytest.mark.parametrize(
    ("source", "target"), [("Document01", "Document01"), ("Document01", "Set"), ("Set", "Document01")]
)
def test_a_document_s_life_ties_a_new_document_to_another_one(source: str, target: str) -> None:
    assert codes(register(described(1, link(APPENDS, source, target)))) == {"XDSRegistryMetadataError"}


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        (Folder(id="F", patient_id=PATIENT), "XDSRegistryMetadataError"),
        (Folder(id="F", unique_id="3.1"), "XDSRegistryMetadataError"),
        (Folder(id="F", unique_id="3.1", patient_id=OTHER_PATIENT), "XDSPatientIdDoesNotMatch"),
    ],
)
def test_a_folder_has_its_unique_id_and_its_patient(folder: Folder, code: str) -> None:
    sent = described(1)
    whole = replace(sent, folders=(folder,), associations=(*sent.associations, member("Set", "F")))
    assert codes(register(whole)) == {code}


def test_a_patient_identifier_too_long_to_be_kept_is_refused() -> None:
    endless = type(PATIENT).of("p" * 400, "1.2.3")
    sent = described(1, patient_id=endless)
    answer = register(replace(sent, sets=(replace(sent.sets[0], patient_id=endless),)))
    assert codes(answer) == {"XDSRegistryMetadataError"}


def test_a_folder_of_another_patient_receives_nothing() -> None:
    sent = described(1)
    folder = Folder(id=KEPT, unique_id="3.1", patient_id=PATIENT)
    register(replace(sent, folders=(folder,), associations=(*sent.associations, member("Set", KEPT))))
    other = described(2, link(HAS_MEMBER, KEPT, "Document01"), patient_id=OTHER_PATIENT)
    other = replace(other, sets=(replace(other.sets[0], patient_id=OTHER_PATIENT),))
    assert register(described(3, link(HAS_MEMBER, KEPT, "Document01"))).registry_status == "Success"
    assert codes(register(other)) == {"XDSPatientIdDoesNotMatch"}


# --- registered --------------------------------------------------------------------------------------------


def test_what_the_sender_says_of_its_repository_is_kept_as_given() -> None:
    assert register(described(1)).registry_status == "Success"
    (entry,) = documents(1)
    told = slots(entry)
    assert (told["repositoryUniqueId"], told["hash"], told["size"], told["URI"]) == (ELSEWHERE, SHA1, "36", "urn:far")


def test_an_empty_document_has_a_size_all_the_same() -> None:
    assert register(described(1, size=0)).registry_status == "Success"


def test_a_urn_uuid_of_the_sender_is_kept_and_a_symbolic_id_is_assigned() -> None:
    sent = described(1)
    named = replace(sent, entries=(replace(sent.entries[0], id=KEPT),), associations=(member(sent.sets[0].id, KEPT),))
    register(named)
    register(described(2))
    assert documents(1)[0].get("id") == KEPT
    assert documents(2)[0].get("id").startswith("urn:uuid:")


def test_the_same_set_registered_again_changes_nothing() -> None:
    register(described(1))
    assert register(described(1, hash=SHA1.upper())).registry_status == "Success"
    assert Entry.objects.count() == 1


def test_a_replacement_deprecates_a_document_kept_elsewhere() -> None:
    register(described(1))
    old = documents(1)[0].get("id")
    assert register(described(2, link(REPLACES, "Document01", old))).registry_status == "Success"
    assert documents(1)[0].get("status").endswith(":Deprecated")


@pytest.mark.parametrize(
    ("repository", "code"),
    [(ELSEWHERE, "XDSUnknownRepositoryId"), ("1.2.250.1.213.4.1.1.1.2", "XDSDocumentUniqueIdError")],
)
def test_a_document_kept_elsewhere_is_not_retrieved_here(repository: str, code: str) -> None:
    register(described(1))
    answer = send("repository", write.retrieve_request([DocumentRequest(repository, "1.1")]))
    assert answer.registry_status == "Failure"
    assert codes(answer) == {code}
