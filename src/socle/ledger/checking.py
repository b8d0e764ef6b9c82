"""What the journal keeps at rest, for `socle check`: each act is the one that was hashed, and its sealed part opens;
the tree and its exported heads hold them all; the key that signs is the one whose public half was published.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator

from socle import storage
from socle.ledger import sealing, signing, verification
from socle.ledger.canonical import leaf
from socle.ledger.models import Event
from socle.storage.checking import Checker, Damage, Detail

#: Rows fetched at once.
CHUNK = 500
#: Columns that repeat what the body says, so that it can be searched: how each is written there.
REPEATED = {"event_id": "id", "code": "code", "outcome": "outcome", "record_id": "record"}


def check(checker: Checker) -> None:
    """Verify every act of the journal by itself, then that none is missing, by the tree and its heads."""
    checker.details(_details(checker))
    checker.tally.note(_signing())
    checker.tally.note(_tree())


def _signing() -> Iterator[Damage]:
    """The key that signs, where there is one: a changed byte may make another good key of it."""
    path = signing.path(storage.data_dir())
    place = str(path.relative_to(storage.data_dir()))
    try:
        published = signing.published(sealing.heads_folder())
        if path.is_file() and (sealing.heads_folder() / signing.PUBLIC).is_file():
            public = signing.load(path, may_create=False).public_key().public_bytes_raw()
            if public not in published:
                yield Damage(place, f"its public half does not stand in {signing.PUBLIC}: one of the two was changed")
    except signing.SigningKeyRefused as error:
        yield Damage(place, str(error))
    except ValueError as error:
        yield Damage(signing.PUBLIC, f"it does not read: {error}")


def _tree() -> Iterator[Damage]:
    try:
        keys = signing.trusted(storage.data_dir(), sealing.heads_folder())
    except (OSError, ValueError, signing.SigningKeyRefused):
        return  # told just before
    bad = verification.verify(sealing.heads_folder(), keys).first_bad
    if bad is not None:
        numbers = " ".join(f"{name} {value}" for name, value in bad.numbers.items())
        yield Damage(f"journal, {bad.place} {numbers}".rstrip(), bad.why)


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
