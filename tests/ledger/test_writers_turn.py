"""Processes that write to one SQLite file take turns. On PostgreSQL each act has a transaction of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest
from django.db import connection

from socle.ledger.acting import Busy, act
from tests.ledger.test_acting import PATIENCE, kept, note

pytestmark = pytest.mark.usefixtures("shared_database")


@pytest.fixture
def another_process(shared_database, tmp_path):
    """A process that writes to the same file for a second; whoever waits for it half as long comes too late."""
    options = connection.settings_dict["OPTIONS"] | {"timeout": 0.5}
    program = (
        "import fcntl, sys, time; held = open(sys.argv[1], 'w'); fcntl.flock(held, fcntl.LOCK_EX); print(flush=True)"
    )
    command = [sys.executable, "-c", f"{program}; time.sleep(60)", str(tmp_path / "writer.lock")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    process.stdout.readline()
    with pytest.MonkeyPatch.context() as patch:  # undone before the shared database is taken away
        patch.setitem(connection.settings_dict, "NAME", str(tmp_path / "one.sqlite3"))
        patch.setitem(connection.settings_dict, "OPTIONS", options)
        yield process
    process.kill()
    process.wait(PATIENCE)
    process.stdout.close()


def test_an_act_waits_for_the_turn_of_another_process_which_a_killed_one_gives_back(another_process):
    connection.settings_dict["OPTIONS"]["timeout"] = PATIENCE  # the options of this test alone
    killing = threading.Timer(0.5, another_process.kill)
    begun = time.monotonic()
    killing.start()
    act(note("a"))
    assert time.monotonic() - begun >= 0.4
    assert kept() == ["a"]


def test_an_act_whose_turn_comes_too_late_is_told_to_come_back_and_was_not_begun(another_process):
    threading.Timer(1, another_process.kill).start()
    with pytest.raises(Busy):
        act(note("a"))
    assert kept() == []
