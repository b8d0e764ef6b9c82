"""Writing PRPA_IN201307UV02 (client) and PRPA_IN201308UV02 (server). Source: spec/dmp.md 3.1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from socle.wire import xml
from socle.wire.hl7v3 import model
from socle.wire.hl7v3.model import (
    II,
    Address,
    Device,
    Observation,
    PatientAnswer,
    PatientFound,
    PatientQuery,
    Relationship,
    Telecom,
)
from socle.wire.namespaces import HL7, XSI, qname
from socle.wire.xds.model import Code

_TYPE = qname(XSI, "type")
#: HL7 messages are written without prefix, as the samples are.
_NSMAP: dict[Any, str] = {None: HL7, "xsi": XSI}


def add(parent: etree._Element, name: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    return xml.child(parent, qname(HL7, name), attributes, text)


def ii(parent: etree._Element, name: str, value: II) -> None:
    add(parent, name, root=value.root, extension=value.extension or None)


def value_element(parent: etree._Element, type: str, **attributes: str) -> None:
    xml.child(parent, qname(HL7, "value"), {_TYPE: type, **attributes})


def boolean(value: bool) -> str:
    return "true" if value else "false"


def party(parent: etree._Element, role: str, type_code: str, device: Device) -> None:
    holder = add(add(parent, role, typeCode=type_code), "device", classCode="DEV", determinerCode="INSTANCE")
    add(holder, "id", root=device.root)
    if device.name:
        add(holder, "softwareName", device.name)


def wrapper(interaction: str, id: II, created: str, processing: str, accept: str) -> etree._Element:
    root = etree.Element(qname(HL7, interaction), nsmap=_NSMAP)
    root.set("ITSVersion", "XML_1.0")
    ii(root, "id", id)
    add(root, "creationTime", value=created)
    add(root, "interactionId", root=model.INTERACTIONS, extension=interaction)
    add(root, "processingCode", code=processing)
    add(root, "processingModeCode", code="T")
    add(root, "acceptAckCode", code=accept)
    return root


def control_act(root: etree._Element, reason: str) -> etree._Element:
    act = add(root, "controlActProcess", classCode="CACT", moodCode="EVN")
    add(act, "reasonCode", code=reason, codeSystem=model.REASONS)
    return act


def patient_query(query: PatientQuery) -> etree._Element:
    """PRPA_IN201307UV02."""
    root = wrapper("PRPA_IN201307UV02", query.message_id, query.created, query.processing_code, "AL")
    party(root, "receiver", "RCV", Device(model.DMP_ROOT, model.DMP_NAME))
    party(root, "sender", "SND", query.sender)
    parameters = add(control_act(root, query.reason), "queryByParameter")
    ii(parameters, "queryId", query.query_id)
    add(parameters, "statusCode", code="new")
    identifier = add(add(parameters, "parameterList"), "patientIdentifier")
    ii(identifier, "value", query.patient)
    add(identifier, "semanticsText", "Patient.id")
    return root


def patient_answer(answer: PatientAnswer) -> etree._Element:
    """PRPA_IN201308UV02: the record, its state and what the caller may do; NF when there is none."""
    root = wrapper("PRPA_IN201308UV02", answer.message_id, answer.created, "P", "NE")
    party(root, "receiver", "RCV", answer.receiver)
    party(root, "sender", "SND", Device(model.DMP_ROOT, model.DMP_NAME))
    _attention(root, answer)
    acknowledgement = add(root, "acknowledgement", typeCode="AA")
    ii(add(acknowledgement, "targetMessage"), "id", answer.answers)
    act = control_act(root, answer.reason)
    if answer.found is not None:
        _registration(act, answer.found)
    acknowledged = add(act, "queryAck")
    ii(acknowledged, "queryId", answer.query_id)
    add(acknowledged, "queryResponseCode", code="NF" if answer.found is None else "OK")
    return root


def _attention(root: etree._Element, answer: PatientAnswer) -> None:
    if answer.authorisation is not None:
        line = add(root, "attentionLine")
        add(line, "keyWordText", code="AUTORISATION", codeSystem=model.ATTENTION_AUTHORISATION)
        value_element(line, "CV", code=answer.authorisation, codeSystem=model.AUTHORISATION_STATES)
    if answer.treating_physician is not None:
        line = add(root, "attentionLine")
        add(line, "keyWordText", code="STATUT_MT", codeSystem=model.ATTENTION_TREATING_PHYSICIAN)
        value_element(line, "BL", value=boolean(answer.treating_physician))


def _registration(act: etree._Element, found: PatientFound) -> None:
    event = registration_event(act)
    patient = patient_element(event, found, active=found.is_open)
    for entry in found.observations:
        observation(patient, "subjectOf", entry)
    custodian(event)
    if found.closing is not None:
        issue(act, found.closing.motive, found.closing.reason)


def registration_event(act: etree._Element) -> etree._Element:
    subject = add(act, "subject", typeCode="SUBJ", contextConductionInd="false")
    event = add(subject, "registrationEvent", classCode="REG", moodCode="EVN")
    add(event, "statusCode", code="completed")
    return event


def patient_element(event: etree._Element, found: PatientFound, *, active: bool) -> etree._Element:
    """The patient's identifiers, status and person; what is observed of him is added by the caller."""
    patient = add(add(event, "subject1", typeCode="SBJ"), "patient", classCode="PAT")
    for id in found.ids:
        ii(patient, "id", id)
    add(patient, "statusCode", code="active" if active else "terminated")
    if found.closing is not None:
        add(add(patient, "effectiveTime"), "high", value=found.closing.at)
    _person(patient, found)
    return patient


