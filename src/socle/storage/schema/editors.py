"""Django's schema editors, held to what those who serve can bear."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as SQLiteEditor

from socle.storage.schema.pace import Pace


class Rebuilds(RuntimeError):  # noqa: N818 - what would happen
    """A migration asked SQLite to rebuild a table that is in use."""


class OnlineSQLiteEditor(SQLiteEditor):
    """SQLite's editor without what holds the writer for as long as the database is large.

    Django's own rebuilds tables and verifies every foreign key of the file before it commits; our operations rebuild
    none, so that there is nothing to verify.
    """

    def __enter__(self) -> Any:
        return BaseDatabaseSchemaEditor.__enter__(self)

    def __exit__(self, *of: Any) -> None:  # noqa: PYI036 - passed on as they are
        BaseDatabaseSchemaEditor.__exit__(self, *of)

    def _remake_table(self, model: Any, *_args: Any, **_words: Any) -> NoReturn:
        raise Rebuilds(f"{model._meta.db_table} would be rebuilt: use the operations of socle.storage.schema")  # noqa: SLF001


@contextmanager
def gently(connection: BaseDatabaseWrapper, pace: Pace) -> Iterator[None]:
    """Within, migrations on `connection` go at this pace; Django's own way when nobody else is there."""
    kept = connection.SchemaEditorClass
    connection.socle_pace = pace  # type: ignore[attr-defined]
    if connection.vendor == "sqlite" and pace.longest:
        connection.SchemaEditorClass = OnlineSQLiteEditor
    try:
        yield
    finally:
        connection.SchemaEditorClass = kept
        del connection.socle_pace  # type: ignore[attr-defined]
