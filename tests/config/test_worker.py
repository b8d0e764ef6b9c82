from __future__ import annotations

import threading

import pytest

from socle.config import worker
from socle.config.worker import Worker


@pytest.fixture
def working(request):
    """Start a worker on a function; stopped at the end whatever happens."""
    started = []

    def start(drain, **options):
        one = Worker(drain, **options)
        started.append(one)
        one.start()
        return one

    yield start
    for one in started:
        one.stop()


def test_it_drains_again_at_once_while_there_is_something_to_do(working):
    counts, empty = iter([3, 2, 0]), threading.Event()

    def drain():
        found = next(counts, 0)
        if not found:
            empty.set()
        return found

    working(drain, pause=60)
    assert empty.wait(5)


def test_a_failure_does_not_end_it(working, monkeypatch, caplog):
    monkeypatch.setattr(worker, "PAUSE_AFTER_FAILURE", 0.01)
    calls, again = [], threading.Event()

    def drain():
        calls.append(1)
        if len(calls) == 1:
            raise OSError("database away")
        again.set()
        return 0

    running = working(drain, pause=60)
    assert again.wait(5)
    assert running.alive
    assert "outbox failed" in caplog.text


def test_stopping_waits_for_the_message_at_hand(working):
    begun, may_end, done = threading.Event(), threading.Event(), []

    def drain():
        begun.set()
        may_end.wait(5)
        done.append(1)
        return 0

    running = working(drain, pause=60)
    begun.wait(5)
    threading.Timer(0.05, may_end.set).start()
    running.stop()
    assert done == [1]
    assert not running.alive


def test_its_last_work_comes_after_the_last_message_and_its_failure_does_not_hang(working, caplog):
    done, drained = [], threading.Event()

    def drain():
        done.append("drained")
        drained.set()
        return 0

    def last():
        done.append("last")
        raise OSError("disk away")

    running = working(drain, pause=60, at_end=last)
    drained.wait(5)
    running.stop()
    assert done == ["drained", "last"]
    assert "the last work failed" in caplog.text