def observation(patient: etree._Element, holder: str, entry: Observation) -> None:
    held = add(add(patient, holder, typeCode="SBJ"), "administrativeObservation", classCode="OBS", moodCode="EVN")
    code_element(held, entry.code)
    value_element(held, "BL", value=boolean(entry.value))


def code_element(parent: etree._Element, code: Code) -> None:
    add(parent, "code", code=code.code, codeSystem=code.scheme or None, displayName=code.label or None)


def custodian(event: etree._Element) -> None:
    entity = add(add(event, "custodian", typeCode="CST"), "assignedEntity", classCode="ASSIGNED")
    add(entity, "id", root=model.DMP_ROOT)


def issue(act: etree._Element, motive: Code, text: str) -> None:
    reason = add(act, "reasonOf", typeCode="RSON")
    held = add(reason, "detectedIssueEvent", classCode="ALRT", moodCode="EVN")
    code_element(held, motive)
    if text:
        add(held, "text", text)


def _person(patient: etree._Element, found: PatientFound) -> None:
    person = add(patient, "patientPerson", classCode="PSN", determinerCode="INSTANCE")
    _names(person, found)
    telecom_elements(person, found.telecoms)
    if found.gender:
        add(person, "administrativeGenderCode", code=found.gender, codeSystem=model.GENDERS)
    if found.birth_date:
        add(person, "birthTime", value=found.birth_date)
    if found.deceased is not None:
        add(person, "deceasedInd", value=boolean(found.deceased))
    if found.address is not None:
        address_element(person, found.address)
    if found.contact is not None:
        code_element(add(person, "contactParty", classCode="CON"), found.contact)
    for relationship in found.relationships:
        _relationship(person, relationship)
    if found.birth_place:
        add(add(add(person, "birthPlace", classCode="BIRTHPL"), "addr"), "county", found.birth_place)


def _names(person: etree._Element, found: PatientFound) -> None:
    for entry in found.names:
        name = add(person, "name")
        if entry.prefix:
            add(name, "prefix", entry.prefix)
        for given in entry.given:
            add(name, "given", given)
        for qualifier, family in (("BR", entry.birth), ("SP", entry.usage)):
            if family:
                add(name, "family", family, qualifier=qualifier)


def telecom_elements(parent: etree._Element, telecoms: Iterable[Telecom]) -> None:
    for telecom in telecoms:
        add(parent, "telecom", use=telecom.use or None, value=telecom.value)


def address_element(parent: etree._Element, address: Address) -> None:
    held = add(parent, "addr")
    for line in address.lines:
        add(held, "streetAddressLine", line)
    for name, text in (("postalCode", address.postal_code), ("city", address.city)):
        if text:
            add(held, name, text)


def _relationship(person: etree._Element, relationship: Relationship) -> None:
    held = add(person, "personalRelationship", classCode="PRS")
    add(held, "code", code=relationship.code, codeSystem=model.RELATIONSHIPS)
    if relationship.address is not None:
        address_element(held, relationship.address)
    telecom_elements(held, relationship.telecoms)
    name = add(add(held, "relationshipHolder1", classCode="PSN", determinerCode="INSTANCE"), "name")
    for part in ("prefix", "given", "family"):
        if text := getattr(relationship, part):
            add(name, part, text)
