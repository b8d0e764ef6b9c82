"""The one transaction of an act, and group commit behind it.

A use case is a command: it reads its facts, decides, writes and tells the journal, all in one transaction. `act`
runs it and returns when it is durable. On SQLite, which has one writer, those who wait are written together: each
command in a savepoint of its own, one commit for all. On PostgreSQL each has a transaction, and locks its record's row.
Preparation (parsing, verifying, encrypting, making bytes durable) stays outside, where it runs in parallel.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ClassVar, ParamSpec, TypeVar

from django.db import Error, IntegrityError, OperationalError, connection, transaction

from socle.ledger import verdicts, watching
from socle.ledger.turns import Full, Turn, Turns
from socle.rulebook import Finding, Verdict
from socle.storage import disk

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")

#: Commands written by one commit at most, and commands that may wait for the writer of one process.
BATCH, WAITING = 32, 256
#: PostgreSQL may break a deadlock at the expense of one act, or refuse it to keep the order of all: it is done again.
ATTEMPTS = 6
_CONFLICTS = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
_LOCKED = "55P03"  # lock_not_available: `lock_timeout` is over


class NotDone(Exception):  # noqa: N818 - what became of the act
    """An act that could not be done, through no fault of whoever asked. `retry_after`: seconds before asking again."""

    verdict: ClassVar[Verdict]
    retry_after = 5

    @property
    def finding(self) -> Finding:
        """The verdict to answer with."""
        return self.verdict.at()


class Busy(NotDone):
    """The act was not begun: nothing of it is kept anywhere."""

    verdict = verdicts.BUSY


class NotDurable(NotDone):
    """The act was decided and written, and its commit failed: it is not acknowledged.

    After a lost answer or a disk that failed it may prove to be kept all the same; sent again, it is recognised.
    """

    verdict = verdicts.NOT_DURABLE


class _Spoiled(Exception):  # noqa: N818 - what became of the transaction; never leaves this module
    """The transaction cannot be committed any more, whatever its commands say."""


def act(command: Callable[[], Result]) -> Result:
    """Run the command in a transaction; what it gives, once that is durable.

    Raises what the command raises, and then nothing of it is kept; `Busy` when it could not be begun; `NotDurable`
    when its commit failed. The command may be run more than once and in another thread, always on facts of the moment:
    it reads and writes the database, and changes nothing else. Inside another transaction it is a part of that one.
    """
    first, _next.command = _next.command, None
    if first is None:
        return _acted(command)

    def both() -> Result:
        first()
        return command()

    try:
        return _acted(both)
    except BaseException:
        _next.command = first  # nothing is kept of it either: it waits for the next act
        raise


def _acted(command: Callable[[], Result]) -> Result:
    if connection.in_atomic_block:
        with transaction.atomic():
            return command()
    if connection.vendor != "sqlite":
        return _patiently(command)
    try:
        return _turns.take(command)
    except Full as error:
        raise Busy("as many acts wait for the writer as may") from error


class _Next(threading.local):
    """What waits for the next act of a thread; nothing waits outside `joined`."""

    held = False
    command: Callable[[], object] | None = None


_next = _Next()


@contextmanager
def joined() -> Iterator[None]:
    """Inside, what `with_next` is given is written with the next act of this thread: one commit less.

    It then holds if and only if that act does, and what it raises that act raises. Without any act it is one by itself
    at the end of the block, unless the block raised: then nothing was done.
    """
    _next.held = True
    try:
        yield
        if _next.command is not None:
            act(lambda: None)
    finally:
        _next.held, _next.command = False, None


def with_next(command: Callable[[], object]) -> None:
    """Have the command written at the beginning of this thread's next act; outside `joined`, now."""
    if _next.held:
        _next.command = command
    else:
        act(command)


