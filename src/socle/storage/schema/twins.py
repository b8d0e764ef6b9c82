"""Every clear column stands twice: a row keeps, in `twin`, what its columns say, written by the database itself.

A document and a sealed detail are authenticated; what must stay clear to be searched is not. The database writes the
twin whenever it writes the row, whoever asks for it, and `socle check` compares both: a byte that changed at rest, in
either, makes them differ. It is a witness against damage, not against someone with rights on the database: for that
there is the journal (docs/decisions/0008).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from socle.storage.schema.layouts import key_of
from socle.storage.schema.pace import Pace, limits, pace_of, patiently, rest

#: The column that repeats the others.
COLUMN = "twin"
#: What stands between two columns in a twin: the unit separator.
BETWEEN = "\x1f"


def column() -> models.TextField[str | None, str | None]:
    """The field of a model whose rows have a twin. Null: not told yet, while a migration goes over the rows."""
    return models.TextField(null=True, editable=False)


def told(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that a model's twin repeats: all but those in `told_elsewhere`, which a seal or a hash repeats."""
    elsewhere: frozenset[str] = getattr(model, "told_elsewhere", frozenset())
    fields = model._meta.local_concrete_fields  # noqa: SLF001 - Django's own migrations call it so
    names = [str(field.column) for field in fields if field.column]
    return tuple(name for name in names if name != COLUMN and name not in elsewhere)


def text(vendor: str, columns: Sequence[str], row: str = "") -> str:
    """The SQL expression of the twin of these columns; `row` names whose (`NEW.`)."""
    if vendor == "sqlite":
        return " || char(31) || ".join(f'quote({row}"{name}")' for name in columns)
    values = ", ".join(f'quote_nullable({row}"{name}"::text)' for name in columns)
    return f"concat_ws(chr(31), {values})"


def triggers(vendor: str, table: str, columns: Sequence[str], key: Sequence[str]) -> dict[str, str]:
    """What the database does at each writing, by name: the statements that lay it."""
    said = text(vendor, columns, "NEW.")
    if vendor == "sqlite":
        same = " AND ".join(f'"{name}" = NEW."{name}"' for name in key)
        act = f'BEGIN UPDATE "{table}" SET "{COLUMN}" = {said} WHERE {same}; END'  # noqa: S608 - our own tables
        when = f'ON "{table}" WHEN NEW."{COLUMN}" IS NOT ({said})'  # whoever wrote it himself spares a second writing
        return {
            f"{table}_twin_{verb}": f'CREATE TRIGGER "{table}_twin_{verb}" AFTER {verb.upper()} {when} {act}'
            for verb in ("insert", "update")
        }
    # Dates and instants are written as their session likes; here always in the same way.
    always = "SET timezone TO 'UTC' SET datestyle TO 'ISO, YMD'"
    body = f'$$ BEGIN NEW."{COLUMN}" := {said}; RETURN NEW; END $$'
    when = f'BEFORE INSERT OR UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{table}_tell_twin"()'
    return {
        f"{table}_tell_twin": (
            f'CREATE OR REPLACE FUNCTION "{table}_tell_twin"() RETURNS trigger LANGUAGE plpgsql {always} AS {body}'
        ),
        f"{table}_twin": f'CREATE OR REPLACE TRIGGER "{table}_twin" {when}',
    }


