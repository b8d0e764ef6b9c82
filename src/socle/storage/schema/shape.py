"""SQLite's own description of the database: what was laid is counted, so that a byte changed in it is found.

The count stands in the header of the file (`user_version`); 0 says that it was not told. PostgreSQL keeps its own in
tables, under its checksums.
"""

from __future__ import annotations

import zlib

from django.db.backends.base.base import BaseDatabaseWrapper

#: `user_version` is a signed number of 32 bits.
_HIGHEST = 0x7FFFFFFF


def forget(connection: BaseDatabaseWrapper) -> None:
    """What is laid will change."""
    _write(connection, 0)


def tell(connection: BaseDatabaseWrapper) -> None:
    """What is laid now is what was wanted."""
    if connection.vendor == "sqlite":
        _write(connection, _count(connection))


def differs(connection: BaseDatabaseWrapper) -> bool:
    """Whether the description is another than the one that was told."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA user_version")
        (told,) = cursor.fetchone()
    return bool(told) and told != _count(connection)


def _write(connection: BaseDatabaseWrapper, count: int) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA user_version = {count}")


def _count(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CAST(type || char(31) || name || char(31) || tbl_name || char(31) || coalesce(sql, '') AS BLOB) "
            "FROM sqlite_schema ORDER BY type, name"
        )
        lines = sorted(bytes(line) for (line,) in cursor.fetchall())
    return zlib.crc32(b"\x1e".join(lines)) & _HIGHEST or 1
