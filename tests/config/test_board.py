"""What the parts say of themselves, in memory that they share."""

from __future__ import annotations

import os
import threading
import time

import pytest

from socle.config.board import LINE, Board, Pulse


@pytest.fixture
def board():
    return Board(["a", "b"])


def test_a_line_is_read_as_it_was_written_and_each_part_has_its_own(board):
    board.write("a", {"pid": 1, "said": "été"})
    board.write("b", {"pid": 2})
    board.write("a", {"pid": 3})
    assert (board.read("a"), board.read("b")) == ({"pid": 3}, {"pid": 2})


def test_nothing_was_said_at_first(board):
    assert board.read("a") == board.answering("a") == {}


def test_another_process_reads_what_this_one_wrote_and_writes_what_it_reads(board):
    board.write("a", {"from": "parent"})
    child = os.fork()
    if not child:
        try:
            board.write("b", {"heard": board.read("a")["from"]})
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert board.read("b") == {"heard": "parent"}


def test_a_line_read_while_it_is_written_is_never_a_mixture(board):
    texts, over, faults = ["x" * 9000, "y" * 12000], threading.Event(), []
    board.write("a", {"text": texts[0]})
    child = os.fork()
    if not child:
        try:
            for number in range(3000):
                board.write("a", {"text": texts[number % 2]})
        finally:
            os._exit(0)

    def read():
        while not over.is_set():
            if board.read("a").get("text") not in texts:
                faults.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    os.waitpid(child, 0)
    over.set()
    reader.join()
    assert faults == []


def test_more_than_a_line_is_refused_and_the_line_stays(board):
    board.write("a", {"pid": 1})
    with pytest.raises(ValueError, match="more to say"):
        board.write("a", {"text": "x" * LINE})
    assert board.read("a") == {"pid": 1}


def test_a_part_that_has_been_silent_does_not_answer(board):
    board.write("a", {"pid": 1, "beat": time.monotonic() - 60})
    board.write("b", {"pid": 2, "beat": time.monotonic()})
    assert (board.answering("a"), board.answering("b")["pid"]) == ({}, 2)


def test_a_pulse_speaks_again_and_again_until_it_takes_its_word_back(board):
    spoken = iter(range(1000))
    pulse = Pulse(board, "a", lambda: {"count": next(spoken)})
    pulse.start()
    deadline = time.monotonic() + 20
    while board.read("a")["count"] < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert board.answering("a")["count"] >= 2
    pulse.stop()
    assert board.read("a") == {}
