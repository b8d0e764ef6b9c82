"""One campaign: so many inputs of every target in one process, what came of them, and how its memory fared."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connections

from tests.fuzzing.oracle import Oracle, Outcome
from tests.fuzzing.recipe import Recipe, numbered
from tests.fuzzing.targets import every
from tests.fuzzing.targets.common import Target

#: Inputs after which memory is measured: everything is loaded by then.
WARM_UP = 2_000
#: Inputs between two measures of memory.
BETWEEN = 2_000
#: Inputs between two words on how far a target is.
TOLD = 5 * BETWEEN
#: Recipes kept of one finding.
KEPT = 5
MB = 1024 * 1024


def resident() -> int:
    """Bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@dataclass
class Found:
    """One thing that is wrong, and the recipes that show it."""

    target: str
    kind: str
    key: str
    detail: str
    count: int = 0
    recipes: list[str] = field(default_factory=list)


@dataclass
class Run:
    """What came of one target. `memory` are (inputs, bytes) after the warm-up."""

    target: str
    inputs: int = 0
    seconds: float = 0.0
    processor: float = 0.0
    slowest: float = 0.0
    slowest_recipe: str = ""
    told: Counter[str] = field(default_factory=Counter)
    found: dict[tuple[str, str], Found] = field(default_factory=dict)
    memory: list[tuple[int, int]] = field(default_factory=list)
    descriptors: tuple[int, int] = (0, 0)

    @property
    def growth(self) -> int | None:
        """Bytes gained in 100,000 inputs, by the line through the measures; None where there are too few."""
        points = self.memory
        if len(points) < 3 or points[-1][0] - points[0][0] < 2 * BETWEEN:
            return None
        middle = sum(at for at, _ in points) / len(points), sum(held for _, held in points) / len(points)
        above = sum((at - middle[0]) * (held - middle[1]) for at, held in points)
        return round(above / sum((at - middle[0]) ** 2 for at, _ in points) * 100_000)

    def note(self, recipe: Recipe, outcome: Outcome) -> list[Found]:
        """Count one outcome; the findings that are new."""
        self.inputs += 1
        self.told.update(outcome.told)
        if outcome.seconds > self.slowest:
            self.slowest, self.slowest_recipe = outcome.seconds, str(recipe)
        fresh = []
        for fault in outcome.faults:
            known = self.found.get((fault.kind, fault.key))
            if known is None:
                known = self.found[fault.kind, fault.key] = Found(self.target, fault.kind, fault.key, fault.detail)
                fresh.append(known)
            known.count += 1
            if len(known.recipes) < KEPT:
                known.recipes.append(str(recipe))
        return fresh

    def as_dict(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "inputs": self.inputs,
            "seconds": round(self.seconds, 1),
            "processor": round(self.processor, 1),
            "slowest": round(self.slowest, 3),
            "slowest_recipe": self.slowest_recipe,
            "verdicts": len(self.told),
            "told": dict(self.told.most_common(12)),
            "growth_per_100000": self.growth,
            "memory": [self.memory[0][1], self.memory[-1][1]] if self.memory else [],
            "descriptors": list(self.descriptors),
            "findings": [vars(found) for found in self.found.values()],
        }


Say = Callable[[str], None]


def shares(names: Sequence[str], inputs: int) -> dict[str, int]:
    """How many of the inputs each target gets."""
    known = every()
    whole = sum(known[name].share for name in names)
    return {name: max(1, round(inputs * known[name].share / whole)) for name in names}


def recipes(target: Target, campaign: int, first: int, count: int) -> Iterator[Recipe]:
    for number in range(first, first + count):
        yield numbered(target.seeds(), campaign, target.name, number)


def trailed(inputs: Iterator[Recipe], trail: Path) -> Iterator[Recipe]:
    """The same inputs, each written to `trail` with its rank before it is given: what ended the process is then known."""
    with trail.open("wb", buffering=0) as file:
        for rank, recipe in enumerate(inputs):
            file.seek(0)
            file.write(f"{rank} {recipe}".ljust(120).encode() + b"\n")
            yield recipe


def attack(
    target: Target,
    inputs: Iterator[Recipe],
    oracle: Oracle,
    *,
    until: float = float("inf"),
    least: int = 0,
    say: Say,
    keep: Path | None,
) -> Run:
    """Give these inputs to one target, one after the other, no longer than `until` (monotonic) once it had `least` of them.

    Threads are renewed on the way, as the server renews its own: libxml2 keeps every name that a thread ever read.
    """
    run = Run(target.name)
    target.ready()
    begun, used, files = time.monotonic(), time.process_time(), descriptors()

    def block() -> None:
        for recipe in islice(inputs, BETWEEN):
            if run.inputs >= least and time.monotonic() > until:
                break
            state = target.build(recipe)
            for found in run.note(recipe, oracle.judge(target.check, state)):
                say(f"{target.name} {recipe} {found.kind}: {found.key}")
                if keep is not None:
                    _keep(keep, target, recipe, found, state)
        connections.close_all()

    before = -1
    while run.inputs > before and (run.inputs < least or time.monotonic() < until):
        before = run.inputs
        _in_a_thread(block)
        gc.collect()
        if run.inputs >= WARM_UP:
            run.memory.append((run.inputs, resident()))
        if run.inputs % TOLD == 0 and run.inputs > before:
            say(f"{target.name:14} {run.inputs:8} so far, {resident() / MB:.0f} MB, {len(run.found)} findings")
    run.seconds, run.processor = time.monotonic() - begun, time.process_time() - used
    run.descriptors = (files, descriptors())
    return run


def _in_a_thread(work: Callable[[], None]) -> None:
    """Do it in a thread of its own; raises what it raises."""
    raised: list[BaseException] = []

    def caught() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again by who waits
            raised.append(error)

    thread = threading.Thread(target=caught, name="inputs")
    thread.start()
    while thread.is_alive():
        thread.join(0.5)  # signals are heard in between
    if raised:
        raise raised[0]


def _keep(folder: Path, target: Target, recipe: Recipe, found: Found, state: Any) -> None:
    """The input and what it did, as files."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"{target.name}-{str(recipe).replace(':', '-')[:80]}"
    stem.with_suffix(".input").write_bytes(target.bytes_of(state))
    stem.with_suffix(".txt").write_text(
        f"{target.name} {recipe}\n{found.kind}: {found.key}\n\n{found.detail}\n", "utf-8"
    )


def shortened(target: Target, recipe: Recipe, oracle: Oracle, key: tuple[str, str]) -> Recipe:
    """The same finding with fewer steps, where fewer do."""
    rank = 0
    while rank < len(recipe.steps):
        shorter = recipe.without(rank)
        faults = oracle.judge(target.check, target.build(shorter)).faults
        if any((fault.kind, fault.key) == key for fault in faults):
            recipe = shorter
        else:
            rank += 1
    return recipe
