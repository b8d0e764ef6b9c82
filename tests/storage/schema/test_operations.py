"""What a migration does to a table in use: nothing is rewritten, nobody waits long, what was cut short goes on."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import wraps

import pytest
from django.db import IntegrityError, OperationalError, connection, migrations, models
from django.db.models.functions import Substr
from tests.storage.schema.conftest import PACE

from socle.storage.schema import operations
from socle.storage.schema.editors import Rebuilds
from socle.storage.schema.pace import TooLong, limits

pytestmark = pytest.mark.database


def only(vendor):
    """What the other engine has no such thing as (locks of tables, one writer) is not tested there."""

    def decorate(test):
        @wraps(test)
        def run(*args, **words):
            return test(*args, **words) if connection.vendor == vendor else None

        return run

    return decorate


OLD_INSERT = "INSERT INTO scratch_thing (record, id, day, note) VALUES (%s, %s, %s, %s)"
MONTH = models.CharField(max_length=6, null=True)
INDEX = models.Index(fields=["record", "day"], name="scratch_day")


class Cut(Exception):  # noqa: N818
    """The process was stopped here."""


def cut_after(count):
    said = []

    def say(text):
        said.append(text)
        if len(said) == count:
            raise Cut

    return say


class TestAColumnIsAdded:
    @pytest.mark.parametrize("field", [MONTH, models.CharField(max_length=6, db_default="none")])
    def test_without_writing_the_table_anew(self, scratch, field):
        scratch.fill(50)
        before = scratch.place()
        scratch.apply(operations.AddColumn("thing", "month", field))
        assert scratch.place() == before
        assert scratch.rows.count() == 50

    def test_and_the_previous_program_inserts_without_it(self, scratch):
        scratch.apply(operations.AddColumn("thing", "month", models.CharField(max_length=6, db_default="none")))
        scratch.sql(OLD_INSERT, "r", "i", "20260901", "")
        assert scratch.rows.get().month == "none"


class TestAColumnIsFilled:
    def test_in_every_row_and_only_where_it_was_empty(self, scratch):
        scratch.fill(57)
        scratch.apply(operations.AddColumn("thing", "month", MONTH))
        scratch.rows.filter(id="i00003").update(month="kept")
        said = []
        scratch.apply(operations.Backfill("thing", "month", Substr("day", 1, 6)), replace(PACE, say=said.append))
        assert scratch.rows.filter(month="202609").count() == 56
        assert scratch.rows.get(id="i00003").month == "kept"
        assert len(said) == 6  # by ten

    def test_and_cut_short_it_goes_on_where_it_was(self, scratch):
        scratch.fill(57)
        scratch.apply(operations.AddColumn("thing", "month", MONTH))
        fill = operations.Backfill("thing", "month", Substr("day", 1, 6))
        with pytest.raises(Cut):
            scratch.apply(fill, replace(PACE, say=cut_after(2)))
        assert scratch.rows.filter(month=None).count() == 37
        said = []
        scratch.apply(fill, replace(PACE, say=said.append))
        assert scratch.rows.filter(month=None).count() == 0
        assert said[-1] == "Fill month of thing: 37 rows"


class TestAnIndexIsBuilt:
    def indexes(self, scratch):
        with connection.cursor() as cursor:
            return connection.introspection.get_constraints(cursor, "scratch_thing")

    def test_and_dropped(self, scratch):
        scratch.fill(50)
        scratch.apply(operations.AddIndexOnline("thing", INDEX))
        assert self.indexes(scratch)["scratch_day"]["columns"] == ["record", "day"]
        scratch.apply(operations.RemoveIndexOnline("thing", "scratch_day"))
        assert "scratch_day" not in self.indexes(scratch)

    def test_once_even_when_it_is_asked_for_twice(self, scratch):
        former = scratch.state
        scratch.apply(operations.AddIndexOnline("thing", INDEX))
        scratch.state = former  # the process was stopped before the migration was noted
        scratch.apply(operations.AddIndexOnline("thing", INDEX))
        assert "scratch_day" in self.indexes(scratch)

    @only("postgresql")
    def test_anew_after_a_try_that_was_cut_short(self, scratch):
        scratch.apply(operations.AddIndexOnline("thing", INDEX))
        scratch.sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'scratch_day'::regclass")
        scratch.state.remove_index("scratch", "thing", "scratch_day")
        scratch.apply(operations.AddIndexOnline("thing", INDEX))
        assert scratch.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'scratch_day'::regclass") == [(True,)]

    @only("postgresql")
    def test_while_others_write(self, scratch):
        scratch.fill(50)
        other = second_connection()
        try:
            other.execute("UPDATE scratch_thing SET note = 'open' WHERE id = 'i00001'")  # a transaction that lasts
            thread = threading.Thread(target=in_its_own_connection(lambda: scratch.apply(operations.AddIndexOnline("thing", INDEX))))  # fmt: skip
            thread.start()
            time.sleep(0.5)
            assert thread.is_alive()
            scratch.sql(OLD_INSERT, "r", "meanwhile", "20260901", "")  # nobody else waits
            other.commit()
            thread.join(10)
        finally:
            other.close()
        assert "scratch_day" in self.indexes(scratch)


class TestAColumnIsRetired:
    def test_so_that_rows_are_written_without_it_and_read_as_before(self, scratch):
        scratch.fill(50)
        with pytest.raises(IntegrityError):
            scratch.sql("INSERT INTO scratch_thing (record, id, day) VALUES ('r', 'i', '20260901')")
        before = scratch.place()
        scratch.apply(operations.Retire("thing", "note", default="it's old"))
        scratch.rows.create(record="r", id="i", day="20260901")
        assert scratch.sql("SELECT note FROM scratch_thing WHERE id = 'i'") == [("it's old",)]
        assert scratch.sql("SELECT note FROM scratch_thing WHERE id = 'i00007'") == [("n7",)]
        assert scratch.place() == before

    def test_never_without_a_value_for_those_who_still_read_it(self, scratch):
        with pytest.raises(ValueError, match="say which default"):
            scratch.apply(operations.Retire("thing", "note"))

    def test_and_dropped_when_nobody_knows_it_any_more(self, scratch):
        scratch.fill(50)
        scratch.apply(operations.Retire("thing", "note", default=""))
        scratch.apply(operations.DropColumn("thing", "note"))
        assert scratch.sql("SELECT * FROM scratch_thing WHERE id = 'i00007'") == [("20260908", "i00007", "r0")]

    @only("sqlite")
    def test_with_a_definition_that_sqlite_still_reads(self, scratch):
        scratch.apply(operations.Retire("thing", "day", default="19700101"))
        (ends,) = scratch.sql("PRAGMA integrity_check")
        assert ends == ("ok",)
        kept = {
            name: (kind, default) for _, name, kind, _, default, _ in scratch.sql("PRAGMA table_info(scratch_thing)")
        }
        assert kept["day"] == ("varchar(8)", "'19700101'")
        assert kept["note"] == ("varchar(20)", None)


def second_connection():
    import psycopg  # noqa: PLC0415 - on PostgreSQL alone

    return psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})


def in_its_own_connection(act):
    def run():
        try:
            act()
        finally:
            connection.close()

    return run


class TestNobodyWaitsLong:
    @only("postgresql")
    def test_a_lock_that_does_not_come_is_asked_for_again_and_others_pass_meanwhile(self, scratch):
        scratch.fill(50)
        other, said, slowest = second_connection(), [], 0.0
        try:
            other.execute("SELECT * FROM scratch_thing LIMIT 1")  # a transaction that stays open
            add = operations.AddColumn("thing", "month", MONTH)
            pace = replace(PACE, say=said.append)
            thread = threading.Thread(target=in_its_own_connection(lambda: scratch.apply(add, pace)))
            thread.start()
            end = time.monotonic() + 3
            while time.monotonic() < end:
                began = time.monotonic()
                scratch.sql("SELECT count(*) FROM scratch_thing")
                slowest = max(slowest, time.monotonic() - began)
            assert thread.is_alive()
            other.commit()
            thread.join(10)
        finally:
            other.close()
        assert said == ["scratch: someone holds what it needs; it tries again until then"]
        assert slowest < 2  # without a limit: as long as the transaction lasts
        assert scratch.rows.filter(month=None).count() == 50

    @only("postgresql")
    def test_a_lock_that_never_comes_is_given_up(self, scratch):
        other = second_connection()
        try:
            other.execute("SELECT * FROM scratch_thing LIMIT 1")
            with pytest.raises(OperationalError, match="lock timeout"):
                scratch.apply(operations.AddColumn("thing", "month", MONTH), replace(PACE, patience=0.5))
        finally:
            other.close()

    @only("postgresql")
    def test_a_statement_that_lasts_is_undone(self, scratch):
        with pytest.raises(TooLong, match="socle migrate whole"), limits(connection, lock=1, longest=0.2):
            scratch.sql("SELECT pg_sleep(5)")
        assert scratch.sql("SHOW statement_timeout") == [("0",)]

    @only("sqlite")
    def test_what_would_hold_the_one_writer_is_undone(self, scratch):
        scratch.fill(20_000)
        index = models.Index(fields=["note", "day"], name="scratch_note")
        with pytest.raises(TooLong, match="socle migrate whole"):
            scratch.apply(operations.AddIndexOnline("thing", index), replace(PACE, longest=0.0001))
        assert scratch.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'scratch_note'") == [(0,)]
        scratch.apply(operations.AddIndexOnline("thing", index))
        assert scratch.rows.count() == 20_000

    @only("sqlite")
    def test_a_table_is_never_rebuilt(self, scratch):
        longer = models.CharField(max_length=90, null=True)
        with pytest.raises(Rebuilds, match="scratch_thing would be rebuilt"):
            scratch.apply(migrations.AlterField("thing", "note", longer))
