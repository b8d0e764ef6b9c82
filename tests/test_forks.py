"""A forked program is the program: its words, its environment, its output, how it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests import forks
from tests.servers import clean_environment, socle

SHOWN = "import os, sys; print(sys.argv, os.environ.get('SAID'), os.getcwd()); print('told', file=sys.stderr)"


def program(code, *words, **environment):
    return forks.run(forks.PROGRAM, [code, *words], clean_environment(**environment), timeout=20)


def true_start(code, *words, **environment):
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, capture_output=True, text=True, env=clean_environment(**environment), check=False)


@pytest.mark.parametrize(
    "code",
    [
        SHOWN,
        "import sys; sys.exit(3)",
        "import sys; sys.exit('why')",
        "import os; os.kill(os.getpid(), 9)",
        "import atexit; atexit.register(print, 'at the end')",
        "from django.apps import apps; from django.conf import settings; print(apps.ready, settings.configured)",
    ],
)
def test_it_says_and_ends_as_a_true_start_does(code):
    forked, true = program(code, "a", "b", SAID="é"), true_start(code, "a", "b", SAID="é")
    assert (forked.returncode, forked.stdout, forked.stderr) == (true.returncode, true.stdout, true.stderr)


def test_what_it_raised_ends_it_with_status_1_and_a_trace():
    done = program("raise ValueError('no')")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, "ValueError: no")


def test_nothing_that_one_did_is_known_to_the_next():
    program("import os, socle; socle.seen = os.environ['SEEN'] = '1'")
    assert program("import os, socle; print(hasattr(socle, 'seen'), 'SEEN' in os.environ)").stdout == "False False\n"


def test_a_command_of_socle_is_the_command():
    done = socle("--version")
    assert (done.returncode, done.stdout.split()[0], done.stderr) == (0, "socle", "")
    assert socle("dance").returncode == 2


def test_one_that_takes_too_long_is_ended():
    with pytest.raises(subprocess.TimeoutExpired):
        forks.run(forks.PROGRAM, ["import time; time.sleep(60)"], clean_environment(), timeout=0.3)


def test_one_can_be_asked_waited_for_and_ended_while_others_run():
    with open("/dev/null", "wb") as nowhere:  # noqa: PTH123 - a descriptor
        outputs = [nowhere.fileno()] * 2
        first, second = (
            forks.fork(forks.PROGRAM, ["import time; time.sleep(60)"], clean_environment(), outputs) for _ in range(2)
        )
    assert (first.poll(), second.poll()) == (None, None)
    first.terminate()
    assert first.wait(20) == -signal.SIGTERM
    assert second.poll() is None
    second.kill()
    assert second.wait(20) == -signal.SIGKILL
    second.kill()  # its number may be another's by now
    assert second.returncode == -signal.SIGKILL


@pytest.mark.parametrize("name", ["PYTHONPATH", "LD_PRELOAD", "TZ"])
def test_what_is_read_as_a_process_begins_asks_for_a_true_start(name):
    assert forks.can_be(clean_environment())
    assert not forks.can_be(clean_environment() | {name: "another"})
    begun = time.monotonic()
    done = forks.run(forks.PROGRAM, ["print(1)"], clean_environment() | {"TZ": "Europe/Paris"}, timeout=20)
    assert (done.stdout, time.monotonic() - begun < 20) == ("1\n", True)
