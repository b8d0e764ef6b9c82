"""The administrative data of a record, sealed under its key; the postal code alone is searched (TD0.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from socle import storage
from socle.record.administrative import NOTHING, Administrative
from socle.record.models import AdministrativeRow
from socle.record.serial import dump, load

#: A record has one such row; its id is also how `sealed` is named under the record's key.
ROW = "administrative"

#: What the column holds.
POSTAL_CODE = 10


def read(record_id: str) -> Administrative:
    """What is kept; nothing where nobody told anything."""
    row = AdministrativeRow.objects.filter(record_id=record_id, id=ROW).first()
    return load(Administrative, storage.open_text(record_id, bytes(row.sealed), thing(ROW))) if row else NOTHING


def write(record_id: str, data: Administrative, at: datetime) -> None:
    """Keep this in place of what was kept."""
    values = {
        "postal_code": postal_code(data),
        "updated_at": at,
        "sealed": storage.seal_text(record_id, dump(data), thing(ROW)),
    }
    AdministrativeRow.objects.update_or_create(record_id=record_id, id=ROW, defaults=values)


def tell_death(record_id: str, at: datetime) -> None:
    """The holder died: what is kept of him says so."""
    write(record_id, replace(read(record_id), deceased=True), at)


def thing(id: str) -> str:
    """How the sealed value of this row is named."""
    return f"administrative:{id}"


def postal_code(data: Administrative) -> str:
    """The column that is searched."""
    return (data.address.postal_code if data.address is not None else "")[:POSTAL_CODE]
