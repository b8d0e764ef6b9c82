"""A table on its way from one layout to another, on either engine (`relay.py` tells the order)."""

from __future__ import annotations

import re
from typing import Any, Protocol

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from socle.storage.schema.pace import Pace

Key = tuple[Any, ...] | None


class Layout(Protocol):
    """One table on its way from a layout to another."""

    table: str
    connection: BaseDatabaseWrapper

    def is_laid(self) -> bool:
        """Whether the table already has the new layout."""

    def is_begun(self) -> bool:
        """Whether a former try left the new table, kept in step."""

    def begin(self) -> None:
        """The new table, empty, and what keeps it in step."""

    def copy(self, last: Key, size: int) -> tuple[int, Key]:
        """Copy the rows after this key; how many were looked at, and the last key."""

    def lacking(self) -> int:
        """How many rows the new table lacks."""

    def exchange(self) -> None:
        """The new table takes the name."""

    def empty_former(self, pace: Pace) -> None:
        """Make the removal of the former table a short thing."""

    def forget_former(self) -> None:
        """Remove the former table, when it is there."""


def key_of(model: type[models.Model]) -> list[str]:
    """The columns of a model's primary key, in its order."""
    pk = model._meta.pk  # noqa: SLF001
    fields = pk.fields if isinstance(pk, models.CompositePrimaryKey) else (pk,)
    return [str(field.column) for field in fields]  # type: ignore[union-attr]


class OneTable:
    """What both engines share: the names, the columns, what is compared."""

    def __init__(self, editor: Any, model: type[models.Model], unindexed: tuple[str, ...]) -> None:
        self.connection: BaseDatabaseWrapper = editor.connection
        self.table = model._meta.db_table  # noqa: SLF001
        self.new, self.former = f"{self.table}_new", f"{self.table}_former"
        fields = model._meta.local_concrete_fields  # noqa: SLF001
        self._names, self._key_names = [field.column for field in fields if field.column], key_of(model)
        self.columns, self.key = (", ".join(f'"{name}"' for name in names) for names in (self._names, self._key_names))
        self._left = {field.column for field in fields if field.name in unindexed}

    def _run(self, *texts: str) -> None:
        with self.connection.cursor() as cursor:
            for text in texts:
                cursor.execute(text)

    def _rows(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(text, values)
            return list(cursor.fetchall())

    def _is_left(self, index: str) -> bool:
        """Whether an index, as its statement tells it, is of one column alone that is left without (no condition)."""
        found = re.search(r"\(\"?(\w+)\"?(?: \w+_ops)?\)$", index)
        return found is not None and found[1] in self._left

    def lacking(self) -> int:
        same = " AND ".join(f'n."{name}" = o."{name}"' for name in self._key_names)
        there = f'SELECT 1 FROM "{self.new}" n WHERE {same}'  # noqa: S608 - names of our own tables
        ((count,),) = self._rows(f'SELECT count(*) FROM "{self.table}" o WHERE NOT EXISTS ({there})')  # noqa: S608
        return int(count)

    def _after(self, last: Key) -> tuple[str, tuple[Any, ...]]:
        """The condition for the rows after this key."""
        if last is None:
            return "", ()
        marks = ", ".join(["%s"] * len(last))
        return f"WHERE ({self.key}) > ({marks})", last


#: While both tables stand, the new one's indexes and references bear other names: each is unique in the whole schema.
LONGEST = 63


def waiting_name(name: str) -> str:
    return f"new__{name}"[:LONGEST]


def final_name(name: str) -> str:
    return name.removeprefix("new__")


def former_name(name: str) -> str:
    return f"old__{name}"[:LONGEST]
