"""Editions: written while nobody reads them, then read all at once, then forgotten.

Writing goes in acts of some thousand rows; what makes an edition the one that is read is one act of a few rows, on
both databases. An import that stops half-way leaves an edition that nobody reads, which the next one removes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from socle.directory.annuaire import store
from socle.directory.annuaire.entries import Held
from socle.directory.models import Edition
from socle.ledger.acting import act

LOADING, CURRENT, FORMER = "loading", "current", "former"
#: Sources of entries, in the order in which they are read, and sources that add details to them.
LOCAL, LOADED, FINESS, RPPS = "local", "fhir", "finess", "rpps"
ENTRIES: Final = (LOCAL, LOADED, FINESS, RPPS)
DETAILS: Final = ("diplomas", "knowhow", "mss")
#: Sources whose entries give way to those that others tell under the same id, and these others.
HIDDEN_BY: Final = {FINESS: (LOCAL,), RPPS: (LOCAL, FINESS)}
#: Rows removed by one act.
_TOGETHER: Final = 5000

Details = Iterable[tuple[str, str, int, str, Mapping[str, Any]]]


def begin(source: str, label: str, at: datetime) -> int:
    """A new edition of this source, which nobody reads yet; its number."""
    edition = act(lambda: Edition.objects.create(source=source, state=LOADING, at=at, label=label[:500]))
    return int(edition.pk)


def add(edition: int, entries: Sequence[Held], details: Details = ()) -> None:
    """Write entries and details of an edition in one act."""
    act(lambda: store.write(edition, entries, details))


def put_in_force(editions: Sequence[int], *, version: str | None) -> None:
    """Have these editions read in place of the former ones of their sources. Inside an act, with what it tells.

    Raises `LookupError` when one was removed. `version`: what processes that keep something of the directory see as
    its new version; None when nothing of what they keep changes.
    """
    chosen = Edition.objects.filter(pk__in=editions, state=LOADING)
    if chosen.count() != len(editions):
        raise LookupError("another import removed what this one wrote: run it again")
    sources = list(chosen.values_list("source", flat=True))
    Edition.objects.filter(source__in=sources, state=CURRENT).update(state=FORMER)
    Edition.objects.filter(pk__in=editions).update(state=CURRENT)
    read = {source: id for source, (id, _) in store.current().items()}
    for hidden, hiding in HIDDEN_BY.items():
        if hidden in read:
            hide(read[hidden], [read[source] for source in hiding if source in read])
    if version is not None:
        store.change_version(version)


def hide(edition: int, hiding: Sequence[int]) -> None:
    """Hide the entries that other editions tell under the same id, and show again those that they tell no more."""
    store.hide(edition, hiding)


def forget_former() -> int:
    """Remove what is read no more, a little at a time; how many rows. Editions that an import left half-way go too."""
    return sum(drop(edition) for edition in Edition.objects.exclude(state=CURRENT).values_list("pk", flat=True))


def drop(edition: int) -> int:
    """Remove an edition that is not read; how many rows."""
    gone = 0
    while count := act(lambda: store.forget(edition, _TOGETHER)):
        gone += count
    act(Edition.objects.filter(pk=edition).exclude(state=CURRENT).delete)
    return gone
