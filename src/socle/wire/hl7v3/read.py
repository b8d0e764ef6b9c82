"""Reading PRPA_IN201307UV02 (server) and PRPA_IN201308UV02 (client). Source: spec/dmp.md 3.1."""

from __future__ import annotations

from lxml import etree

from socle.rulebook import Finding
from socle.wire import verdicts, xml
from socle.wire.hl7v3.model import (
    II,
    Address,
    Closing,
    Device,
    Name,
    Observation,
    PatientAnswer,
    PatientFound,
    PatientQuery,
    Relationship,
    Telecom,
)
from socle.wire.namespaces import HL7, qname
from socle.wire.xds.model import Code


def at(node: etree._Element | None, *path: str) -> etree._Element | None:
    return xml.first(node, *(qname(HL7, name) for name in path))


def every(node: etree._Element | None, name: str) -> list[etree._Element]:
    return list(xml.children(node, qname(HL7, name))) if node is not None else []


def attribute(node: etree._Element | None, name: str) -> str:
    return (node.get(name) or "").strip() if node is not None else ""


def ii(node: etree._Element | None) -> II:
    return II(attribute(node, "root"), attribute(node, "extension"))


def code(node: etree._Element | None) -> Code:
    return Code(attribute(node, "code"), attribute(node, "codeSystem"), attribute(node, "displayName"))


def device(message: etree._Element, role: str) -> Device:
    held = at(message, role, "device")
    return Device(attribute(at(held, "id"), "root"), xml.text_of(at(held, "softwareName")))


def patient_query(message: etree._Element) -> tuple[PatientQuery | None, list[Finding]]:
    """Read a PRPA_IN201307UV02; every missing element that an answer needs is told."""
    act = at(message, "controlActProcess")
    asked = at(act, "queryByParameter")
    query = PatientQuery(
        message_id=ii(at(message, "id")),
        query_id=ii(at(asked, "queryId")),
        patient=ii(at(asked, "parameterList", "patientIdentifier", "value")),
        sender=device(message, "sender"),
        reason=attribute(at(act, "reasonCode"), "code"),
        created=attribute(at(message, "creationTime"), "value"),
        processing_code=attribute(at(message, "processingCode"), "code"),
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
    act = at(message, "controlActProcess")
    response = attribute(at(act, "queryAck", "queryResponseCode"), "code")
    patient = at(act, "subject", "registrationEvent", "subject1", "patient")
    if not response or (response == "OK" and patient is None):
        place = "queryAck/queryResponseCode" if not response else "registrationEvent/subject1/patient"
        return None, [verdicts.HL7_MISSING.at(place)]
    authorisation, treating = _attention(message)
    return (
        PatientAnswer(
            message_id=ii(at(message, "id")),
            answers=ii(at(message, "acknowledgement", "targetMessage", "id")),
            query_id=ii(at(act, "queryAck", "queryId")),
            receiver=device(message, "receiver"),
            created=attribute(at(message, "creationTime"), "value"),
            reason=attribute(at(act, "reasonCode"), "code"),
            found=found_patient(act, patient) if response == "OK" and patient is not None else None,
            authorisation=authorisation,
            treating_physician=treating,
        ),
        [],
    )


def _attention(message: etree._Element) -> tuple[str | None, bool | None]:
    said = {attribute(at(line, "keyWordText"), "code"): at(line, "value") for line in every(message, "attentionLine")}
    authorisation = attribute(said.get("AUTORISATION"), "code") or None
    treating = attribute(said.get("STATUT_MT"), "value")
    return authorisation, (treating == "true" if treating else None)


def found_patient(act: etree._Element | None, patient: etree._Element, *, observed: str = "subjectOf") -> PatientFound:
    """The patient of a registration, with what `observed` holds of him."""
    person = at(patient, "patientPerson")
    deceased, contact = at(person, "deceasedInd"), at(person, "contactParty", "code")
    return PatientFound(
        ids=tuple(ii(id) for id in every(patient, "id")),
        names=tuple(_name(name) for name in every(person, "name")),
        gender=attribute(at(person, "administrativeGenderCode"), "code"),
        birth_date=attribute(at(person, "birthTime"), "value"),
        telecoms=telecoms(person),
        observations=observations(patient, observed),
        closing=_closing(act, patient),
        address=address(person),
        deceased=attribute(deceased, "value") == "true" if deceased is not None else None,
        birth_place=xml.text_of(at(person, "birthPlace", "addr", "county")),
        relationships=tuple(_relationship(node) for node in every(person, "personalRelationship")),
        contact=code(contact) if contact is not None else None,
    )


def observations(patient: etree._Element, holder: str) -> tuple[Observation, ...]:
    found = [at(entry, "administrativeObservation") for entry in every(patient, holder)]
    return tuple(
        Observation(code(at(entry, "code")), attribute(at(entry, "value"), "value") == "true")
        for entry in found
        if entry is not None
    )


def telecoms(node: etree._Element | None) -> tuple[Telecom, ...]:
    return tuple(Telecom(attribute(one, "value"), attribute(one, "use")) for one in every(node, "telecom"))


def address(node: etree._Element | None) -> Address | None:
    held = at(node, "addr")
    if held is None:
        return None
    lines = tuple(xml.text_of(line) for line in every(held, "streetAddressLine"))
    return Address(lines, xml.text_of(at(held, "postalCode")), xml.text_of(at(held, "city")))


def _relationship(node: etree._Element) -> Relationship:
    name = at(node, "relationshipHolder1", "name")
    return Relationship(
        code=attribute(at(node, "code"), "code"),
        family=xml.text_of(at(name, "family")),
        given=xml.text_of(at(name, "given")),
        prefix=xml.text_of(at(name, "prefix")),
        address=address(node),
        telecoms=telecoms(node),
    )


def _name(node: etree._Element) -> Name:
    families = {attribute(family, "qualifier"): xml.text_of(family) for family in every(node, "family")}
    return Name(
        given=tuple(xml.text_of(given) for given in every(node, "given")),
        birth=families.get("BR", "") or families.get("", ""),
        usage=families.get("SP", ""),
        prefix=xml.text_of(at(node, "prefix")),
    )


def _closing(act: etree._Element | None, patient: etree._Element) -> Closing | None:
    if attribute(at(patient, "statusCode"), "code") != "terminated":
        return None
    return Closing(attribute(at(patient, "effectiveTime", "high"), "value"), *issue(act))


def issue(act: etree._Element | None) -> tuple[Code, str]:
    """Motive and reason of a closing."""
    held = at(act, "reasonOf", "detectedIssueEvent")
    return code(at(held, "code")), xml.text_of(at(held, "text"))
