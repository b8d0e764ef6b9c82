"""What `Dmp` makes of answers; the whole of it against a real Socle is in tests/cli and tests/journeys."""

from __future__ import annotations

import pytest
from lxml import etree

from socle.client.dmp import FIND_DOCUMENTS, GET_DOCUMENTS, Access, Dmp, Found, Refused, find_documents
from socle.wire import mtom, soap
from socle.wire.habilitations import AuthorisationAnswer, write_answer
from socle.wire.hl7v2 import CX
from socle.wire.soap.faults import Fault
from socle.wire.vihf.model import AccessMode
from socle.wire.vihf.verify import verify
from socle.wire.xds import read, write
from socle.wire.xds.model import APPROVED, DEPRECATED, DocumentEntry, RetrievedDocument
from socle.wire.xds.response import FAILURE, SUCCESS
from tests.wire import pki

PATIENT = CX.of("288042923299113", "1.2.250.1.213.1.4.10", "NH")
PATIENT_PARAMETER = "288042923299113^^^&1.2.250.1.213.1.4.10&ISO^NH"


@pytest.fixture
def dmp(physician, server):
    with Dmp(server.url, physician, now=lambda: pki.NOW) as way:
        yield way


@pytest.fixture
def answer(server):
    """Makes the server answer this body."""
    return lambda body, within=b"": server.give(soap.write_envelope(action="urn:test:answer", body=body, within=within))


def sent(server):
    _, _, body = server.requests[-1]
    found, findings = soap.read_envelope(etree.fromstring(body))
    assert not findings
    return found


class TestRefusals:
    def test_a_fault_ends_every_call(self, dmp, answer):
        answer(soap.fault_body(Fault("Sender", "DMPAccessDeniedByRightsService", "Non."), "1.2"))
        for call in (
            lambda: dmp.record(PATIENT),
            lambda: dmp.authorise(PATIENT),
            lambda: dmp.find(find_documents(PATIENT), PATIENT),
            lambda: dmp.reference("2.25.1", PATIENT),
            lambda: dmp.get(["2.25.1"], PATIENT),
        ):
            with pytest.raises(Refused, match="Non") as refusal:
                call()
            assert refusal.value.fault.subcode == "DMPAccessDeniedByRightsService"

    def test_an_answer_to_td0_2_that_says_nothing_is_no_answer(self, dmp, answer):
        answer(etree.Element("{urn:hl7-org:v3}PRPA_IN201308UV02"))
        with pytest.raises(Refused):
            dmp.record(PATIENT)

    def test_an_authorisation_without_a_status_did_not_succeed(self, dmp, answer):
        answer(etree.Element("{urn:si-dmp-habilitations}setAuthorizationResponse"))
        assert not dmp.authorise(PATIENT).succeeded

    def test_a_search_without_a_status_failed(self, dmp, answer):
        answer(etree.Element("{urn:test}nothing"))
        assert dmp.find(find_documents(PATIENT), PATIENT) == Found(FAILURE)

    def test_errors_come_with_their_severity(self, dmp, answer):
        from socle.record.verdicts.feeding import REPLACED_UNKNOWN  # noqa: PLC0415

        answer(*write.query_response((), refs_only=True, findings=(REPLACED_UNKNOWN.at(found="x"),)))
        found = dmp.find(find_documents(PATIENT), PATIENT)
        assert not found.succeeded
        assert [error.is_error for error in found.errors] == [True]


