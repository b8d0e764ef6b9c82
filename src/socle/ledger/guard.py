"""The database's own refusal to change or remove an event, on both engines.

It stops a mistake and a stray statement; against an owner of the database only the signed tree heads kept
elsewhere are proof (design.md, "Identity of things, secrets, proof").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "ledger_event"
#: What never changes once written.
TABLES = (TABLE, "ledger_place", "ledger_treehead")
REFUSAL = "an event of the journal is never changed nor removed"


def _install(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        refuses = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} {refuses}"
            for verb in ("update", "delete")
        ]
    refuses = f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    refuse = f"EXECUTE FUNCTION {table}_refuse()"
    return [
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS {refuses}",
        f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]


def _remove(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{what} ON {table}" for what in ("change", "truncate")]


#: Whatever way an event comes in, the database notes in the same transaction that it waits for its place.
_WAITS = "CREATE TRIGGER ledger_event_waits AFTER INSERT ON ledger_event"
_NOTE_ONE = "INSERT INTO ledger_unsealed (event) VALUES (NEW.sequence);"
_NOTE_ALL = "$$ BEGIN INSERT INTO ledger_unsealed (event) SELECT sequence FROM fresh; RETURN NULL; END $$"
_WAIT = {
    "sqlite": [f"{_WAITS} BEGIN {_NOTE_ONE} END"],
    "postgresql": [
        f"CREATE FUNCTION ledger_event_wait() RETURNS trigger LANGUAGE plpgsql AS {_NOTE_ALL}",
        f"{_WAITS} REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger_event_wait()",
    ],
}
_WAIT_NO_MORE = {
    "sqlite": ["DROP TRIGGER IF EXISTS ledger_event_waits"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS ledger_event_waits ON ledger_event",
        "DROP FUNCTION IF EXISTS ledger_event_wait()",
    ],
}
_EARLIER_EVENTS = "INSERT INTO ledger_unsealed (event) SELECT sequence FROM ledger_event"


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's forward step for events."""
    _run(editor.connection, _install(editor.connection.vendor, TABLE))


def uninstall(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's backward step for events."""
    _run(editor.connection, _remove(editor.connection.vendor, TABLE))


def install_seal(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's forward step for the tree: what waits (earlier events too), places and heads."""
    vendor = editor.connection.vendor
    guards = [statement for table in TABLES[1:] for statement in _install(vendor, table)]
    _run(editor.connection, [_EARLIER_EVENTS, *_WAIT[vendor], *guards])


def uninstall_seal(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's backward step for the tree."""
    vendor = editor.connection.vendor
    guards = [statement for table in TABLES[1:] for statement in _remove(vendor, table)]
    _run(editor.connection, [*guards, *_WAIT_NO_MORE[vendor]])


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """For emptying a whole sandbox or test database, and nothing else."""
    _run(connection, [statement for table in TABLES for statement in _remove(connection.vendor, table)])
    try:
        yield
    finally:
        _run(connection, [statement for table in TABLES for statement in _install(connection.vendor, table)])
