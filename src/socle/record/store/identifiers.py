"""From an identifier of the outside world to the record it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from socle.identity.services import find_by_ins
from socle.record.models import Identifier, Record
from socle.wire.hl7v2 import CX

Kind = Identifier.Kind


def ins_value(patient: CX) -> str:
    """An INS as the table of identifiers writes it: authority and id, never the whole CX."""
    return f"{patient.authority}|{patient.id}"


def locate(patient: CX) -> str | None:
    """The id of this patient's record, by any INS the person ever had; None when there is none."""
    found = Identifier.objects.filter(kind=Kind.INS, value=ins_value(patient)).values_list("record_id", flat=True)
    if record_id := found.first():
        return record_id
    person = find_by_ins(patient)
    if person is None:
        return None
    return Record.objects.filter(person_id=person.pk).values_list("id", flat=True).first()


def patient_ids(record: Record, at_hand: Iterable[CX] | None = None) -> tuple[CX, ...]:
    """Every INS of the record, the current one first: what identity knows, then what was only used here."""
    known = list(at_hand or ())
    own = Identifier.objects.filter(record_id=record.pk, kind=Kind.INS).order_by("-since")
    for value in own.values_list("value", flat=True):
        authority, _, id = value.partition("|")
        ins = CX.of(id, authority, "NH")
        if not any(ins.same_as(other) for other in known):
            known.append(ins)
    return tuple(known)


def claim(kind: str, values: Mapping[str, str], record_id: str, at: datetime) -> None:
    """Take these identifiers (value → object) for the record. Raises `IntegrityError` when one is taken."""
    Identifier.objects.bulk_create(
        Identifier(kind=kind, value=value, record_id=record_id, object_id=object_id, since=at)
        for value, object_id in sorted(values.items())  # one order for all: no two writers wait for each other
    )


def holders(kind: str, values: Iterable[str]) -> dict[str, Identifier]:
    """Which of these identifiers are taken, and by what."""
    rows = Identifier.objects.filter(kind=kind, value__in=[value for value in values if value])
    return {row.value: row for row in rows}
