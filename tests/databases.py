"""The database of a test as another program would meet it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from tests.servers import Running, database_of


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


@contextmanager
def held_outside(running: Running) -> Iterator[None]:
    """Another program holds what every act of a running Socle must write to."""
    url = database_of(running.data)
    if url:
        with psycopg.connect(url) as other:
            other.execute("LOCK TABLE ledger_event IN EXCLUSIVE MODE")
            yield
            other.rollback()
        return
    file = sqlite3.connect(running.data / "socle.sqlite3", isolation_level=None, timeout=20)
    file.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        file.execute("ROLLBACK")
        file.close()
