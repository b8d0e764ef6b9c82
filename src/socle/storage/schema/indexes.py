"""Indexes built and dropped while others write, on plain and on partitioned tables."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.ddl_references import Table

from socle.storage.schema.pace import limits, pace_of, patiently

_LEAVES = """
    SELECT c.relname FROM pg_partition_tree(%s::regclass) AS tree JOIN pg_class AS c ON c.oid = tree.relid
    WHERE tree.isleaf AND tree.level > 0 ORDER BY c.relname
"""
_VALID = """
    SELECT i.indisvalid FROM pg_class AS c JOIN pg_index AS i ON i.indexrelid = c.oid
    WHERE c.relname = %s AND pg_table_is_visible(c.oid)
"""
LONGEST_NAME = 63


def leaves(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The partitions that hold the rows of a partitioned table of PostgreSQL; none for any other."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LEAVES, [table])
        return [name for (name,) in cursor.fetchall()]


def build(editor: Any, model: type[models.Model], index: models.Index) -> None:
    """Build `index`. Stopped half-way and begun again, it builds what lacks.

    PostgreSQL builds no index concurrently on a partitioned table: each partition gets its own that way, then the whole
    one only gathers them, which takes a moment.
    """
    connection, pace, table = editor.connection, pace_of(editor), model._meta.db_table  # noqa: SLF001
    if connection.vendor == "sqlite":
        _build_at_once(editor, model, index)
        return
    if connection.in_atomic_block:  # whoever lays a new database is alone
        editor.execute(index.create_sql(model, editor))
        return
    parts = leaves(connection, table)
    for part in parts or [table]:
        name = index.name if part == table else f"{part}_{index.name}"[:LONGEST_NAME]
        _concurrently(editor, model, index, part, name)
    if parts and _is_valid(connection, index.name) is None:
        with limits(connection, lock=pace.lock, longest=pace.longest):
            patiently(pace, f"index {index.name}", lambda: editor.execute(index.create_sql(model, editor)))


def _concurrently(editor: Any, model: type[models.Model], index: models.Index, table: str, name: str) -> None:
    """One index of one table that holds rows. It waits for running transactions, and nobody waits for it."""
    connection, quote = editor.connection, editor.connection.ops.quote_name
    valid = _is_valid(connection, name)
    if valid:
        return
    with limits(connection, lock=0, longest=0):
        if valid is False:  # a former try was cut short
            editor.execute(f"DROP INDEX CONCURRENTLY {quote(name)}")
        statement = index.create_sql(model, editor, concurrently=True)
        statement.parts["table"] = Table(table, quote)
        statement.parts["name"] = quote(name)
        pace_of(editor).say(f"index {name} on {table}")
        editor.execute(statement)


def _is_valid(connection: BaseDatabaseWrapper, name: str) -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute(_VALID, [name])
        found = cursor.fetchone()
    return bool(found[0]) if found else None


def _build_at_once(editor: Any, model: type[models.Model], index: models.Index) -> None:
    connection, pace = editor.connection, pace_of(editor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = %s", [index.name])
        if cursor.fetchone():
            return
    with limits(connection, lock=pace.lock, longest=pace.longest), transaction.atomic(using=connection.alias):
        editor.execute(index.create_sql(model, editor))


def drop(editor: Any, name: str) -> None:
    """Drop an index; nothing happens when it is not there."""
    connection, pace, quoted = editor.connection, pace_of(editor), editor.connection.ops.quote_name(name)
    if connection.vendor == "sqlite":
        with limits(connection, lock=pace.lock, longest=pace.longest):
            editor.execute(f"DROP INDEX IF EXISTS {quoted}")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT relkind FROM pg_class WHERE relname = %s AND pg_table_is_visible(oid)", [name])
        kind = cursor.fetchone()
    if kind is None:
        return
    if kind[0] == "I" or connection.in_atomic_block:  # the index of a partitioned table goes in one short lock
        with limits(connection, lock=pace.lock, longest=pace.longest):
            patiently(pace, f"index {name}", lambda: editor.execute(f"DROP INDEX {quoted}"))
        return
    with limits(connection, lock=0, longest=0):
        editor.execute(f"DROP INDEX CONCURRENTLY {quoted}")
