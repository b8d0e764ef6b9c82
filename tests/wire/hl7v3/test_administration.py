"""TD0.5 and TD1.1 to TD1.4: requests and answers, compared with the samples element by element."""

import pytest
from hypothesis import given, settings

from socle.wire import hl7v3, xml
from socle.wire.hl7v3 import registration, searching
from tests.wire import strategies
from tests.wire.support import canonical, envelope_of, ids

CHANGES = [
    *("td1.1-create-already-there", "td1.1-create-withdrawn", "td1.2-reopen", "td1.3b-change"),
    *("td1.3b-change-attached-to-mes", "td1.4-close", "td1.4-close-already-closed"),
]


def body(dmp_samples, name, direction):
    return envelope_of(next(dmp_samples.glob(f"td?/{name}.{direction}.xml"))).body


@pytest.mark.parametrize("name", ["td1.3a-read-adult", "td1.3a-read-minor"])
def test_administrative_data_are_written_as_they_stand(dmp_samples, name):
    question, _ = hl7v3.patient_query(body(dmp_samples, name, "request"))
    assert canonical(hl7v3.write_patient_query(question)) == canonical(body(dmp_samples, name, "request"))
    answer, _ = hl7v3.patient_answer(body(dmp_samples, name, "response"))
    assert canonical(hl7v3.write_patient_answer(answer)) == canonical(body(dmp_samples, name, "response"))


def test_a_minors_representatives_are_read_with_how_to_reach_them(dmp_samples):
    answer, _ = hl7v3.patient_answer(body(dmp_samples, "td1.3a-read-minor", "response"))
    mother, father = answer.found.relationships
    assert (mother.code, mother.given, mother.family, father.code) == ("MTH", "CAMILLE", "TAMARIN", "FTH")
    assert mother.address == hl7v3.Address(("4 allée des Essais",), "99100", "VILLE-EXEMPLE")
    assert father.telecoms[1] == hl7v3.Telecom("tel:+33199000118", "MC")
    assert (answer.found.deceased, answer.found.birth_place) == (False, "35238")


@pytest.mark.parametrize("name", CHANGES)
def test_a_request_about_a_record_is_written_as_it_stands(dmp_samples, name):
    request, findings = registration.read_request(body(dmp_samples, name, "request"))
    assert findings == []
    assert canonical(registration.write_request(request)) == canonical(body(dmp_samples, name, "request"))


@pytest.mark.parametrize("name", CHANGES)
def test_its_answer_is_written_as_it_stands(dmp_samples, name):
    answer, findings = registration.read_answer(body(dmp_samples, name, "response"))
    assert findings == []
    assert canonical(registration.write_answer(answer)) == canonical(body(dmp_samples, name, "response"))


def test_a_closing_says_why_and_who_writes_it(dmp_samples):
    request, _ = registration.read_request(body(dmp_samples, "td1.4-close", "request"))
    assert (request.reason, request.active, request.motive.code) == ("FERM", False, "FERMETURE_DEMANDE_PATIENT")
    assert request.text == "Demande du titulaire, reçue en consultation."
    assert (request.writer.id, request.writer.structure) == ("899880000015", "499880000015001")
    assert str(request.patient_identifier) == "182112901999268^^^&1.2.250.1.213.1.4.10&ISO^NH"


def test_what_an_answer_needs_and_the_request_lacks_is_told():
    request, findings = registration.read_request(xml.parse(b"<x/>"))
    assert (request, set(ids(findings)), len(findings)) == (None, {"wire.hl7v3-missing"}, 4)
    assert ids(registration.read_answer(xml.parse(b"<x/>"))[1]) == ["wire.hl7v3-missing"]
    assert len(searching.read_query(xml.parse(b"<x/>"))[1]) == 2
    assert ids(searching.read_answer(xml.parse(b"<x/>"))[1]) == ["wire.hl7v3-missing"]


def test_a_search_by_traits_and_its_candidates_are_written_as_they_stand(dmp_samples):
    asked, told = (body(dmp_samples, "td0.5-search-without-ins", way) for way in ("request", "response"))
    query, _ = searching.read_query(asked)
    assert canonical(searching.write_query(query)) == canonical(asked)
    answer, _ = searching.read_answer(told)
    assert canonical(searching.write_answer(answer)) == canonical(told)
    assert [candidate.percentage for candidate in answer.candidates] == [98, 23]
    assert answer.candidates[1].patient.observed("OPPOSITION_ACCES_URGENCE") is True


@given(strategies.registration_requests)
@settings(deadline=None)
def test_any_request_reads_the_same_once_written(request):
    written = xml.parse(xml.serialise(registration.write_request(request)))
    assert registration.read_request(written) == (request, [])


@given(strategies.registration_answers)
@settings(deadline=None)
def test_any_answer_reads_the_same_once_written(answer):
    written = xml.parse(xml.serialise(registration.write_answer(answer)))
    assert registration.read_answer(written) == (answer, [])


@given(strategies.candidate_answers)
@settings(deadline=None)
def test_any_list_of_candidates_reads_the_same_once_written(answer):
    written = xml.parse(xml.serialise(searching.write_answer(answer)))
    assert searching.read_answer(written) == (answer, [])
