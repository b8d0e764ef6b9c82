"""Writing PRPA_IN201307UV02 (client) and PRPA_IN201308UV02 (server). Source: spec/dmp.md 3.1."""

from __future__ import annotations

from typing import Any

from lxml import etree

from socle.wire import xml
from socle.wire.hl7v3 import model
from socle.wire.hl7v3.model import II, Device, PatientAnswer, PatientFound, PatientQuery
from socle.wire.namespaces import HL7, XSI, qname

_TYPE = qname(XSI, "type")
#: HL7 messages are written without prefix, as the samples are.
_NSMAP: dict[Any, str] = {None: HL7, "xsi": XSI}


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    return xml.child(parent, qname(HL7, name), attributes, text)


def _ii(parent: etree._Element, name: str, value: II) -> None:
    _add(parent, name, root=value.root, extension=value.extension or None)


def _value(parent: etree._Element, type: str, **attributes: str) -> None:
    xml.child(parent, qname(HL7, "value"), {_TYPE: type, **attributes})


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _party(parent: etree._Element, role: str, type_code: str, device: Device) -> None:
    holder = _add(_add(parent, role, typeCode=type_code), "device", classCode="DEV", determinerCode="INSTANCE")
    _add(holder, "id", root=device.root)
    if device.name:
        _add(holder, "softwareName", device.name)


def _wrapper(interaction: str, id: II, created: str, processing: str, accept: str) -> etree._Element:
    root = etree.Element(qname(HL7, interaction), nsmap=_NSMAP)
    root.set("ITSVersion", "XML_1.0")
    _ii(root, "id", id)
    _add(root, "creationTime", value=created)
    _add(root, "interactionId", root=model.INTERACTIONS, extension=interaction)
    _add(root, "processingCode", code=processing)
    _add(root, "processingModeCode", code="T")
    _add(root, "acceptAckCode", code=accept)
    return root


def _control_act(root: etree._Element, reason: str) -> etree._Element:
    act = _add(root, "controlActProcess", classCode="CACT", moodCode="EVN")
    _add(act, "reasonCode", code=reason, codeSystem=model.REASONS)
    return act


def patient_query(query: PatientQuery) -> etree._Element:
    """PRPA_IN201307UV02."""
    root = _wrapper("PRPA_IN201307UV02", query.message_id, query.created, query.processing_code, "AL")
    _party(root, "receiver", "RCV", Device(model.DMP_ROOT, model.DMP_NAME))
    _party(root, "sender", "SND", query.sender)
    parameters = _add(_control_act(root, query.reason), "queryByParameter")
    _ii(parameters, "queryId", query.query_id)
    _add(parameters, "statusCode", code="new")
    identifier = _add(_add(parameters, "parameterList"), "patientIdentifier")
    _ii(identifier, "value", query.patient)
    _add(identifier, "semanticsText", "Patient.id")
    return root


def patient_answer(answer: PatientAnswer) -> etree._Element:
    """PRPA_IN201308UV02: the record, its state and what the caller may do; NF when there is none."""
    root = _wrapper("PRPA_IN201308UV02", answer.message_id, answer.created, "P", "NE")
    _party(root, "receiver", "RCV", answer.receiver)
    _party(root, "sender", "SND", Device(model.DMP_ROOT, model.DMP_NAME))
    _attention(root, answer)
    acknowledgement = _add(root, "acknowledgement", typeCode="AA")
    _ii(_add(acknowledgement, "targetMessage"), "id", answer.answers)
    act = _control_act(root, answer.reason)
    if answer.found is not None:
        _registration(act, answer.found)
    acknowledged = _add(act, "queryAck")
    _ii(acknowledged, "queryId", answer.query_id)
    _add(acknowledged, "queryResponseCode", code="NF" if answer.found is None else "OK")
    return root


def _attention(root: etree._Element, answer: PatientAnswer) -> None:
    if answer.authorisation is not None:
        line = _add(root, "attentionLine")
        _add(line, "keyWordText", code="AUTORISATION", codeSystem=model.ATTENTION_AUTHORISATION)
        _value(line, "CV", code=answer.authorisation, codeSystem=model.AUTHORISATION_STATES)
    if answer.treating_physician is not None:
        line = _add(root, "attentionLine")
        _add(line, "keyWordText", code="STATUT_MT", codeSystem=model.ATTENTION_TREATING_PHYSICIAN)
        _value(line, "BL", value=_boolean(answer.treating_physician))


def _registration(act: etree._Element, found: PatientFound) -> None:
    event = _add(
        _add(act, "subject", typeCode="SUBJ", contextConductionInd="false"),
        "registrationEvent",
        classCode="REG",
        moodCode="EVN",
    )
    _add(event, "statusCode", code="completed")
    patient = _add(_add(event, "subject1", typeCode="SBJ"), "patient", classCode="PAT")
    for id in found.ids:
        _ii(patient, "id", id)
    _add(patient, "statusCode", code="active" if found.is_open else "terminated")
    if found.closing is not None:
        _add(_add(patient, "effectiveTime"), "high", value=found.closing.at)
    _person(patient, found)
    for entry in found.observations:
        holder = _add(patient, "subjectOf", typeCode="SBJ")
        observation = _add(holder, "administrativeObservation", classCode="OBS", moodCode="EVN")
        code = entry.code
        _add(observation, "code", code=code.code, codeSystem=code.scheme, displayName=code.label or None)
        _value(observation, "BL", value=_boolean(entry.value))
    custodian = _add(_add(event, "custodian", typeCode="CST"), "assignedEntity", classCode="ASSIGNED")
    _add(custodian, "id", root=model.DMP_ROOT)
    if found.closing is not None:
        reason = _add(act, "reasonOf", typeCode="RSON")
        issue = _add(reason, "detectedIssueEvent", classCode="ALRT", moodCode="EVN")
        motive = found.closing.motive
        _add(issue, "code", code=motive.code, codeSystem=motive.scheme, displayName=motive.label or None)
        if found.closing.reason:
            _add(issue, "text", found.closing.reason)


def _person(patient: etree._Element, found: PatientFound) -> None:
    person = _add(patient, "patientPerson", classCode="PSN", determinerCode="INSTANCE")
    for entry in found.names:
        name = _add(person, "name")
        if entry.prefix:
            _add(name, "prefix", entry.prefix)
        for given in entry.given:
            _add(name, "given", given)
        for qualifier, family in (("BR", entry.birth), ("SP", entry.usage)):
            if family:
                _add(name, "family", family, qualifier=qualifier)
    for telecom in found.telecoms:
        _add(person, "telecom", use=telecom.use or None, value=telecom.value)
    if found.gender:
        _add(person, "administrativeGenderCode", code=found.gender, codeSystem=model.GENDERS)
    if found.birth_date:
        _add(person, "birthTime", value=found.birth_date)
