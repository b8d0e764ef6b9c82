"""The metadata that a document must travel with, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from socle.web.components import Cell, Column, Table
from socle.wire.xds.model import Author, Code, DocumentEntry


def table_of(entry: DocumentEntry) -> Table:
    """One line by metadata, under the profile's own name; a missing one says so."""
    rows = tuple((Cell(name), Cell(value or "absent de l'en-tête")) for name, value in _values(entry))
    return Table("Métadonnées tirées de l'en-tête", (Column("Métadonnée", whole=True), Column("Valeur")), rows)


def _values(entry: DocumentEntry) -> Iterator[tuple[str, str]]:
    yield "uniqueId", entry.unique_id or ""
    yield "patientId", str(entry.patient_id or "")
    yield "sourcePatientId", str(entry.source_patient_id or "")
    yield "sourcePatientInfo", " ; ".join(entry.source_patient_info)
    yield "title", entry.title or ""
    yield "typeCode", _code(entry.type_code)
    yield "classCode", _code(entry.class_code)
    yield "formatCode", _code(entry.format_code)
    yield "practiceSettingCode", _code(entry.practice_setting)
    yield "healthcareFacilityTypeCode", _code(entry.healthcare_facility_type)
    yield "confidentialityCode", _codes(entry.confidentiality)
    yield "eventCodeList", _codes(entry.event_codes) or "aucun"
    yield "author", " ; ".join(_author(author) for author in entry.authors)
    yield "legalAuthenticator", str(entry.legal_authenticator or "")
    yield "creationTime (UTC)", entry.creation_time or ""
    yield "serviceStartTime (UTC)", entry.service_start_time or ""
    yield "serviceStopTime (UTC)", entry.service_stop_time or "aucun"
    yield "referenceIdList", " ; ".join(entry.reference_ids) or "aucun"
    yield "languageCode", entry.language or ""
    yield "mimeType", entry.mime_type or ""
    yield "hash (SHA-1)", entry.hash or ""
    yield "size (octets)", str(entry.size or "")


def _code(code: Code | None) -> str:
    return f"{code.code}, {code.label} ({code.scheme})" if code else ""


def _codes(found: Iterable[Code]) -> str:
    return " ; ".join(map(_code, found))


def _author(author: Author) -> str:
    parts = [author.person, *author.institutions, *author.roles, *author.specialties]
    return ", ".join(str(part) for part in parts if part)
