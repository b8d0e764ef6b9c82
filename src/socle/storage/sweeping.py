"""Sweeping what no record refers to: bytes made durable for an act that never took place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from socle.storage.compacting import Referenced
from socle.storage.folder import FolderStore
from socle.storage.model import Location, Store

#: Longer than any act may last between its bytes and its transaction.
DELAY = timedelta(days=1)
#: Locations asked about at once.
BATCH = 500


def sweep(stores: Iterable[Store], referenced: Referenced, *, at: datetime, delay: timedelta) -> list[Location]:
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
            orphans = [location for location in asked if location not in kept]
            for location in orphans:
                store.discard(location)
            removed += orphans
    return removed
