"""DocumentReference and DocumentEntry, each made of the other.

id = entryUUID, identifier = logicalId, masterIdentifier = uniqueId. Source: IHE MHD 4.2.3 (mapping); PDSm 3.1.1
(pdsm-comprehensive-document-reference) as spec/dmp.md 7 has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from socle.rulebook import Finding
from socle.wire.fhir import verdicts
from socle.wire.fhir.people import (
    Contained,
    author_of,
    contain,
    contained_of,
    organisation,
    person_of,
    practitioner,
    source_patient,
    source_patient_info,
)
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import (
    URI,
    base64_of,
    code_of,
    codes_of,
    coding,
    concept,
    cx_of,
    dtm_of,
    entry_uuid,
    filled,
    first_code,
    hexadecimal,
    identifier_of,
    patient_of,
    patient_reference,
    time_of,
    unique_id,
    unique_id_of,
    uuid_of,
)
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import (
    APPENDS,
    ARCHIVED,
    CONFIDENTIALITY_SCHEME,
    DELETED,
    DEPRECATED,
    REPLACES,
    SIGNS,
    TRANSFORMS,
    VISIBILITY_SCHEME,
    Code,
    DocumentEntry,
)

PROFILE: Final = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-document-reference"
IS_ARCHIVED: Final = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived"
#: Of the guide that follows 3.1.1, where a deleted document is told by it and no longer by its status.
IS_DELETED: Final = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-deleted"
_CDA_TYPES = frozenset({"application/xml", "application/hl7-v3+xml", "application/cda+xml"})
_RELATIONS = {"replaces": REPLACES, "transforms": TRANSFORMS, "appends": APPENDS, "signs": SIGNS}
_LEVELS = frozenset({"N", "R", "V"})


@dataclass(frozen=True, slots=True)
class Described:
    """A DocumentReference as read: its entry, its attachment as it stands, what it replaces or completes.

    `relates` holds pairs of association type and entryUUID.
    """

    entry: DocumentEntry
    attachment: Json
    relates: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]


def read(resource: Json, *, id: str, place: str) -> Described:
    """The entry that `resource`, of the right shape, describes. What cannot be read is None, and told where it stands.

    `id` is the symbolic entryUUID; `place` the FHIRPath of the resource.
    """
    contained, findings = contained_of(resource), list[Finding]()
    content, context = resource["content"][0], resource.get("context", {})
    if len(resource["content"]) > 1:
        findings.append(verdicts.ELEMENT_COUNT.at(f"{place}.content", expected=1, found=len(resource["content"])))
    attachment = content["attachment"]

    def follow(name: str, held: Mapping[str, Any] | None, make: Callable[[Mapping[str, Any], Contained], Any]) -> Any:
        found = make(held, contained) if held else None
        if held and found is None:
            findings.append(_lost(f"{place}.{name}", held))
        return found

    authors = [follow(f"author[{rank}]", held, author_of) for rank, held in enumerate(resource.get("author", ()))]
    source = contained.get(context.get("sourcePatientInfo", {}).get("reference", ""), {})
    patient = follow("subject", resource.get("subject"), patient_named)
    local = next(filter(None, map(cx_of, source.get("identifier", ()))), None)
    entry = DocumentEntry(
        id=id,
        unique_id=unique_id_of(resource.get("masterIdentifier")),
        patient_id=patient,
        source_patient_id=local,
        source_patient_info=source_patient_info(source),
        authors=tuple(held for held in authors if held is not None),
        legal_authenticator=follow("authenticator", resource.get("authenticator"), person_of),
        class_code=next(iter(codes_of(resource.get("category", ()))), None),
        type_code=first_code(resource.get("type")),
        format_code=code_of(content.get("format")),
        healthcare_facility_type=first_code(context.get("facilityType")),
        practice_setting=first_code(context.get("practiceSetting")),
        confidentiality=confidentiality_of(resource.get("securityLabel", ())),
        event_codes=codes_of(context.get("event", ())),
        reference_ids=tuple(filter(None, map(_reference_id, context.get("related", ())))),
        creation_time=dtm_of(attachment.get("creation")),
        service_start_time=dtm_of(context.get("period", {}).get("start")),
        service_stop_time=dtm_of(context.get("period", {}).get("end")),
        title=attachment.get("title"),
        comments=resource.get("description"),
        language=attachment.get("language"),
        mime_type=_mime_type(attachment.get("contentType")),
        hash=_hash(attachment, place, findings),
        size=attachment.get("size"),
    )
    return Described(entry, attachment, tuple(_relations(resource, place, findings)), tuple(findings))


def patient_named(reference: Mapping[str, Any], contained: Contained) -> CX | None:
    """The patient of a Reference: by identifier, by search, or contained."""
    if "identifier" in reference:
        return cx_of(reference["identifier"])
    written = reference.get("reference", "")
    held = contained.get(written)
    if held is not None and held["resourceType"] == "Patient":
        return next(filter(None, map(cx_of, held.get("identifier", ()))), None)
    return patient_of(written)


def confidentiality_of(labels: Any) -> tuple[Code, ...]:
    """Confidentiality and visibility; the examples of the guide write N under the system of visibility too."""
    return tuple(
        Code(held.code, CONFIDENTIALITY_SCHEME, held.label)
        if held.scheme == VISIBILITY_SCHEME and held.code in _LEVELS
        else held
        for held in codes_of(labels)
    )


def _lost(place: str, reference: Mapping[str, Any]) -> Finding:
    """A patient's number is not told again."""
    written = str(reference.get("reference", ""))
    found = written if written.startswith("#") else written.partition("?")[0] or "sans « reference »"
    return verdicts.REFERENCE_UNKNOWN.at(place, expected="ressource contenue, ou Patient?identifier=", found=found)


