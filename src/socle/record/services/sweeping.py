"""Removing the bytes of acts that never took place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from socle import storage
from socle.ledger.acting import act
from socle.record.models import Entry

#: Locations asked about at once: below the number of parameters that every engine takes.
BATCH = 500


def sweep_documents(at: datetime, patience: storage.Patience | None = None) -> int:
    """Remove the bytes that no entry refers to and that are older than any act; says how many documents.

    With `patience`, one for all sweeps of a process, what is dead goes at a later sweep that finds it so again.
    """
    return len(storage.sweep(referenced, moved, at=at, patience=patience))


def referenced(locations: Collection[storage.Location]) -> set[str]:
    """Those of these locations that an entry refers to."""
    listed = sorted(locations)
    kept: set[str] = set()
    for start in range(0, len(listed), BATCH):
        rows = Entry.objects.filter(location__in=listed[start : start + BATCH])
        kept.update(rows.values_list("location", flat=True))
    return kept


def moved(copies: Mapping[storage.Location, storage.Location]) -> None:
    """Entries refer to the copies from now on, all at once."""

    def command() -> None:
        for former, present in copies.items():
            Entry.objects.filter(location=former).update(location=present)

    act(command)
