"""TD0.5, searching for a patient by traits: the question and its candidates, as frozen values and as messages.

PRPA_IN201305UV02 and PRPA_IN201306UV02. Source: spec/dmp.md 3.1 (IHE PDQv3, ITI-47).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from socle.rulebook import Finding
from socle.wire import verdicts, xml
from socle.wire.hl7v3 import model, read, write
from socle.wire.hl7v3.model import II, Address, Device, PatientFound

#: Trigger events of the question and of its answer. Source: spec/dmp.md 3.1 (the second ASSUMED).
_QUESTION: Final = "PRPA_TE201305UV02"
_ANSWER: Final = "PRPA_TE201306UV02"
_PERCENTAGE: Final = "POURCENTAGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedTraits:
    """What is known of the person looked for; "" or None for what is not. `birth_date` is `YYYYMMDD`."""

    given: str = ""
    family: str = ""
    gender: str = ""
    birth_date: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateQuery:
    """PRPA_IN201305UV02."""

    message_id: II
    query_id: II
    sender: Device
    traits: SearchedTraits
    created: str = ""
    processing_code: str = "P"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One patient that may be the one looked for, with how much of the traits agree (per cent)."""

    patient: PatientFound
    percentage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAnswer:
    """PRPA_IN201306UV02: the candidates, the likeliest first; none gives NF."""

    message_id: II
    answers: II
    query_id: II
    receiver: Device
    created: str
    traits: SearchedTraits
    candidates: tuple[Candidate, ...] = ()


def read_query(message: etree._Element) -> tuple[CandidateQuery | None, list[Finding]]:
    """Read a PRPA_IN201305UV02; every missing element that an answer needs is told."""
    asked = read.at(message, "controlActProcess", "queryByParameter")
    message_id, query_id = read.ii(read.at(message, "id")), read.ii(read.at(asked, "queryId"))
    needed = {"id": message_id.root, "queryByParameter/queryId": query_id.root}
    findings = [verdicts.HL7_MISSING.at(place) for place, value in needed.items() if not value]
    if findings:
        return None, findings
    query = CandidateQuery(
        message_id=message_id,
        query_id=query_id,
        sender=read.device(message, "sender"),
        traits=_traits(read.at(asked, "parameterList")),
        created=read.attribute(read.at(message, "creationTime"), "value"),
        processing_code=read.attribute(read.at(message, "processingCode"), "code"),
    )
    return query, []


def _traits(parameters: etree._Element | None) -> SearchedTraits:
    name = read.at(parameters, "livingSubjectName", "value")
    held = read.at(parameters, "patientAddress", "value")
    address = None
    if held is not None:
        lines = tuple(xml.text_of(line) for line in read.every(held, "streetAddressLine"))
        address = Address(lines, xml.text_of(read.at(held, "postalCode")), xml.text_of(read.at(held, "city")))
    return SearchedTraits(
        given=xml.text_of(read.at(name, "given")),
        family=xml.text_of(read.at(name, "family")),
        gender=read.attribute(read.at(parameters, "livingSubjectAdministrativeGender", "value"), "code"),
        birth_date=read.attribute(read.at(parameters, "livingSubjectBirthTime", "value"), "value"),
        address=address,
    )


def write_query(query: CandidateQuery) -> etree._Element:
    """PRPA_IN201305UV02."""
    root = write.wrapper("PRPA_IN201305UV02", query.message_id, query.created, query.processing_code, "AL")
    write.party(root, "receiver", "RCV", Device(model.DMP_ROOT, model.DMP_NAME))
    write.party(root, "sender", "SND", query.sender)
    _parameters(_control_act(root, _QUESTION), query.query_id, query.traits)
    return root


def _control_act(root: etree._Element, trigger: str) -> etree._Element:
    act = write.add(root, "controlActProcess", classCode="CACT", moodCode="EVN")
    write.add(act, "code", code=trigger, codeSystem=model.INTERACTIONS)
    return act


