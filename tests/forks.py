"""Programs of Socle in processes of their own, forked from one that has loaded what each would load first.

Most of what a start costs is Python reading modules. What runs in the fork is the whole program, with its own words,
environment and output; nothing of it has run before, and Django is set up there. `subprocess` starts it instead where
another Python path is asked for. Tests of a start itself, or of what it loads, use no fork.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, Any

#: What most of them load, and what needs neither settings nor a database.
LOADED = (
    "cheroot.server", "django.contrib.sessions.backends.base", "django.core.handlers.wsgi", "django.core.management",
    "django.core.serializers.json", "django.db.backends.sqlite3.base", "django.db.migrations.executor", "django.forms",
    "django.http", "httpx", "lxml.etree", "psycopg", "signxml", "socle.cli.acting", "socle.cli.atrest", "socle.cli.up",
    "socle.client.dmp", "socle.documents.cda", "socle.record.rules", "socle.sandbox.authority", "socle.sandbox.world",
    "socle.storage.backup", "socle.wire.certificates.issue", "socle.wire.xmldsig",
)  # fmt: skip


#: What stands for a module where the program is given as text.
PROGRAM = "-c"


#: How the variables begin that Python, its loader and its libraries read when they start.
READ_FIRST = ("PYTHON", "LD_", "MALLOC_", "GLIBC_", "OPENSSL_", "SSL_", "LC_", "LANG", "TZ")


class Forked:
    """A forked program as `subprocess.Popen` would show it, as far as the tests ask."""

    def __init__(self, pid: int, ended: int, args: Sequence[str], stdout: IO[str] | None) -> None:
        self.pid, self.args, self.stdout = pid, args, stdout
        self.returncode: int | None = None
        self._ended = ended

    def poll(self) -> int | None:
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, negative for a signal. Raises `subprocess.TimeoutExpired`."""
        status = self._look(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return status

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._ended], [], [], timeout)[0]:
            said = os.read(self._ended, 64)
            os.close(self._ended)
            self.returncode = int(said) if said else -signal.SIGKILL  # silent: who forks was killed, and all it made
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@dataclass
class Nursery:
    """The process that forks, and the way to it; one call at a time."""

    process: subprocess.Popen[bytes]
    way: socket.socket

    def fork(self, module: str, words: Sequence[str], environment: Mapping[str, str], outputs: Sequence[int]) -> Forked:
        told = {"module": module, "words": list(words), "environment": dict(environment), "folder": str(Path.cwd())}
        reading, writing = os.pipe()
        with _turn:
            socket.send_fds(self.way, [json.dumps(told).encode()], [*outputs, writing])
            pid = int(self.way.recv(64))
        os.close(writing)
        return Forked(pid, reading, [sys.executable, "-m", module, *words], None)


_nursery: Nursery | None = None
_allowed = False
_turn = threading.Lock()


def allow() -> None:
    """From now on programs may be forked in this process. Campaigns and benchmarks, whose starts are true, do not ask."""
    global _allowed  # noqa: PLW0603 - one for this process
    _allowed = True


def can_be(environment: Mapping[str, str]) -> bool:
    """Whether a program in this environment may be forked: nothing in it is read as a process begins."""
    return _allowed and _begins_with(environment) == _begins_with(os.environ)


def _begins_with(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(READ_FIRST)}


def fork(module: str, words: Sequence[str], environment: Mapping[str, str], outputs: Sequence[int]) -> Forked:
    """Begin `python -m MODULE WORDS…` in this environment; its output and its messages go to these two files.

    The module "-c" is a program in the first word.
    """
    global _nursery  # noqa: PLW0603 - one for this process
    with _turn:
        if _nursery is None:
            ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with its:
                command = [sys.executable, "-m", __name__, str(its.fileno())]
                _nursery = Nursery(subprocess.Popen(command, pass_fds=[its.fileno()]), ours)
    return _nursery.fork(module, words, environment, outputs)


def run(
    module: str, words: Sequence[str], environment: Mapping[str, str], timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """What `python -m MODULE WORDS…` gives, in this environment. Raises `subprocess.TimeoutExpired`."""
    if not can_be(environment):
        command = [sys.executable, *([] if module == PROGRAM else ["-m"]), module, *words]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=timeout, check=False, env=dict(environment)
        )
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        forked = fork(module, words, environment, [out.fileno(), err.fileno()])
        try:
            status = forked.wait(timeout)
        finally:
            forked.kill()
            forked.wait()
        for file in (out, err):
            file.seek(0)
        return subprocess.CompletedProcess(forked.args, status, out.read(), err.read())


def end() -> None:
    """End the process that forks, if there is one, once nothing it made runs."""
    global _nursery  # noqa: PLW0603
    if _nursery is not None:
        _nursery.way.close()
        _nursery.process.wait(60)
        _nursery = None


# --- in the process that forks -----------------------------------------------------------------------------


def _live(way: socket.socket) -> None:
    """Fork at each request and tell each end, until the other end is closed. A fork comes back as its program ends."""
    for name in LOADED:
        import_module(name)
    gc.collect()
    gc.freeze()  # what is loaded stays shared
    alive: dict[int, tuple[int, int]] = {}
    while True:
        ready = select.select([way, *alive], [], [])[0]
        for descriptor in [one for one in ready if one is not way]:
            pid, told = alive.pop(descriptor)
            _, status = os.waitpid(pid, 0)
            with suppress(BrokenPipeError):
                os.write(told, b"%d" % os.waitstatus_to_exitcode(status))
            os.close(descriptor)
            os.close(told)
        if way in ready:
            data, given, _, _ = socket.recv_fds(way, 1 << 20, 3)
            if not data:
                return None
            out, err, told = given
            pid = os.fork()
            if not pid:
                for held in (way.detach(), told, *alive, *(ended for _, ended in alive.values())):
                    os.close(held)
                return _be(json.loads(data), out, err)
            os.close(out)
            os.close(err)
            alive[os.pidfd_open(pid)] = (pid, told)
            way.send(b"%d" % pid)


def _be(told: dict[str, Any], out: int, err: int) -> None:
    """That program, as `python -m` runs it."""
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.close(out)
    os.close(err)
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["environment"])
    if told["module"] == PROGRAM:
        code, *words = told["words"]
        sys.argv[:] = [PROGRAM, *words]
        main = sys.modules["__main__"] = ModuleType("__main__")
        exec(code, main.__dict__)
        return
    sys.argv[1:] = told["words"]
    runpy.run_module(told["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _live(socket.socket(fileno=int(sys.argv[1])))
