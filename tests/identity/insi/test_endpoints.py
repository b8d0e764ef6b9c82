"""The door: what is asked, what is missing, what fails, each told as the teleservice tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import OperationalError, ProgrammingError, connection

from socle.identity import oids, services
from socle.identity.insi import outcomes
from socle.identity.insi.outcomes import Outcome
from socle.identity.traits import Traits
from socle.ledger.models import Event
from socle.rulebook import choices
from socle.wire import xml
from socle.wire.hl7v2 import CX
from socle.wire.namespaces import SOAP11, SOAP12, qname
from tests.identity.insi.asking import AT, CONTEXT, Door, card, message, traits

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CAMILLE = Traits(
    birth_name="BOISJOLY",
    given_names="CAMILLE ODETTE",
    first_given_name="CAMILLE",
    sex="F",
    birth_date=date(1984, 5, 17),
    birth_place="35238",
)
INS = CX.of("284053523899177", oids.NIR_TEST, "NH")


def test_a_person_of_the_world_is_found_by_traits_by_card_and_by_a_former_matricule():
    services.register(CAMILLE, INS, history=[CX.of("184053523899174", oids.NIR_TEST, "NH")], at=AT)
    door = Door()
    by_traits = door.ask(traits("BOISJOLY", "ODETTE", born="1984-05-17")).found
    for found in (by_traits, door.ask(card(INS.id)).found, door.ask(card("1840535238991")).found):
        assert (found.code, found.active.matricule, found.active.oid) == ("00", INS.id, oids.NIR_TEST)
        assert [former.matricule for former in found.history] == ["184053523899174"]


def test_a_published_identity_is_found_by_card_under_any_of_its_matricules_and_by_its_name_and_date():
    door = Door()
    assert door.ask(card("209066322012355", name="ECETINSI", born="2009-07-14")).found.active.key == "89"
    assert door.ask(card(None, holder="109076322083489")).code == "00"
    assert door.ask(card("109076322083489", name="AUTRE")).code == "01"
    assert door.ask(card("109076322083489", born="2010-01-01")).code == "01"


def test_somebody_whom_the_world_holds_too_is_one_person_and_another_of_the_same_traits_makes_several():
    known = Traits(
        birth_name="PAT-TROIS",
        given_names="DOMINIQUE MARIE-LOUISE",
        first_given_name="DOMINIQUE",
        sex="F",
        birth_date=date(1979, 3, 28),
        birth_place="51215",
    )
    services.register(known, CX.of("279035121518989", oids.NIR_TEST, "NH"), at=AT)
    body = traits("PAT-TROIS", "DOMINIQUE", born="1979-03-28")
    assert Door().ask(body).found.active.matricule == "279035121518989"
    services.register(
        replace(known, birth_name="ADRUN", given_names="ZOE", first_given_name="ZOE", birth_date=date(1975, 12, 31)),
        CX.of("275125121518917", oids.NIR_TEST, "NH"),
        at=AT,
    )
    assert Door().ask(traits("ADRUN", "ZOE", born="1975-12-31")).code == "02"
    assert Door().ask(traits("ADRUN", "ZOE", born="1975-12-31", place="63220")).code == "00"


def test_names_are_compared_whatever_their_case_accents_and_hyphens():
    assert Door().ask(traits("Écetinsi", "Pierre Alain", sex="M", born="2009-07-14")).code == "00"


def test_a_search_says_name_given_name_sex_and_date_and_each_one_missing_is_told():
    for body, word in (
        (traits(None, "DOMINIQUE"), "NomNaissance"),
        (traits("ADRTROIS"), "Prenom"),
        (traits("ADRTROIS", "DOMINIQUE", sex=None), "Sexe"),
        (traits("ADRTROIS", "DOMINIQUE", born=None), "DateNaissance"),
        (traits("ADRTROIS", "DOMINIQUE", born="26/02/1997"), "26/02/1997"),
        (traits("ADRTROIS", "DOMINIQUE", sex="I"), "Sexe"),
        (card(None), "MatriculeIndividu"),
        (card("12"), "NumIdentifiant"),
    ):
        answer = Door().ask(body)
        assert (answer.status, answer.trouble.subcode) == (400, "siram_100"), word
        assert word in answer.trouble.sentence


def test_a_date_that_no_calendar_has_finds_nobody():
    assert Door().ask(traits("ADRUN", "ZOE", born="1975-00-00")).code == "01"


def test_the_contexts_name_the_sender_and_an_authorised_software():
    door, body = Door(), lambda: traits("ADRTROIS", "DOMINIQUE")
    assert door.ask(body(), context=None).code == "desir_500"
    for missing in (replace(CONTEXT, idam=""), replace(CONTEXT, emitter=""), replace(CONTEXT, idam="FAKE-IDAM")):
        assert door.ask(body(), context=missing).code == "desir_500", missing
    assert door.ask(body(), message_id="").code == "00"  # described as a header, and nobody needs it here
    assert door.ask(body(), context=replace(CONTEXT, emitter="medecin@yopmail.com")).code == "00"


def test_the_known_software_and_the_code_of_an_unknown_one_are_choices():
    before = choices.current()
    choices.install(replace(before, insi_software=("A1",), insi_unknown_software_code="desir_550"))
    try:
        assert Door().ask(traits("ADRTROIS", "DOMINIQUE")).code == "desir_550"
        assert Door().ask(traits("ADRTROIS", "DOMINIQUE"), context=replace(CONTEXT, idam="A1")).code == "00"
    finally:
        choices.install(before)


def test_what_is_no_request_of_the_teleservice_is_refused_in_its_terms():
    door = Door()
    foreign = xml.element("{urn:hl7-org:v3}PRPA_IN201307UV02")
    for answer in (
        door.ask(foreign),
        door.send(b"<a"),
        door.send(b"x", content_type="application/json"),
        door.send(b"", method="PUT"),
        door.send(b"<soap:Envelope xmlns:soap='http://www.w3.org/2003/05/soap-envelope'><soap:Body/></soap:Envelope>"),
    ):
        assert (answer.status, answer.trouble.subcode, answer.code) == (400, "siram_100", "desir_500")
    assert Event.objects.filter(outcome="refused").count() == 5


def test_the_headers_of_the_teleservice_may_be_marked_obligatory():
    data = message(traits("ADRTROIS", "DOMINIQUE")).replace(
        b'<ctxlps:ContexteLPS xmlns:ctxlps="urn:siram:lps:ctxlps"',
        b'<ctxlps:ContexteLPS xmlns:ctxlps="urn:siram:lps:ctxlps" soap:mustUnderstand="true"',
    )
    assert b"mustUnderstand" in data
    assert Door().send(data).code == "00"


def test_soap_1_1_is_answered_in_soap_1_1():
    data = message(traits("ADRTROIS", "DOMINIQUE")).replace(SOAP12.encode(), SOAP11.encode())
    answer = Door().send(data, content_type="text/xml")
    assert (answer.code, answer.status) == ("00", 200)
    refused = Door(None).send(data, content_type="text/xml")
    assert (refused.code, refused.status) == ("DESIR_560", 500)
    assert xml.parse(refused.response.body).tag == qname(SOAP11, "Envelope")


def test_the_fault_names_the_message_that_it_answers():
    answer = Door(None).ask(traits("ADRTROIS", "DOMINIQUE"))
    assert next(answer.body.iter("{urn:siram}Erreur")).get("messageID") == "uuid:b3549edd-4ae9-472a-b26f-fd2fb4ef397f"
    assert answer.trouble.severity == "erreur"


@pytest.mark.parametrize(
    ("name", "body", "code", "status"),
    [
        ("INSI-AUCUNE", traits, "01", 200),
        ("INSI-PLUSIEURS", traits, "02", 200),
        ("INSI-INATTENDU", traits, "99", 200),
        ("INSI-ERREUR", traits, "insi_102", 500),
        ("INSI-ERREUR", card, "insi_101", 500),
        ("ADRTROIS-DOES-NOT-EXIST", traits, "insi_102", 500),
        ("INSI-LOGICIEL", traits, "desir_500", 400),
        ("INSI-LOGICIEL-INCONNU", traits, "desir_550", 400),
        ("INSI-DROITS", traits, "DESIR_560", 400),
    ],
)
def test_every_answer_is_obtained_by_a_name(name, body, code, status):
    asked = traits(name, "DOMINIQUE") if body is traits else card("2970220020778", name=name)
    answer = Door().ask(asked)
    assert (answer.code, answer.status) == (code, status)


def test_an_answer_that_does_not_come_in_time_is_obtained_too():
    door = Door()
    answer = door.ask(traits("INSI-SILENCE", "X"))
    assert door.waited == [60.0]
    assert (answer.code, answer.trouble.subcode, answer.trouble.severity) == ("insi_102", "siram_40", "fatale")


@pytest.mark.parametrize("wanted", list(Outcome))
def test_every_answer_is_obtained_by_fault_injection_whatever_the_traits(wanted):
    outcomes.install(lambda: wanted)
    try:
        code = Door().ask(traits("ADRTROIS", "DOMINIQUE")).code
    finally:
        outcomes.install(lambda: None)
    assert code == ("insi_102" if wanted is Outcome.SILENCE else wanted.value)


def test_a_failing_database_is_a_technical_error_and_to_be_asked_again(caplog):
    def away(execute, sql, params, many, context):
        raise OperationalError("away")

    with connection.execute_wrapper(away):
        answer = Door().ask(traits("ADRTROIS", "DOMINIQUE"))
    assert (answer.status, answer.code, answer.trouble.subcode) == (503, "insi_102", "siram_40")
    assert dict(answer.response.headers)["Retry-After"] == "5"
    (line,) = [line for line in caplog.records if line.message == "database away"]
    assert (line.exc_info, line.reference in answer.trouble.sentence) == (None, True)


@pytest.mark.parametrize("failure", [ProgrammingError("no such column"), RuntimeError("nobody foresaw this")])
def test_a_failure_of_the_program_is_logged_with_its_trace_under_the_reference_that_the_caller_is_told(failure, caplog):
    def failing(execute, sql, params, many, context):
        raise failure

    with connection.execute_wrapper(failing):
        answer = Door().ask(traits("ADRTROIS", "DOMINIQUE"))
    assert (answer.status, answer.code, answer.trouble.subcode) == (500, "insi_102", "siram_40")
    (line,) = [line for line in caplog.records if line.message == "exchange failed"]
    assert line.exc_info[1] is failure
    assert line.reference in answer.trouble.sentence
    assert "nobody foresaw" not in answer.trouble.sentence


def test_the_description_is_served_complete_with_the_address_that_was_asked():
    described = Door(None).send(b"", method="GET", query="wsdl", host="insi.test:8443").response
    assert described.status == 200
    assert b'location="https://insi.test:8443/insi/"' in described.body
    assert b"schemaLocation" not in described.body
    hostile = Door(None).send(b"", method="GET", query="WSDL", host='x"/><evil').response
    assert b"evil" not in hostile.body
    assert Door(None).send(b"", method="GET").code == "desir_500"
