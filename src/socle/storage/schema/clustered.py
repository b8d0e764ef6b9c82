"""SQLite: a table laid anew in the tree of its key."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction

from socle.storage.schema.layouts import Key, OneTable, final_name, waiting_name
from socle.storage.schema.pace import Pace, limits, patiently, rest


class Clustered(OneTable):
    """SQLite: rows in the tree of their key, WITHOUT ROWID."""

    def is_laid(self) -> bool:
        ((text,),) = self._rows("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = %s", self.table)
        return str(text).rstrip().upper().endswith("WITHOUT ROWID")

    def is_begun(self) -> bool:
        return bool(self._rows("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = %s", self.new))

    def begin(self) -> None:
        ((text,),) = self._rows("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = %s", self.table)
        self._run(f'CREATE TABLE "{self.new}" ({", ".join(self._key_first(text))}) WITHOUT ROWID')
        carried = [(name, text) for name, text in self._indexes(self.table) if not self._is_left(text)]
        self._run(*(self._on_new(name, text) for name, text in carried), *self._mirror())

    def _key_first(self, definition: str) -> list[str]:
        """The columns and constraints of the table, its key's columns first and in its order.

        Otherwise the integrity check of SQLite 3.40.0 to 3.41.0 takes every other column of such a table for null.
        """
        parts = _parts(definition[definition.index("(") + 1 : definition.rindex(")")])
        key = [part for name in self._key_names for part in parts if part.startswith(f'"{name}" ')]
        return key + [part for part in parts if part not in key]

    def _indexes(self, table: str) -> list[tuple[Any, ...]]:
        return self._rows(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", table
        )

    def _on_new(self, name: str, text: str) -> str:
        named = text.replace(f'"{name}"', f'"{waiting_name(name)}"', 1)
        return named.replace(f'ON "{self.table}"', f'ON "{self.new}"', 1)

    def _mirror(self) -> list[str]:
        same = " AND ".join(f'"{name}" = OLD."{name}"' for name in self._key_names)
        values = ", ".join(f'NEW."{name}"' for name in self._names)
        put = f'INSERT OR REPLACE INTO "{self.new}" ({self.columns}) VALUES ({values});'  # noqa: S608 - likewise
        gone = f'DELETE FROM "{self.new}" WHERE {same};'  # noqa: S608 - names of our own tables
        acts = {"insert": put, "update": f"{gone} {put}", "delete": gone}
        return [
            f'CREATE TRIGGER "{self.table}_mirror_{verb}" AFTER {verb.upper()} ON "{self.table}" BEGIN {act} END'
            for verb, act in acts.items()
        ]

    def copy(self, last: Key, size: int) -> tuple[int, Key]:
        after, values = self._after(last)
        some = f'SELECT {self.columns} FROM "{self.table}" {after} ORDER BY {self.key} LIMIT %s'  # noqa: S608
        with self.connection.cursor() as cursor:
            cursor.execute(f'INSERT OR IGNORE INTO "{self.new}" ({self.columns}) {some}', [*values, size])
        listed = f'SELECT {self.key} FROM "{self.table}" {after} ORDER BY {self.key} LIMIT %s'  # noqa: S608
        keys = self._rows(listed, *values, size)
        return len(keys), keys[-1] if keys else last

    def exchange(self) -> None:
        """Names of indexes follow when the former table is gone; until then they are taken."""
        self._run(
            *(f'DROP TRIGGER "{self.table}_mirror_{verb}"' for verb in ("insert", "update", "delete")),
            f'ALTER TABLE "{self.table}" RENAME TO "{self.former}"',
            f'ALTER TABLE "{self.new}" RENAME TO "{self.table}"',
        )

    def empty_former(self, pace: Pace) -> None:
        """SQLite reads a table that it drops: emptied bit by bit it holds the writer for a moment each time."""
        if not self._rows("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = %s", self.former):
            return
        some = f'SELECT rowid FROM "{self.former}" LIMIT {pace.batch}'  # noqa: S608 - names of our own tables
        while True:
            began = time.monotonic()
            with limits(self.connection, lock=pace.lock, longest=pace.longest):
                gone = patiently(pace, f"{self.former}: empty", lambda: self._delete(some))
            if gone < pace.batch:
                return
            rest(pace, time.monotonic() - began)

    def _delete(self, some: str) -> int:
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{self.former}" WHERE rowid IN ({some})')  # noqa: S608
            return int(cursor.rowcount)

    def forget_former(self) -> None:
        self._run(f'DROP TABLE IF EXISTS "{self.former}"')
        for name, text in self._indexes(self.table):
            if name != final_name(name):
                self._rename_index(name, text)

    def _rename_index(self, name: str, text: str) -> None:
        """SQLite renames no index; its definition alone says its name (see `operations._default_in_sqlite`)."""
        final = final_name(name)
        with self.connection.cursor() as cursor:
            cursor.execute("PRAGMA schema_version")
            (version,) = cursor.fetchone()
            cursor.execute("PRAGMA writable_schema = ON")
            cursor.execute(
                "UPDATE sqlite_schema SET name = %s, sql = %s WHERE type = 'index' AND name = %s",
                [final, text.replace(f'"{name}"', f'"{final}"', 1), name],
            )
            cursor.execute(f"PRAGMA schema_version = {version + 1}")
            cursor.execute("PRAGMA writable_schema = OFF")


def _parts(text: str) -> list[str]:
    """A list of definitions, cut at the commas that stand in no parenthesis and no quotes."""
    found, depth, quote, start = [], 0, "", 0
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "," and depth == 0:
            found.append(text[start:place].strip())
            start = place + 1
    return [*found, text[start:].strip()]
