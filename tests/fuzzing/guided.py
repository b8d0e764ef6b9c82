"""Recipes chosen by what the code reaches: atheris (libFuzzer) mutates the recipe, and keeps those that reach more.

The input of libFuzzer is not the message but its recipe: two bytes for the seed, four for each step. So what it finds
is replayed like any other input, and every input stays near a message that is read in full.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzzing.campaign import Run, _keep
from tests.fuzzing.oracle import Oracle
from tests.fuzzing.recipe import Recipe
from tests.fuzzing.targets.common import Target

#: Steps of one recipe at most.
MOST = 8


def recipe_of(data: bytes, target: Target) -> Recipe | None:
    """The recipe that these bytes stand for; None for none."""
    if len(data) < 6:
        return None
    numbers = target.seeds().numbers
    seed = numbers[int.from_bytes(data[:2], "big") % len(numbers)]
    steps = tuple(int.from_bytes(data[at : at + 4], "big") for at in range(2, min(len(data), 2 + 4 * MOST) - 3, 4))
    return Recipe(seed, steps)


def run(target: Target, inputs: int, keep: Path | None, out: Path | None) -> int:
    """Attack one target with so many recipes; never returns where libFuzzer ends the process."""
    try:
        import atheris  # noqa: PLC0415 - not among what Socle's tests need
    except ImportError:
        print("guided recipes need atheris: pip install 'atheris>=3,<4'", file=sys.stderr)
        return 2
    for name, module in list(sys.modules.items()):
        if name.startswith("socle.") and hasattr(module, "__file__"):
            _instrument(atheris, module)
    found, oracle, begun = Run(target.name), Oracle(), time.monotonic()
    target.ready()

    def one(data: bytes) -> None:
        recipe = recipe_of(data, target)
        if recipe is None:
            return
        state = target.build(recipe)
        for fresh in found.note(recipe, oracle.judge(target.check, state)):
            print(f"{target.name} {recipe} {fresh.kind}: {fresh.key}", flush=True)
            if keep is not None:
                _keep(keep, target, recipe, fresh, state)
        if found.inputs >= inputs:
            found.seconds = time.monotonic() - begun
            _end(found, out)

    corpus = tempfile.mkdtemp(prefix="socle-guided-")
    with oracle:
        atheris.Setup(
            [sys.argv[0], corpus, "-max_len=34", "-len_control=0", "-timeout=120", "-seed=1", "-print_final_stats=0"],
            one,
        )
        atheris.Fuzz()
    return 1 if found.found else 0


def _end(found: Run, out: Path | None) -> None:
    said = f"{len(found.found)} findings, {len(found.told)} words"
    print(f"{found.target}: {found.inputs} guided inputs in {found.seconds:.0f} s, {said}")
    if out is not None:
        out.write_text(json.dumps(found.as_dict(), indent=1, default=str), "utf-8")
    sys.stdout.flush()
    os._exit(1 if found.found else 0)


def _instrument(atheris, module) -> None:
    """Count the branches of every function of a module already loaded."""
    for value in list(vars(module).values()):
        if getattr(value, "__module__", "") != module.__name__:
            continue
        if isinstance(value, type):
            for held in list(vars(value).values()):
                _function(atheris, held)
        else:
            _function(atheris, value)


def _function(atheris, value) -> None:
    function = getattr(value, "__func__", None) or getattr(value, "fget", None) or getattr(value, "__wrapped__", value)
    if hasattr(function, "__code__"):
        atheris.instrument_func(function)
