"""The queue before the one writer, with a writer that writes nothing."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from socle.ledger.turns import Full, Turns

PATIENCE = 10


class Paper:
    """A writer that notes its batches; the first one waits to be let go."""

    def __init__(self, *, held=False):
        self.batches = []
        self.begun, self.may_go = threading.Event(), threading.Event()
        if not held:
            self.may_go.set()

    def write(self, batch):
        self.batches.append([turn.command for turn in batch])
        self.begun.set()
        self.may_go.wait(PATIENCE)
        for turn in batch:
            try:
                turn.value = turn.command()
            except ZeroDivisionError as error:
                turn.error = error


class Crowd:
    """Threads that take turns, one after the other in the queue."""

    def __init__(self, turns):
        self.turns = turns
        self.pool = ThreadPoolExecutor(16)

    def comes(self, command):
        before = self.turns.waiting
        future = self.pool.submit(self.turns.take, command)
        while self.turns.waiting == before and not future.done():
            pass
        return future


@pytest.fixture
def paper():
    return Paper(held=True)


@pytest.fixture
def crowd(paper):
    crowd = Crowd(Turns(paper.write, batch=3, waiting=6))
    yield crowd
    paper.may_go.set()
    crowd.pool.shutdown()


def test_a_lone_command_is_written_at_once_by_its_own_thread():
    assert Turns(Paper().write, batch=3, waiting=6).take(threading.get_ident) == threading.get_ident()


def test_those_who_come_while_one_is_written_are_written_together_in_their_order(crowd, paper):
    first, second, third = (lambda: 1), (lambda: 2), (lambda: 3)
    futures = [crowd.comes(first), crowd.comes(second), crowd.comes(third)]
    paper.may_go.set()
    assert [future.result(PATIENCE) for future in futures] == [1, 2, 3]
    assert paper.batches == [[first], [second, third]]


def test_a_batch_is_bounded(crowd, paper):
    futures = [crowd.comes(lambda: None) for _ in range(6)]
    paper.may_go.set()
    for future in futures:
        future.result(PATIENCE)
    assert [len(batch) for batch in paper.batches] == [1, 3, 2]


def test_one_more_than_may_wait_is_refused_and_never_begun(crowd, paper):
    begun = []
    futures = [crowd.comes(lambda: None) for _ in range(6)]
    with pytest.raises(Full):
        crowd.turns.take(lambda: begun.append(1))
    paper.may_go.set()
    for future in futures:
        future.result(PATIENCE)
    assert begun == []
    assert crowd.turns.take(lambda: "there is room again") == "there is room again"


def test_the_error_of_a_command_is_told_to_whoever_asked_for_it_alone(crowd, paper):
    futures = [crowd.comes(lambda: 1), crowd.comes(lambda: 1 / 0), crowd.comes(lambda: 3)]
    paper.may_go.set()
    assert futures[0].result(PATIENCE) == 1
    with pytest.raises(ZeroDivisionError):
        futures[1].result(PATIENCE)
    assert futures[2].result(PATIENCE) == 3


def test_a_writer_that_breaks_tells_everyone_of_the_batch_and_the_next_one_is_written():
    def breaks(_batch):
        raise MemoryError

    turns = Turns(breaks, batch=3, waiting=6)
    with pytest.raises(MemoryError):
        turns.take(lambda: 1)
    turns._write = Paper().write
    assert turns.take(lambda: 2) == 2


def test_whoever_is_interrupted_while_waiting_leaves_the_queue_to_the_others(crowd, paper):
    class Interrupted(BaseException):
        pass

    def interrupt(*_):
        raise Interrupted

    begun = []
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        first = crowd.comes(lambda: 1)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(Interrupted):
            crowd.turns.take(lambda: begun.append(1))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    last = crowd.comes(lambda: 3)
    paper.may_go.set()
    assert (first.result(PATIENCE), last.result(PATIENCE), begun) == (1, 3, [])
