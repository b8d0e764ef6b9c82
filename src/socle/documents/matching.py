"""Which author of the metadata is which of the header.

Two are the same person by identifier and authority, an authority left out being any; without identifiers by name, a
device's model and software in either order. Looked up, since whoever writes thousands of authors on both sides must
not make each be held against each.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator

from socle.wire.hl7v2 import XCN
from socle.wire.xds.model import Author


class Unmatched:
    """The authors of the metadata that no author of the header was matched with yet, in their order."""

    def __init__(self, authors: Iterable[Author]) -> None:
        self._left = dict(enumerate(authors))
        self._ranks: dict[Hashable, deque[int]] = defaultdict(deque)
        for rank, author in self._left.items():
            for key in _known_by(author.person):
                self._ranks[key].append(rank)

    def take(self, person: XCN | None) -> Author | None:
        """The first author who is this person, who is then matched; None when there is none."""
        ranks = [rank for key in _sought_by(person) if (rank := self._first(key)) is not None]
        return self._left.pop(min(ranks)) if ranks else None

    def rest(self) -> list[Author]:
        """Those whom nobody was matched with."""
        return list(self._left.values())

    def _first(self, key: Hashable) -> int | None:
        waiting = self._ranks.get(key, deque())
        while waiting and waiting[0] not in self._left:
            waiting.popleft()
        return waiting[0] if waiting else None


def same_person(one: XCN, other: XCN) -> bool:
    """Whether the header's `one` is the metadata's `other`."""
    return not set(_sought_by(one)).isdisjoint(_known_by(other))


def _known_by(person: XCN | None) -> Iterator[Hashable]:
    """Everything under which somebody of the metadata may be found."""
    if person is None:
        yield None
    elif person.id:
        yield from (("any", person.id), ("id", person.id, person.authority))
    else:
        yield from (_device(person), _name(person))


def _sought_by(person: XCN | None) -> Iterator[Hashable]:
    """Under what somebody of the header is looked for."""
    if person is None:
        yield None
    elif person.id and person.authority:
        yield from (("id", person.id, person.authority), ("id", person.id, ""))
    elif person.id:
        yield ("any", person.id)
    else:
        yield _device(person) if person.is_device else _name(person)


def _device(person: XCN) -> Hashable:
    return "device", frozenset({person.family, person.given})


def _name(person: XCN) -> Hashable:
    return "name", person.family.casefold(), person.given.casefold()
