"""AuditEvent: one act of the journal as IHE writes it for a patient's record.

Source: FHIR R4, AuditEvent; IHE BALP 1.1 (a REST act with its patient); DICOM PS3.15 A.5 (participants).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import filled, identifier_of, patient_reference, unique_id
from socle.wire.hl7v2 import CX, PERSON_AUTHORITY, STRUCTURE_AUTHORITY

#: The acts and the rules of the journal, as systems of codes.
ACTS = "urn:socle:acts"
_TYPES = "http://terminology.hl7.org/CodeSystem/audit-event-type"
_OBJECTS = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_ROLES = "http://terminology.hl7.org/CodeSystem/object-role"
_PURPOSES = "urn:oid:1.2.250.1.213.1.1.4.248"
#: What an act does, by its last word. Source: FHIR R4, AuditEventAction.
_ACTIONS: Mapping[str, str] = {
    "read": "R",
    "search": "E",
    "refer": "E",
    "list": "R",
    "test": "E",
    "delete": "D",
    "destroy": "D",
}
_CREATES = frozenset({"feed", "open", "add", "replace"})
_DONE, _REFUSED = "0", "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One act, in the words that an AuditEvent has for it.

    `document` is the uniqueId of a document that the reader may see, "" for any other.
    """

    id: str
    at: datetime
    code: str
    done: bool
    person: str
    name: str
    structure: str
    structure_name: str
    is_structure: bool
    access_mode: str
    software: str
    document: str = ""
    title: str = ""
    verdicts: Sequence[str] = ()


def write(told: Told, patient: CX) -> Json:
    """The AuditEvent of one act in the record of `patient`."""
    action = told.code.rpartition(":")[2]
    return {
        "resourceType": "AuditEvent",
        "id": told.id,
        "type": {"system": _TYPES, "code": "rest", "display": "Restful Operation"},
        "subtype": [{"system": ACTS, "code": told.code}],
        "action": _ACTIONS.get(action, "C" if action in _CREATES else "U"),
        "recorded": told.at.isoformat(timespec="milliseconds"),
        "outcome": _DONE if told.done else _REFUSED,
        **filled(outcomeDesc=" ".join(told.verdicts)),
        "agent": _agents(told),
        "source": {"observer": {"display": "Socle"}},
        "entity": [_patient(patient), *([_document(told)] if told.document else [])],
    }


def _agents(told: Told) -> list[Json]:
    """Who acted, then from where; a structure acts in its own name."""
    authority = STRUCTURE_AUTHORITY if told.is_structure else PERSON_AUTHORITY
    purpose = [{"coding": [{"system": _PURPOSES, "code": told.access_mode}]}] if told.access_mode else None
    who = filled(identifier=filled(system=f"urn:oid:{authority}", value=told.person), display=told.name)
    agents = [{**filled(who=who, name=told.software, purposeOfUse=purpose), "requestor": True}]
    if told.structure and not told.is_structure:
        place = {"system": f"urn:oid:{STRUCTURE_AUTHORITY}", "value": told.structure}
        agents.append({"who": filled(identifier=place, display=told.structure_name), "requestor": False})
    return agents


def _patient(patient: CX) -> Json:
    return {
        "what": {"reference": patient_reference(patient), "identifier": identifier_of(patient)},
        "type": {"system": _OBJECTS, "code": "1", "display": "Person"},
        "role": {"system": _ROLES, "code": "1", "display": "Patient"},
    }


def _document(told: Told) -> Json:
    return filled(
        what={"identifier": unique_id(told.document)},
        type={"system": _OBJECTS, "code": "2", "display": "System Object"},
        role={"system": _ROLES, "code": "3", "display": "Report"},
        name=told.title,
    )