def _parameters(act: etree._Element, query_id: II, traits: SearchedTraits) -> None:
    asked = write.add(act, "queryByParameter")
    write.ii(asked, "queryId", query_id)
    write.add(asked, "statusCode", code="new")
    listed = write.add(asked, "parameterList")
    if traits.gender:
        value: dict[str, Any] = {"code": traits.gender, "codeSystem": model.GENDERS}
        _parameter(listed, "livingSubjectAdministrativeGender", "LivingSubject.administrativeGender", **value)
    if traits.birth_date:
        _parameter(listed, "livingSubjectBirthTime", "LivingSubject.birthTime", value=traits.birth_date)
    if traits.given or traits.family:
        name = _parameter(listed, "livingSubjectName", "LivingSubject.name")
        _texts(name, (("given", traits.given), ("family", traits.family)))
    if traits.address is not None:
        held, address = _parameter(listed, "patientAddress", "Patient.addr"), traits.address
        lines = tuple(("streetAddressLine", line) for line in address.lines)
        _texts(held, (*lines, ("postalCode", address.postal_code), ("city", address.city)))


def _parameter(listed: etree._Element, name: str, meaning: str, **value: str) -> etree._Element:
    parameter = write.add(listed, name)
    held = write.add(parameter, "value", **value)
    write.add(parameter, "semanticsText", meaning)
    return held


def _texts(parent: etree._Element, texts: tuple[tuple[str, str], ...]) -> None:
    for name, text in texts:
        if text:
            write.add(parent, name, text)


def write_answer(answer: CandidateAnswer) -> etree._Element:
    """PRPA_IN201306UV02."""
    root = write.wrapper("PRPA_IN201306UV02", answer.message_id, answer.created, "P", "NE")
    write.party(root, "receiver", "RCV", answer.receiver)
    write.party(root, "sender", "SND", Device(model.DMP_ROOT, model.DMP_NAME))
    acknowledgement = write.add(root, "acknowledgement", typeCode="AA")
    write.ii(write.add(acknowledgement, "targetMessage"), "id", answer.answers)
    act = _control_act(root, _ANSWER)
    for candidate in answer.candidates:
        event = write.registration_event(act)
        patient = write.patient_element(event, candidate.patient, active=True)
        _percentage(patient, candidate.percentage)
        for entry in candidate.patient.observations:
            write.observation(patient, "subjectOf2", entry)
        write.custodian(event)
    acknowledged = write.add(act, "queryAck")
    write.ii(acknowledged, "queryId", answer.query_id)
    write.add(acknowledged, "queryResponseCode", code="OK" if answer.candidates else "NF")
    _parameters(act, answer.query_id, answer.traits)
    return root


def _percentage(patient: etree._Element, percentage: int) -> None:
    holder = write.add(patient, "subjectOf1", typeCode="SBJ")
    match = write.add(holder, "queryMatchObservation", classCode="OBS", moodCode="EVN")
    write.add(match, "code", code=_PERCENTAGE)
    write.value_element(match, "INT", value=str(percentage))


def read_answer(message: etree._Element) -> tuple[CandidateAnswer | None, list[Finding]]:
    """Read a PRPA_IN201306UV02."""
    act = read.at(message, "controlActProcess")
    if not read.attribute(read.at(act, "queryAck", "queryResponseCode"), "code"):
        return None, [verdicts.HL7_MISSING.at("queryAck/queryResponseCode")]
    events = [read.at(subject, "registrationEvent", "subject1", "patient") for subject in read.every(act, "subject")]
    answer = CandidateAnswer(
        message_id=read.ii(read.at(message, "id")),
        answers=read.ii(read.at(message, "acknowledgement", "targetMessage", "id")),
        query_id=read.ii(read.at(act, "queryAck", "queryId")),
        receiver=read.device(message, "receiver"),
        created=read.attribute(read.at(message, "creationTime"), "value"),
        traits=_traits(read.at(act, "queryByParameter", "parameterList")),
        candidates=tuple(_candidate(act, patient) for patient in events if patient is not None),
    )
    return answer, []


def _candidate(act: etree._Element | None, patient: etree._Element) -> Candidate:
    said = read.attribute(read.at(patient, "subjectOf1", "queryMatchObservation", "value"), "value")
    percentage = int(said) if said.isascii() and said.isdigit() and len(said) <= len("100") else 0
    return Candidate(patient=read.found_patient(act, patient, observed="subjectOf2"), percentage=percentage)
