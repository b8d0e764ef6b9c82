"""The process above the parts: it starts them, starts again the one that dies, ends them calmly, and does nothing else.

It forks each part from its own state, in which everything is loaded and nothing runs: no thread, no connection to a
database. It never falls without them: the kernel ends a part whose supervisor is gone (prctl, PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import _thread
import ctypes
import gc
import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from socle.config import metrics
from socle.config.board import BEAT, Board
from socle.config.parts import DOORS, Part

log = logging.getLogger("socle.supervisor")

#: Seconds before a dead part is started again: at once the first time, then twice as long each time, at most so long.
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 30.0
#: A part that lived so many seconds dies for the first time again.
LIVED = 60.0
#: Seconds a part has to end calmly, above what its doors give to running requests.
PATIENCE = 30.0
#: The status with which a part ends that could not begin. Source: sysexits.h (EX_SOFTWARE).
FAILED = 70
#: The line of the supervisor itself on the board.
SUPERVISOR = "supervisor"

_PR_SET_PDEATHSIG = 1
_ENDS = (signal.SIGTERM, signal.SIGINT)


class StartFailed(Exception):  # noqa: N818 - what happened
    """A part ended before it was ready."""


#: A part from its first moment until the end is asked for.
Life = Callable[[Part, threading.Event], None]


def end_asked(*numbers: int, insist: bool = True) -> threading.Event:
    """What is set at one of these signals from now on; if one may `insist`, a second ends the process at once."""
    asked = threading.Event()

    def ask(number: int, _frame: object) -> None:
        if insist:
            signal.signal(number, signal.SIG_DFL)
        # Not here: this may run while `asked.wait` of the same thread holds the lock that `set` waits for.
        _thread.start_new_thread(asked.set, ())

    for number in numbers:
        signal.signal(number, ask)
    return asked


@dataclass(slots=True, eq=False)
class Child:
    """A part and its process, as far as there is one."""

    part: Part
    pid: int = 0
    since: float = 0.0
    due: float | None = 0.0
    deaths: int = 0
    pause: float = field(default=FIRST_PAUSE)


class Supervisor:
    """Keeps these parts alive. `run` is the whole life of one; `close` shuts the doors when the end comes."""

    def __init__(self, parts: Sequence[Part], board: Board, *, run: Life, close: Callable[[], None]) -> None:
        self._children = [Child(part) for part in parts]
        self._board = board
        self._run, self._close = run, close
        self._asked: list[int] = []
        self._wakes, self._waker = -1, -1

    def serve(self, ready: Callable[[], None]) -> None:
        """Start every part, call `ready` once all answer, and stay until SIGTERM or SIGINT; then end them calmly.

        Raises `StartFailed` when a part ends before that. A second signal ends everything at once.
        """
        gc.collect()
        gc.freeze()  # what is loaded stays shared with the parts
        before = self._listen()
        try:
            for child in self._children:
                self._start(child)
            while not self._asked and not self._all_answer():
                self._sleep(0.01)
            if not self._asked:
                ready()
            while not self._asked:
                self._look()
                self._sleep(self._rest())
            self._end()
        finally:
            self._kill(self._children)
            self._deafen(before)

    def _listen(self) -> list[object]:
        """Have signals noted, and the sleep cut short by them; gives who heard them before."""
        self._wakes, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        os.set_blocking(self._wakes, False)
        before: list[object] = [signal.signal(number, self._note) for number in _ENDS]
        before.append(signal.signal(signal.SIGCHLD, lambda *_: None))
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        return before

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._asked.append(number)

    def _deafen(self, before: Iterable[object]) -> None:
        signal.set_wakeup_fd(-1)
        for number, heard in zip((*_ENDS, signal.SIGCHLD), before, strict=True):
            signal.signal(number, heard if heard is not None else signal.SIG_DFL)  # type: ignore[arg-type]
        os.close(self._wakes)
        os.close(self._waker)

    def _sleep(self, seconds: float) -> None:
        if select.select([self._wakes], [], [], seconds)[0]:
            with suppress(BlockingIOError):
                os.read(self._wakes, 4096)

    # --- starting ------------------------------------------------------------------------------------------

    def _start(self, child: Child) -> None:
        """Fork a part. Signals wait until the new process hears them in its own way."""
        me = os.getpid()
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
        try:
            pid = os.fork()
            if not pid:
                self._become(child.part, me)
            child.pid, child.since, child.due = pid, time.monotonic(), None
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)

    def _start_again(self, child: Child) -> None:
        try:
            self._start(child)
        except OSError as error:  # no process may be made just now
            child.due = time.monotonic() + LONGEST_PAUSE
            log.exception("a part cannot be started", extra={"part": child.part.name, "reason": type(error).__name__})

    def _become(self, part: Part, supervisor: int) -> None:
        """The life of a part, in its own process. Never comes back."""
        status = FAILED
        try:
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != supervisor:  # it fell meanwhile
                os._exit(FAILED)
            signal.set_wakeup_fd(-1)
            os.close(self._wakes)
            os.close(self._waker)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells all; the supervisor says what it means
            asked = end_asked(signal.SIGTERM, insist=False)  # a service manager may tell all, and the supervisor again
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
            self._run(part, asked)
            status = 0
        except BaseException:
            log.critical("a part ends on a failure", exc_info=True, extra={"part": part.name})
        finally:
            os._exit(status)

    def _all_answer(self) -> bool:
        self._reap()
        for child in self._children:
            if not child.pid:
                raise StartFailed(f"the part {child.part.name} did not begin: the log says why")
        lines = [(self._board.read(child.part.name), child.pid) for child in self._children]
        return all(line.get("pid") == pid for line, pid in lines)

    # --- keeping alive -------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Notice the dead, start again those whose pause is over, and say so."""
        self._reap()
        now = time.monotonic()
        for child in self._children:
            if child.due is not None and child.due <= now:
                self._start_again(child)
        restarts = {child.part.name: child.deaths for child in self._children if child.deaths}
        self._board.write(SUPERVISOR, {"pid": os.getpid(), "restarts": restarts, "beat": now})

    def _rest(self) -> float:
        """Seconds until the next part is due, at most those after which the supervisor says something."""
        due = [child.due for child in self._children if child.due is not None]
        return max(0.0, min([BEAT, *(instant - time.monotonic() for instant in due)]))

    def _reap(self) -> None:
        for child in self._children:
            if child.pid and (how := _ended(child.pid)):
                self._died(child, how)

    def _died(self, child: Child, how: str) -> None:
        now = time.monotonic()
        again = child.deaths and now - child.since < LIVED
        child.pause = min(child.pause * 2, LONGEST_PAUSE) if again else FIRST_PAUSE
        child.deaths, child.due = child.deaths + 1, now + child.pause
        self._forget(child)
        log.error("a part died and is started again", extra={"part": child.part.name, "reason": how})

    def _forget(self, child: Child) -> None:
        metrics.ended(child.pid)
        self._board.write(child.part.name, {})
        child.pid = 0

    # --- ending --------------------------------------------------------------------------------------------

    def _end(self) -> None:
        """The doors first, then the worker, which seals what the last requests told."""
        self._close()
        for doors in (True, False):
            chosen = [child for child in self._children if (DOORS in child.part.roles) is doors]
            self._end_calmly(chosen)

    def _end_calmly(self, children: Sequence[Child]) -> None:
        for child in children:
            _tell(child, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while any(child.pid for child in children):
            if len(self._asked) > 1:
                self._end_at_once()
            if time.monotonic() > deadline:
                log.error("parts did not end in time", extra={"count": sum(bool(child.pid) for child in children)})
                self._kill(children)
                return
            for child in children:
                if child.pid and _ended(child.pid):
                    self._forget(child)
            self._sleep(BEAT)

    def _end_at_once(self) -> None:
        """A second signal: nothing is waited for, and the signal does what it does."""
        self._kill(self._children)
        signal.signal(self._asked[-1], signal.SIG_DFL)
        os.kill(os.getpid(), self._asked[-1])

    def _kill(self, children: Iterable[Child]) -> None:
        for child in children:
            if child.pid:
                _tell(child, signal.SIGKILL)
                with suppress(ChildProcessError):
                    os.waitpid(child.pid, 0)
                self._forget(child)


def _tell(child: Child, number: int) -> None:
    if child.pid:
        with suppress(ProcessLookupError):
            os.kill(child.pid, number)


def _ended(pid: int) -> str:
    """How a process ended; empty while it lives."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return "gone"
    if not found:
        return ""
    code = os.waitstatus_to_exitcode(status)
    return f"status {code}" if code >= 0 else f"signal {-code}"
