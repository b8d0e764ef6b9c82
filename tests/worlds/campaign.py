"""Draws worlds and asks both forms of the decision; holds them against each other and against the invariants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from socle.directory.actor import Kind
from socle.record.facts import Action
from socle.record.rules import may, may_see
from socle.record.store.rows import document_facts
from socle.record.visible import visible_to
from tests.worlds.draw import World, world
from tests.worlds.filtering import Filter
from tests.worlds.invariants import judged

#: Worlds in the database at once.
TOGETHER = 500
#: Worlds that one process draws before it tells what it saw.
PART = 5000
#: Sentences kept of what was wrong; all of it is counted.
TOLD = 20


@dataclass
class Result:
    """What a campaign saw. `reasons` counts, for each invariant, why a document it speaks of reached its reader."""

    worlds: int = 0
    documents: int = 0
    shown: int = 0
    given: int = 0
    readers: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, other: Result) -> None:
        """Count what another part of the campaign saw."""
        for name in ("worlds", "documents", "shown", "given", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("readers", "withheld", "reasons"):
            getattr(self, name).update(getattr(other, name))
        self.told = [*self.told, *other.told][:TOLD]

    def tell(self, sentence: str) -> None:
        self.wrong += 1
        if len(self.told) < TOLD:
            self.told.append(sentence)


def run(seed: int, numbers: range) -> Result:
    """The worlds of these numbers in the campaign of this seed."""
    result = Result()
    with Filter() as kept:
        for start in range(0, len(numbers), TOGETHER):
            _judge([world(seed, number) for number in numbers[start : start + TOGETHER]], kept, result)
    return result


def shared(seed: int, numbers: range, processes: int, say: Callable[[str], None]) -> Result:
    """The same by several processes."""
    parts = [numbers[start : start + PART] for start in range(0, len(numbers), PART)]
    result = Result()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for found in pool.map(run, [seed] * len(parts), parts):
            result.add(found)
            say(f"{result.worlds} worlds, {result.wrong} wrong")
    return result


def _judge(worlds: list[World], kept: Filter, result: Result) -> None:
    kept.hold((held.name, held.rows) for held in worlds)
    for held in worlds:
        filtered = kept.kept(held.name, visible_to(held.actor, held.record, held.at, held.choices))
        judge(held, filtered, result)


def judge(held: World, filtered: frozenset[str], result: Result) -> None:
    """One world: `filtered` is what the database's form shows. What is wrong is told with the world's name."""
    documents = {row.id: document_facts(row) for row in held.rows}
    see = {
        id: may_see(held.actor, held.record, facts, at=held.at, choices=held.choices) for id, facts in documents.items()
    }
    shown = frozenset(id for id, decision in see.items() if decision.allowed)
    given = frozenset(
        id
        for id, facts in documents.items()
        if may(held.actor, Action.RETRIEVE, held.record, facts, at=held.at, choices=held.choices).allowed
    )
    if shown != filtered:
        result.tell(f"{held.name}: the rules show {sorted(shown)}, the filter {sorted(filtered)}")
    if given - shown and held.actor.kind is not Kind.SYSTEM:  # Socle itself opens signatures, which no search lists
        result.tell(f"{held.name}: {sorted(given - shown)} is given and not shown")
    for name, why, id in judged(held, shown | filtered | given):
        if why == "!":
            result.tell(f"{held.name}: {name}: {id} reaches {held.actor.kind} {held.actor.id}")
        result.reasons[name, why] += 1
    result.worlds += 1
    result.documents += len(documents)
    result.shown += len(shown)
    result.given += len(given)
    result.readers[held.actor.kind.value] += 1
    result.withheld.update(decision.errors[0].verdict.id for decision in see.values() if not decision.allowed)
