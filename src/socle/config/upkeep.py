"""What a Socle does now and then by itself: it removes the bytes of acts that never took place."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

from socle.config.metrics import metrics

log = logging.getLogger("socle.upkeep")

#: Seconds between two sweeps, and before the first.
EVERY, FIRST = 3600.0, 300.0
#: Seconds for which something must have been found dead before it goes: no act lasts as long.
PATIENCE = 900.0


class Upkeep:
    """Runs `sweep` when it is due, from the worker's loop. `problem` says what the last one failed of, or nothing."""

    def __init__(self, sweep: Callable[[datetime], int], *, first: float = FIRST, every: float = EVERY) -> None:
        self._sweep, self._every = sweep, every
        self._due = time.monotonic() + first
        self.problem = ""

    def tick(self, at: datetime) -> int:
        """Sweep when it is time. A failure is logged and kept, never raised; always 0, since nothing waits on it."""
        if time.monotonic() >= self._due:
            self._run(at)
            self._due = time.monotonic() + self._every
        return 0

    def _run(self, at: datetime) -> None:
        figures = metrics()
        try:
            with figures.sweep_seconds.time():
                figures.swept.inc(self._sweep(at))
        except Exception as error:  # the worker must go on, whatever failed
            log.exception("sweep failed")
            self.problem = f"failing: the last sweep of orphan documents ({type(error).__name__})"
        else:
            self.problem = ""
