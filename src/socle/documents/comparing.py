"""Whether metadata says what the header of the document says.

Only contradictions are faults: what the metadata leaves out is a matter of its completeness, judged elsewhere,
and where the header is silent nothing contradicts it. Labels and names are never compared; the title only warns.
Source: spec/cda.md section 10 and pitfall 5; spec/dmp.md 4.1 (check 9); spec/README.md (CDA header against metadata).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC
from itertools import islice, zip_longest

from socle.documents import times
from socle.documents.cda import CdaDocument, Participation
from socle.documents.cda.datatypes import MOST_NOTED
from socle.documents.identifiers import NO_IDENTIFIER, masked_cx
from socle.documents.matching import Unmatched, same_person
from socle.documents.metadata import MIME_TYPE, SELF_PRESENTING_MIME_TYPE, UNKNOWN_MODEL, describe
from socle.documents.verdicts import BYTES_DIFFER, DIFFERS, OTHER_ID, OTHER_PATIENT, TITLE_DIFFERS
from socle.rulebook import Finding, Said
from socle.wire.hl7v2 import CX, XCN, XON
from socle.wire.xds.model import CONFIDENTIALITY_SCHEME, Author, Code, DocumentEntry


def compare(document: CdaDocument, entry: DocumentEntry) -> list[Finding]:
    """Everything in which `entry` contradicts the header of `document`.

    One finding per fault, its place naming the attribute and the header's element; each names the document
    by the metadata's uniqueId, or the header's when metadata has none.
    """
    header = describe(document)
    findings = [
        *_unique_id(document, entry),
        *_patient(document, entry),
        *islice(_authors(document, header, entry), MOST_NOTED),
        *_person("legalAuthenticator", "legalAuthenticator", header.legal_authenticator, entry.legal_authenticator),
        *_codes(header, entry),
        *_format(header, entry),
        *_confidentiality(header, entry),
        *_texts(document, header, entry),
        *_times(document, entry),
    ]
    about = entry.unique_id or document.unique_id
    return [finding.about(about) for finding in findings]


def compare_bytes(data: bytes, entry: DocumentEntry) -> list[Finding]:
    """Whether the hash (SHA-1, hexadecimal) and size that `entry` announces are those of `data`."""
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    findings = []
    if entry.hash is not None and entry.hash.lower() != digest:
        findings.append(BYTES_DIFFER.at("hash", expected=digest, found=entry.hash))
    if entry.size is not None and entry.size != len(data):
        findings.append(BYTES_DIFFER.at("size", expected=len(data), found=entry.size))
    return [finding.about(entry.unique_id) for finding in findings]


def _differs(attribute: str, element: str, expected: object, found: object) -> Finding:
    return DIFFERS.at(f"{attribute} (/ClinicalDocument/{element})", expected=expected, found=found)


def _unique_id(document: CdaDocument, entry: DocumentEntry) -> Iterator[Finding]:
    """`root^extension`, or `root.extension` as the DMP's guide writes it (spec/dmp.md 4.2)."""
    if document.id and entry.unique_id is not None:
        known = {str(document.id), str(document.id).replace("^", ".")}
        if entry.unique_id not in known:
            yield OTHER_ID.at("uniqueId (/ClinicalDocument/id)", expected=document.id, found=entry.unique_id)


def _patient(document: CdaDocument, entry: DocumentEntry) -> Iterator[Finding]:
    """The patient of the metadata must be one of the header's: number and authority, nothing else."""
    found = entry.patient_id
    if found is None:
        return
    ids = [CX.of(id.extension, id.root) for id in document.patient.ids if id and id.extension]
    if not any(found.same_as(id) for id in ids):
        expected = ", ".join(map(masked_cx, ids)) or NO_IDENTIFIER
        where = "patientId (/ClinicalDocument/recordTarget/patientRole/id)"
        yield OTHER_PATIENT.at(where, expected=expected, found=masked_cx(found))


def _authors(document: CdaDocument, header: DocumentEntry, entry: DocumentEntry) -> Iterator[Finding]:
    """Every author of the header once, no other; then the structure and specialty of each."""
    left = Unmatched(entry.authors)
    absent: list[Author] = []
    for part, author in zip(document.authors, header.authors, strict=True):
        match = left.take(author.person)
        if match is None:
            absent.append(author)
            continue
        yield from _institution(part, match)
        yield from _specialty(author, match)
    if not entry.authors:
        return
    for expected, found in zip_longest(absent, left.rest()):
        yield _differs("authorPerson", "author/assignedAuthor", _named(expected), _named(found))


def _named(author: Author | None) -> str:
    return str(author.person) if author and author.person else Said("personne", "nobody")


