"""Removing the bytes of acts that never took place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from socle import storage
from socle.record.models import Entry

#: Locations asked about at once: below the number of parameters that every engine takes.
BATCH = 500


def sweep_documents(at: datetime) -> int:
    """Remove the files that no entry refers to and that are older than any act; says how many."""
    return len(storage.sweep(referenced, at=at))


def referenced(locations: Collection[storage.Location]) -> set[str]:
    """Those of these locations that an entry refers to."""
    listed = sorted(locations)
    kept: set[str] = set()
    for start in range(0, len(listed), BATCH):
        rows = Entry.objects.filter(location__in=listed[start : start + BATCH])
        kept.update(rows.values_list("location", flat=True))
    return kept
