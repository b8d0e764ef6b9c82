"""TD0.2: the question and its answer, compared with the samples element by element."""

import pytest
from hypothesis import given, settings

from socle.wire import hl7v3, xml
from socle.wire.namespaces import HL7, qname
from tests.wire import strategies
from tests.wire.support import canonical, envelope_of, ids


def damaged(dmp_samples, *path, attribute=None):
    """The body of a TD0.2 request without one element, or without one attribute of it."""
    body = envelope_of(dmp_samples / "td0/td0.2-authorisation-none.request.xml").body
    node = xml.first(body, *(qname(HL7, name) for name in path))
    if attribute:
        del node.attrib[attribute]
    else:
        node.getparent().remove(node)
    return body


QUERY = ("controlActProcess", "queryByParameter")


@pytest.mark.parametrize(
    ("path", "attribute", "places"),
    [
        (("id",), None, ["id"]),
        (("controlActProcess", "reasonCode"), None, ["controlActProcess/reasonCode"]),
        ((*QUERY, "queryId"), None, ["queryByParameter/queryId"]),
        (
            (*QUERY, "parameterList", "patientIdentifier"),
            None,
            ["patientIdentifier/value/@root", "patientIdentifier/value/@extension"],
        ),
        (
            (*QUERY, "parameterList", "patientIdentifier", "value"),
            "extension",
            ["patientIdentifier/value/@extension"],
        ),
    ],
)
def test_what_an_answer_needs_and_the_question_lacks_is_told(dmp_samples, path, attribute, places):
    query, findings = hl7v3.patient_query(damaged(dmp_samples, *path, attribute=attribute))
    assert query is None
    assert [finding.place for finding in findings] == places
    assert set(ids(findings)) == {"wire.hl7v3-missing"}


def test_a_message_of_another_kind_lacks_everything_and_throws_nothing():
    query, findings = hl7v3.patient_query(xml.parse(b"<x/>"))
    assert query is None
    assert len(findings) == 5
    answer, findings = hl7v3.patient_answer(xml.parse(b"<x/>"))
    assert answer is None
    assert ids(findings) == ["wire.hl7v3-missing"]


def test_an_answer_that_says_ok_without_a_patient_is_told(dmp_samples):
    body = envelope_of(dmp_samples / "td0/td0.2-authorisation-none.response.xml").body
    act = xml.first(body, qname(HL7, "controlActProcess"))
    act.remove(xml.first(act, qname(HL7, "subject")))
    answer, findings = hl7v3.patient_answer(body)
    assert answer is None
    assert findings[0].place == "registrationEvent/subject1/patient"


def test_the_question_is_read(dmp_samples):
    query, _ = hl7v3.patient_query(envelope_of(dmp_samples / "td0/td0.2-authorisation-none.request.xml").body)
    assert query.reason == "TEST_EXST"
    assert str(query.patient_identifier) == "284053523899177^^^&1.2.250.1.213.1.4.10&ISO^NH"
    assert query.sender.name == "Cahier LGC"
    assert query.processing_code == "D"


def test_the_answer_is_read(dmp_samples):
    answer, _ = hl7v3.patient_answer(envelope_of(dmp_samples / "td0/td0.2-authorisation-valid.response.xml").body)
    assert (answer.authorisation, answer.treating_physician) == ("VALIDE", True)
    assert answer.found.is_open
    assert answer.found.observed("RATTACHEMENT_ENS") is True
    assert answer.found.observed("AUTRE") is None
    assert answer.found.names[0] == hl7v3.Name(("CAMILLE",), "BOISJOLY", "TAMARIN", "MME")


def test_a_closed_record_gives_its_date_motive_and_reason(dmp_samples):
    answer, _ = hl7v3.patient_answer(envelope_of(dmp_samples / "td0/td0.2-closed.response.xml").body)
    closing = answer.found.closing
    assert not answer.found.is_open
    assert closing.at == "20260702101500"
    assert closing.motive.code == "FERMETURE_DEMANDE_PATIENT"
    assert closing.reason == "Le titulaire ne souhaite plus de dossier."


def test_no_record_is_an_answer_and_not_a_fault(dmp_samples):
    answer, findings = hl7v3.patient_answer(envelope_of(dmp_samples / "td0/td0.2-not-found.response.xml").body)
    assert (answer.found, answer.authorisation, findings) == (None, None, [])


@pytest.mark.parametrize("direction", ["request", "response"])
def test_every_sample_of_td0_2_is_written_element_by_element_as_it_stands(dmp_samples, direction):
    paths = sorted(dmp_samples.glob(f"td0/td0.2-*.{direction}.xml"))
    assert len(paths) == 7
    for path in paths:
        body = envelope_of(path).body
        if direction == "request":
            value, findings = hl7v3.patient_query(body)
            written = hl7v3.write_patient_query(value)
        else:
            value, findings = hl7v3.patient_answer(body)
            written = hl7v3.write_patient_answer(value)
        assert findings == []
        assert canonical(written) == canonical(body), path.name


@given(strategies.patient_queries)
@settings(deadline=None)
def test_any_question_reads_the_same_once_written(query):
    assert hl7v3.patient_query(xml.parse(xml.serialise(hl7v3.write_patient_query(query)))) == (query, [])


@given(strategies.patient_answers)
@settings(deadline=None)
def test_any_answer_reads_the_same_once_written(answer):
    given = xml.parse(xml.serialise(hl7v3.write_patient_answer(answer)))
    read, findings = hl7v3.patient_answer(given)
    assert findings == []
    assert read == answer
