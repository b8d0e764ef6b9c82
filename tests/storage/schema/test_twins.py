"""Rows keep their clear columns twice: whoever writes them, on both engines."""

from __future__ import annotations

import pytest
from django.db import connection

from socle.storage.schema import twins
from socle.storage.schema.twins import Twins

pytestmark = pytest.mark.database
TOLD = ("record", "id", "day", "note")


@pytest.fixture
def told(scratch):
    scratch.fill(25)
    scratch.apply(Twins({"thing": TOLD}))
    return scratch


def different(scratch):
    said = twins.text(connection.vendor, TOLD)
    return scratch.sql(f"SELECT id FROM scratch_thing WHERE twin IS NULL OR twin <> {said} ORDER BY id")


def test_the_rows_that_were_there_get_their_twin_in_batches(told):
    assert different(told) == []
    (twin,) = told.sql("SELECT twin FROM scratch_thing WHERE id = 'i00003'")[0]
    assert twin.split(twins.BETWEEN) == ["'r3'", "'i00003'", "'20260904'", "'n3'"]


def test_a_row_written_by_a_program_that_knows_of_no_twin_has_one(told):
    told.sql("INSERT INTO scratch_thing (record, id, day, note) VALUES ('r', 'new', '20260101', 'l''été')")
    told.sql("UPDATE scratch_thing SET note = 'changed' WHERE id = 'i00001'")
    assert different(told) == []


def test_a_program_cannot_write_a_twin_that_says_something_else(told):
    told.sql("UPDATE scratch_thing SET twin = 'another' WHERE id = 'i00001'")
    told.rows.filter(id="i00002").update(twin=None)
    assert different(told) == []


def test_begun_again_it_goes_on_and_changes_nothing(told):
    before = told.sql("SELECT * FROM scratch_thing ORDER BY record, id")
    told.apply(Twins({"thing": TOLD}))
    assert told.sql("SELECT * FROM scratch_thing ORDER BY record, id") == before


def test_told_again_with_other_columns_every_row_follows(told):
    fewer = TOLD[:-1]
    told.apply(Twins({"thing": fewer}))
    said = twins.text(connection.vendor, fewer)
    assert told.sql(f"SELECT count(*) FROM scratch_thing WHERE twin = {said}") == [(25,)]
    told.sql("UPDATE scratch_thing SET note = 'another' WHERE id = 'i00001'")
    assert told.sql(f"SELECT count(*) FROM scratch_thing WHERE twin = {said}") == [(25,)]


def test_no_table_is_written_anew(scratch):
    scratch.fill(5)
    place = scratch.place()
    scratch.apply(Twins({"thing": TOLD}))
    assert scratch.place() == place
