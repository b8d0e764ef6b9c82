"""The database of a test as another program would meet it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def held_by_another(table: str) -> Iterator[None]:
    """Another connection holds `table` (on SQLite: the one writer's place); this one waits for it a moment only."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.execute("PRAGMA busy_timeout=50")
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
        return
    other = connection.copy()
    with connection.cursor() as cursor, other.cursor() as holder:
        cursor.execute("SET lock_timeout = '50ms'")
        holder.execute("BEGIN")
        holder.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        try:
            yield
        finally:
            holder.execute("ROLLBACK")
            cursor.execute("RESET lock_timeout")
    other.close()
