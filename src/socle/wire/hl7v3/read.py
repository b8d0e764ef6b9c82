"""Reading PRPA_IN201307UV02 (server) and PRPA_IN201308UV02 (client). Source: spec/dmp.md 3.1."""

from __future__ import annotations

from lxml import etree

from socle.rulebook import Finding
from socle.wire import verdicts, xml
from socle.wire.hl7v3.model import (
    II,
    Closing,
    Device,
    Name,
    Observation,
    PatientAnswer,
    PatientFound,
    PatientQuery,
    Telecom,
)
from socle.wire.namespaces import HL7, qname
from socle.wire.xds.model import Code


def _at(node: etree._Element | None, *path: str) -> etree._Element | None:
    return xml.first(node, *(qname(HL7, name) for name in path))


def _all(node: etree._Element | None, name: str) -> list[etree._Element]:
    return list(xml.children(node, qname(HL7, name))) if node is not None else []


def _attribute(node: etree._Element | None, name: str) -> str:
    return (node.get(name) or "").strip() if node is not None else ""


def _ii(node: etree._Element | None) -> II:
    return II(_attribute(node, "root"), _attribute(node, "extension"))


def _code(node: etree._Element | None) -> Code:
    return Code(_attribute(node, "code"), _attribute(node, "codeSystem"), _attribute(node, "displayName"))


def _device(message: etree._Element, role: str) -> Device:
    device = _at(message, role, "device")
    return Device(_attribute(_at(device, "id"), "root"), xml.text_of(_at(device, "softwareName")))


def patient_query(message: etree._Element) -> tuple[PatientQuery | None, list[Finding]]:
    """Read a PRPA_IN201307UV02; every missing element that an answer needs is told."""
    act = _at(message, "controlActProcess")
    asked = _at(act, "queryByParameter")
    query = PatientQuery(
        message_id=_ii(_at(message, "id")),
        query_id=_ii(_at(asked, "queryId")),
        patient=_ii(_at(asked, "parameterList", "patientIdentifier", "value")),
        sender=_device(message, "sender"),
        reason=_attribute(_at(act, "reasonCode"), "code"),
        created=_attribute(_at(message, "creationTime"), "value"),
        processing_code=_attribute(_at(message, "processingCode"), "code"),
    )
    needed = {
        "id": query.message_id.root,
        "controlActProcess/reasonCode": query.reason,
        "queryByParameter/queryId": query.query_id.root,
        "patientIdentifier/value/@root": query.patient.root,
        "patientIdentifier/value/@extension": query.patient.extension,
    }
    findings = [verdicts.HL7_MISSING.at(place) for place, value in needed.items() if not value]
    return (None if findings else query), findings


def patient_answer(message: etree._Element) -> tuple[PatientAnswer | None, list[Finding]]:
    """Read a PRPA_IN201308UV02."""
    act = _at(message, "controlActProcess")
    response = _attribute(_at(act, "queryAck", "queryResponseCode"), "code")
    patient = _at(act, "subject", "registrationEvent", "subject1", "patient")
    if not response or (response == "OK" and patient is None):
        place = "queryAck/queryResponseCode" if not response else "registrationEvent/subject1/patient"
        return None, [verdicts.HL7_MISSING.at(place)]
    authorisation, treating = _attention(message)
    return (
        PatientAnswer(
            message_id=_ii(_at(message, "id")),
            answers=_ii(_at(message, "acknowledgement", "targetMessage", "id")),
            query_id=_ii(_at(act, "queryAck", "queryId")),
            receiver=_device(message, "receiver"),
            created=_attribute(_at(message, "creationTime"), "value"),
            reason=_attribute(_at(act, "reasonCode"), "code"),
            found=_found(act, patient) if response == "OK" and patient is not None else None,
            authorisation=authorisation,
            treating_physician=treating,
        ),
        [],
    )


def _attention(message: etree._Element) -> tuple[str | None, bool | None]:
    said = {_attribute(_at(line, "keyWordText"), "code"): _at(line, "value") for line in _all(message, "attentionLine")}
    authorisation = _attribute(said.get("AUTORISATION"), "code") or None
    treating = _attribute(said.get("STATUT_MT"), "value")
    return authorisation, (treating == "true" if treating else None)


def _found(act: etree._Element | None, patient: etree._Element) -> PatientFound:
    person = _at(patient, "patientPerson")
    observations = [_at(entry, "administrativeObservation") for entry in _all(patient, "subjectOf")]
    return PatientFound(
        ids=tuple(_ii(id) for id in _all(patient, "id")),
        names=tuple(_name(name) for name in _all(person, "name")),
        gender=_attribute(_at(person, "administrativeGenderCode"), "code"),
        birth_date=_attribute(_at(person, "birthTime"), "value"),
        telecoms=tuple(Telecom(_attribute(node, "value"), _attribute(node, "use")) for node in _all(person, "telecom")),
        observations=tuple(
            Observation(_code(_at(entry, "code")), _attribute(_at(entry, "value"), "value") == "true")
            for entry in observations
            if entry is not None
        ),
        closing=_closing(act, patient),
    )


def _name(node: etree._Element) -> Name:
    families = {_attribute(family, "qualifier"): xml.text_of(family) for family in _all(node, "family")}
    return Name(
        given=tuple(xml.text_of(given) for given in _all(node, "given")),
        birth=families.get("BR", "") or families.get("", ""),
        usage=families.get("SP", ""),
        prefix=xml.text_of(_at(node, "prefix")),
    )


def _closing(act: etree._Element | None, patient: etree._Element) -> Closing | None:
    if _attribute(_at(patient, "statusCode"), "code") != "terminated":
        return None
    issue = _at(act, "reasonOf", "detectedIssueEvent")
    return Closing(
        at=_attribute(_at(patient, "effectiveTime", "high"), "value"),
        motive=_code(_at(issue, "code")),
        reason=xml.text_of(_at(issue, "text")),
    )
