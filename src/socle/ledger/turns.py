"""Commands that take turns at one writer: whoever comes first writes for all who wait, then hands on.

There is no thread of its own to wake, so that a lone caller pays nothing; while one batch is being written, the next
one gathers. The same queue stands before the log of LevelDB and RocksDB.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

Result = TypeVar("Result")


class Full(Exception):  # noqa: N818 - what the queue is
    """As many commands wait as may."""


@dataclass(slots=True, eq=False)
class Turn:
    """One command that waits for the writer, then what came of it: a value or an error."""

    command: Callable[[], Any]
    value: Any = None
    error: BaseException | None = None
    begun: bool = False
    over: bool = False
    woken: threading.Event = field(default_factory=threading.Event)

    def outcome(self) -> Any:
        """What the command gave. Raises what it raised."""
        if self.error is None:
            return self.value
        try:
            raise self.error
        finally:
            self.error = None  # an error holds its frames, and they hold this turn


class Turns:
    """The queue. `write` does the commands of a batch and leaves in each turn its value or its error.

    At most `batch` commands are written together; at most `waiting` wait, the batch being written included.
    """

    def __init__(self, write: Callable[[Sequence[Turn]], None], *, batch: int, waiting: int) -> None:
        self._write = write
        self._batch = batch
        self._limit = waiting
        self._lock = threading.Lock()
        self._waiting: deque[Turn] = deque()

    @property
    def waiting(self) -> int:
        """How many commands wait or are being written."""
        return len(self._waiting)

    def take(self, command: Callable[[], Result]) -> Result:
        """Have the command written, by this thread or another; its value once the whole batch was.

        Raises what the command raised, or `Full`, and then it was not begun.
        """
        turn = Turn(command)
        with self._lock:
            if len(self._waiting) >= self._limit:
                raise Full
            self._waiting.append(turn)
            first = self._waiting[0] is turn
        if not first:
            self._wait(turn)
        if not turn.over:
            self._lead()
        value: Result = turn.outcome()
        return value

    def _wait(self, turn: Turn) -> None:
        """Until another has written this turn, or hands the writing on to it."""
        try:
            turn.woken.wait()
        except BaseException:  # interrupted: the queue must not wait for who is gone
            with self._lock:
                if not turn.begun:
                    self._waiting.remove(turn)
                    if turn.woken.is_set():
                        self._hand_on()
            raise

    def _lead(self) -> None:
        """Write the batch at the head of the queue, this thread's own turn first in it."""
        with self._lock:
            batch = list(islice(self._waiting, self._batch))
            for turn in batch:
                turn.begun = True
        try:
            self._write(batch)
        except BaseException as error:  # noqa: BLE001 - `write` keeps errors in their turns: this is none of theirs
            for turn in batch:
                turn.error = turn.error or error
        finally:
            with self._lock:
                for _ in batch:
                    self._waiting.popleft()
                self._hand_on()
            for turn in batch:
                turn.over = True
                turn.woken.set()

    def _hand_on(self) -> None:
        """Wake whoever now stands first; it leads."""
        if self._waiting:
            self._waiting[0].woken.set()
