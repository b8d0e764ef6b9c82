"""What the journal keeps at rest, for `socle check`: each act is the one that was hashed, and its sealed part opens."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator

from socle.ledger.canonical import leaf
from socle.ledger.models import Event
from socle.storage.checking import Checker, Damage, Detail

#: Rows fetched at once.
CHUNK = 500
#: Columns that repeat what the body says, so that it can be searched: how each is written there.
REPEATED = {"event_id": "id", "code": "code", "outcome": "outcome", "record_id": "record"}


def check(checker: Checker) -> None:
    """Verify every act of the journal by itself; that none is missing only the tree can tell."""
    checker.details(_details(checker))


def _details(checker: Checker) -> Iterator[Detail]:
    for event in Event.objects.order_by("sequence").iterator(CHUNK):
        row = f"event {event.sequence}"
        try:
            found, sealed = _read(event)
        except (ValueError, KeyError, TypeError, binascii.Error) as error:
            found, sealed = [f"the body of this act does not read: {error}"], b""
        checker.tally.note(Damage(row, what, event.record_id) for what in found)
        if sealed:
            yield Detail(row, event.record_id, f"event:{event.event_id}", sealed)


def _read(event: Event) -> tuple[list[str], bytes]:
    found = [] if leaf(event.body) == bytes(event.leaf) else ["the body of this act is not the one that was hashed"]
    content = json.loads(event.body)
    found += [
        f"column {column} reads {getattr(event, column)!r}, the act {content[name]!r}"
        for column, name in REPEATED.items()
        if getattr(event, column) != content[name]
    ]
    return found, base64.b64decode(content["sealed"])
