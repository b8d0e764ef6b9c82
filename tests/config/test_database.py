from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from socle.config.database import database


def test_the_connection_to_postgresql_is_secured_as_its_address_says():
    found = database("postgresql://u@h/d?sslmode=verify-full&sslrootcert=/etc/ca.pem", Path())
    assert found["OPTIONS"].items() >= {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}.items()
    assert database("postgresql://u@/d?host=/run", Path())["HOST"] == "/run"


def test_a_part_of_the_address_that_means_nothing_is_refused_rather_than_left_out():
    with pytest.raises(ValueError, match="unknown part 'sslmod'"):
        database("postgresql://u@h/d?sslmod=verify-full", Path())


def test_another_kind_of_database_is_refused():
    with pytest.raises(ValueError, match="begins with 'mysql:'"):
        database("mysql://h/d", Path())


def test_a_document_s_row_takes_no_page_of_sqlite_to_itself(tmp_path):
    """0011: rows of 1.2 KB in the tree of their key, laid as the migrations lay them, fill their pages."""
    described = database("", tmp_path)
    with closing(sqlite3.connect(described["NAME"], isolation_level=None)) as file:
        file.executescript(described["OPTIONS"]["init_command"])
        file.execute("CREATE TABLE kept (id TEXT PRIMARY KEY, row TEXT) WITHOUT ROWID")
        for number in range(400):
            file.execute("INSERT INTO kept VALUES (?, ?)", [f"{number:04d}", "x" * 1200])
        (pages,) = file.execute("PRAGMA page_count").fetchone()
        (size,) = file.execute("PRAGMA page_size").fetchone()
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert pages * size < 2 * 400 * 1200
