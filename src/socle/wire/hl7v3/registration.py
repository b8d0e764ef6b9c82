"""Creating, reopening, changing and closing a record: the request and its answer, as frozen values and as messages.

PRPA_IN201311UV02 (TD1.1) and PRPA_IN201314UV02 (TD1.2, TD1.3b, TD1.4), each answered by its `…_Response` with an
accepted (201312, 201315) or refused (201313, 201316) interaction. Source: spec/dmp.md 3.1, 5.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from socle.rulebook import Finding
from socle.wire import verdicts, xml
from socle.wire.hl7v2 import CX
from socle.wire.hl7v3 import model, read, write
from socle.wire.hl7v3.model import II, Device, PatientFound
from socle.wire.namespaces import GDP, HL7, qname
from socle.wire.xds.model import Code

CREATE: Final = "CREA_RD"
REOPEN: Final = "REAC"
CHANGE: Final = "MODIF_DATA"
CLOSE: Final = "FERM"

#: Who writes: national ids of professionals and of structures. Source: spec/dmp.md 3.1, TD1.4.
PROFESSIONALS: Final = "1.2.250.1.71.4.2.1"
STRUCTURES: Final = "1.2.250.1.71.4.2.2"

#: Interaction of a request → of its answer, accepted and refused. Source: spec/dmp.md 3.1.
_ANSWERS: Final = {
    "PRPA_IN201311UV02": ("PRPA_IN201312UV02", "PRPA_IN201313UV02"),
    "PRPA_IN201314UV02": ("PRPA_IN201315UV02", "PRPA_IN201316UV02"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes the request: a professional, his specialty, and his structure."""

    id: str
    specialty: Code | None = None
    given: str = ""
    family: str = ""
    structure: str = ""
    structure_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRequest:
    """What is asked of one record. `active` is the status asked for; `motive` and `text` say why one closes."""

    interaction: str
    message_id: II
    sender: Device
    reason: str
    patient: PatientFound
    writer: Writer | None = None
    active: bool = True
    motive: Code | None = None
    text: str = ""
    created: str = ""
    processing_code: str = "P"

    @property
    def patient_identifier(self) -> CX:
        """The patient as XDS and the token write one."""
        id = self.patient.ids[0]
        return CX.of(id.extension, id.root, "NH")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationAnswer:
    """What came of it: accepted, with the record as it now stands (`patient`, `active`), or refused with `code`."""

    interaction: str
    message_id: II
    answers: II
    receiver: Device
    created: str
    reason: str
    patient: PatientFound | None = None
    active: bool = True
    code: str = ""
    text: str = ""


def read_request(message: etree._Element) -> tuple[RegistrationRequest | None, list[Finding]]:
    """Read a PRPA_IN201311UV02 or PRPA_IN201314UV02; every missing element that an answer needs is told."""
    act = read.at(message, "controlActProcess")
    asked = read.at(act, "subject", "registrationRequest")
    patient = read.at(asked, "subject1", "patient")
    motive, text = read.issue(act)
    message_id, ids = read.ii(read.at(message, "id")), [read.ii(id) for id in read.every(patient, "id")]
    reason = read.attribute(read.at(act, "reasonCode"), "code")
    needed = {
        "id": message_id.root,
        "controlActProcess/reasonCode": reason,
        "registrationRequest/subject1/patient/id/@root": ids[0].root if ids else "",
        "registrationRequest/subject1/patient/id/@extension": ids[0].extension if ids else "",
    }
    findings = [verdicts.HL7_MISSING.at(place) for place, value in needed.items() if not value]
    if findings or patient is None:
        return None, findings
    return (
        RegistrationRequest(
            interaction=etree.QName(message).localname,
            message_id=message_id,
            sender=read.device(message, "sender"),
            reason=reason,
            patient=replace(read.found_patient(act, patient), closing=None),
            writer=_writer(read.at(asked, "author", "assignedEntity")),
            active=read.attribute(read.at(patient, "statusCode"), "code") != "terminated",
            motive=motive if motive.code else None,
            text=text,
            created=read.attribute(read.at(message, "creationTime"), "value"),
            processing_code=read.attribute(read.at(message, "processingCode"), "code"),
        ),
        [],
    )


def _writer(entity: etree._Element | None) -> Writer | None:
    if entity is None:
        return None
    name, place = read.at(entity, "assignedPerson", "name"), read.at(entity, "representedOrganization")
    specialty = read.code(read.at(entity, "code"))
    return Writer(
        id=read.attribute(read.at(entity, "id"), "extension"),
        specialty=specialty if specialty.code else None,
        given=xml.text_of(read.at(name, "given")),
        family=xml.text_of(read.at(name, "family")),
        structure=read.attribute(read.at(place, "id"), "extension"),
        structure_name=xml.text_of(read.at(place, "name")),
    )


