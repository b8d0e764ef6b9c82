"""Back to the first state: every row of the database but its shape, every document and record key, the clock.

The journal refuses to lose a row by triggers of the database; here, in the sandbox only, they are set aside
while the transaction that loads again empties it first, so that nobody ever sees a world half gone.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from socle.ledger import sealing
from socle.ledger.acting import act
from socle.sandbox import loading
from socle.sandbox.injecting import Faults
from socle.sandbox.state import Sandbox

#: Folders of what only the former state referred to: documents, the keys of its records, its journal's heads.
FOLDERS = ("documents", "keys/records", "heads")
KEPT_TABLES = frozenset({"django_migrations", "django_content_type"})


def reset(sandbox: Sandbox) -> None:
    """Empty everything and load the world again, at the first instant. Files go once the rows are gone."""
    with sandbox.changing(), sealing.paused():
        sandbox.first_instant()
        Faults(sandbox.folder).tell("")
        waiting = [_set_aside(sandbox, name) for name in FOLDERS]
        try:
            act(lambda: _begin_again(sandbox))
        except BaseException:
            for folder, aside in waiting:
                shutil.rmtree(folder, ignore_errors=True)
                if aside.exists():
                    aside.rename(folder)
            raise
        for _, aside in waiting:
            shutil.rmtree(aside, ignore_errors=True)


def _begin_again(sandbox: Sandbox) -> None:
    with connection.cursor() as cursor, _without_triggers(cursor):
        _empty(cursor)
    loading.load(sandbox.world, sandbox.beginning)


def _set_aside(sandbox: Sandbox, name: str) -> tuple[Any, Any]:
    folder = sandbox.folder / name
    aside = folder.with_name(f"{folder.name}.former")
    shutil.rmtree(aside, ignore_errors=True)
    if folder.exists():
        folder.rename(aside)
    return folder, aside


def _tables() -> list[str]:
    there = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(there) - KEPT_TABLES)


@contextmanager
def _without_triggers(cursor: Any) -> Iterator[None]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)
        return
    for table in _tables():
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still pending cannot be altered
    for table in _tables():
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def _empty(cursor: Any) -> None:
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for table in _tables():
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own models' tables
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'")
        if cursor.fetchone()[0]:
            cursor.execute("DELETE FROM sqlite_sequence")
        return
    tables = ", ".join(f'"{table}"' for table in _tables())
    cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
