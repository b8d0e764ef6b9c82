"""Proofs to hand out: that an event is in the journal, that a journal is the beginning of another; and its events.

All are JSON that `verifier.py` checks without Socle. Source: RFC 9162, 2.1.3 and 2.1.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from socle.ledger import rows, store
from socle.ledger.heads import Head
from socle.ledger.models import Event, Place


class NoProof(LookupError):  # noqa: N818 - told to whoever asks
    """There is nothing that this proof could show; the sentence says why."""


def head() -> Head | None:
    """The latest signed head, None before the first."""
    return store.latest()


def inclusion(event: str, size: int | None = None) -> dict[str, Any]:
    """That an event is in the tree of the signed head of `size` events, the latest when None.

    `event` is its id, or its number, which is found at once where an id is searched. Raises `NoProof`.
    """
    signed = _head(size)
    found = Event.objects.filter(sequence=int(event)) if _is_number(event) else Event.objects.filter(event_id=event)
    row = found.first()
    if row is None:
        raise NoProof(f"there is no event {event}")
    place = Place.objects.filter(event=row.sequence).first()
    if place is None:
        raise NoProof(f"event {event} waits for its seal: ask again in a few seconds")
    if place.position >= signed.size:
        raise NoProof(f"event {event} has place {place.position}: it came after the head of {signed.size}")
    path = store.tree(signed.size).inclusion(place.position)
    return {
        "position": place.position,
        "body": row.body,
        "path": [value.hex() for value in path],
        "head": signed.as_dict(),
    }


def consistency(old: int, size: int | None = None) -> dict[str, Any]:
    """That the tree of the signed head of `old` events is the beginning of that of `size`. Raises `NoProof`."""
    first, second = _head(old), _head(size)
    if first.size > second.size:
        raise NoProof(f"the head of {first.size} is not older than that of {second.size}")
    path = store.tree(second.size).consistency(first.size)
    return {"first": first.as_dict(), "second": second.as_dict(), "path": [value.hex() for value in path]}


def events() -> Iterator[str]:
    """The canonical body of each sealed event, in the order of the tree."""
    return (row.body for row in rows.sealed())


def _head(size: int | None) -> Head:
    signed = store.latest() if size is None else store.head_of(size)
    if signed is None:
        raise NoProof("the journal has no signed head yet" if size is None else f"no head was signed at size {size}")
    return signed


def _is_number(event: str) -> bool:
    """Ids have 32 hexadecimal digits, sometimes decimal ones only; no number of 64 bits has more than 19."""
    return re.fullmatch("[0-9]{1,18}", event) is not None
