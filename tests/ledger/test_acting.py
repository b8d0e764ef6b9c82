"""One transaction an act, one commit for all who wait, and the truth about what was kept."""

from __future__ import annotations

import resource
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import Error, IntegrityError, connection, connections, transaction

from socle.ledger import acting, outbox, watching
from socle.ledger.acting import Busy, NotDurable, act, as_one_act, joined, reading, with_next
from socle.ledger.models import Message
from tests.databases import held_by_another

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("shared_database")]

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
PATIENCE = 20


def note(name):
    """A command that writes one row and gives the thread it ran in."""

    def command():
        outbox.put(name, {}, at=AT)
        return threading.get_ident()

    return command


def kept():
    return sorted(Message.objects.values_list("topic", flat=True))


class Crowd:
    """Acts that wait behind one that is held in the middle of its transaction, then are let go."""

    def __init__(self):
        self.may_go, self.begun = threading.Event(), threading.Event()
        self.pool = ThreadPoolExecutor(16)
        self.first = self.pool.submit(self._alone, self._held)
        assert self.begun.wait(PATIENCE)

    def _held(self):
        outbox.put("held", {}, at=AT)
        self.begun.set()
        self.may_go.wait(PATIENCE)

    @staticmethod
    def _alone(command):
        try:
            return act(command)
        finally:
            connections.close_all()

    def comes(self, command):
        before = acting._turns.waiting
        future = self.pool.submit(self._alone, command)
        while connection.vendor == "sqlite" and acting._turns.waiting == before:
            pass
        return future


class TestWhatWaitsForTheNextAct:
    """A command given to `with_next`, inside `joined`."""

    def test_is_kept_by_one_commit_with_it(self):
        commits = []
        watching.watch_commits(commits.append)
        with joined():
            with_next(note("a"))
            assert kept() == []
            act(note("b"))
            assert kept() == ["a", "b"]
            act(note("c"))
        watching._counters.remove(commits.append)
        assert kept() == ["a", "b", "c"]
        assert commits == [1, 1]

    def test_waits_for_another_act_when_that_one_fails(self):
        def failing():
            note("b")()
            raise KeyError("b")

        with joined():
            with_next(note("a"))
            with pytest.raises(KeyError):
                act(failing)
            assert kept() == []
            act(note("c"))
        assert kept() == ["a", "c"]

    def test_makes_the_act_fail_that_it_fails_with(self):
        def failing():
            raise KeyError("a")

        @joined()
        def exchange():
            with_next(failing)
            act(note("b"))

        with pytest.raises(KeyError):
            exchange()
        assert kept() == []
        act(note("c"))
        assert kept() == ["c"]

    def test_is_an_act_by_itself_when_none_comes(self):
        with joined():
            with_next(note("a"))
        assert kept() == ["a"]

    def test_is_forgotten_when_nothing_was_done(self):
        @joined()
        def exchange():
            with_next(note("a"))
            raise KeyError("x")

        with pytest.raises(KeyError):
            exchange()
        act(note("b"))
        assert kept() == ["b"]

    def test_does_not_wait_outside(self):
        with_next(note("a"))
        assert kept() == ["a"]

    def test_is_left_alone_by_what_its_thread_writes_for_others(self, crowd):
        def nested():
            act(note("nested"))

        def exchange():
            try:
                with joined():
                    with_next(note("mine"))
                    act(note("act"))
                    return kept()
            finally:
                connections.close_all()

        futures = [crowd.comes(command) for command in (note("a"), nested)]
        mine = crowd.pool.submit(exchange)
        crowd.may_go.set()
        for future in futures:
            future.result(PATIENCE)
        assert {"mine", "act"} <= set(mine.result(PATIENCE))
        assert kept() == ["a", "act", "held", "mine", "nested"]


@pytest.fixture
def crowd():
    crowd = Crowd()
    yield crowd
    crowd.may_go.set()
    crowd.pool.shutdown()


def test_an_act_gives_what_its_command_gives_and_is_kept():
    assert act(note("a")) == threading.get_ident()
    assert kept() == ["a"]


def test_a_command_that_raises_leaves_nothing():
    def command():
        note("a")()
        raise KeyError("x")

    with pytest.raises(KeyError):
        act(command)
    assert kept() == []


