"""The database's form of who sees what, asked of one SQLite database in memory: many worlds at once, a query each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Self

from socle.record.store.rows import EntryRow
from socle.sql import Where, _kept

#: What the filter reads, with the types that Django gives these columns on SQLite.
COLUMNS = {
    "id": "varchar(64)",
    "status": "varchar(80)",
    "type_code": "varchar(80)",
    "author_ids": "text",
    "author_structures": "text",
    "masked": "bool",
    "hidden_from_patient": "bool",
    "hidden_from_representatives": "bool",
    "is_signature": "bool",
    "by_patient": "bool",
    "deposited_by": "varchar(100)",
    "deposited_at": "datetime",
    "masked_from": "text",
    "shown_apart": "bool",
    "author_blocked": "bool",
}


class Filter:
    """The entries of many records; `with` closes it."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        columns = ", ".join(f"{name} {kind} NOT NULL" for name, kind in COLUMNS.items())
        self._database.execute(
            f"CREATE TABLE record_entry (record_id varchar(64) NOT NULL, {columns}, PRIMARY KEY (record_id, id))"
        )
        self._insert = f"INSERT INTO record_entry VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def hold(self, records: Iterable[tuple[str, Iterable[EntryRow]]]) -> None:
        """These records' entries and no others, from now on."""
        self._database.execute("BEGIN")
        self._database.execute("DELETE FROM record_entry")
        self._database.executemany(
            self._insert,
            (
                (record_id, *(_stored(getattr(row, name)) for name in COLUMNS))
                for record_id, rows in records
                for row in rows
            ),
        )
        self._database.execute("COMMIT")

    def kept(self, record_id: str, keep: Where) -> frozenset[str]:
        """The ids of the entries of this record that the condition keeps."""
        text = f"SELECT id FROM record_entry WHERE record_id = ? AND {keep.text.replace('%s', '?')}"
        values = (record_id, *map(_stored, keep.values))
        return frozenset(id for (id,) in self._database.execute(text, values))


def _stored(value: object) -> object:
    return _kept(value) if isinstance(value, date) else value
