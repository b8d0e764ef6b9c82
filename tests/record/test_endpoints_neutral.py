"""The neutral profile of the test tools: plain IHE, no token, no French part, nothing of it in production."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from lxml import etree

from socle.record import endpoints
from socle.record.models import Record
from socle.record.profile import IHE
from socle.wire.exchange import Request
from socle.wire.hl7v2 import CX
from socle.wire.mtom import document_part, write_multipart
from socle.wire.soap import write_envelope
from socle.wire.xds import write
from socle.wire.xds.model import (
    APPROVED,
    HAS_MEMBER,
    REPLACES,
    Association,
    Code,
    DocumentEntry,
    DocumentRequest,
    StoredQuery,
    Submission,
    SubmissionSet,
)
from tests.record.player import Answer, answer_of

pytestmark = pytest.mark.django_db

PATIENT = CX("pat-1^^^&1.3.6.1.4.1.21367.13.20.3000&ISO")
FIND = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"
REPOSITORY = "1.2.250.1.213.4.1.1.1.2"


def submission(number: int, data: bytes, *links: Association) -> Submission:
    entry = DocumentEntry(
        id="Document01",
        unique_id=f"1.2.3.{number}",
        patient_id=PATIENT,
        mime_type="text/plain",
        class_code=Code("34133-9", "2.16.840.1.113883.6.1", "Summary"),
    )
    item = SubmissionSet(
        id="Set01",
        unique_id=f"1.2.4.{number}",
        source_id="1.2.5",
        patient_id=PATIENT,
        submission_time="20260915080000",
        content_type=Code("History", "Connect-a-thon"),
    )
    member = Association(
        id="A1", type=HAS_MEMBER, source="Set01", target="Document01", slots=(("SubmissionSetStatus", ("Original",)),)
    )
    part = document_part("Document01", "text/plain", data)
    return Submission(sets=(item,), entries=(entry,), associations=(member, *links), parts={"Document01": part})


def call(service: str, body: etree._Element, parts: tuple = ()) -> Answer:
    root = write_envelope(action="urn:test", body=body)
    data, content_type = root, "application/soap+xml"
    if parts:
        content_type, data = write_multipart(root, parts)
    headers = {"content-type": content_type}
    request = Request("POST", f"/ihe/{service}", headers, io.BytesIO(data), len(data))
    return answer_of(endpoints.handle(service, request, profile=IHE))


def feed(number: int, data: bytes, *links: Association) -> Answer:
    body, parts = write.submission_request(submission(number, data, *links))
    return call("repository", body, parts)


def find(status: str = APPROVED, returned: str = "LeafClass") -> Answer:
    query = StoredQuery(
        FIND, {"$XDSDocumentEntryPatientId": ((PATIENT.text,),), "$XDSDocumentEntryStatus": ((status,),)}, returned
    )
    return call("registry", write.query_request(query))


def test_a_document_goes_in_is_found_and_comes_back() -> None:
    assert feed(1, b"hello").registry_status == "Success"
    found = find()
    (entry,) = found.all("ExtrinsicObject")
    assert hashlib.sha1(b"hello", usedforsecurity=False).hexdigest() in etree.tostring(entry).decode()
    answer = call("repository", write.retrieve_request([DocumentRequest(REPOSITORY, "1.2.3.1")]))
    assert answer.is_multipart
    assert answer.registry_status == "Success"
    assert b"hello" in answer.raw


def test_a_replacement_deprecates_what_it_replaces() -> None:
    feed(1, b"one")
    old = find().all("ExtrinsicObject")[0].get("id")
    link = Association(id="A2", type=REPLACES, source="Document01", target=old)
    assert feed(2, b"two", link).registry_status == "Success"
    assert [node.get("id") for node in find().all("ExtrinsicObject")] != [old]
    again = Association(id="A3", type=REPLACES, source="Document01", target=old)
    assert [code for code, _, _ in feed(3, b"three", again).errors] == ["XDSRegistryDeprecatedDocumentError"]


def test_other_bytes_under_a_known_unique_id_are_refused() -> None:
    feed(1, b"one")
    body, parts = write.submission_request(submission(1, b"two"))
    answer = call("repository", body, parts)
    assert answer.registry_status == "Failure"


def test_a_patient_nobody_fed_for_has_no_documents_and_no_fault() -> None:
    answer = find()
    assert answer.fault is None
    assert answer.all("ExtrinsicObject") == []


def test_the_transactions_of_the_dmp_are_not_there() -> None:
    body = etree.fromstring(
        '<h:setAuthorization xmlns:h="urn:si-dmp-habilitations"><h:action>AJOUT</h:action></h:setAuthorization>'
    )
    answer = call("habilitations", body)
    assert answer.fault is not None
    assert "pas encore proposée" in answer.fault[2]


def test_without_the_neutral_profile_the_same_message_is_refused() -> None:
    body, parts = write.submission_request(submission(1, b"hello"))
    content_type, data = write_multipart(write_envelope(action="urn:test", body=body), parts)
    request = Request("POST", "/", {"content-type": content_type}, io.BytesIO(data), len(data))
    answer = answer_of(endpoints.handle("repository", request))
    assert answer.fault is not None
    assert answer.fault[1] == "wsse:InvalidSecurity"
    assert not Record.objects.exists()


def test_a_message_of_the_public_toolkit_is_read_to_its_end(samples: Path) -> None:
    data = (samples / "xds" / "nist-xdstools" / "messagevalidator" / "soap-pnr.xml").read_bytes()
    request = Request("POST", "/", {"content-type": "application/soap+xml"}, io.BytesIO(data), len(data))
    answer = answer_of(endpoints.handle("repository", request, profile=IHE))
    assert answer.fault is None
    assert answer.registry_status in {"Success", "Failure"}
