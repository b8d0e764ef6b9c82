"""The tree in the database: tiles, places and heads, read and written in few statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from socle.ledger import heads
from socle.ledger.acting import act
from socle.ledger.heads import Head
from socle.ledger.models import Event, Place, Tile, TreeHead, Unsealed
from socle.ledger.tree import Growth, Tree

#: Any number, the same for every sealer on one PostgreSQL database.
SEALER_LOCK = 9162


def latest() -> Head | None:
    """The head of the whole tree, None before the first."""
    row = TreeHead.objects.order_by("-size").first()
    return _head(row) if row else None


def head_of(size: int) -> Head | None:
    """The head that was signed at this size, if one was."""
    row = TreeHead.objects.filter(size=size).first()
    return _head(row) if row else None


def heads_beyond(size: int) -> Iterator[Head]:
    """The heads of larger trees than `size`, the smallest first."""
    return map(_head, TreeHead.objects.filter(size__gt=size).order_by("size").iterator())


def tile(level: int, number: int) -> bytes:
    """The hashes of one tile, none when it is not there."""
    row = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
    return bytes(row) if row is not None else b""


def tree(size: int) -> Tree:
    """The tree of the first `size` events."""
    return Tree(size, tile)


def waiting(limit: int) -> dict[int, bytes]:
    """The leaf hashes of events that wait for their place, by event, the lowest numbers first, at most `limit`."""
    numbers = list(Unsealed.objects.order_by("event").values_list("event", flat=True)[:limit])
    rows = Event.objects.filter(sequence__in=numbers).order_by("sequence").values_list("sequence", "leaf")
    return {sequence: bytes(leaf) for sequence, leaf in rows}


def add(size: int, leaves: Mapping[int, bytes], at: datetime, key: Ed25519PrivateKey) -> bool:
    """Give these events their places after the first `size` ones, under a signed head; whether it was done.

    It is not when another process was faster. Everything is computed before the transaction, which then
    holds the one writer of SQLite for a few milliseconds.
    """
    growth = Growth(size, tile)
    growth.extend(leaves.values())
    head = heads.sign(growth.size, growth.tree().root(), at, key)
    places = [Place(position=size + rank, event=event) for rank, event in enumerate(leaves)]
    tiles = [Tile(level=level, number=number, hashes=hashes) for (level, number), hashes in growth.changed.items()]

    def write() -> bool:
        _take_turns()
        now = latest()
        if (now.size if now else 0) != size:
            return False
        Place.objects.bulk_create(places)
        Tile.objects.bulk_create(
            tiles, update_conflicts=True, unique_fields=["level", "number"], update_fields=["hashes"]
        )
        TreeHead.objects.create(
            size=head.size, root=head.root, timestamp=head.timestamp, key=head.key, signature=head.signature
        )
        _forget(list(leaves))
        return True

    return act(write)


def _take_turns() -> None:
    """One sealer at a time on PostgreSQL; SQLite has one writer anyway. Acts wait for neither lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])


def _forget(events: Sequence[int]) -> None:
    deleted, _ = Unsealed.objects.filter(event__in=events).delete()
    if deleted != len(events):
        raise RuntimeError("an event that waited for its place was taken meanwhile: nothing was sealed")


def _head(row: TreeHead) -> Head:
    return Head(row.size, bytes(row.root), row.timestamp, bytes(row.key), bytes(row.signature))
