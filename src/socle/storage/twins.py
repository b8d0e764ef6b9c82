"""Clear columns against their twins, for `socle check` (`schema/twins.py` says what a twin is)."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from socle.storage.checking import Damage
from socle.storage.schema import twins
from socle.storage.schema.layouts import key_of

#: Rows that differ, told of one table: more say nothing new.
MOST = 100


def having() -> list[type[models.Model]]:
    """Every model whose rows have a twin."""
    found = (model for model in apps.get_models() if hasattr(model, twins.COLUMN))
    return sorted(found, key=lambda model: model._meta.db_table)  # noqa: SLF001


def damages() -> Iterator[Damage]:
    """Each row that differs from its twin, with the columns that do; each table that stopped writing them."""
    for model in having():
        yield from _lacking(model)
        yield from _different(model)


def _lacking(model: type[models.Model]) -> Iterator[Damage]:
    table, vendor = model._meta.db_table, connection.vendor  # noqa: SLF001
    there = twins.standing(connection, table)
    for name, statement in twins.triggers(vendor, table, twins.told(model), key_of(model)).items():
        if (statement if vendor == "sqlite" else name) not in there and not name.endswith("_tell_twin"):
            yield Damage(f"table {table}", f"what keeps its clear columns twice is not as it was laid: {name}")


def _different(model: type[models.Model]) -> Iterator[Damage]:
    table, columns, key = model._meta.db_table, twins.told(model), key_of(model)  # noqa: SLF001
    vendor = connection.vendor
    said = twins.text(vendor, columns)
    asked = [*(f'"{name}"' for name in key), said, f'"{twins.COLUMN}"']
    # What was damaged may be no text any more: read as bytes.
    read = ", ".join(f"CAST({what} AS BLOB)" if vendor == "sqlite" else f"{what}::text" for what in asked)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {read} FROM "{table}" '  # noqa: S608 - names of our own tables
            f'WHERE "{twins.COLUMN}" IS NULL OR "{twins.COLUMN}" <> {said} LIMIT {MOST}'
        )
        for row in cursor.fetchall():
            *names, here, there = (_words(value) for value in row)
            record = names[key.index("record_id")] if "record_id" in key else ""
            yield Damage(f"{table} {' '.join(names)}", _what(columns, here, there), record)


def _words(value: bytes | str | None) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value or ""


def _what(columns: tuple[str, ...], here: str, there: str) -> str:
    if not there:
        return "its clear columns have no twin"
    values = zip(columns, here.split(twins.BETWEEN), there.split(twins.BETWEEN), strict=False)
    wrong = [f"{name} reads {one}, its twin {other}" for name, one, other in values if one != other]
    return "; ".join(wrong) or "its twin is not whole"
