"""The instant everything happens at.

Time is a parameter: use cases and decisions receive their instant, and only the edge of the house asks
`now()`. Production runs on the system clock; the sandbox installs a clock that can be frozen and moved.
This module is the only one that may read the system's time.
"""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol


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
    """A clock that the sandbox may freeze, set, advance and let run again. Safe across threads."""

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        self._lock = threading.Lock()
        self._offset = timedelta(0)
        self._frozen_at: datetime | None = None
        if start is not None:
            self.set(start)
        if frozen:
            self.freeze()

    def now(self) -> datetime:
        with self._lock:
            return self._frozen_at if self._frozen_at is not None else datetime.now(UTC) + self._offset

    @property
    def frozen(self) -> bool:
        return self._frozen_at is not None

    def set(self, instant: datetime) -> None:
        """Move to `instant` (which must carry its offset); a frozen clock stays frozen there."""
        instant = instant.astimezone(UTC)
        with self._lock:
            self._offset = instant - datetime.now(UTC)
            if self._frozen_at is not None:
                self._frozen_at = instant

    def advance(self, duration: timedelta) -> None:
        """Move by `duration`, backwards when negative."""
        self.set(self.now() + duration)

    def freeze(self) -> None:
        instant = self.now()
        with self._lock:
            self._frozen_at = instant

    def run(self) -> None:
        """Let time pass again from where it stands."""
        instant = self.now()
        with self._lock:
            self._frozen_at = None
            self._offset = instant - datetime.now(UTC)


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
