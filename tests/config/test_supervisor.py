"""The supervisor by itself: parts that do nothing but live, die, or refuse to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from tests.servers import clean_environment

PROGRAM = """
import os, signal, sys, time
from socle.config.board import Board
from socle.config.parts import DOORS, WORK, Part
from socle.config.supervisor import SUPERVISOR, StartFailed, Supervisor

parts = (Part("first", frozenset({DOORS})), Part("second", frozenset({WORK})))
board = Board([*(part.name for part in parts), SUPERVISOR])
how = sys.argv[1]

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def run(part, asked):
    if how == "never begins" and part.name == "second":
        sys.exit(3)
    say("begins", part.name, os.getpid(), time.monotonic())
    board.write(part.name, {"pid": os.getpid(), "beat": time.monotonic()})
    if how == "dies again and again" and part.name == "first":
        while not board.read(SUPERVISOR):
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "does not end" and part.name == "first":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)
    asked.wait()
    say("ends", part.name)

try:
    Supervisor(parts, board, run=run, close=lambda: say("closes")).serve(lambda: say("ready"))
except StartFailed as error:
    say("failed", error)
say("over", board.read(SUPERVISOR).get("restarts"))
"""


@pytest.fixture
def supervised():
    """Start a supervisor that behaves so; whatever happens nothing of it is left."""
    started = []

    def start(how):
        command = [sys.executable, "-c", PROGRAM, how]
        one = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=clean_environment(), start_new_session=True
        )
        started.append(one)
        return one

    yield start
    for one in started:
        with suppress(ProcessLookupError):
            os.killpg(one.pid, signal.SIGKILL)
        one.wait(20)
        one.stdout.close()


def heard(one, word):
    """What it says until this word comes first on a line."""
    lines = []
    for line in one.stdout:
        lines.append(line.split())
        if lines[-1][0] == word:
            return lines
    raise AssertionError(lines)


def alive(pid):
    """Whether a process runs (one that only waits to be buried does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def pids(lines):
    return {line[1]: int(line[2]) for line in lines if line[0] == "begins"}


def until(true, seconds=20):
    deadline = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def test_all_begin_before_it_is_ready_and_the_doors_end_before_the_work(supervised):
    one = supervised("well")
    begun = heard(one, "ready")
    assert set(pids(begun)) == {"first", "second"}
    one.terminate()
    assert [line[:2] for line in heard(one, "over")][:3] == [["closes"], ["ends", "first"], ["ends", "second"]]
    assert one.wait(20) == 0
    assert not any(map(alive, pids(begun).values()))


def test_a_signal_that_comes_while_its_event_is_waited_for_is_never_lost():
    lines = (
        "import signal",
        "from socle.config.supervisor import end_asked",
        "asked = end_asked(signal.SIGALRM, insist=False)",
        "for _ in range(4000):",
        "    signal.setitimer(signal.ITIMER_REAL, 0.0002)",
        "    while not asked.wait(0.00001):",
        "        pass",
        "    asked.clear()",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], env=clean_environment(), check=True, timeout=60)


def test_a_part_that_never_begins_ends_all_with_its_name(supervised):
    one = supervised("never begins")
    told = heard(one, "over")
    assert ["failed", "the", "part", "second", "did", "not", "begin:"] in [line[:7] for line in told]
    assert until(lambda: not any(map(alive, pids(told).values())))


def test_a_part_that_was_killed_is_another_process_a_moment_later(supervised):
    one = supervised("well")
    first = pids(heard(one, "ready"))["first"]
    os.kill(first, signal.SIGKILL)
    again = pids(heard(one, "begins"))["first"]
    assert again != first
    one.terminate()
    assert heard(one, "over")[-1] == ["over", "{'first':", "1}"]


def test_a_part_that_dies_again_and_again_is_started_less_and_less_often(supervised):
    one = supervised("dies again and again")
    heard(one, "ready")
    begun = [float(heard(one, "begins")[-1][3]) for _ in range(5)]
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    assert sum(gaps[2:]) > 2 * sum(gaps[:2])
    one.terminate()
    assert heard(one, "over")


def test_a_second_signal_ends_everything_at_once(supervised):
    one = supervised("does not end")
    begun = pids(heard(one, "ready"))
    one.terminate()
    heard(one, "closes")
    one.terminate()
    assert one.wait(10) == -signal.SIGTERM
    assert until(lambda: not any(map(alive, begun.values())))


def test_a_supervisor_that_was_killed_leaves_no_part_behind(supervised):
    one = supervised("does not end")
    begun = pids(heard(one, "ready"))
    one.kill()
    one.wait(20)
    assert until(lambda: not any(map(alive, begun.values())))


def test_a_terminal_that_interrupts_all_of_them_ends_them_calmly(supervised):
    one = supervised("well")
    heard(one, "ready")
    os.killpg(one.pid, signal.SIGINT)
    told = heard(one, "over")
    assert [line[:2] for line in told if line[0] == "ends"] == [["ends", "first"], ["ends", "second"]]
    assert one.wait(20) == 0


def test_a_service_manager_that_tells_every_process_ends_them_calmly_too(supervised):
    one = supervised("well")
    heard(one, "ready")
    os.killpg(one.pid, signal.SIGTERM)
    told = heard(one, "over")
    assert sorted(line[:2] for line in told if line[0] == "ends") == [["ends", "first"], ["ends", "second"]]
    assert one.wait(20) == 0