def test_inside_a_transaction_an_act_is_a_part_of_it():
    with transaction.atomic():
        act(note("a"))
        transaction.set_rollback(True)
    assert kept() == []


def test_a_function_may_be_an_act_by_itself():
    @as_one_act
    def function(name, *, fails):
        note(name)()
        if fails:
            raise KeyError(name)
        return name

    assert function("a", fails=False) == "a"
    with pytest.raises(KeyError):
        function("b", fails=True)
    assert kept() == ["a"]


class TestThoseWhoWait:
    def test_are_written_by_one_thread_with_one_commit(self, crowd):
        if connection.vendor != "sqlite":  # alone to write acts together
            return
        seen = []

        def last():
            outbox.put("last", {}, at=AT)
            with sqlite3.connect(connection.settings_dict["NAME"]) as other:
                seen.append(other.execute("SELECT count(*) FROM ledger_message WHERE topic <> 'held'").fetchone()[0])
            other.close()
            return threading.get_ident()

        futures = [crowd.comes(note(name)) for name in "abc"] + [crowd.comes(last)]
        crowd.may_go.set()
        writers = {future.result(PATIENCE) for future in futures}
        assert len(writers) == 1
        assert seen == [0]  # of the whole batch nothing shows before its commit
        assert kept() == ["a", "b", "c", "held", "last"]

    def test_see_what_those_before_them_wrote(self, crowd):
        if connection.vendor != "sqlite":  # alone to write acts together
            return
        futures = [crowd.comes(lambda: (Message.objects.count(), note("x")())[0]) for _ in range(4)]
        crowd.may_go.set()
        assert [future.result(PATIENCE) for future in futures] == [1, 2, 3, 4]

    def test_do_not_suffer_from_one_that_fails(self, crowd):
        def fails():
            note("fails")()
            raise IntegrityError("taken")

        futures = [crowd.comes(note("a")), crowd.comes(fails), crowd.comes(note("b"))]
        crowd.may_go.set()
        for future in (futures[0], futures[2]):
            future.result(PATIENCE)
        with pytest.raises(IntegrityError):
            futures[1].result(PATIENCE)
        assert kept() == ["a", "b", "held"]

    def test_do_not_suffer_from_one_that_takes_the_transaction_with_it(self, crowd):
        """As SQLite does by itself when the disk is full: it rolls back everything, and says so to one alone."""
        if connection.vendor != "sqlite":  # alone to write acts together
            return

        def spoils():
            note("spoils")()
            connection.connection.rollback()

        futures = [crowd.comes(note("a")), crowd.comes(spoils), crowd.comes(note("b"))]
        crowd.may_go.set()
        for future in (futures[0], futures[2]):
            future.result(PATIENCE)
        with pytest.raises(Exception, match="took the whole transaction with it"):
            futures[1].result(PATIENCE)
        assert kept() == ["a", "b", "held"]

    def test_are_each_told_of_a_commit_that_failed_and_none_is_kept(self, crowd):
        if connection.vendor != "sqlite":  # alone to write acts together
            return
        futures = [crowd.comes(note(name)) for name in "ab"]
        futures.append(crowd.comes(fill_disk))
        crowd.may_go.set()
        crowd.first.result(PATIENCE)
        try:
            for future in futures:
                with pytest.raises(NotDurable):
                    future.result(PATIENCE)
        finally:
            disk_has_room()
        assert kept() == ["held"]
        act(note("c"))
        assert kept() == ["c", "held"]


