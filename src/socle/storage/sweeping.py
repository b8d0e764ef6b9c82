"""Sweeping what no record refers to: bytes made durable for an act that never took place."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from socle.storage.folder import FolderStore, Location

#: Longer than any act may last between its bytes and its transaction.
DELAY = timedelta(days=1)


def sweep(
    store: FolderStore,
    referenced: Callable[[Collection[Location]], Collection[str]],
    *,
    at: datetime,
    delay: timedelta = DELAY,
) -> tuple[Location, ...]:
    """Remove the files older than `delay` at the instant `at` that nothing refers to; say which.

    `referenced` receives locations and gives back those that a record still refers to. It is asked after the
    files were listed, so that an act that ends meanwhile is seen.
    """
    store.discard_unfinished(at - delay)
    old = [stored.location for stored in store.stored() if at - stored.at > delay]
    kept = set(referenced(old)) if old else set()
    orphans = tuple(location for location in old if location not in kept)
    for location in orphans:
        store.discard(location)
    return orphans
