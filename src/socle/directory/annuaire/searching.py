"""A search of the public directory: what is asked, read page by page through the editions in force.

Pages go in the order of ids within a source, sources one after the other: a page begins after the last id of the one
before, so that an import between two pages repeats and forgets nobody. What few entries satisfy is looked up first; the
rest is verified on the way. Source: FHIR R4, 3.1.1; guide Annuaire Santé 1.2.0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from socle.directory.annuaire import criteria, editions, store
from socle.directory.annuaire.criteria import Wanted
from socle.directory.annuaire.entries import Held
from socle.sql import Where, one_of

#: A condition that at most so many entries satisfy is looked up before all else.
FEW: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One search: the type by its letter, the conditions that all hold, ids, and conditions on columns of the entry.

    `plain` are verified on the way, `sought` are those that an index serves; `keeps` judges what no column tells.
    `place` is where the page begins: a source, and the last id of it already seen.
    """

    letter: str
    wanted: tuple[Wanted, ...] = ()
    ids: frozenset[str] | None = None
    plain: tuple[Where, ...] = ()
    sought: tuple[Where, ...] = ()
    keeps: Callable[[Held], bool] = field(default=lambda _held: True)
    count: int = 50
    place: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Entries in order; `place` is where the next page begins, None when this is the last."""

    entries: tuple[Held, ...] = ()
    place: tuple[str, str] | None = None


def search(asked: Asked) -> Page:
    """One page."""
    read = store.current()
    details = [read[name][0] for name in editions.DETAILS if name in read]
    names = [name for name in editions.ENTRIES if name in read]
    if asked.place is not None:
        names = names[names.index(asked.place[0]) :] if asked.place[0] in names else []
    found: list[tuple[str, Held]] = []
    for name in names:
        last = asked.place[1] if asked.place is not None and asked.place[0] == name else ""
        wanting = asked.count + 1 - len(found)
        more = [] if name == editions.LOADED else details
        found += [(name, held) for held in _of_source(name, read[name][0], more, asked, last, wanting)]
        if len(found) > asked.count:
            break
    kept = found[: asked.count]
    place = (kept[-1][0], kept[-1][1].key) if len(found) > asked.count and kept else None
    return Page(entries=complete([held for _, held in kept], details), place=place)


def complete(entries: Sequence[Held], details: Sequence[int]) -> tuple[Held, ...]:
    """These entries with what the extracts of details add to those of ours, each type asked once."""
    added: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for letter in {held.type for held in entries} & {"P", "O"} if details else ():
        ids = [held.key for held in entries if held.type == letter and held.resource is None]
        added |= {(letter, key): some for key, some in store.details(details, letter, ids).items()}
    return tuple(replace(held, details=added.get((held.type, held.key), ())) for held in entries)


def count(asked: Asked) -> int:
    """How many entries there are in all; those that `keeps` refuses are counted."""
    read, total = store.current(), 0
    details = [read[name][0] for name in editions.DETAILS if name in read]
    for name in editions.ENTRIES:
        if name in read:
            where, keys = _where(name, read[name][0], [] if name == editions.LOADED else details, asked)
            where = where if keys is None else where & one_of("e.key", sorted(keys))
            total += store.count(f"FROM directory_entry e WHERE {where.text}", where.values)
    return total


def _of_source(name: str, edition: int, details: list[int], asked: Asked, last: str, wanting: int) -> list[Held]:
    where, few = _where(name, edition, details, asked)
    if few is not None:  # in the order of ids as Python has it: a database may have another, and go through all
        keys = sorted(key for key in few if key > last)
        here = where & one_of("e.key", keys)
        some = store.found(here.text, here.values) if keys else []
        return sorted(filter(asked.keeps, some), key=lambda held: held.key)[:wanting]
    kept: list[Held] = []
    while len(kept) < wanting:
        text = f"{where.text} AND e.key > %s ORDER BY e.key LIMIT %s"
        some = store.found(text, (*where.values, last, wanting))
        kept += filter(asked.keeps, some)
        if len(some) < wanting:
            break
        last = some[-1].key
    return kept[:wanting]


def _where(name: str, edition: int, details: list[int], asked: Asked) -> tuple[Where, set[str] | None]:
    """The condition on entries of one source, and the few ids among which it is verified; None: all of them."""
    where = Where("e.edition = %s AND e.type = %s AND NOT e.hidden", (edition, asked.letter))
    keys = set(asked.ids) if asked.ids is not None else None
    for condition in asked.plain:
        where &= condition
    place = criteria.Place(name, edition, asked.letter, tuple(details))
    every = [criteria.ways(wanted, place) for wanted in asked.wanted]
    every += [[criteria.on_entry(condition, place)] for condition in asked.sought]
    for ways in every:
        few = _few(ways)
        if few is None:
            where &= criteria.either([way.where for way in ways])
        else:
            keys = few if keys is None else keys & few
    return where, keys


def _few(ways: Sequence[criteria.Way]) -> set[str] | None:
    """The ids of the entries that satisfy one of these ways, when they are few; None when they are many."""
    found: set[str] = set()
    for way in ways:
        if way.keys is not None:
            found |= way.keys
        elif way.finder is not None:
            found |= set(store.keys(f"{way.finder.text} LIMIT {FEW + 1}", way.finder.values))
        else:
            return None
        if len(found) > FEW:
            return None
    return found