def fill_disk():
    """From now on, as from a full disk, no file of this process grows beyond a few bytes."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    outbox.put("full", {}, at=AT)


def disk_has_room():
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


class TestTheTruthIsTold:
    def test_of_a_commit_that_failed(self):
        if connection.vendor != "sqlite":  # alone to write acts together
            return
        try:
            with pytest.raises(NotDurable) as failed:
                act(fill_disk)
        finally:
            disk_has_room()
        assert failed.value.finding.verdict.id == "ledger.not-durable"
        assert kept() == []

    def test_of_a_connection_lost_during_the_commit(self):
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
            )
            cursor.execute(
                "CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON ledger_message DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW EXECUTE FUNCTION dies()"
            )
        try:
            with pytest.raises(NotDurable):
                act(note("a"))
        finally:
            connection.close()
            with connection.cursor() as cursor:
                cursor.execute("DROP FUNCTION dies CASCADE")
        assert kept() == []

    def test_of_an_error_that_a_command_swallowed(self):
        """The database will not keep what was written before such an error: the act must not be acknowledged."""

        def swallows():
            message = Message.objects.create(topic="a", payload={}, created=AT, not_before=AT)
            try:
                Message.objects.create(id=message.pk, topic="b", payload={}, created=AT, not_before=AT)
            except IntegrityError:
                return "done"
            return "never"

        with pytest.raises(Exception, match="took the whole transaction with it"):
            act(swallows)
        assert kept() == []

    def test_of_an_error_of_which_only_the_database_knows(self):
        """On SQLite such an error undoes its own statement and nothing else."""

        def swallows():
            note("a")()
            with connection.cursor() as cursor, suppress(Error):
                cursor.execute("INSERT INTO ledger_message (topic) VALUES (NULL)")

        if connection.vendor == "sqlite":
            act(swallows)
            assert kept() == ["a"]
            return
        with pytest.raises(Exception, match="took the whole transaction with it"):
            act(swallows)
        assert kept() == []

    def test_of_a_database_that_another_program_holds_too_long(self):
        with held_by_another("ledger_message"), pytest.raises(Busy) as refused:
            act(note("a"))
        assert refused.value.finding.verdict.id == "ledger.busy"
        assert kept() == []
        act(note("b"))
        assert kept() == ["b"]

    def test_of_too_many_who_wait(self, crowd, monkeypatch):
        if connection.vendor != "sqlite":  # alone to write acts together
            return
        monkeypatch.setattr(acting._turns, "_limit", 2)
        future = crowd.comes(note("a"))
        with pytest.raises(Busy):
            act(note("b"))
        crowd.may_go.set()
        future.result(PATIENCE)
        assert kept() == ["a", "held"]


def test_a_deadlock_between_two_acts_is_nobodys_fault_and_both_are_done():
    """On SQLite, with its one writer, there is none."""
    for number in (1, 2):
        Message.objects.create(id=number, topic=f"row {number}", payload={}, created=AT, not_before=AT)
    both_hold_one, tries = threading.Barrier(2), []

    def touching(first, second):
        def command():
            Message.objects.filter(id=first).update(attempts=1)
            tries.append(first)
            if connection.vendor == "postgresql" and tries.count(first) == 1:
                both_hold_one.wait(PATIENCE)
            Message.objects.filter(id=second).update(attempts=1)
            outbox.put(f"{first} then {second}", {}, at=AT)

        return command

    def alone(command):
        try:
            act(command)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(alone, touching(1, 2)), pool.submit(alone, touching(2, 1))]
        for future in futures:
            future.result(PATIENCE)
    assert kept() == ["1 then 2", "2 then 1", "row 1", "row 2"]
    assert len(tries) == (3 if connection.vendor == "postgresql" else 2)


def test_a_thread_that_begins_by_reading_takes_the_writer_s_turn_afterwards_as_any_other():
    """Its connection was opened by the reading: what acts begin with must not be lost on the way (SQLite)."""

    def modes():
        try:
            with reading():
                Message.objects.exists()
            first = getattr(connection, "transaction_mode", None)
            connections.close_all()
            connection.ensure_connection()
            return first, getattr(connection, "transaction_mode", None)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        first, usual = pool.submit(modes).result()
    assert first == usual


def test_reading_sees_one_state_and_holds_no_writer_back():
    with reading():
        assert kept() == []
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: (act(note("a")), connections.close_all())).result(PATIENCE)
        assert kept() == []
    assert kept() == ["a"]


def test_each_commit_says_how_many_acts_it_kept(crowd):
    if connection.vendor != "sqlite":  # alone to write acts together
        return
    kept_at_once = []
    watching.watch_commits(kept_at_once.append)
    futures = [crowd.comes(note(name)) for name in "abc"]
    crowd.may_go.set()
    for future in futures:
        future.result(PATIENCE)
    watching._counters.remove(kept_at_once.append)
    assert kept_at_once == [1, 3]