def as_one_act(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A function that is a command by itself: each call of it is an act."""

    @wraps(function)
    def acted(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        return act(lambda: function(*args, **kwargs))

    return acted


def _patiently(command: Callable[[], Result]) -> Result:
    """A transaction of its own, again when PostgreSQL sacrificed it to another one."""
    for attempt in range(1, ATTEMPTS):
        try:
            return _transaction(command)
        except OperationalError as error:
            if _sqlstate(error) not in _CONFLICTS:
                raise
            logger.info("an act met another one and is done again", extra={"count": attempt})
            time.sleep(random.uniform(0, 0.01 * 2**attempt))
    return _transaction(command)


def _transaction(run: Callable[[], Result], count: int = 1) -> Result:
    """One transaction around `run`, of so many acts; errors say whether it was begun, or failed at its end."""
    begun = ran = False
    try:
        with transaction.atomic():
            begun = True
            value = run()
            _refuse_spoiled()
            ran = True
        watching.committed(count)
    except IntegrityError:
        raise
    except Error as error:
        if _sqlstate(error) in _CONFLICTS:
            raise
        if not begun or _sqlstate(error) == _LOCKED:
            raise Busy("the database or what it guards could not be had in time") from error
        if ran:
            raise NotDurable("the transaction could not be committed") from error
        raise
    return value


def _sqlstate(error: Error) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def _refuse_spoiled() -> None:
    """After an error that was swallowed, Django, SQLite and PostgreSQL alike would "commit" nothing without a word."""
    raw: Any = connection.connection
    if connection.needs_rollback or raw is None or _lost(raw):
        raise _Spoiled("a statement failed and took the whole transaction with it")


def _lost(raw: Any) -> bool:
    """Whether the database has already given the transaction up."""
    if connection.vendor == "sqlite":
        return not raw.in_transaction
    return raw.info.transaction_status.name not in {"INTRANS", "IDLE"}


def _write(batch: Sequence[Turn]) -> None:
    """Write a batch, with one commit where it can be; a command that fails fails alone."""
    why = "other processes wrote for too long"
    try:
        with _writer_of_all() as in_time:
            if in_time:
                _commit(batch)
                return
    except OSError as error:
        why = f"the lock of the writer could not be had: {error.strerror}"
    for turn in batch:
        turn.error = Busy(why)


def _commit(batch: Sequence[Turn]) -> None:
    if len(batch) > 1:
        try:
            _transaction(lambda: _each_apart(batch), len(batch))
        except (_Spoiled, IntegrityError):  # one took the others with it: surely rolled back
            logger.warning("a batch of acts is written one by one", extra={"count": len(batch)})
        except NotDone as error:
            for turn in batch:
                turn.error = turn.error or _same(error)
            return
        else:
            return
    for turn in batch:
        _alone(turn)


def _same(error: NotDone) -> NotDone:
    """The same failure for another thread: each raises its own."""
    copy = type(error)(*error.args)
    copy.__cause__ = error.__cause__
    return copy


def _each_apart(batch: Sequence[Turn]) -> None:
    """Run each command of the batch in a savepoint of its own."""
    for turn in batch:
        turn.value = turn.error = None
        try:
            with transaction.atomic():
                turn.value = turn.command()
        except BaseException as error:  # noqa: BLE001 - told to whoever asked for it
            turn.error = error
        _refuse_spoiled()


def _alone(turn: Turn) -> None:
    turn.value = turn.error = None
    try:
        turn.value = _transaction(turn.command)
    except BaseException as error:  # noqa: BLE001 - told to whoever asked for it
        turn.error = error


@contextmanager
def _writer_of_all() -> Iterator[bool]:
    """The turn of one process among all that write to the same file; whether it came as soon as SQLite's own would.

    SQLite's own wait is a sleep, longer and longer, that whoever comes fresh overtakes (docs/decisions/0009).
    """
    name, began = str(connection.settings_dict["NAME"]), time.monotonic()
    if name.startswith(("file:", ":")):  # in memory, as in tests
        yield True
        return
    with disk.alone(Path(name).with_name("writer.lock")):
        yield time.monotonic() - began < connection.settings_dict["OPTIONS"]["timeout"]


_turns = Turns(_write, batch=BATCH, waiting=WAITING)


@contextmanager
def reading() -> Iterator[None]:
    """One state of the database for all reads inside, which hold nobody back. Nothing may be written."""
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()  # which sets the mode: kept before it, acts of this thread would begin as readings
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]
