"""The database's part of a backup: SQLite's online backup, or `pg_dump`; each consistent while others write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connection

from socle.storage import disk
from socle.storage.errors import BackupRefused


def dump(target: Path) -> None:
    """Write the database as it is at one instant to the new file `target`. Raises `BackupRefused`."""
    if connection.vendor == "sqlite":
        _dump_sqlite(target)
    else:
        _client("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    target.chmod(0o600)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    disk.sync_folder(target.parent)


def _dump_sqlite(target: Path) -> None:
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)  # one step: others go on writing to the log meanwhile
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        (said,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    finally:
        copy.close()
    if said != "ok":
        raise BackupRefused(f"the database is damaged ({said}): run `socle check`")


def engine() -> str:
    """`sqlite` or `postgresql`."""
    return connection.vendor


def restore(source: Path) -> None:
    """Bring the dump `source` into the empty database of the settings. Raises `BackupRefused`."""
    if connection.vendor == "sqlite":
        connection.close()
        disk.write_new(Path(connection.settings_dict["NAME"]), source.read_bytes())
        return
    connection.close()
    _client("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(source))


def refuse_unless_empty(data_dir: Path) -> None:
    """Raises `BackupRefused` when something stands where the restored data would."""
    if data_dir.exists() and any(data_dir.iterdir()):
        raise BackupRefused(f"{data_dir} is not empty: name an empty folder with --data")
    if connection.vendor == "postgresql" and connection.introspection.table_names():
        raise BackupRefused("the database of DATABASE_URL is not empty: create a new one")


def _client(program: str, *words: str) -> None:
    """Run a client program of PostgreSQL on this database; the password goes by its environment."""
    path = shutil.which(program)
    if path is None:
        raise BackupRefused(f"{program} is not installed: apt-get install postgresql-client")
    settings = connection.settings_dict
    command = [path, *words, "--no-password", f"--dbname={settings['NAME']}"]
    done = subprocess.run(  # noqa: S603 - a program found by its name, words of our own
        command, env=os.environ | _environment(settings), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupRefused(f"{program} failed: {done.stderr.strip()}")


def _environment(settings: Mapping[str, Any]) -> dict[str, str]:
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {variable: str(settings[name]) for variable, name in names.items() if settings.get(name)}
