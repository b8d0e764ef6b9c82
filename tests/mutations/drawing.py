"""Which changes are made to which documents: the same ones every time, each recipe at least once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from lxml import etree

from tests.mutations import recipes
from tests.mutations.bases import Base, clinical, every, written
from tests.mutations.recipes import NAMES, Recipe

#: The seed of every draw on record.
SEED = 20261122
#: Places of one document where one recipe may strike.
PLACES = 4
#: Documents of more bytes come after the others: they take ten times longer.
LARGE = 150_000
MODULES = ("header", "people", "acts", "datatypes", "laboratory", "body", "kept", "rewritten")


@dataclass(frozen=True)
class Mutation:
    """One change of one document: by which recipe, and at which of the places that it suits."""

    recipe: Recipe
    base: Base
    place: int

    @property
    def name(self) -> str:
        return f"{self.base.name}, {self.recipe.name}, place {self.place}"

    def build(self) -> bytes | None:
        """The document changed; None where the change changes nothing."""
        if self.recipe.text is not None:
            data = self.recipe.text(self.base.data, random.Random(self.name))
            return None if data == self.base.data else data
        tree = deepcopy(self.base.tree)
        assert self.recipe.act is not None
        self.recipe.act(_found(self.recipe, tree)[self.place])
        data = written(tree)
        return None if data == self.base.written else data


def _found(recipe: Recipe, tree: etree._ElementTree) -> list[etree._Element]:
    return list(clinical(tree).xpath(recipe.where, namespaces=NAMES))


@cache
def catalogue() -> tuple[Recipe, ...]:
    """Every recipe, each name once for what it breaks or keeps."""
    for name in MODULES:
        import_module(f"tests.mutations.{name}")
    return tuple(recipes.EVERY)


def struck(recipe: Recipe, seed: int) -> Iterator[Mutation]:
    """Every place where the recipe may strike, in an order of its own: documents by turns."""
    chance = random.Random(f"{seed}/{recipe.name}/{recipe.where}")
    bases = [base for base in every() if recipe.on in base.kinds]
    chance.shuffle(bases)
    bases.sort(key=lambda base: len(base.data) > LARGE)
    places = {}
    for turn in range(PLACES):
        for base in bases:
            if base not in places:
                count = 1 if recipe.text else len(_found(recipe, base.tree))
                places[base] = chance.sample(range(count), min(count, PLACES))
            if turn < len(places[base]):
                yield Mutation(recipe, base, places[base][turn])


def drawn(count: int, seed: int = SEED, stride: int = 1) -> Iterator[tuple[Mutation, bytes]]:
    """So many changes with their documents: one of each recipe (or of one in `stride`) by turns, while there are any."""
    left = [struck(recipe, seed) for recipe in catalogue()[::stride]]
    made = 0
    while left:
        for places in list(left):
            built = next(((mutation, data) for mutation in places if (data := mutation.build()) is not None), None)
            if built is None:
                left.remove(places)
                continue
            yield built
            made += 1
            if made == count:
                return