def write_request(request: RegistrationRequest) -> etree._Element:
    """PRPA_IN201311UV02 or PRPA_IN201314UV02."""
    root = write.wrapper(request.interaction, request.message_id, request.created, request.processing_code, "AL")
    write.party(root, "receiver", "RCV", Device(model.DMP_ROOT, model.DMP_NAME))
    write.party(root, "sender", "SND", request.sender)
    act = write.control_act(root, request.reason)
    asked = write.add(
        write.add(act, "subject", typeCode="SUBJ"), "registrationRequest", classCode="REG", moodCode="RQO"
    )
    write.add(asked, "statusCode", code="active")
    patient = write.patient_element(asked, request.patient, active=request.active)
    for entry in request.patient.observations:
        write.observation(patient, "subjectOf", entry)
    if request.writer is not None:
        _author(asked, request.writer)
    write.custodian(asked)
    if request.motive is not None:
        write.issue(act, request.motive, request.text)
    return root


def _author(asked: etree._Element, writer: Writer) -> None:
    entity = write.add(write.add(asked, "author", typeCode="AUT"), "assignedEntity", classCode="ASSIGNED")
    write.add(entity, "id", root=PROFESSIONALS, extension=writer.id)
    if writer.specialty is not None:
        write.code_element(entity, writer.specialty)
    name = write.add(write.add(entity, "assignedPerson", classCode="PSN", determinerCode="INSTANCE"), "name")
    for part in ("given", "family"):
        if text := getattr(writer, part):
            write.add(name, part, text)
    if writer.structure:
        place = write.add(entity, "representedOrganization", classCode="ORG", determinerCode="INSTANCE")
        write.add(place, "id", root=STRUCTURES, extension=writer.structure)
        if writer.structure_name:
            write.add(place, "name", writer.structure_name)


def write_answer(answer: RegistrationAnswer) -> etree._Element:
    """The `…_Response` of a request's interaction, holding the accepted or the refused one."""
    accepted, refused = _ANSWERS[answer.interaction]
    name = refused if answer.code else accepted
    root = write.wrapper(name, answer.message_id, answer.created, "P", "NE")
    write.party(root, "receiver", "RCV", answer.receiver)
    write.party(root, "sender", "SND", Device(model.DMP_ROOT, model.DMP_NAME))
    acknowledgement = write.add(root, "acknowledgement", typeCode="AE" if answer.code else "AA")
    write.ii(write.add(acknowledgement, "targetMessage"), "id", answer.answers)
    if answer.code:
        detail = write.add(acknowledgement, "acknowledgementDetail", typeCode="E")
        write.add(detail, "code", code=answer.code)
        write.add(detail, "text", answer.text)
    act = write.control_act(root, answer.reason)
    if answer.patient is not None:
        event = write.registration_event(act)
        patient = write.patient_element(event, answer.patient, active=answer.active)
        for entry in answer.patient.observations:
            write.observation(patient, "subjectOf", entry)
        write.custodian(event)
    response = xml.element(qname(GDP, f"{answer.interaction}_Response"), nsmap={"gdp": GDP})
    response.append(root)
    return response


def read_answer(response: etree._Element) -> tuple[RegistrationAnswer | None, list[Finding]]:
    """Read a `…_Response`."""
    interaction = etree.QName(response).localname.removesuffix("_Response")
    known = {qname(HL7, name) for name in _ANSWERS.get(interaction, ())}
    message = next((node for node in response if node.tag in known), None)
    if message is None:
        return None, [verdicts.HL7_MISSING.at("PRPA_IN20131xUV02_Response")]
    act = read.at(message, "controlActProcess")
    patient = read.at(act, "subject", "registrationEvent", "subject1", "patient")
    detail = read.at(message, "acknowledgement", "acknowledgementDetail")
    return (
        RegistrationAnswer(
            interaction=interaction,
            message_id=read.ii(read.at(message, "id")),
            answers=read.ii(read.at(message, "acknowledgement", "targetMessage", "id")),
            receiver=read.device(message, "receiver"),
            created=read.attribute(read.at(message, "creationTime"), "value"),
            reason=read.attribute(read.at(act, "reasonCode"), "code"),
            patient=replace(read.found_patient(act, patient), closing=None) if patient is not None else None,
            active=read.attribute(read.at(patient, "statusCode"), "code") != "terminated",
            code=read.attribute(read.at(detail, "code"), "code"),
            text=xml.text_of(read.at(detail, "text")),
        ),
        [],
    )
