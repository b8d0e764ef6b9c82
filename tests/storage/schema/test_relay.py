"""A table laid anew under the hands of those who use it: nothing is lost, nothing comes twice, stopping does no harm."""

from __future__ import annotations

import random
import threading
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, models, transaction
from tests.storage.schema.conftest import PACE
from tests.storage.schema.test_operations import Cut, cut_after, in_its_own_connection, only

from socle.storage.schema import operations
from socle.storage.schema.partitions import ByHash, ByValue
from socle.storage.schema.relay import Relay, layout_for

pytestmark = pytest.mark.database

DAY = models.Index(fields=["record", "day"], name="scratch_day")
NOTE = models.Index(fields=["note"], name="scratch_note")
RELAY = Relay("thing", cut=ByHash("record"), clustered=True, unindexed=("note",))


@pytest.fixture
def filled(scratch, settings):
    settings.SOCLE_PARTITIONS = 4
    scratch.fill(157)
    scratch.apply(operations.AddIndexOnline("thing", DAY))
    scratch.apply(operations.AddIndexOnline("thing", NOTE))
    return scratch


def content(scratch):
    return sorted(scratch.rows.values_list("record", "id", "day", "note"))


def is_laid(scratch):
    layout = layout_for(connection.schema_editor(), scratch.model, RELAY.cut, clustered=True, unindexed=("note",))
    return layout.is_laid()


def names(scratch):
    if connection.vendor == "sqlite":
        found = scratch.sql("SELECT name FROM sqlite_schema WHERE name LIKE %s", "%scratch%")
    else:
        found = scratch.sql(
            "SELECT relname FROM pg_class WHERE relname LIKE %s AND relkind IN ('r', 'p', 'I')", "%scratch%"
        )
        found = [(name,) for (name,) in found if "__" not in name.removeprefix("scratch_thing")[:2]]
    return {name for (name,) in found}


def test_rows_and_names_stay_as_they_were(filled):
    before = content(filled)
    filled.apply(RELAY)
    assert is_laid(filled)
    assert content(filled) == before
    assert {"scratch_thing", "scratch_day"} <= names(filled)
    assert not any(word in name for name in names(filled) for word in ("new", "former", "old", "mirror", "note"))


def test_the_key_stays_unique_and_rows_are_written_on(filled):
    filled.apply(RELAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        filled.rows.create(record="r1", id="i00001", day="")
    filled.rows.create(record="r1", id="new", day="")
    assert filled.rows.filter(record="r1", id="new").update(note="x") == 1
    assert filled.rows.count() == 158


def test_a_later_migration_finds_its_indexes_by_their_names(filled):
    filled.apply(RELAY)
    filled.apply(operations.RemoveIndexOnline("thing", "scratch_day"))
    assert "scratch_day" not in names(filled)
    filled.apply(operations.AddIndexOnline("thing", models.Index(fields=["day"], name="scratch_by_day")))
    assert "scratch_by_day" in names(filled)


def test_done_twice_it_does_nothing_the_second_time(filled):
    filled.apply(RELAY)
    before, place = content(filled), filled.place()
    filled.apply(RELAY)
    assert (content(filled), filled.place()) == (before, place)


@pytest.mark.parametrize("after", [1, 4, 9])
def test_stopped_while_it_copies_it_goes_on(filled, after):
    with pytest.raises(Cut):
        filled.apply(RELAY, replace(PACE, say=cut_after(after)))
    filled.rows.filter(id="i00003").update(note="changed meanwhile")
    filled.rows.filter(id="i00004").delete()
    filled.rows.create(record="r3", id="i99999", day="20260901")
    before = content(filled)
    filled.apply(RELAY)
    assert is_laid(filled)
    assert content(filled) == before


def test_stopped_after_the_exchange_it_removes_what_is_left(filled, monkeypatch):
    layout = layout_for(connection.schema_editor(), filled.model, RELAY.cut, clustered=True, unindexed=("note",))
    monkeypatch.setattr(type(layout), "empty_former", lambda *_: (_ for _ in ()).throw(Cut))
    before = content(filled)
    with pytest.raises(Cut):
        filled.apply(RELAY)
    assert "scratch_thing_former" in names(filled)
    monkeypatch.undo()
    filled.apply(RELAY)
    assert "scratch_thing_former" not in names(filled)
    assert content(filled) == before


def test_a_row_that_lacks_stops_the_exchange(filled, monkeypatch):
    layout = layout_for(connection.schema_editor(), filled.model, RELAY.cut, clustered=True, unindexed=("note",))
    monkeypatch.setattr(type(layout), "copy", lambda *_: (0, None))
    with pytest.raises(ValueError, match="157 rows lack in the new table; nothing was exchanged"):
        filled.apply(RELAY)
    assert not is_laid(filled)


@only("postgresql")
def test_what_others_write_meanwhile_is_neither_lost_nor_doubled(filled):
    expected = {(record, id): (day, note) for record, id, day, note in content(filled)}
    stop, wrong = threading.Event(), []

    def write():
        rng = random.Random(7)
        for number in range(100_000):
            if stop.is_set():
                return
            key = rng.choice(sorted(expected)) if expected else None
            act = rng.choice(("insert", "update", "delete"))
            try:
                with transaction.atomic():
                    if act == "insert" or key is None:
                        key = (f"r{number % 7}", f"w{number:06}")
                        filled.rows.create(record=key[0], id=key[1], day="20260101", note="w")
                        expected[key] = ("20260101", "w")
                    elif act == "update":
                        assert filled.rows.filter(record=key[0], id=key[1]).update(note=f"u{number}") == 1
                        expected[key] = (expected[key][0], f"u{number}")
                    else:
                        assert filled.rows.filter(record=key[0], id=key[1]).delete()[0] == 1
                        del expected[key]
            except Exception as error:  # noqa: BLE001 - whatever it is, someone was disturbed
                wrong.append(repr(error))

    thread = threading.Thread(target=in_its_own_connection(write))
    thread.start()
    try:
        filled.apply(RELAY, replace(PACE, pause=0.02))
    finally:
        stop.set()
        thread.join(20)
    assert wrong == []
    assert content(filled) == sorted((record, id, *rest) for (record, id), rest in expected.items())


@only("postgresql")
def test_postgresql_cuts_by_hash_in_as_many_parts_as_it_was_told(filled):
    filled.apply(RELAY)
    parts = dict(filled.sql("SELECT tableoid::regclass::text, count(*) FROM scratch_thing GROUP BY 1"))
    assert set(parts) <= {f"scratch_thing__{number:02}" for number in range(4)}
    assert sum(parts.values()) == 157


@only("postgresql")
def test_postgresql_cuts_by_value(scratch):
    scratch.fill(100)
    scratch.apply(Relay("thing", cut=ByValue("record", ("r0", "r1"))))
    parts = dict(scratch.sql("SELECT tableoid::regclass::text, count(*) FROM scratch_thing GROUP BY 1"))
    assert parts == {"scratch_thing__r0": 15, "scratch_thing__r1": 15, "scratch_thing__other": 70}


@only("sqlite")
def test_sqlite_still_finds_its_file_whole(filled):
    filled.apply(RELAY)
    assert filled.sql("PRAGMA integrity_check") == [("ok",)]
    filled.sql("ANALYZE")
    plan = filled.sql("EXPLAIN QUERY PLAN SELECT id FROM scratch_thing WHERE record = 'r1' AND day = '20260901'")
    assert "scratch_day" in plan[0][3]
