"""PostgreSQL: a table laid anew in partitions."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import models

from socle.storage.schema.layouts import Key, OneTable, final_name, former_name, waiting_name
from socle.storage.schema.pace import Pace
from socle.storage.schema.partitions import Cut, statements


class Partitioned(OneTable):
    """PostgreSQL: cut in partitions."""

    def __init__(self, editor: Any, model: type[models.Model], unindexed: tuple[str, ...], cut: Cut) -> None:
        super().__init__(editor, model, unindexed)
        self.cut = cut

    def is_laid(self) -> bool:
        return self._kind(self.table) == "p"

    def is_begun(self) -> bool:
        return self._kind(self.new) == "p"

    def _kind(self, table: str) -> str | None:
        found = self._rows("SELECT relkind FROM pg_class WHERE relname = %s AND pg_table_is_visible(oid)", table)
        return found[0][0] if found else None

    def begin(self) -> None:
        count = settings.SOCLE_PARTITIONS
        self._run(
            f'CREATE TABLE "{self.new}" (LIKE "{self.table}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS '
            f"INCLUDING STORAGE) {self.cut.clause()}",
            *statements(self.new, self.cut, count),
            *(self._on_new(text) for (text,) in self._constraints()),
            *(self._on_new(text) for (text,) in self._indexes() if not self._is_left(text)),
            *self._mirror(),
        )

    def _constraints(self) -> list[tuple[str]]:
        """Keys and references, as statements on the former table."""
        return self._rows(
            "SELECT format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', %s::text, conname, pg_get_constraintdef(oid)) "
            "FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'f') ORDER BY contype DESC",
            self.table,
            self.table,
        )

    def _indexes(self) -> list[tuple[str]]:
        """Every index that no constraint makes, as statements on the former table."""
        return self._rows(
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index AS i WHERE indrelid = %s::regclass AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid AND conrelid = i.indrelid) ORDER BY indexrelid",
            self.table,
        )

    def _on_new(self, text: str) -> str:
        """A statement on the former table, on the new one: names of indexes and keys are taken until the exchange."""
        quoted = re.sub(
            r"(ADD CONSTRAINT|CREATE (?:UNIQUE )?INDEX) (\"?)(\w+)\2",
            lambda found: f'{found[1]} "{waiting_name(found[3])}"',
            text,
        )
        quoted = re.sub(rf"ALTER TABLE \"?{self.table}\"? ", f'ALTER TABLE "{self.new}" ', quoted)
        return re.sub(rf" ON (?:ONLY )?(?:\w+\.)?{self.table} ", f' ON "{self.new}" ', quoted)

    def _mirror(self) -> list[str]:
        same = " AND ".join(f'"{name}" = OLD."{name}"' for name in self._key_names)
        values = ", ".join(f'NEW."{name}"' for name in self._names)
        changed = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in self._names if name not in self._key_names)
        name = f'"{self.table}_mirror"'
        put = (
            f'INSERT INTO "{self.new}" ({self.columns}) VALUES ({values}) '  # noqa: S608 - names of our own tables
            f"ON CONFLICT ({self.key}) DO UPDATE SET {changed};"
        )
        gone = f'DELETE FROM "{self.new}" WHERE {same};'  # noqa: S608
        body = f"BEGIN IF TG_OP = 'DELETE' THEN {gone} ELSE {put} END IF; RETURN NULL; END"
        events = f'AFTER INSERT OR UPDATE OR DELETE ON "{self.table}"'
        return [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {name} {events} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]

    def copy(self, last: Key, size: int) -> tuple[int, Key]:
        """`FOR SHARE`: a row that someone is changing is copied after him, and changed in both tables by the next."""
        after, values = self._after(last)
        put = f'INSERT INTO "{self.new}" ({self.columns}) SELECT {self.columns} FROM batch ON CONFLICT DO NOTHING'  # noqa: S608
        found = self._rows(
            f'WITH batch AS (SELECT * FROM "{self.table}" {after} ORDER BY {self.key} LIMIT %s FOR SHARE), '  # noqa: S608
            f"done AS ({put}) SELECT {self.key} FROM batch ORDER BY {self.key}",
            *values,
            size,
        )
        return len(found), found[-1] if found else last

    def exchange(self) -> None:
        renamed = [
            f'ALTER INDEX "{name}" RENAME TO "{former_name(name)}"' for name in self._index_names(self.table)
        ] + [f'ALTER INDEX "{name}" RENAME TO "{final_name(name)}"' for name in self._index_names(self.new)]
        self._run(
            f'LOCK TABLE "{self.table}" IN ACCESS EXCLUSIVE MODE',
            f'DROP TRIGGER "{self.table}_mirror" ON "{self.table}"',
            f'DROP FUNCTION "{self.table}_mirror"()',
            *renamed,
            *self._constraint_renames(),
            f'ALTER TABLE "{self.table}" RENAME TO "{self.former}"',
            f'ALTER TABLE "{self.new}" RENAME TO "{self.table}"',
            *self._part_renames(),
        )

    def _index_names(self, table: str) -> list[str]:
        return [
            name
            for (name,) in self._rows(
                "SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid "
                "WHERE i.indrelid = %s::regclass",
                table,
            )
        ]

    def _constraint_renames(self) -> list[str]:
        """References keep their name too; keys have theirs from their index."""
        names = self._rows(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'", self.new
        )
        return [f'ALTER TABLE "{self.new}" RENAME CONSTRAINT "{name}" TO "{final_name(name)}"' for (name,) in names]

    def _part_renames(self) -> list[str]:
        """Partitions and their indexes are called after the table."""
        parts = self._rows(
            "SELECT c.relname, i.relname FROM pg_partition_tree(%s::regclass) AS tree "
            "JOIN pg_class AS c ON c.oid = tree.relid JOIN pg_index ON indrelid = c.oid "
            "JOIN pg_class AS i ON i.oid = indexrelid WHERE tree.level > 0",
            self.new,
        )
        return [
            f'ALTER {kind} "{name}" RENAME TO "{self.table}{name.removeprefix(self.new)}"'
            for kind, names in (("TABLE", {part for part, _ in parts}), ("INDEX", {index for _, index in parts}))
            for name in sorted(names)
            if name.startswith(self.new)
        ]

    def empty_former(self, _pace: Pace) -> None:
        """Dropping a table takes no longer for what it holds."""

    def forget_former(self) -> None:
        self._run(f'DROP TABLE IF EXISTS "{self.former}"')
