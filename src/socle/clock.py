"""The instant everything happens at.

Time is a parameter: use cases and decisions receive their instant, and only the edge of the house asks
`now()`. Production runs on the system clock; the sandbox installs a clock that can be frozen and moved.
This module is the only one that may read the system's time.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WORD: Final = 8


class Clock(Protocol):
    """Anything that knows the present instant."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """A clock that the sandbox may freeze, set, advance and let run again. Safe across threads.

    With a `file`, also across processes: every clock on one file shows the same time at once, and the file keeps it
    for the next start. All of the state is one word of 64 bits, which is read without a lock: microseconds (the
    instant since 1970 when frozen, else what is added to the machine's time) and, as its lowest bit, whether frozen.
    """

    def __init__(self, start: datetime | None = None, *, frozen: bool = False, file: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._file = file
        self._word = memoryview(_shared(file) if file is not None else bytearray(_WORD)).cast("q")
        if start is not None:
            self.set(start)
        if frozen:
            self.freeze()

    def now(self) -> datetime:
        word: int = self._word[0]
        moved = timedelta(microseconds=word >> 1)
        return EPOCH + moved if word & 1 else datetime.now(UTC) + moved

    @property
    def untouched(self) -> bool:
        """Whether it shows the machine's own time, nobody having moved it yet."""
        return not self._word[0]

    @property
    def frozen(self) -> bool:
        return bool(self._word[0] & 1)

    def set(self, instant: datetime) -> None:
        """Move to `instant` (which must carry its offset); a frozen clock stays frozen there."""
        with self._changing():
            self._stand(instant.astimezone(UTC), frozen=self.frozen)

    def advance(self, duration: timedelta) -> None:
        """Move by `duration`, backwards when negative."""
        with self._changing():
            self._stand(self.now() + duration, frozen=self.frozen)

    def freeze(self) -> None:
        with self._changing():
            self._stand(self.now(), frozen=True)

    def run(self) -> None:
        """Let time pass again from where it stands."""
        with self._changing():
            self._stand(self.now(), frozen=False)

    def _stand(self, instant: datetime, *, frozen: bool) -> None:
        since = instant - (EPOCH if frozen else datetime.now(UTC))
        self._word[0] = since // timedelta(microseconds=1) << 1 | frozen

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One change at a time, in all threads and processes."""
        with self._lock:
            if self._file is None:
                yield
                return
            with self._file.open("rb") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                yield


def _shared(file: Path) -> mmap.mmap:
    """The one word of a file, made when it is not there, as every process sees it."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.fstat(descriptor).st_size != _WORD:
            os.ftruncate(descriptor, _WORD)
        return mmap.mmap(descriptor, _WORD)
    finally:
        os.close(descriptor)


_clock: Clock = SystemClock()


def install(clock: Clock) -> None:
    """Make `clock` the one that `now()` asks. Called once, at start-up (and by tests)."""
    global _clock  # noqa: PLW0603 - the one port through which time enters the house
    _clock = clock


def installed() -> Clock:
    """The clock in use, for the sandbox's own controls."""
    return _clock


def now() -> datetime:
    """The present instant in UTC, for the edge of the house only."""
    return _clock.now()


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant or day (`2026-09-15`, `2026-09-15T08:00:00Z`); without offset it is UTC.

    Raises `ValueError` with a sentence when the text is neither.
    """
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"'{text}' is not an instant: write 2026-09-15 or 2026-09-15T08:00:00Z") from error
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(text: str) -> timedelta:
    """Read a duration such as `15d`, `2h30m`, `-1w`, `90s`; raises `ValueError` with a sentence otherwise."""
    match = re.fullmatch(r"([+-]?)((?:\d+[smhdw])+)", text.strip())
    if not match:
        raise ValueError(f"'{text}' is not a duration: write for instance 15d, 2h30m, -1w or 90s")
    parts = re.findall(r"(\d+)([smhdw])", match.group(2))
    total = sum((timedelta(**{_UNITS[unit]: int(count)}) for count, unit in parts), timedelta(0))
    return -total if match.group(1) == "-" else total
