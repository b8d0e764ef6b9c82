"""What an input may come to: an answer in the words of the catalogue, soon, and nothing said in the log but that.

A finding is anything else: an exception, a property that does not hold, more than two seconds of processor, 500 MB
held, an error or a trace in the log. Findings are told apart by where they come from, so that a thousand inputs make one.
"""

from __future__ import annotations

import ctypes
import logging
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Self

#: Seconds of processor that one input may take.
SLOWEST = 2.0
#: Bytes that the process may hold at most, all that it had before an input among them.
LARGEST = 500 * 1024 * 1024
#: Bytes that a process may hold beyond what it held already, where it had done other work: a campaign's begins with 100 MB.
SPARED = 256 * 1024 * 1024


class Hang(BaseException):
    """An input took too long; no `except Exception` of the code under test catches it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What was wrong with the outcome of one input: its kind, where it comes from, what was said."""

    kind: str
    key: str
    detail: str


@dataclass
class Outcome:
    """`told` are the words of the catalogue; `seconds` of processor."""

    told: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    seconds: float = 0.0


class LogWatch(logging.Handler):
    """Keeps what the code says went wrong: errors, and whatever carries a trace."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kept: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("django.security"):
            return  # a request refused for its host or its form, which is no failure
        if record.levelno >= logging.ERROR or record.exc_info:
            self.kept.append(record)

    def taken(self) -> list[Fault]:
        kept, self.kept = self.kept, []
        return [self._fault(record) for record in kept]

    @staticmethod
    def _fault(record: logging.LogRecord) -> Fault:
        error = record.exc_info[1] if record.exc_info else None
        key = f"{record.name}: {record.msg}" if error is None else place_of(error)
        said = record.getMessage() + ("\n" + "".join(traceback.format_exception(error)) if error else "")
        return Fault("log", key, said[-6000:])


def place_of(error: BaseException) -> str:
    """The exception and the last place of our own code that it went through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/socle/" in frame.filename] or frames[-1:]
    where = f"{ours[-1].filename.rpartition('/src/')[2]}:{ours[-1].name}" if ours else "?"
    return f"{type(error).__name__} in {where}"


def peak_memory() -> int:
    """Bytes that this process held at most since it began."""
    said = Path("/proc/self/status").read_text()
    return int(said.partition("VmHWM:")[2].split()[0]) * 1024


class Oracle:
    """Judges inputs one after the other, in any one thread, while the main thread waits and hears the signal."""

    def __init__(self, slowest: float = SLOWEST) -> None:
        self.slowest = slowest
        self.log = LogWatch()
        self._peak = LARGEST
        self._judging = threading.main_thread().ident

    def __enter__(self) -> Self:
        root = logging.getLogger()
        self._peak = max(peak_memory() + SPARED, LARGEST)
        self._before = (list(root.handlers), root.level, signal.getsignal(signal.SIGPROF))
        root.handlers[:] = [self.log]
        root.setLevel(logging.WARNING)
        signal.signal(signal.SIGPROF, self._too_long)
        return self

    def __exit__(self, *_error: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        root = logging.getLogger()
        root.handlers[:], level, handler = self._before
        root.setLevel(level)
        signal.signal(signal.SIGPROF, handler)

    def _too_long(self, _number: int, _frame: FrameType | None) -> None:
        """Raise `Hang` in the thread that judges, at its next instruction of Python."""
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._judging or 0), ctypes.py_object(Hang))

    def _memory(self) -> list[Fault]:
        """More was held than ever before, and more than an input may make the process hold."""
        peak = peak_memory()
        if peak <= self._peak:
            return []
        self._peak = peak
        return [Fault("memory", "more than the process may hold", f"{peak // 2**20} MB held")]

    def judge(self, check: Callable[[Any], Iterable[str]], value: Any) -> Outcome:
        """What comes of `check(value)`."""
        self._judging = threading.get_ident()
        outcome, begun = Outcome(), time.process_time()
        try:
            signal.setitimer(signal.ITIMER_PROF, self.slowest)
            try:
                outcome.told = tuple(check(value))
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
        except Hang as error:
            outcome.faults.append(Fault("hang", place_of(error), "".join(traceback.format_exception(error))[-6000:]))
        except AssertionError as error:
            outcome.faults.append(Fault("property", _said(error), "".join(traceback.format_exception(error))[-6000:]))
        except Exception as error:  # noqa: BLE001 - any exception is what is looked for
            outcome.faults.append(
                Fault("exception", place_of(error), "".join(traceback.format_exception(error))[-6000:])
            )
        outcome.seconds = time.process_time() - begun
        if outcome.seconds > self.slowest and not any(fault.kind == "hang" for fault in outcome.faults):
            outcome.faults.append(Fault("hang", "in one call of a library", f"{outcome.seconds:.1f} s of processor"))
        outcome.faults += [*self._memory(), *self.log.taken()]
        return outcome


def _said(error: AssertionError) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    first = next(iter(str(error).splitlines()), "")  # pytest adds what it saw, on other lines
    return f"{frames[-1].name}: {first.partition(': ')[0][:120] or frames[-1].line}"
