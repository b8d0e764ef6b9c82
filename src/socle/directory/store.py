"""The directory's rows as facts, by hand: every exchange asks for them (`services/kept.py` keeps what it can)."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from socle.directory.facts import (
    EmployeeFacts,
    ExerciseFacts,
    ProfessionalFacts,
    SoftwareFacts,
    StructureFacts,
)
from socle.directory.kinds import StructureKind
from socle.directory.models import TokenUse
from socle.sql import Insert, Row, Statement, day, instant
from socle.storage.schema.twins import told

_STRUCTURES = """
    SELECT s.idnat, s.name, s.kind, s.sector, s.is_legal_entity, e.idnat, s.ended_on, r.idnat
    FROM directory_structure s
    LEFT JOIN directory_structure e ON e.id = s.legal_entity_id
    LEFT JOIN directory_structure r ON r.id = s.replaced_by_id
"""
_STRUCTURE = Statement(f"{_STRUCTURES} WHERE s.idnat = %s")
_EVERY_STRUCTURE = Statement(f"{_STRUCTURES} ORDER BY s.idnat")

_PROFESSIONALS = "SELECT id, idnat, family, given, profession, specialties FROM directory_professional"
_PROFESSIONAL = Statement(f"{_PROFESSIONALS} WHERE idnat = %s")
_EVERY_PROFESSIONAL = Statement(f"{_PROFESSIONALS} ORDER BY family, given")
_EXERCISES = """
    SELECT x.professional_id, s.idnat, s.is_legal_entity, e.idnat, x.since, x.until
    FROM directory_exercise x
    JOIN directory_structure s ON s.id = x.structure_id
    LEFT JOIN directory_structure e ON e.id = s.legal_entity_id
"""
_EXERCISES_OF = Statement(f"{_EXERCISES} WHERE x.professional_id = %s ORDER BY x.id")
_EVERY_EXERCISE = Statement(f"{_EXERCISES} ORDER BY x.professional_id, x.id")

_EMPLOYEE = Statement("""
    SELECT p.idnat, p.family, p.given, s.idnat, p.role
    FROM directory_employee p JOIN directory_structure s ON s.id = p.structure_id WHERE p.idnat = %s
""")
_SOFTWARE = Statement("""
    SELECT homologation, name, version, api_version, valid_from, valid_until
    FROM directory_software_release WHERE homologation = %s
""")
_OPPOSED = Statement("SELECT opposed_at FROM directory_card WHERE number = %s")
_REVOKED = Statement("SELECT at FROM directory_revoked_certificate WHERE issuer = %s AND serial = %s")
_USED = Statement("SELECT 1 FROM directory_token_use WHERE token_id = %s AND message_id = %s")
_VERSION = Statement("SELECT value FROM directory_version WHERE id = 1")

USES = Insert("directory_token_use", ("token_id", "message_id", "at", "keep_until"), told(TokenUse))


def structure(idnat: str) -> StructureFacts | None:
    """The structure of this IdNat_Struct, ended ones included."""
    row = _STRUCTURE.row(idnat)
    return _structure(row) if row is not None else None


def structures() -> tuple[StructureFacts, ...]:
    """Every structure, in the order of identifiers."""
    return tuple(map(_structure, _EVERY_STRUCTURE.rows()))


def professional(idnat: str) -> ProfessionalFacts | None:
    """The professional of this IdNat_PS, with every place of exercise."""
    row = _PROFESSIONAL.row(idnat)
    return _professional(row, _EXERCISES_OF.rows(row[0])) if row is not None else None


def professionals() -> tuple[ProfessionalFacts, ...]:
    """Every professional, in the order of names."""
    places = {id: list(rows) for id, rows in groupby(_EVERY_EXERCISE.rows(), key=itemgetter(0))}
    return tuple(_professional(row, places.get(row[0], [])) for row in _EVERY_PROFESSIONAL.rows())


def employee(idnat: str) -> EmployeeFacts | None:
    """The employee of this identifier."""
    row = _EMPLOYEE.row(idnat)
    if row is None:
        return None
    idnat, family, given, place, role = row
    return EmployeeFacts(idnat=idnat, name=_named(family, given), structure=place, role=role)


def software(homologation: str) -> SoftwareFacts | None:
    """The line of the homologation register under this number."""
    row = _SOFTWARE.row(homologation)
    if row is None:
        return None
    number, name, version, api_version, since, until = row
    return SoftwareFacts(
        homologation=number,
        name=name,
        version=version,
        api_version=api_version,
        valid_from=day(since),
        valid_until=day(until),
    )


def opposed_at(card: str) -> datetime | None:
    """From when on the card of this number is opposed; None when it is not, or not known."""
    row = _OPPOSED.row(card)
    return instant(row[0]) if row is not None else None


def revoked_at(issuer: str, serial: int) -> datetime | None:
    """From when on a certificate is revoked; None when it is not."""
    row = _REVOKED.row(issuer, str(serial))
    return instant(row[0]) if row is not None else None


def version() -> str | None:
    """What changes with any change of the directory (`versions.py`); None before the first one."""
    row = _VERSION.row()
    return row[0] if row is not None else None


def is_burnt(token_id: str, message_id: str) -> bool:
    """Whether a token is known to have come with a message."""
    return _USED.row(token_id, message_id) is not None


def burn(token_id: str, message_id: str, at: datetime, keep_until: datetime) -> None:
    """Remember that a token came with a message. Raises `IntegrityError` when it already did."""
    USES([(token_id, message_id, at, keep_until)])


def _structure(row: Row) -> StructureFacts:
    idnat, name, kind, sector, is_legal_entity, legal_entity, ended_on, replaced_by = row
    return StructureFacts(
        idnat=idnat,
        name=name,
        kind=StructureKind(kind),
        sector=sector,
        is_legal_entity=bool(is_legal_entity),
        legal_entity=legal_entity or "",
        ended_on=day(ended_on),
        replaced_by=replaced_by or "",
    )


def _professional(row: Row, places: list[Row]) -> ProfessionalFacts:
    _, idnat, family, given, profession, specialties = row
    return ProfessionalFacts(
        idnat=idnat,
        name=_named(family, given),
        profession=profession,
        specialties=frozenset(json.loads(specialties)),
        exercises=tuple(map(_exercise, places)),
    )


def _exercise(row: Row) -> ExerciseFacts:
    _, place, is_legal_entity, legal_entity, since, until = row
    entity = place if is_legal_entity else legal_entity or ""
    return ExerciseFacts(structure=place, entity=entity, since=day(since), until=day(until))


def _named(family: str, given: str) -> str:
    return f"{family} {given}".strip()