def _hash(attachment: Json, place: str, findings: list[Finding]) -> str | None:
    written = attachment.get("hash")
    if written is None:
        return None
    plain = hexadecimal(written)
    if plain is None or len(plain) != len("0123456789") * 4:
        where = f"{place}.content[0].attachment.hash"
        findings.append(
            verdicts.ELEMENT_TYPE.at(where, expected="le SHA-1 du document, en base64", found="autre chose")
        )
        return None
    return plain


def _relations(resource: Json, place: str, findings: list[Finding]) -> list[tuple[str, str]]:
    found = []
    for rank, held in enumerate(resource.get("relatesTo", ())):
        where, type = f"{place}.relatesTo[{rank}]", _RELATIONS.get(held["code"])
        written = held["target"].get("reference", "")
        if type is None:
            expected = ", ".join(sorted(_RELATIONS))
            findings.append(verdicts.ELEMENT_TYPE.at(f"{where}.code", expected=expected, found="un autre code"))
        elif not written:
            findings.append(verdicts.ELEMENT_MISSING.at(f"{where}.target.reference"))
        else:
            found.append((type, target_of(written)))
    return found


def target_of(reference: str) -> str:
    """The entryUUID that a reference names: `DocumentReference/…`, absolute or not, or a urn:uuid as it is."""
    if reference.startswith("urn:"):
        return reference
    return entry_uuid(reference.rpartition("DocumentReference/")[2].partition("/")[0])


def _mime_type(written: str | None) -> str | None:
    """The examples of the guide write application/xml for what the DMP calls text/xml (spec/dmp.md 4.2)."""
    return "text/xml" if written in _CDA_TYPES else written


def _reference_id(related: Mapping[str, Any]) -> str:
    """`id^^^&assigner&ISO^type` of an identifier of reference (accession, order, study)."""
    identifier = related.get("identifier", {})
    codings = identifier.get("type", {}).get("coding", ())
    type = codings[0].get("code", "") if codings else ""
    value, system = identifier.get("value", ""), identifier.get("system", "").removeprefix("urn:oid:")
    return f"{value}^^^{f'&{system}&ISO' if system else ''}^{type}" if value else ""


