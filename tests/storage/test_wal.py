"""SQLite's log: what it would leave out in silence is named; what is only torn is not."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from socle.storage import wal

FRAME = 4096 + 24


@pytest.fixture
def log(tmp_path):
    """A log of a dozen commits, as a process that was killed leaves it."""
    live, dead = tmp_path / "live.sqlite3", tmp_path / "dead.sqlite3"
    with closing(sqlite3.connect(live, isolation_level=None)) as database:
        database.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, text TEXT)")
        database.execute("PRAGMA journal_mode=WAL")
        for number in range(12):
            database.execute("INSERT INTO kept VALUES (?, ?)", [number, "x" * 900])
        for ending in ("", "-wal"):
            shutil.copy(f"{live}{ending}", f"{dead}{ending}")
    return dead.with_name("dead.sqlite3-wal")


def kept(log):
    with closing(sqlite3.connect(str(log).removesuffix("-wal"))) as database:
        return database.execute("SELECT count(*) FROM kept").fetchone()[0]


def flipped(log, position):
    data = bytearray(log.read_bytes())
    data[position] ^= 1
    log.write_bytes(bytes(data))


def test_a_log_as_it_was_written_is_whole(log):
    assert wal.damage(log) is None
    assert kept(log) == 12


def test_no_log_at_all_is_no_damage(tmp_path):
    assert wal.damage(tmp_path / "none-wal") is None


@pytest.mark.parametrize("seed", range(40))
def test_a_byte_changed_before_a_later_commit_is_found_though_sqlite_says_nothing(log, seed):
    size = log.stat().st_size
    flipped(log, random.Random(seed).randrange(size - 2 * FRAME))
    found = wal.damage(log)
    assert found is not None
    assert "left out" in found[1] or "leaves the whole log out" in found[1]
    assert kept(log) < 12


@pytest.mark.parametrize("cut", [1, 23, 24, 25, 4000, FRAME])
def test_a_log_that_ends_in_the_middle_of_its_last_commit_is_only_torn(log, cut):
    with log.open("r+b") as file:
        file.truncate(log.stat().st_size - cut)
    assert wal.damage(log) is None


def test_what_stands_behind_the_end_of_a_log_begun_anew_is_no_damage(tmp_path):
    live, dead = tmp_path / "live.sqlite3", tmp_path / "dead.sqlite3-wal"
    with closing(sqlite3.connect(live, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE kept (text TEXT)")
        for _ in range(9):
            database.execute("INSERT INTO kept VALUES (?)", ["y" * 3000])
        database.execute("PRAGMA wal_checkpoint(RESTART)")
        database.execute("INSERT INTO kept VALUES ('new')")
        shutil.copy(f"{live}-wal", dead)
    assert dead.stat().st_size > 5 * FRAME
    assert wal.damage(dead) is None
