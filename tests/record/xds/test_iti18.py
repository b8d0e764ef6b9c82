"""ITI-18: whom a query may bear on, and how it may be written."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from tests.record.player import Answer, Player, answer_of, instant_of
from tests.record.submission_builders import GET_DOCUMENTS, OTHER_PATIENT, PATIENT, feed

from socle.record import endpoints
from socle.record.profile import IHE
from socle.wire.exchange import Request
from socle.wire.soap import write_envelope
from socle.wire.xds import write
from socle.wire.xds.model import APPROVED, StoredQuery

pytestmark = [pytest.mark.database, pytest.mark.django_db]

FIND_FOR_SEVERAL = "urn:uuid:3d1bdb10-39a2-11de-89c2-2f44d94eaa9f"
FIND = b"urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"


def ask(query: StoredQuery, *, version: str = "1.2", content_type: str = "application/soap+xml") -> Answer:
    data = write_envelope(action="urn:test", body=write.query_request(query), version=version)
    request = Request("POST", "/", {"content-type": content_type}, io.BytesIO(data), len(data))
    return answer_of(endpoints.handle("registry", request, profile=IHE))


def of_patients(*patients: str, returned: str = "ObjectRef") -> StoredQuery:
    asked = {"$XDSDocumentEntryPatientId": (patients,), "$XDSDocumentEntryStatus": ((APPROVED,),)}
    return StoredQuery(FIND_FOR_SEVERAL, asked, returned)


@pytest.mark.rule("DMP-062")
@pytest.mark.parametrize("several", [FIND, FIND_FOR_SEVERAL.encode()])
def test_a_query_never_reaches_beyond_the_patient_of_the_token(player: Player, several: bytes) -> None:
    data, _ = player.message("td3.1a-find-documents")
    start = data.index(b"'284053523899177")
    end = data.index(b"</rim:Value>", start)
    other = data[start:end].replace(b"284053523899177", b"178026938704242")
    listed = b"(" + data[start:end] + b"," + other + b")" if several != FIND else other
    data = (data[:start] + listed + data[end:]).replace(FIND, several)
    player.play("td0.3-add")
    assert player.play("td3.1a-find-documents").fault is None  # the query as it is: only its patient is refused below
    other_query = (player.message("td3.1a-find-documents")[0], data)
    answer = player.play("td3.1a-find-documents", change=other_query, fresh=True)
    assert answer.fault is not None
    assert answer.fault[2] == "Le patient du jeton n'est pas celui du message."


@pytest.mark.rule("DMP-062")
def test_a_query_that_names_a_patient_is_refused_when_its_token_names_none(player: Player) -> None:
    player.play("td0.3-add")
    data, content_type = player.message("td3.1a-find-documents")
    other, _ = player.message("td0.4-patient-list")
    start, end = data.index(b"<saml2:Assertion"), data.index(b"</saml2:Assertion>")
    token = other[other.index(b"<saml2:Assertion") : other.index(b"</saml2:Assertion>")]
    data = data[:start] + token + data[end:]
    answer = player.send(data, content_type, "registry", instant_of(data), player.connection_for(data))
    assert answer.fault is not None
    assert "ne désignent de patient" in answer.fault[2]


def test_several_patients_are_asked_about_at_once_in_the_neutral_profile() -> None:
    feed(("1.1", b"<a/>"), set_id="9.1")
    feed(("1.2", b"<b/>"), set_id="9.2", patient=OTHER_PATIENT)
    found = ask(of_patients(PATIENT.text, OTHER_PATIENT.text))
    assert len(found.all("ObjectRef")) == 2
    assert len(ask(of_patients(PATIENT.text, OTHER_PATIENT.text, returned="LeafClass")).all("ExtrinsicObject")) == 2


def test_unknown_identifiers_find_nothing_and_an_unknown_patient_is_told() -> None:
    nothing = ask(StoredQuery(GET_DOCUMENTS, {"$XDSDocumentEntryUniqueId": (("1.2.3",),)}))
    assert (nothing.registry_status, nothing.errors) == ("Success", [])
    told = ask(of_patients(PATIENT.text))
    assert (told.registry_status, [code for code, _, _ in told.errors]) == ("Failure", ["XDSUnknownPatientId"])


@pytest.mark.parametrize("content_type", ["application/soap+xml; charset=UTF-8", "text/xml; charset=UTF-8"])
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_the_envelope_says_its_version_whatever_the_content_type(version: str, content_type: str) -> None:
    feed(("1.1", b"<a/>"), set_id="9.1")
    answer = ask(of_patients(PATIENT.text), version=version, content_type=content_type)
    assert answer.registry_status == "Success"
    namespace = etree.QName(answer.body.getparent()).namespace
    assert ("2003" in str(namespace)) is (version == "1.2")