def standing(connection: BaseDatabaseWrapper, table: str) -> frozenset[str]:
    """The triggers of `triggers` that a table has: on SQLite by their whole text, elsewhere by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = %s", [table])
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [f'"{table}"'])
        return frozenset(str(name) for (name,) in cursor.fetchall())


class Twins(Operation):
    """Give the rows of these models a twin. One step after the other; begun again, it goes on.

    `columns`: by model, what its twin repeats. A later migration that adds a column to tell gives all of them again.
    """

    atomic = False
    reduces_to_sql = False

    def __init__(self, columns: dict[str, tuple[str, ...]]) -> None:
        self.columns = columns

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # made anew once when asked for, not anew with each field
        for name in self.columns:
            if COLUMN not in state.models[app_label, name].fields:
                state.add_field(app_label, name, COLUMN, column(), preserve_default=True)

    def database_forwards(self, app_label: str, editor: Any, _from: ProjectState, to_state: ProjectState) -> None:
        pace = pace_of(editor)
        for name, columns in self.columns.items():
            model = to_state.apps.get_model(app_label, name)
            _briefly(editor, pace, model, columns)
            _fill(editor, pace, model, columns)

    def database_backwards(self, *_args: Any) -> None:
        """A column more does no harm."""

    def describe(self) -> str:
        return f"Give the rows of {', '.join(self.columns)} a twin"


def lay(editor: Any, model: type[models.Model], columns: Sequence[str]) -> None:
    """The column, when it lacks, and what writes it."""
    connection, table = editor.connection, model._meta.db_table  # noqa: SLF001
    with connection.cursor() as cursor:
        if COLUMN not in _names(connection, cursor, table):
            # Django's own rebuilds a table on SQLite; the statement needs neither rows nor locks for long.
            field: Any = model._meta.get_field(COLUMN)  # noqa: SLF001
            BaseDatabaseSchemaEditor.add_field(editor, model, field)
        for name, statement in triggers(connection.vendor, table, columns, key_of(model)).items():
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            cursor.execute(statement)


def _names(connection: BaseDatabaseWrapper, cursor: Any, table: str) -> set[str]:
    """The columns of a table. On SQLite Django's own way parses the table's SQL, some milliseconds each time."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM pragma_table_info(%s)", [table])
        return {str(name) for (name,) in cursor.fetchall()}
    return {found.name for found in connection.introspection.get_table_description(cursor, table)}


def _briefly(editor: Any, pace: Pace, model: type[models.Model], columns: Sequence[str]) -> None:
    def once() -> None:
        with transaction.atomic(using=editor.connection.alias):
            lay(editor, model, columns)

    with limits(editor.connection, lock=pace.lock, longest=pace.longest):
        patiently(pace, f"{model.__name__}: lay twins", once)


def _fill(editor: Any, pace: Pace, model: type[models.Model], columns: Sequence[str]) -> None:
    """Tell the twin of every row that has none, or one of other columns. By small batches, in the order of the key."""
    table = _Table(editor.connection, model, columns)
    last: tuple[Any, ...] | None = None
    total = 0
    while keys := table.untold(last, pace.batch):
        began, last = time.monotonic(), keys[-1]

        def tell(keys: list[tuple[Any, ...]] = keys) -> None:
            with transaction.atomic(using=editor.connection.alias):
                table.tell(keys)

        patiently(pace, f"{table.name}: twins", tell)
        total += len(keys)
        pace.say(f"{table.name}: {total} twins told")
        rest(pace, time.monotonic() - began)


class _Table:
    """The statements that bring the twins of a table up to date. Names and columns are those of our own models."""

    def __init__(self, connection: BaseDatabaseWrapper, model: type[models.Model], columns: Sequence[str]) -> None:
        self.name, self._connection = model._meta.db_table, connection  # noqa: SLF001
        names = key_of(model)
        self._key, self._marks = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
        self._said = text(connection.vendor, columns)

    def untold(self, last: tuple[Any, ...] | None, size: int) -> list[tuple[Any, ...]]:
        """The keys of so many rows whose twin is not theirs, after this key."""
        after = f"({self._key}) > ({self._marks}) AND " if last is not None else ""
        other = f'("{COLUMN}" IS NULL OR "{COLUMN}" <> {self._said})'
        with self._connection.cursor() as cursor:
            cursor.execute(
                f'SELECT {self._key} FROM "{self.name}" WHERE {after}{other} ORDER BY {self._key} LIMIT %s',  # noqa: S608
                [*(last or ()), size],
            )
            return [tuple(row) for row in cursor.fetchall()]

    def tell(self, keys: list[tuple[Any, ...]]) -> None:
        """Write their twins."""
        with self._connection.cursor() as cursor:
            cursor.executemany(
                f'UPDATE "{self.name}" SET "{COLUMN}" = {self._said} WHERE ({self._key}) = ({self._marks})',  # noqa: S608
                keys,
            )
