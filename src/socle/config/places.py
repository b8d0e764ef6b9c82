"""The few places where requests are answered: a message takes one only once it is there whole.

Receiving and sending wait for others and cost nothing; work holds the interpreter, and more than four threads of
it only lose (docs/decisions/0001).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING

from django.db import connections

from socle.wire.xml import is_worn

if TYPE_CHECKING:
    from socle.config.metrics import DoorFigures


class BusyError(Exception):
    """No place was free in time, or too many wait for one; nothing was begun."""


class _Job:
    """One piece of work: whoever takes `claim` first does it, or gives it up."""

    def __init__(self, task: Callable[[], None]) -> None:
        self.task = task
        self.claim, self.done = threading.Lock(), threading.Lock()
        self.done.acquire()
        self.asked = time.monotonic()
        self.error: BaseException | None = None


class Places:
    """So many threads that work. Safe across threads.

    At most `queue` requests wait for one, `waiting` seconds at most. `figures` count who waits, and for how long.
    """

    def __init__(
        self, count: int, *, waiting: float, queue: int, name: str = "work", figures: DoorFigures | None = None
    ) -> None:
        self._waiting, self._queue, self._figures = waiting, queue, figures
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock, self._count = threading.Lock(), count
        self._threads: list[threading.Thread] = []
        for rank in range(1, count + 1):
            self._begin(f"{name}-{rank}")

    def work(self, task: Callable[[], None]) -> None:
        """Do `task` in a place and come back when it is done. Raises what it raises, or `BusyError`."""
        if self.queued >= self._queue:
            raise BusyError
        job = _Job(task)
        if self._figures is not None:
            self._figures.waiting.inc()
        self._jobs.put(job)
        if not job.done.acquire(timeout=self._waiting):
            if job.claim.acquire(blocking=False):
                raise BusyError
            job.done.acquire()
        if job.error is not None:
            raise job.error

    @property
    def queued(self) -> int:
        """How many requests wait for a place."""
        return self._jobs.qsize()

    def stop(self) -> None:
        """End the threads, each after the work at hand."""
        for _ in range(self._count):
            self._jobs.put(None)
        while (thread := self._any()) is not None:
            thread.join()

    def _any(self) -> threading.Thread | None:
        with self._lock:
            return self._threads[0] if self._threads else None

    def _begin(self, name: str) -> None:
        thread = threading.Thread(target=self._run, name=name, daemon=True)
        with self._lock:
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        """Work until told to end, or until this thread is worn: then another of its name takes its place."""
        try:
            if self._work_until_worn():
                self._begin(threading.current_thread().name)
        finally:
            connections.close_all()
            with self._lock:
                self._threads.remove(threading.current_thread())

    def _work_until_worn(self) -> bool:
        """Do the jobs that come; False when told to end, True when the thread is worn."""
        while (job := self._jobs.get()) is not None:
            if self._figures is not None:
                self._figures.waiting.dec()
                self._figures.wait_seconds.observe(time.monotonic() - job.asked)
            if not job.claim.acquire(blocking=False):
                continue
            try:
                job.task()
            except BaseException as error:  # noqa: BLE001 - told where the work was asked for
                job.error = error
            job.done.release()
            del job  # nothing of a request outlives it here
            if is_worn():
                return True
        return False
