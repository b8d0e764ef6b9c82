"""The database's own refusal to change or remove an event, on both engines.

It stops a mistake and a stray statement; against an owner of the database only the signed tree heads kept
elsewhere are proof (design.md, "Identity of things, secrets, proof").
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "ledger_event"
REFUSAL = "an event of the journal is never changed nor removed"
SQLITE_REFUSES = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
POSTGRESQL_REFUSES = f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
REFUSE = f"EXECUTE FUNCTION {TABLE}_refuse()"

_INSTALL = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_update BEFORE UPDATE ON {TABLE} {SQLITE_REFUSES}",
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_delete BEFORE DELETE ON {TABLE} {SQLITE_REFUSES}",
    ],
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS {POSTGRESQL_REFUSES}",
        f"CREATE OR REPLACE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW {REFUSE}",
        f"CREATE OR REPLACE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {REFUSE}",
    ],
}
_REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete")],
    "postgresql": [f"DROP TRIGGER IF EXISTS {TABLE}_no_{what} ON {TABLE}" for what in ("change", "truncate")],
}


def _run(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


def install(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's forward step."""
    _run(editor.connection, _INSTALL)


def uninstall(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's backward step."""
    _run(editor.connection, _REMOVE)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """For emptying a whole sandbox or test database, and nothing else."""
    _run(connection, _REMOVE)
    try:
        yield
    finally:
        _run(connection, _INSTALL)
