"""Sweeping what no record refers to: bytes made durable for an act that never took place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from socle.storage.compacting import Referenced
from socle.storage.folder import FolderStore
from socle.storage.model import Location, Store

#: Longer than any act may last between its bytes and its transaction.
DELAY = timedelta(days=1)
#: Locations asked about at once.
BATCH = 500


class Patience:
    """Lets go only of what was found dead `seconds` ago already, by a clock that nobody moves.

    Socle's own clock, and the machine's, may jump by a year while an act is between its bytes and its transaction:
    without a second look its bytes would seem old enough to be swept. One object of this class serves all sweeps of a
    process.
    """

    def __init__(self, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._monotonic = seconds, monotonic
        self._before: dict[str, float] = {}
        self._now: dict[str, float] = {}

    def begin(self) -> None:
        """A new sweep: what it does not find dead again is forgotten."""
        self._before, self._now = self._now, {}

    def over(self, name: str) -> bool:
        """Whether this has been dead for long enough."""
        now = self._monotonic()
        self._now[name] = self._before.get(name, now)
        return now - self._now[name] >= self._seconds


def sweep(
    stores: Iterable[Store], referenced: Referenced, *, at: datetime, delay: timedelta, patience: Patience
) -> list[Location]:
    """Remove the files and objects older than `delay` at the instant `at` that nothing refers to; say which.

    `referenced` receives locations and gives back those that a record still refers to. It is asked after the
    files were listed, so that an act that ends meanwhile is seen.
    """
    removed: list[Location] = []
    for store in stores:
        if isinstance(store, FolderStore):
            store.discard_unfinished(at - delay)
        old = [stored.location for stored in store.stored() if at - stored.at > delay]
        for start in range(0, len(old), BATCH):
            asked = old[start : start + BATCH]
            kept = set(referenced(asked))
            orphans = [location for location in asked if location not in kept and patience.over(location)]
            for location in orphans:
                store.discard(location)
            removed += orphans
    return removed
