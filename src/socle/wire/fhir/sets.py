"""List and SubmissionSet, each made of the other. Source: IHE MHD 4.2.3; PDSm 3.1.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from socle.rulebook import Finding
from socle.wire.fhir import verdicts
from socle.wire.fhir.documents import patient_named
from socle.wire.fhir.people import author_of, contain, contained_of
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import (
    URI,
    concept,
    dtm_of,
    filled,
    first_code,
    identifier_of,
    patient_reference,
    time_of,
    unique_id,
    unique_id_of,
    uuid_of,
)
from socle.wire.xds.model import Author, SubmissionSet

PROFILE: Final = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-submissionset-comprehensive"
_MHD: Final = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-"
DESIGNATION: Final = f"{_MHD}designationType"
SOURCE_ID: Final = f"{_MHD}sourceId"
AUTHOR_ORG: Final = f"{_MHD}authorOrg"
LIST_TYPES: Final = "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes"


@dataclass(frozen=True, slots=True)
class Listed:
    """A List as read: its submission set, the references of its entries, whether it is a folder instead."""

    submission_set: SubmissionSet
    items: tuple[str, ...]
    is_folder: bool
    findings: tuple[Finding, ...]


def read(resource: Json, *, id: str, place: str) -> Listed:
    """The submission set that a List of the right shape describes; `id` is its symbolic entryUUID."""
    contained, findings = contained_of(resource), list[Finding]()
    kinds = {held["code"] for held in resource.get("code", {}).get("coding", ()) if "code" in held}
    source = resource.get("source")
    author = author_of(source, contained) if source else None
    if source and author is None:
        found = source.get("reference", "")
        findings.append(verdicts.REFERENCE_UNKNOWN.at(f"{place}.source", expected="ressource contenue", found=found))
    where = next((held.get("valueReference") for held in (source or {}).get("extension", ())), None)
    structure = author_of(where, contained) if where else None
    if structure is not None:
        known = author or Author()
        author = Author(known.person, structure.institutions, known.roles, known.specialties)
    subject = resource.get("subject")
    patient = patient_named(subject, contained) if subject else None
    if subject and patient is None:
        expected = "Patient?identifier=urn:oid:…|…"
        findings.append(verdicts.REFERENCE_UNKNOWN.at(f"{place}.subject", expected=expected, found="autre chose"))
    extensions = {held["url"]: held for held in resource.get("extension", ())}
    held = SubmissionSet(
        id=id,
        unique_id=_unique_id(resource),
        source_id=unique_id_of(extensions.get(SOURCE_ID, {}).get("valueIdentifier")),
        patient_id=patient,
        submission_time=dtm_of(resource.get("date")),
        title=resource.get("title"),
        comments=next((note["text"] for note in resource.get("note", ())), None),
        authors=(author,) if author is not None else (),
        content_type=first_code(extensions.get(DESIGNATION, {}).get("valueCodeableConcept")),
    )
    items = tuple(entry["item"].get("reference", "") for entry in resource.get("entry", ()))
    return Listed(held, items, "folder" in kinds, tuple(findings))


def _unique_id(resource: Json) -> str | None:
    """The uniqueId is the identifier that is not the entryUUID (official, a urn:uuid)."""
    written = [held for held in resource.get("identifier", ()) if held.get("use") != "official"]
    return next(filter(None, map(unique_id_of, written)), None)


def write(held: SubmissionSet, entries: Sequence[str]) -> Json:
    """The List of a stored submission set, whose `entries` are the entryUUIDs that its reader sees."""
    author = next(iter(held.authors), None)
    contained, source = contain(author, "auteur") if author is not None else ([], "")
    identifiers = [{"use": "usual", **unique_id(held.unique_id)}] if held.unique_id else []
    designation = {"url": DESIGNATION, "valueCodeableConcept": concept(held.content_type)}
    subject = held.patient_id
    return {
        "resourceType": "List",
        "id": uuid_of(held.id),
        "meta": {"profile": [PROFILE]},
        **filled(
            contained=contained,
            extension=[
                *([designation] if held.content_type is not None else []),
                *([{"url": SOURCE_ID, "valueIdentifier": unique_id(held.source_id)}] if held.source_id else []),
            ],
            identifier=[*identifiers, {"use": "official", "system": URI, "value": held.id}],
            status="current",
            mode="working",
            title=held.title,
            code={"coding": [{"system": LIST_TYPES, "code": "submissionset"}]},
            subject={"reference": patient_reference(subject), "identifier": identifier_of(subject)}
            if subject
            else None,
            date=time_of(held.submission_time),
            source={"reference": f"#{source}"} if source else None,
            note=[{"text": held.comments}] if held.comments else None,
            entry=[{"item": {"reference": f"DocumentReference/{uuid_of(id)}"}} for id in entries],
        ),
    }