def _person(attribute: str, element: str, expected: XCN | None, found: XCN | None) -> Iterator[Finding]:
    if expected is not None and found is not None and not same_person(expected, found):
        yield _differs(attribute, element, expected, found)


def _institution(part: Participation, found: Author) -> Iterator[Finding]:
    organisation = part.entity.organisation
    ids = {(id.extension, id.root) for id in organisation.ids if id and id.extension} if organisation else set()
    others = [one for one in found.institutions if one.id and (one.id, one.authority) not in ids]
    if not ids or not others:
        return
    expected = ", ".join(sorted(f"{extension} ({root})" for extension, root in ids))
    for structure in others:
        element = "author/assignedAuthor/representedOrganization/id"
        yield _differs("authorInstitution", element, expected, _structure(structure))


def _structure(structure: XON) -> str:
    return f"{structure.id} ({structure.authority})"


def _specialty(expected: Author, found: Author) -> Iterator[Finding]:
    """Code and scheme of `code^label^scheme`, where both say one."""
    known = {_pair(text) for text in expected.specialties}
    for text in found.specialties if known else ():
        if _pair(text) not in known:
            yield _differs("authorSpecialty", "author/assignedAuthor/code", expected.specialties[0], text)


def _pair(specialty: str) -> tuple[str, str]:
    parts = specialty.split("^")
    return parts[0], parts[2] if len(parts) > 2 else ""  # noqa: PLR2004


def _codes(header: DocumentEntry, entry: DocumentEntry) -> Iterator[Finding]:
    act = "documentationOf[1]/serviceEvent/performer/assignedEntity/representedOrganization/standardIndustryClassCode"
    pairs = (
        ("typeCode", "code", header.type_code, entry.type_code),
        ("classCode", "code", header.class_code, entry.class_code),
        (
            "healthcareFacilityTypeCode",
            "componentOf/encompassingEncounter/location/healthCareFacility/code",
            header.healthcare_facility_type,
            entry.healthcare_facility_type,
        ),
        ("practiceSettingCode", act, header.practice_setting, entry.practice_setting),
    )
    for attribute, element, expected, found in pairs:
        if expected is not None and found is not None and not expected.same_as(found):
            yield _differs(attribute, element, _code(expected), _code(found))


def _format(header: DocumentEntry, entry: DocumentEntry) -> Iterator[Finding]:
    """A model without a format of its own in our table may have one in a later table: any is then accepted."""
    expected, found = header.format_code, entry.format_code
    if expected is None or found is None or expected.same_as(UNKNOWN_MODEL) or expected.same_as(found):
        return
    yield _differs("formatCode", "templateId", _code(expected), _code(found))


def _confidentiality(header: DocumentEntry, entry: DocumentEntry) -> Iterator[Finding]:
    """The header's value is the metadata's one in the same scheme; visibility codes stand in metadata only."""
    expected = next(iter(header.confidentiality), None)
    found = [code for code in entry.confidentiality if code.scheme == CONFIDENTIALITY_SCHEME]
    if expected is not None and found and not found[0].same_as(expected):
        yield _differs("confidentialityCode", "confidentialityCode", _code(expected), _code(found[0]))


def _texts(document: CdaDocument, header: DocumentEntry, entry: DocumentEntry) -> Iterator[Finding]:
    if header.language and entry.language and header.language.casefold() != entry.language.casefold():
        yield _differs("languageCode", "languageCode/@code", header.language, entry.language)
    media = {MIME_TYPE, SELF_PRESENTING_MIME_TYPE} if document.self_presenting else {MIME_TYPE}
    if entry.mime_type is not None and entry.mime_type not in media:
        yield _differs("mimeType", "", header.mime_type, entry.mime_type)
    if header.title and entry.title and header.title != " ".join(entry.title.split()):
        yield TITLE_DIFFERS.at("title (/ClinicalDocument/title)", expected=header.title, found=entry.title)


def _times(document: CdaDocument, entry: DocumentEntry) -> Iterator[Finding]:
    """Metadata in UTC, the header in its own offset or French time; the precision both share is compared."""
    act = document.main_act
    triples = (
        ("creationTime", "effectiveTime", document.effective_time, entry.creation_time),
        ("serviceStartTime", "low", act.time.start if act else "", entry.service_start_time),
        ("serviceStopTime", "high", act.time.high if act else "", entry.service_stop_time),
    )
    for attribute, name, written, text in triples:
        expected, found = times.read(written), times.read(text or "", zone=UTC)
        if expected is None or not text or (found is not None and expected.agrees_with(found)):
            continue
        element = name if attribute == "creationTime" else f"documentationOf[1]/serviceEvent/effectiveTime/{name}"
        yield _differs(attribute, element, f"{expected.utc} UTC", text)


def _code(code: Code) -> str:
    return f"{code.code} ({code.scheme})"
