"""A person and instants as HL7 V3 answers write them: what every transaction of this folder shares."""

from __future__ import annotations

from datetime import UTC, date, datetime

from socle.identity.models import Person
from socle.record.facts import RecordFacts
from socle.wire.hl7v3 import II, Name, Observation
from socle.wire.hl7v3.model import OBJECTS_TO_BREAK_GLASS, OBJECTS_TO_REGULATION

_CIVILITIES = {"F": "MME", "M": "M"}


def name(person: Person, *, prefixed: bool = False) -> Name:
    """The names of the INS and the used name; `prefixed` adds the civility."""
    prefix = _CIVILITIES.get(person.sex, "") if prefixed else ""
    return Name(given=(person.first_given_name,), birth=person.birth_name, usage=person.used_name, prefix=prefix)


def gender(person: Person | None) -> str:
    """Source: spec/dmp.md 3.1; the sex of an INS not yet answered (I) is undifferentiated (UN)."""
    return "" if person is None else {"M": "M", "F": "F"}.get(person.sex, "UN")


def ids(record: RecordFacts) -> tuple[II, ...]:
    """Every INS of the record, the current one first."""
    return tuple(II(ins.authority, ins.id) for ins in record.patient_ids)


def day(born: date | None) -> str:
    """`YYYYMMDD`, "" for none."""
    return born.strftime("%Y%m%d") if born is not None else ""


def oppositions(record: RecordFacts) -> tuple[Observation, ...]:
    """What the holder opposes, as TD1.3 tells it."""
    return (
        Observation(OBJECTS_TO_BREAK_GLASS, record.objects_to_break_glass),
        Observation(OBJECTS_TO_REGULATION, record.objects_to_regulation),
    )


def stamp(at: datetime) -> str:
    """UTC `YYYYMMDDhhmmss`."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
