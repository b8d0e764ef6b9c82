"""Whether a document may be stored as it is: the patient's INS, the body, the keys of its identifiers.

Pure decisions: the document, the instant and the choices in force go in, findings come out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from socle import codes
from socle.documents import times
from socle.documents.cda import II, CdaDocument, Entity, Organisation, Participation, glance
from socle.documents.identifiers import NO_IDENTIFIER, masked
from socle.documents.verdicts import (
    BODY_MISSING,
    FILE_NOT_PDF,
    FILE_TYPE,
    FILE_UNREADABLE,
    INS_MISSING,
    KEY_DOUBTFUL,
    KEY_WRONG,
    SITE_MISSING,
)
from socle.identity import matricule, oids
from socle.rulebook import Finding, Said, applies
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import PERSON_AUTHORITY, STRUCTURE_AUTHORITY

_PATIENT_ID = "/ClinicalDocument/recordTarget/patientRole/id"
_FILE = "/ClinicalDocument/component/nonXMLBody/text"
_CUSTODIAN = "/ClinicalDocument/custodian/assignedCustodian/representedCustodianOrganization/id"
_PDF = "application/pdf"
_PDF_SIGNATURE = b"%PDF"


@applies("INS-017")
def check_ins(document: CdaDocument, *, at: datetime, choices: Choices) -> list[Finding]:
    """The header must carry the patient's qualified INS, from the first day of the obligation on (French days)."""
    if at.astimezone(times.PARIS).date() < choices.qualified_ins_first_day:
        return []
    ids = [id for id in document.patient.ids if id and id.extension]
    if any(oids.is_qualified(id.root, choices.production) for id in ids):
        return []
    found = ", ".join(id.root for id in ids) or NO_IDENTIFIER
    expected = ", ".join(sorted(oids.PRODUCTION_OIDS if choices.production else oids.INS_OIDS))
    return [INS_MISSING.at(_PATIENT_ID, expected=expected, found=found)]


@applies("DOC-009", "DOC-010")
def check_body(document: CdaDocument) -> list[Finding]:
    """Level 1 wraps a file that can be read and is what it says (DOC-009); level 3 is accepted (DOC-010)."""
    match document.body.level:
        case 1:
            return list(_embedded_file(document))
        case 3:
            return []
        case _:
            either = Said("nonXMLBody ou structuredBody", "nonXMLBody or structuredBody")
            return [BODY_MISSING.at("/ClinicalDocument/component", expected=either)]


def _embedded_file(document: CdaDocument) -> Iterator[Finding]:
    file = glance(document)
    if file is None:
        yield FILE_UNREADABLE.at(
            _FILE, expected=Said("un élément text", "a text element"), found=Said("rien", "nothing")
        )
        return
    if codes.format_of_media_type(file.media_type) is None:
        known = ", ".join(row["media_type"] for row in codes.table("media_type_to_format"))
        yield FILE_TYPE.at(f"{_FILE}/@mediaType", expected=known, found=file.media_type)
    if file.head is None:
        expected = Said("du base64 (representation B64)", "base64 (representation B64)")
        yield FILE_UNREADABLE.at(_FILE, expected=expected, found=file.trouble)
    elif file.media_type == _PDF and not file.head.startswith(_PDF_SIGNATURE):
        yield FILE_NOT_PDF.at(_FILE, expected="%PDF", found=ascii(file.head)[2:-1])


@applies("AUTH-045")
def check_site(document: CdaDocument, site: str) -> list[Finding]:
    """The header names the site whose legal entity's certificate feeds: as a structure of its authors, of its legal
    authenticator, or as its custodian. `site` is an IdNat_Struct, empty when nothing is asked.
    """
    ids = [id for held in _structures(document) if held is not None for id in held.ids]
    named = dict.fromkeys(id.extension for id in ids if id.root == STRUCTURE_AUTHORITY and id.extension)
    if not site or site in named:
        return []
    found = ", ".join(named) or Said("aucune structure", "no structure")
    return [SITE_MISSING.at(_CUSTODIAN, expected=site, found=found)]


def _structures(document: CdaDocument) -> Iterator[Organisation | None]:
    yield from (author.entity.organisation for author in document.authors)
    yield document.legal_authenticator.entity.organisation if document.legal_authenticator else None
    yield document.custodian


def check_keys(document: CdaDocument, *, choices: Choices) -> list[Finding]:
    """Keys of the INS, of RPPS and FINESS numbers: a wrong one warns, or refuses where the choice says so.

    Source: spec/README.md (check digits in received documents).
    """
    wrong = KEY_WRONG if choices.refuse_bad_check_digits else KEY_DOUBTFUL
    named = dict.fromkeys(_identifiers(document))
    return [wrong.at(where, expected=kind, found=masked(id)) for where, id in named if (kind := _wrong_key(id))]


def _identifiers(document: CdaDocument) -> Iterator[tuple[str, II]]:
    """The identifiers of the patient and of whom metadata names, with their place."""
    yield from ((_PATIENT_ID, id) for id in document.patient.ids)
    people: list[tuple[str, Participation]] = [("author/assignedAuthor", each) for each in document.authors]
    if document.legal_authenticator:
        people.append(("legalAuthenticator/assignedEntity", document.legal_authenticator))
    for where, participation in people:
        yield from _of_entity(f"/ClinicalDocument/{where}", participation.entity)
    if document.custodian:
        yield from ((_CUSTODIAN, id) for id in document.custodian.ids)


def _of_entity(where: str, entity: Entity) -> Iterator[tuple[str, II]]:
    yield from ((f"{where}/id", id) for id in entity.ids)
    if entity.organisation:
        yield from ((f"{where}/representedOrganization/id", id) for id in entity.organisation.ids)


def _wrong_key(id: II) -> str:
    """What kind of number has a wrong key; empty when the key holds or the number has none."""
    if not id:
        return ""
    number = id.extension
    if oids.is_ins(id.root):
        return "" if matricule.is_valid(number) else Said("matricule INS", "INS matricule")
    if id.root == PERSON_AUTHORITY and number.startswith("8") and "/" not in number:
        return "" if matricule.rpps(number[1:]) else "RPPS"
    if id.root == STRUCTURE_AUTHORITY and number.startswith("1"):
        return "" if matricule.finess(number[1:]) else "FINESS"
    return ""
