from __future__ import annotations

import json
import re
import sqlite3
import time
from pathlib import Path

import pytest
from tests.servers import sandbox_server, socle, start

AT = "2026-11-16T09:00:00Z"
NOW = re.compile(r"2026-11-16 09:0\d:\d\d(\.\d+)?")
#: What the sealer and the outbox make of the events, in their own time.
TREE = {"ledger_message", "ledger_unsealed", "ledger_place", "ledger_tile", "ledger_treehead"}


def content(data: Path):
    """Every row of the sandbox's database but what is drawn at random (and repeated): keys, seals, sessions. Now is now."""
    random = {
        "id",
        "person_id",
        "record_id",
        "event_id",
        "body",
        "leaf",
        "sealed",
        "object_id",
        "decided_by",
        "value",
        "twin",
    }
    connection = sqlite3.connect(data / "socle.sqlite3")
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = {}
        tables = [name for name in tables if name not in {*TREE, "directory_version"}]
        for table in sorted(set(tables) - {"django_migrations", "django_session", "sqlite_sequence"}):
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            drawn = random | {"actor_id"} if table == "ledger_event" else random  # patients act by their random id
            wanted = [f'"{name}"' for name in columns if name not in drawn or table.startswith("directory")]
            if wanted:
                rows = connection.execute(f'SELECT {", ".join(wanted)} FROM "{table}"').fetchall()
                kept[table] = sorted(NOW.sub("now", repr(row)) for row in rows)
        return kept
    finally:
        connection.close()


def settled(data: Path):
    """The same once time has brought what it brings to this world: the record of its dead is closed, and nobody waits
    for a notice of it."""
    deadline = time.monotonic() + 20
    while (due := waited_for(data)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert due == 0
    return content(data)


def waited_for(data: Path) -> int:
    """How many records of dead people are still open, and how many notices are still to be left."""
    connection = sqlite3.connect(data / "socle.sqlite3")
    try:
        dead = "SELECT count(*) FROM record_record WHERE died_on < '2026-11-16' AND status = 'open'"
        messages = "SELECT count(*) FROM ledger_message WHERE done IS NULL"
        return sum(connection.execute(sql).fetchone()[0] for sql in (dead, messages))
    finally:
        connection.close()


def triggers(data: Path):
    connection = sqlite3.connect(data / "socle.sqlite3")
    try:
        return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    finally:
        connection.close()


def test_two_loads_of_one_world_are_equal_and_so_is_a_sandbox_prepared_for_the_tests(tmp_path):
    first = start(tmp_path / "a", at=AT, first=True)
    second = start(tmp_path / "b", at=AT, first=True)
    prepared = start(tmp_path / "c", at=AT)
    one, other, copy = (settled(running.data) for running in (first, second, prepared))
    for running in (first, second, prepared):
        assert running.stop() == 0
        running.process.stdout.close()
    assert one == other == copy
    assert len(one["record_record"]) > 30
    assert len(one["identity_person"]) == 41


def test_a_reset_brings_back_people_records_journal_and_clock(fresh):
    before, guards = settled(fresh.data), triggers(fresh.data)
    assert guards
    fresh.api("actors", {"kind": "professional", "idnat": "899700218896", "structure": "10B0152872"})
    fresh.api("clock", {"action": "set", "value": "2031-05-05"})
    fresh.api("clock", {"action": "freeze"})
    assert content(fresh.data) != before
    answer = fresh.api("reset", {})
    assert answer["now"].startswith("2026-11-16T09:00:0")
    assert answer["frozen"] is False
    assert settled(fresh.data) == before
    assert triggers(fresh.data) == guards
    checked = fresh.cli("check", "--data", str(fresh.data))
    assert checked.returncode == 0, checked.stdout


def test_a_reset_destroys_the_keys_of_the_former_records(fresh):
    keys = fresh.data / "keys" / "records"
    before = {path.name for path in keys.rglob("*.key")}
    fresh.api("reset", {})
    after = {path.name for path in keys.rglob("*.key")}
    assert len(before) == len(after)
    assert not before & after
    assert not list(fresh.data.rglob("*.former"))


def test_a_journal_still_refuses_to_lose_a_row_after_a_reset(fresh):
    connection = sqlite3.connect(fresh.data / "socle.sqlite3")
    try:
        with pytest.raises(sqlite3.Error):
            connection.execute("DELETE FROM ledger_event")
    finally:
        connection.close()


class TestRestart:
    def test_the_clock_and_all_that_was_done_survive(self, tmp_path):
        with sandbox_server(tmp_path, at=AT) as running:
            running.api("actors", {"kind": "professional", "idnat": "899700218896", "structure": "10B0152872"})
            card = running.api("actors/guivarch")["tls_certificate"]
            running.api("clock", {"action": "advance", "value": "40d"})
            frozen = running.api("clock", {"action": "freeze"})
            running.kill()
        with sandbox_server(tmp_path) as running:
            assert running.api("clock") == frozen
            assert running.api("actors/899700218896")["structure"] == "10B0152872"
            assert running.api("actors/guivarch")["tls_certificate"] == card
            running.api("clock", {"action": "run"})
            running.stop()
        with sandbox_server(tmp_path) as running:
            assert running.api("clock")["now"].startswith("2026-12-26T09:0")
            assert running.api("clock")["frozen"] is False

    def test_another_world_in_the_same_folder_is_refused(self, tmp_path):
        with sandbox_server(tmp_path, world="none") as running:
            running.stop()
        with pytest.raises(AssertionError, match="this folder holds the world 'none', not 'default'"):
            start(tmp_path / "data")

    def test_a_world_that_could_not_be_loaded_whole_leaves_nothing(self, tmp_path):
        world = tmp_path / "broken.toml"
        person = 'id = "{}"\nbirth_name = "A"\ngiven_names = "B"\nfirst_given_name = "B"\nsex = "F"\n'
        person += 'birth_date = 1990-01-01\nbirth_place = "35238"\nins = "290013523899103"\n'
        world.write_text("".join("[[patient]]\n" + person.format(name) for name in "ab"))
        with pytest.raises(AssertionError, match="does not load"):
            start(tmp_path / "data", world=str(world))
        connection = sqlite3.connect(tmp_path / "data" / "socle.sqlite3")
        assert connection.execute("SELECT count(*) FROM identity_person").fetchone() == (0,)
        connection.close()


def test_a_reset_begins_another_journal_that_is_sealed_and_valid_like_the_first(fresh):
    fresh.api("reset", {})
    deadline = time.monotonic() + 10
    told = {"size": 0}
    while not told["size"] and time.monotonic() < deadline:
        done = socle("ledger", "verify", "--json", SOCLE_DATA=str(fresh.data))
        told = json.loads(done.stdout)
        assert told["valid"], told
    assert told["size"]
