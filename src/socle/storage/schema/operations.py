"""What a migration may do to tables that are in use. Each is one step that can be stopped and begun again.

Source: the PostgreSQL manual, 13.3 (locks) and ALTER TABLE, notes; SQLite, "ALTER TABLE" (section 7: changes that do
not touch the content of a table).
"""

from __future__ import annotations

import re
import time
from typing import Any

from django.db import models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddField, AddIndex, RemoveField, RemoveIndex
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.expressions import Combinable

from socle.storage.schema import indexes
from socle.storage.schema.pace import pace_of, patiently, rest

Editor = Any


class AddColumn(AddField):
    """A column that the previous program does not know: it may be null, or the database gives it a value.

    Neither engine rewrites the table.
    """

    def database_forwards(
        self, app_label: str, editor: Editor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        to_model = to_state.apps.get_model(app_label, self.model_name)
        from_model = from_state.apps.get_model(app_label, self.model_name)
        field = to_model._meta.get_field(self.name)  # noqa: SLF001 - Django's own migrations call it so
        # Django rebuilds the whole table on SQLite when the column has a default; the statement does not need it.
        BaseDatabaseSchemaEditor.add_field(editor, from_model, field)


class Backfill(Operation):
    """Gives a column its value in the rows that have none, in small batches with pauses.

    `value` is an expression of the row's other columns. Begun again, it goes on with the rows that are left.
    """

    atomic = False
    reduces_to_sql = False

    def __init__(self, model_name: str, name: str, value: Combinable) -> None:
        self.model_name, self.name, self.value = model_name, name, value

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The shape stays."""

    def database_forwards(self, app_label: str, editor: Editor, _from: ProjectState, to_state: ProjectState) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        pace, rows, last, total = pace_of(editor), model._default_manager.using(editor.connection.alias), None, 0  # noqa: SLF001
        empty = rows.filter(**{f"{self.name}__isnull": True}).order_by(*_key(model))
        while keys := list((empty.filter(pk__gt=last) if last else empty).values_list("pk", flat=True)[: pace.batch]):
            began = time.monotonic()
            total += patiently(pace, self.describe(), lambda keys=keys: self._fill(rows, keys, editor))  # type: ignore[misc]
            last = keys[-1]
            pace.say(f"{self.describe()}: {total} rows")
            rest(pace, time.monotonic() - began)

    def _fill(self, rows: Any, keys: list[Any], editor: Editor) -> int:
        with transaction.atomic(using=editor.connection.alias):
            still_empty = rows.filter(pk__in=keys, **{f"{self.name}__isnull": True})
            return int(still_empty.update(**{self.name: self.value}))

    def database_backwards(self, *_args: Any) -> None:
        """The values stay."""

    def describe(self) -> str:
        return f"Fill {self.name} of {self.model_name}"


def _key(model: type[models.Model]) -> tuple[str, ...]:
    pk = model._meta.pk  # noqa: SLF001
    return tuple(field.name for field in pk.fields) if isinstance(pk, models.CompositePrimaryKey) else ("pk",)


class AddIndexOnline(AddIndex):
    """An index built while others write; on SQLite the one writer waits, and `Pace.longest` bounds how long."""

    atomic = False

    def database_forwards(self, app_label: str, editor: Editor, _from: ProjectState, to_state: ProjectState) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        indexes.build(editor, model, self.index)

    def database_backwards(self, _app: str, editor: Editor, _from: ProjectState, _to: ProjectState) -> None:
        indexes.drop(editor, self.index.name)


class RemoveIndexOnline(RemoveIndex):
    """An index goes: in the contract phase, since the previous program may live by it."""

    atomic = False

    def database_forwards(self, _app: str, editor: Editor, _from: ProjectState, _to: ProjectState) -> None:
        indexes.drop(editor, self.name)

    def database_backwards(self, app_label: str, editor: Editor, _from: ProjectState, to_state: ProjectState) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        indexes.build(editor, model, to_state.models[app_label, self.model_name_lower].get_index_by_name(self.name))


class Retire(RemoveField):
    """The new program knows this column no more; the previous one still reads and writes it.

    It stays in the table, with a default of the database so that rows can be written without it: the value that the
    previous program reads in the rows that the new one writes. `DropColumn` takes it away in the contract phase.
    """

    def __init__(self, model_name: str, name: str, default: str | int | bool | None = None) -> None:
        super().__init__(model_name, name)
        self.default = default

    def deconstruct(self) -> Any:
        name, args, words = super().deconstruct()
        return name, args, words | ({} if self.default is None else {"default": self.default})

    def database_forwards(self, app_label: str, editor: Editor, from_state: ProjectState, _to: ProjectState) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)  # noqa: SLF001
        if field.null or field.has_db_default():
            return
        if self.default is None:
            raise ValueError(f"{self.describe()}: it is never null, so say which default the database gives it")
        table, quoted = model._meta.db_table, editor.quote_value(self.default)  # noqa: SLF001
        if editor.connection.vendor == "postgresql":
            editor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{field.column}" SET DEFAULT {quoted}')
        else:
            _default_in_sqlite(editor, table, field.column, quoted)

    def database_backwards(self, *_args: Any) -> None:
        """A default more does no harm."""

    def describe(self) -> str:
        return f"Retire {self.name} of {self.model_name}"


def _default_in_sqlite(editor: Editor, table: str, column: str, quoted: str) -> None:
    """Write a default into the table's definition, as SQLite's manual does for what leaves the content untouched."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = %s", [table])
        (definition,) = cursor.fetchone()
        place = re.compile(rf'("{re.escape(column)}" (?:[^,()]|\([^)]*\))*?NOT NULL)')
        changed, found = place.subn(rf"\1 DEFAULT {quoted}", definition)
        if found != 1:
            raise ValueError(f"{table}: column {column} was not found once in its definition")
        cursor.execute("PRAGMA schema_version")
        (version,) = cursor.fetchone()
        cursor.execute("PRAGMA writable_schema = ON")
        cursor.execute("UPDATE sqlite_schema SET sql = %s WHERE type = 'table' AND name = %s", [changed, table])
        cursor.execute(f"PRAGMA schema_version = {version + 1}")
        cursor.execute("PRAGMA writable_schema = OFF")
        cursor.execute(f'SELECT "{column}" FROM "{table}" LIMIT 0')  # noqa: S608 - our own table, read anew


class DropColumn(Operation):
    """What `Retire` left, once nobody knows it. On SQLite this rewrites the table: `Pace.longest` bounds it."""

    def __init__(self, model_name: str, column: str) -> None:
        self.model_name, self.column = model_name, column

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The program knew the column no more."""

    def database_forwards(self, app_label: str, editor: Editor, from_state: ProjectState, _to: ProjectState) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        editor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP COLUMN "{self.column}"')  # noqa: SLF001

    def database_backwards(self, *_args: Any) -> None:
        raise NotImplementedError("what was dropped does not come back: restore a backup")

    def describe(self) -> str:
        return f"Drop column {self.column} of {self.model_name}"