class TestAnswers:
    def test_entries_and_references_are_told_apart(self, dmp, answer):
        entry = DocumentEntry(id="urn:uuid:1", unique_id="2.25.1", status=APPROVED, logical_id="urn:uuid:1")
        answer(*write.query_response((entry,), refs_only=False))
        found = dmp.find(find_documents(PATIENT), PATIENT)
        assert (found.status, [item.unique_id for item in found.entries], found.references) == (SUCCESS, ["2.25.1"], ())
        answer(*write.query_response((entry,), refs_only=True))
        assert dmp.reference("2.25.1", PATIENT).references == ("urn:uuid:1",)

    def test_a_reference_is_asked_by_its_unique_id_alone(self, dmp, answer, server):
        answer(*write.query_response((), refs_only=True))
        assert dmp.reference("2.25.1", PATIENT).references == ()
        query, findings = read.stored_query(sent(server).body)
        assert findings == []
        assert (query.query_id, query.return_type) == (GET_DOCUMENTS, "ObjectRef")
        assert query.parameters == {"$XDSDocumentEntryUniqueId": (("2.25.1",),)}

    def test_an_authorisation_says_what_is_asked(self, dmp, answer, server):
        answer(write_answer(AuthorisationAnswer("DMPOk")))
        assert dmp.authorise(PATIENT, treating_physician=True, remove=True).succeeded
        assert [child.text for child in sent(server).body] == ["SUPPRESSION", "MEDECIN_TRAITANT"]

    def test_documents_come_byte_for_byte(self, dmp, server):
        body, parts = write.retrieve_response(
            [RetrievedDocument("1.2.3", "2.25.1", "text/xml", b"<a>\r\n\xc3\xa9</a>")], []
        )
        content_type, content = mtom.write_multipart(
            soap.write_envelope(action="urn:a", body=body), parts, action="urn:a"
        )
        server.give(content, content_type)
        documents, response = dmp.get(["2.25.1"], PATIENT)
        assert response.succeeded
        assert [document.content for document in documents] == [b"<a>\r\n\xc3\xa9</a>"]
        requests, _ = read.document_requests(sent(server).body)
        assert [request.document_unique_id for request in requests] == ["2.25.1"]


class TestTokens:
    def test_every_call_has_one_of_its_own_for_its_patient_and_mode(self, dmp, answer, server):
        answer(*write.query_response((), refs_only=True))
        for _ in range(2):
            dmp.find(find_documents(PATIENT), PATIENT, Access(AccessMode.BREAK_GLASS, "Urgence", secret_session=True))
        tokens = []
        for _, _, body in server.requests:
            envelope, _ = soap.read_envelope(etree.fromstring(body))
            found, _ = verify(envelope.security, trust=pki.trust(), at=pki.NOW, life=pki.LIFE, skew=pki.SKEW)
            tokens.append(found)
        assert len({token.id for token in tokens}) == 2
        assert {(str(token.patient), token.access_mode, token.reason) for token in tokens} == {
            (PATIENT_PARAMETER, AccessMode.BREAK_GLASS, "Urgence")
        }
        assert all(token.secret_session for token in tokens)


class TestFindDocuments:
    def test_asks_for_what_is_approved_by_default(self):
        query = find_documents(PATIENT)
        assert query.query_id == FIND_DOCUMENTS
        assert query.parameters == {
            "$XDSDocumentEntryPatientId": ((PATIENT_PARAMETER,),),
            "$XDSDocumentEntryStatus": ((APPROVED,),),
        }

    def test_filters_become_parameters(self):
        query = find_documents(
            PATIENT,
            types=["a^^b", "c^^d"],
            created_from="20260101",
            created_to="20260102",
            statuses=["Approved", "Deprecated"],
        )
        assert query.parameters["$XDSDocumentEntryTypeCode"] == (("a^^b", "c^^d"),)
        assert query.parameters["$XDSDocumentEntryCreationTimeFrom"] == (("20260101",),)
        assert query.parameters["$XDSDocumentEntryCreationTimeTo"] == (("20260102",),)
        assert query.parameters["$XDSDocumentEntryStatus"] == ((APPROVED, DEPRECATED),)

    def test_an_unknown_status_is_an_error_of_the_caller(self):
        with pytest.raises(KeyError):
            find_documents(PATIENT, statuses=["forgotten"])
