"""`socle ledger verify`: the whole journal recomputed and held against every head, stored, exported or kept.

Checks go in the order of the tree; the first place that is off is named and ends them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from socle.ledger import exported, rows, store
from socle.ledger.acting import reading
from socle.ledger.heads import Head
from socle.ledger.models import Place, Tile, TreeHead
from socle.ledger.tree import HASH, WIDTH, Chain, Growth, split


@dataclass(frozen=True, slots=True)
class Bad:
    """The first place that is off: what kind of place, its numbers, and why."""

    place: str
    why: str
    numbers: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"place": self.place, **self.numbers, "why": self.why}


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found. `waiting` counts the events without seal; `exported` the heads outside the database."""

    size: int
    root: bytes
    head: Head | None
    heads: int
    exported: int
    waiting: int
    first_bad: Bad | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "valid": self.first_bad is None,
            "size": self.size,
            "root": self.root.hex(),
            "signed_at": self.head.signed_at.isoformat(timespec="milliseconds") if self.head else None,
            "heads": self.heads,
            "exported": self.exported,
            "waiting": self.waiting,
            "first_bad": self.first_bad.as_dict() if self.first_bad else None,
        }


def verify(folder: Path, keys: Collection[bytes], since: tuple[int, bytes] | None = None) -> Report:
    """Verify the journal of this database against the heads exported in `folder` and, with `since`, a kept one.

    `keys` are the raw public keys whose signatures count.
    """
    outside = exported.read(folder)  # its end is set before the snapshot: what was exported by then must be in it
    check = _Check(outside, frozenset(keys), since)
    try:
        with reading():
            bad = next(check.run(), None)
    except (DatabaseError, ValueError, TypeError, AttributeError, OverflowError) as error:  # no value of ours
        bad = Bad("database", f"it cannot be read after {check.chain.size} events: {error}")
    return check.report(bad)


class _Check:
    """One verification: events, tiles and both lists of heads walked together, by growing size."""

    def __init__(
        self, outside: Iterator[tuple[int, Head | None]], keys: frozenset[bytes], since: tuple[int, bytes] | None
    ) -> None:
        self.outside = outside
        self.keys = keys
        self.since = since
        self.chain = Chain()
        self.growth = Growth(0, lambda _level, _number: b"")
        self.leaves = b""
        self.tiles = 0
        self.next_stored: Head | None = None
        self.next_outside: tuple[int, Head | None] | None = None
        self.head: Head | None = None
        self.heads = self.exported = self.waiting = 0

    def report(self, bad: Bad | None) -> Report:
        size, root = self.chain.size, self.chain.root()
        return Report(size, root, self.head, self.heads, self.exported, self.waiting, bad)

    def run(self) -> Iterator[Bad]:
        """Every fault, the first one first; whoever asks stops there."""
        if why := rows.damage():
            yield Bad("database", why)
        stored = store.heads_beyond(-(2**63))
        self.next_stored = next(stored, None)
        self.next_outside = next(self.outside, None)
        yield from self._roots(stored)
        for row in rows.sealed():
            yield from self._event(row)
            yield from self._roots(stored)
        yield from self._end()
        yield from self._waiting()

    def _event(self, row: rows.Row) -> Iterator[Bad]:
        position = self.chain.size
        numbers = {"position": position, "event": row.event}
        if row.position != position:
            yield Bad("event", "no event has this place", {"position": position})
        if why := row.fault():
            yield Bad("event", why, numbers)
        number, rank = divmod(position, WIDTH)
        if rank == 0:
            self.leaves = store.tile(0, number)
        if self.leaves[rank * HASH : (rank + 1) * HASH] != row.leaf:
            yield Bad("event", "the tree holds another leaf at this place", numbers)
        self.chain.add(row.leaf)
        if rank == WIDTH - 1:
            self.growth.extend(split(self.leaves[: WIDTH * HASH]))
            yield from self._tiles(full=True)

    def _roots(self, stored: Iterator[Head]) -> Iterator[Bad]:
        """The root at this size, held against the head signed there, the exported one and the one kept elsewhere."""
        size = self.chain.size
        before = self.head.size if self.head else 0
        here: Head | None = None
        while self.next_stored and self.next_stored.size <= size:
            here, self.next_stored = self.next_stored, next(stored, None)
            self.heads += 1
            yield from self._judge(here, before)
            self.head = here
        while self.next_outside and (self.next_outside[1] is None or self.next_outside[1].size <= size):
            line, head = self.next_outside
            if head is None or head != here:
                why = "it is no tree head" if head is None else "the database does not hold this exported head"
                yield Bad(exported.FILE, why, {"line": line, "after": before})
            self.exported, self.next_outside, here = self.exported + 1, next(self.outside, None), None
        if here and self.next_outside:
            yield Bad("head", "it was never exported, though later ones were", {"size": size})
        if self.since and self.since[0] == size and self.since[1] != self.chain.root():
            yield Bad("since", "what was before this size was removed or changed", {"size": size})

    def _judge(self, head: Head, before: int) -> Iterator[Bad]:
        numbers = {"size": head.size, "after": before}
        if head.key not in self.keys:
            yield Bad("head", "it is signed with a key that is not this journal's", numbers)
        if not head.is_signed:
            yield Bad("head", "its signature is not that of its size, root and instant", numbers)
        if (head.size, head.root) != (self.chain.size, self.chain.root()):
            yield Bad("head", "its root is not that of the events before it", numbers)

    def _tiles(self, *, full: bool) -> Iterator[Bad]:
        """The tiles grown so far, those that are full or all of them, held against the stored ones, then forgotten."""
        for (level, number), hashes in list(self.growth.changed.items()):
            if full and len(hashes) < WIDTH * HASH:
                continue
            if store.tile(level, number) != hashes:
                yield Bad("tile", "its hashes are not those of the events", {"level": level, "number": number})
            self.tiles += 1
            del self.growth.changed[level, number]

    def _end(self) -> Iterator[Bad]:
        size = self.chain.size
        before = self.head.size if self.head else 0
        if self.next_outside:
            line = self.next_outside[0]
            yield Bad(exported.FILE, "the database does not hold this exported head", {"line": line, "after": before})
        if self.next_stored or before != size:
            yield Bad("head", "the last one is not that of all events that have a place", {"after": before})
        if self.since and not 0 <= self.since[0] <= size:
            yield Bad("since", "the journal is smaller than it was", {"size": self.since[0], "events": size})
        self.growth.extend(split(self.leaves[: size % WIDTH * HASH]) if size % WIDTH else [])
        yield from self._tiles(full=False)
        if Tile.objects.count() != self.tiles:
            yield Bad("tile", "there are tiles that no event explains", {"expected": self.tiles})
        if Place.objects.count() != size or TreeHead.objects.count() != self.heads:
            yield Bad("database", "rows of the tree cannot be reached in their order")

    def _waiting(self) -> Iterator[Bad]:
        for row in rows.waiting():
            self.waiting += 1
            if why := row.fault():
                yield Bad("waiting event", why, {"event": row.event})
        event = rows.placed_and_waiting()
        if event is not None:
            yield Bad("waiting event", "it waits for a place though it has one", {"event": event})
        event = rows.lost()
        if event is not None:
            yield Bad("event", "it has no place and waits for none", {"event": event})
