"""From an identifier of the outside world to the record it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from socle.identity.services import find_by_ins
from socle.record.models import Identifier
from socle.sql import Insert, Statement
from socle.storage.schema.twins import told
from socle.wire.hl7v2 import CX

Kind = Identifier.Kind


class Holder(NamedTuple):
    """What bears an identifier, and in which record."""

    kind: str
    value: str
    record_id: str
    object_id: str


_BY_INS = Statement("SELECT record_id FROM record_identifier WHERE kind = 'ins' AND value = %s")
_BY_PERSON = Statement("SELECT id FROM record_record WHERE person_id = %s")
CLAIM = Insert("record_identifier", ("kind", "value", "record_id", "object_id", "since"), told(Identifier))
#: Identifiers asked for in one statement.
_TOGETHER = 100


@lru_cache(_TOGETHER)
def _held(count: int) -> Statement:
    """Pair by pair: both engines then look each one up in the key, and nothing more."""
    pairs = " OR ".join(["(kind = %s AND value = %s)"] * count)
    return Statement(f"SELECT kind, value, record_id, object_id FROM record_identifier WHERE {pairs}")


def ins_value(patient: CX) -> str:
    """An INS as the table of identifiers writes it: authority and id, never the whole CX."""
    return f"{patient.authority}|{patient.id}"


def locate(patient: CX) -> str | None:
    """The id of this patient's record, by any INS the person ever had; None when there is none."""
    found = _BY_INS.row(ins_value(patient))
    if found is None:
        person = find_by_ins(patient)
        found = _BY_PERSON.row(person.pk) if person is not None else None
    return found[0] if found is not None else None


def claim(wanted: Mapping[str, Mapping[str, str]], record_id: str, at: datetime) -> None:
    """Take these identifiers (by kind, value → object) for the record. Raises `IntegrityError` when one is taken."""
    CLAIM(
        [
            (kind, value, record_id, object_id, at)
            for kind, values in wanted.items()
            for value, object_id in sorted(values.items())  # one order for all: no two writers wait for each other
        ]
    )


def holders(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Holder]:
    """Which of these identifiers (kind and value) are taken, and by what."""
    pairs = [pair for pair in dict.fromkeys(wanted) if pair[1]]
    found: dict[tuple[str, str], Holder] = {}
    for start in range(0, len(pairs), _TOGETHER):
        some = pairs[start : start + _TOGETHER]
        for row in _held(len(some)).rows(*(word for pair in some for word in pair)):
            found[row[0], row[1]] = Holder(*row)
    return found
