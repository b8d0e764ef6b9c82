"""Submissions that tests feed: neutral ones, built by hand, with any bytes as documents."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from socle.directory.actor import Actor, Authentication, Kind
from socle.record import services
from socle.record.profile import IHE
from socle.wire.hl7v2 import CX, XCN, XON
from socle.wire.xds.model import (
    HAS_MEMBER,
    Association,
    Author,
    Code,
    DocumentEntry,
    Folder,
    Part,
    StoredQuery,
    Submission,
    SubmissionSet,
)

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
TESTER = Actor(kind=Kind.SYSTEM, id="tester", name="Outil de test", authentication=Authentication.NONE)
PATIENT = CX.of("patient-1", "1.3.6.1.4.1.21367.13.20.1000")
OTHER_PATIENT = CX.of("patient-2", "1.3.6.1.4.1.21367.13.20.1000")
FIND_DOCUMENTS = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"
GET_DOCUMENTS = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"
STATUS = "urn:oasis:names:tc:ebxml-regrep:StatusType:"

_numbers = count(1)


def part(id: str, data: bytes) -> Part:
    return Part(id, "text/xml", len(data), io.BytesIO(data))


def entry(id: str, unique_id: str, patient: CX = PATIENT, **changes) -> DocumentEntry:
    base = DocumentEntry(
        id=id,
        unique_id=unique_id,
        patient_id=patient,
        source_patient_info=("PID-5|DUPONT^JEANNE", "PID-7|19840517"),
        authors=(
            Author(person=XCN.of("899880000015", "KERVELEC"), institutions=(XON.of("CABINET", "499880000015001"),)),
        ),
        class_code=Code("11", "1.2.250.1.213.1.1.4.1", "Compte rendu"),
        type_code=Code("11488-4", "2.16.840.1.113883.6.1", "Consultation"),
        confidentiality=(Code("N", "2.16.840.1.113883.5.25", "Normal"),),
        creation_time="20260914100000",
        title="Compte rendu de consultation",
        comments="À revoir",
        mime_type="text/xml",
    )
    return replace(base, **changes)


def member(set_id: str, target: str, status: str = "Original") -> Association:
    return Association(
        id="", type=HAS_MEMBER, source=set_id, target=target, slots=(("SubmissionSetStatus", (status,)),)
    )


def link(type: str, source: str, target: str) -> Association:
    return Association(id=f"link-{next(_numbers)}", type=type, source=source, target=target)


def submission(
    *documents: tuple[str, bytes],
    set_id: str = "2.25.9.1",
    patient: CX = PATIENT,
    links: tuple[Association, ...] = (),
    folders: tuple[Folder, ...] = (),
    **changes,
) -> Submission:
    """A set of documents (uniqueId, bytes), named Document01, Document02… `changes` apply to every entry."""
    entries = tuple(
        entry(f"Document{n:02}", unique_id, patient, **changes) for n, (unique_id, _) in enumerate(documents, 1)
    )
    held = SubmissionSet(
        id="Set", unique_id=set_id, source_id="2.25.9", patient_id=patient, submission_time="20260915080000"
    )
    members = tuple(member("Set", named.id) for named in (*entries, *folders))
    return Submission(
        sets=(held,),
        entries=entries,
        folders=folders,
        associations=members + links,
        parts={named.id: part(named.id, data) for named, (_, data) in zip(entries, documents, strict=True)},
    )


def feed(*documents: tuple[str, bytes], at: datetime = AT, **changes):
    """Feed a neutral submission."""
    return services.feed(TESTER, submission(*documents, **changes), at, profile=IHE)


def query(id: str, return_type: str = "LeafClass", **parameters) -> StoredQuery:
    """A stored query; a value is a text, a list of texts (OR), or a list of lists (AND)."""
    slots = {}
    for name, value in parameters.items():
        values = [value] if isinstance(value, str) else value
        nested = values if values and isinstance(values[0], list | tuple) else [values]
        slots[f"${name}"] = tuple(tuple(slot) for slot in nested)
    return StoredQuery(id, slots, return_type)


def find(query: StoredQuery, patient: CX | None = None, at: datetime = AT):
    return services.find(TESTER, query, patient, at, profile=IHE)


def documents_found(patient: CX = PATIENT, status: str = "Approved") -> list[str]:
    """The uniqueIds of a patient's documents in one status."""
    asked = query(FIND_DOCUMENTS, XDSDocumentEntryPatientId=patient.text, XDSDocumentEntryStatus=STATUS + status)
    return sorted(held.unique_id for held in find(asked).objects)
