"""What Socle does now and then: what time brings to records, used tokens forgotten, bytes of no act removed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from socle.config.metrics import metrics
from socle.config.settings import Settings

log = logging.getLogger("socle.upkeep")

#: Seconds before the first sweep; between two forgettings of used tokens, and before the first.
FIRST = 300.0
#: Seconds for which something must have been found dead before it goes: no act lasts as long.
PATIENCE = 900.0
EVERY_PURGE, FIRST_PURGE = 600.0, 30.0
#: Seconds between two looks at what is due; in a sandbox, whose clock leaps, people wait for it.
EVERY_LOOK, EVERY_LOOK_OF_SANDBOX = 60.0, 1.0


@dataclass(slots=True)
class Task:
    """One thing to do when it is due: `run` takes the instant. `problem` says what the last time failed of, or nothing.

    `name` ends the sentence that tells it; `every` and `first` are seconds.
    """

    name: str
    run: Callable[[datetime], object]
    every: float
    first: float
    problem: str = ""
    due: float = field(init=False)

    def __post_init__(self) -> None:
        self.due = time.monotonic() + self.first

    def tick(self, at: datetime) -> None:
        """Do it when it is time. A failure is logged and kept, never raised."""
        if time.monotonic() < self.due:
            return
        try:
            self.run(at)
        except Exception as error:  # the others must go on, whatever failed
            log.exception("upkeep failed", extra={"check": self.name})
            self.problem = f"failing: {self.name} ({type(error).__name__})"
        else:
            self.problem = ""
        self.due = time.monotonic() + self.every


class Upkeep:
    """The tasks of one Socle, done one after the other."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = tuple(tasks)

    @property
    def problem(self) -> str:
        """The first thing that does not go well, or nothing."""
        return next((task.problem for task in self._tasks if task.problem), "")

    def tick(self, at: datetime) -> int:
        """Do what is due; always 0, since nothing waits on it."""
        for task in self._tasks:
            task.tick(at)
        return 0


def tasks(settings: Settings) -> list[Task]:
    """What this Socle does now and then. Django must be set up."""
    from socle.directory.services import purge_token_uses  # noqa: PLC0415 - models need Django
    from socle.directory.services.connect import purge_connect  # noqa: PLC0415
    from socle.record.services import sweep_documents, tend  # noqa: PLC0415
    from socle.storage import Patience  # noqa: PLC0415

    every = settings.sweep_every
    patience = Patience(min(every, PATIENCE))  # clocks leap, in sandboxes above all

    def sweep(at: datetime) -> None:
        figures = metrics()
        with figures.sweep_seconds.time():
            figures.swept.inc(sweep_documents(at, patience=patience))

    look = EVERY_LOOK_OF_SANDBOX if settings.sandbox else EVERY_LOOK
    return [
        Task("what is due is not done", tend, look, look),
        Task("the uses of expired tokens are not forgotten", purge_token_uses, EVERY_PURGE, FIRST_PURGE),
        Task("sign-ins and sessions that ended are not forgotten", purge_connect, EVERY_PURGE, FIRST_PURGE),
        Task("the last sweep of orphan documents", sweep, every, min(every, FIRST)),
    ]