def write(entry: DocumentEntry, *, base: str, replaces: tuple[tuple[str, str], ...] = ()) -> Json:
    """The DocumentReference of a stored entry. `base` is the address of the service, ending with a slash."""
    patient = {**source_patient(entry.source_patient_info, entry.source_patient_id), "id": "patient"}
    contained, authors, persons = [patient], [], {}
    for rank, author in enumerate(entry.authors, 1):
        held, id = contain(author, f"auteur{rank}")
        contained += held
        authors.append({"reference": f"#{id}"})
        if author.person is not None:
            persons[author.person.id] = f"auteur{rank}-personne"
    signer = entry.legal_authenticator
    if signer is not None and signer.id not in persons:
        contained.append({**practitioner(signer), "id": "responsable"})
    custodian = next((held for author in entry.authors for held in author.institutions), None)
    if custodian is not None:
        contained.append({**organisation(custodian), "id": "structure"})
    return {
        "resourceType": "DocumentReference",
        "id": uuid_of(entry.id),
        "meta": {"versionId": str(entry.version), "profile": [PROFILE]},
        "contained": contained,
        **filled(
            extension=flags_of(entry),
            masterIdentifier=unique_id(entry.unique_id or ""),
            identifier=[{"use": "usual", "system": URI, "value": entry.logical_id or entry.id}],
            status=status_of(entry.status),
            type=concept(entry.type_code),
            category=[concept(entry.class_code)] if entry.class_code else None,
            subject=_subject(entry),
            date=time_of(entry.creation_time, whole=True),
            author=authors,
            authenticator={"reference": f"#{persons.get(signer.id, 'responsable')}"} if signer else None,
            custodian={"reference": "#structure"} if custodian is not None else None,
            relatesTo=[
                {"code": code, "target": {"reference": f"DocumentReference/{uuid_of(target)}"}}
                for code, target in replaces
            ],
            description=entry.comments,
            securityLabel=[concept(held) for held in entry.confidentiality],
            content=[_content(entry, base)],
            context=_context(entry),
        ),
    }


def status_of(status: str | None) -> str:
    """Source: PDSM4DMP 0.1.0 (3.3c: a deleted document is entered-in-error)."""
    return {DEPRECATED: "superseded", DELETED: "entered-in-error"}.get(status or "", "current")


def flags_of(entry: DocumentEntry) -> list[Json]:
    """The extensions that tell an archived or a deleted document."""
    told = {IS_ARCHIVED: entry.status == ARCHIVED, IS_DELETED: entry.status == DELETED}
    return [{"url": url, "valueBoolean": True} for url, true in told.items() if true]


def _subject(entry: DocumentEntry) -> Json | None:
    patient = entry.patient_id
    if patient is None:
        return None
    return {"reference": patient_reference(patient), "identifier": identifier_of(patient)}


def address(entry: DocumentEntry, base: str) -> str:
    """Where the bytes of a document are read."""
    return f"{base}Binary/{(entry.unique_id or '').replace('^', '%5E')}"


def _content(entry: DocumentEntry, base: str) -> Json:
    attachment = filled(
        contentType=entry.mime_type,
        language=entry.language,
        url=address(entry, base),
        size=entry.size,
        hash=base64_of(entry.hash) if entry.hash else None,
        title=entry.title,
        creation=time_of(entry.creation_time),
    )
    return filled(attachment=attachment, format=coding(entry.format_code) if entry.format_code else None)


def _context(entry: DocumentEntry) -> Json:
    period = filled(start=time_of(entry.service_start_time), end=time_of(entry.service_stop_time))
    return filled(
        event=[concept(held) for held in entry.event_codes],
        period=period,
        facilityType=concept(entry.healthcare_facility_type),
        practiceSetting=concept(entry.practice_setting),
        sourcePatientInfo={"reference": "#patient"},
        related=[_related(text) for text in entry.reference_ids],
    )


def _related(text: str) -> Json:
    held = CX(text)
    type = {"coding": [filled(system=URI, code=held.type)]} if held.type else None
    system = f"urn:oid:{held.authority}" if held.authority else None
    return {"identifier": filled(type=type, system=system, value=held.id)}
