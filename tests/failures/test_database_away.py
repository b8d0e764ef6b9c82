"""The database fails under load: killed, cut off in the middle of a transaction, held by another program."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import closing

import pytest

from tests import postgres
from tests.failures.hospitals import DATABASE, at_work

needs_postgresql = pytest.mark.skipif(
    postgres.binaries() is None, reason="this machine cannot: PostgreSQL is not installed"
)


@pytest.fixture
def cluster():
    with postgres.killable() as found:
        yield found


@pytest.fixture
def hospital(cluster, tmp_path):
    database = postgres.create_database(cluster.url, "socle")
    with at_work(tmp_path / "data", tmp_path, database=database) as found:
        found.feeds()
        yield found


@needs_postgresql
def test_a_database_server_that_was_killed_and_started_again_lost_nothing_and_the_service_goes_on(cluster, hospital):
    for _ in range(2):
        told = len(hospital.reasons())
        hospital.work()
        time.sleep(0.3)
        cluster.kill()
        hospital.until(lambda told=told: len(hospital.reasons()) > told + 3, "verdicts while it is away")
        hospital.until(lambda: hospital.failing("record"), "health tells", 15)  # its last answer serves for a second
        cluster.start()
        hospital.until(hospital.well, "well again")
        hospital.feeds()
    hospital.explained(*DATABASE)
    hospital.audit()


@needs_postgresql
def test_connections_cut_in_the_middle_of_transactions_leave_all_or_nothing(cluster, hospital):
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is

    with psycopg.connect(cluster.url, autocommit=True) as operator:
        cut = 0
        deadline = time.monotonic() + 60
        hospital.work()
        while cut < 25 and time.monotonic() < deadline:
            row = operator.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = 'socle' AND state IN ('active', 'idle in transaction')"
            ).fetchone()
            cut += row[0]
            time.sleep(0.02)
    assert cut >= 25
    hospital.until(hospital.well, "well again")
    hospital.feeds()
    hospital.explained(*DATABASE)
    hospital.audit()


@pytest.mark.skipif("SOCLE_TEST_POSTGRES" in os.environ, reason="this machine cannot: SQLite alone has a file to hold")
def test_a_database_file_held_by_another_program_is_told_and_nothing_is_lost(tmp_path):
    with at_work(tmp_path / "data", tmp_path) as hospital:
        hospital.feeds()
        released = threading.Event()

        def hold():
            path = tmp_path / "data" / "socle.sqlite3"
            with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as other:
                other.execute("BEGIN EXCLUSIVE")
                released.wait(120)
                other.execute("ROLLBACK")

        holder = threading.Thread(target=hold)
        holder.start()
        try:
            hospital.until(lambda: hospital.failing("record"), "health tells")
            hospital.until(lambda: hospital.told(*DATABASE), "the verdict")
        finally:
            released.set()
            holder.join()
        hospital.until(hospital.well, "well again")
        hospital.feeds()
        hospital.explained(*DATABASE)
        hospital.audit()
