"""How gently a migration goes: short locks taken again and again, small batches with pauses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import DatabaseError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")

#: What PostgreSQL says of a lock that did not come in time, and of two transactions that waited for each other.
_PASSING = frozenset({"55P03", "40P01"})
#: A statement that was cancelled because it took longer than it may.
_CANCELLED = "57014"
_STEPS = 10_000


class TooLong(DatabaseError):  # noqa: N818 - what it would have been
    """A statement would have held a lock longer than it may; it was undone. The text says what to do instead."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds, except `batch` (rows). `lock`: how long a statement waits for its lock, and others behind it.

    `longest`: how long a statement may hold one; `patience`: how long tries go on; `pause`: rest between two batches,
    never shorter than the batch took.
    """

    batch: int = 500
    pause: float = 0.05
    lock: float = 0.5
    longest: float = 5.0
    patience: float = 600.0
    say: Callable[[str], None] = lambda _text: None


#: When nobody else is there: an empty database, a stopped Socle.
ALONE = Pace(batch=5000, pause=0.0, lock=0.0, longest=0.0)


def pace_of(editor: Any) -> Pace:
    """The pace of the migration that runs; that of someone alone outside `socle migrate`."""
    found: Pace = getattr(editor.connection, "socle_pace", ALONE)
    return found


@contextmanager
def limits(connection: BaseDatabaseWrapper, *, lock: float, longest: float) -> Iterator[None]:
    """Within, no statement waits for a lock longer than `lock` nor runs longer than `longest` seconds (0: as it likes).

    Raises `TooLong` when one would. SQLite waits for its writer as it always does.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{round(lock * 1000)}ms"])
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{round(longest * 1000)}ms"])
        try:
            yield
        except OperationalError as error:
            if _code(error) == _CANCELLED:
                raise TooLong(_TOO_LONG.format(longest)) from error
            raise
        finally:
            _forget_limits(connection)
        return
    connection.ensure_connection()
    deadline = time.monotonic() + longest if longest else 0.0
    if deadline:
        connection.connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error):
            raise TooLong(_TOO_LONG.format(longest)) from error
        raise
    finally:
        if deadline and connection.connection is not None:
            connection.connection.set_progress_handler(None, 0)


_TOO_LONG = (
    "it would have kept others waiting for more than {:.0f} s, and was undone: stop Socle and run `socle migrate whole`"
)


def _forget_limits(connection: BaseDatabaseWrapper) -> None:
    if connection.connection is None or connection.connection.closed:
        return
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
        cursor.execute("RESET statement_timeout")


def patiently(pace: Pace, what: str, act: Callable[[], T]) -> T:
    """Do `act`, again and again while a lock does not come, with pauses in which everyone else gets his turn.

    `act` must undo what it did when it fails (one transaction). Raises the last error once patience is over.
    """
    end, tries = time.monotonic() + pace.patience, 0
    while True:
        try:
            return act()
        except OperationalError as error:
            if not _passes(error) or time.monotonic() > end:
                raise
            tries += 1
            if tries == 1:
                pace.say(f"{what}: someone holds what it needs; it tries again until then")
            time.sleep(min(2.0, 0.1 * 2 ** min(tries, 5)))


def _passes(error: OperationalError) -> bool:
    return _code(error) in _PASSING or "database is locked" in str(error)


def _code(error: OperationalError) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def rest(pace: Pace, took: float) -> None:
    """Let the others work, at least as long as the batch kept them."""
    if pace.pause:
        time.sleep(max(pace.pause, took))
