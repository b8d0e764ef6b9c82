"""The version of the directory: the database itself changes it with whatever changes the directory.

Every process keeps what it read (`services/kept.py`) and forgets it when the version is another one. A trigger gives
the version its value in the very transaction that changes a row, by whatever way and from whatever program. The value
is drawn, never counted: a transaction that is rolled back leaves none that could come again with other rows.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

#: What is kept between two calls is read from these.
TABLES = (
    "directory_structure",
    "directory_professional",
    "directory_exercise",
    "directory_employee",
    "directory_card",
    "directory_software_release",
    "directory_revoked_certificate",
)
_FIRST = "INSERT INTO directory_version (id, value) SELECT 1, '' WHERE NOT EXISTS (SELECT 1 FROM directory_version)"
_NEXT = "UPDATE directory_version SET value = lower(hex(randomblob(16)))"
_CHANGED_POSTGRESQL = """
    CREATE OR REPLACE FUNCTION directory_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO directory_version (id, value) VALUES (1, gen_random_uuid()::text)
        ON CONFLICT (id) DO UPDATE SET value = EXCLUDED.value;
        RETURN NULL;
    END $$
"""


def _install(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_{verb} AFTER {verb.upper()} ON {table} BEGIN {_FIRST}; {_NEXT}; END"
            for table in TABLES
            for verb in ("insert", "update", "delete")
        ]
    verbs = "AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
    run = "FOR EACH STATEMENT EXECUTE FUNCTION directory_changed()"
    return [_CHANGED_POSTGRESQL, *(f"CREATE TRIGGER {table}_changed {verbs} ON {table} {run}" for table in TABLES)]


def _remove(vendor: str) -> list[str]:
    if vendor == "sqlite":
        verbs = ("insert", "update", "delete")
        return [f"DROP TRIGGER IF EXISTS {table}_{verb}" for table in TABLES for verb in verbs]
    drops = [f"DROP TRIGGER IF EXISTS {table}_changed ON {table}" for table in TABLES]
    return [*drops, "DROP FUNCTION IF EXISTS directory_changed()"]


def install(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's forward step."""
    _run(editor, _install(editor.connection.vendor))


def uninstall(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration's backward step."""
    _run(editor, _remove(editor.connection.vendor))


def _run(editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
    with editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
