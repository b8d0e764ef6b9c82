"""What an input is made of: a seed by its name, then mutation steps by their numbers. The same recipe, the same bytes.

Written `9f3a12c4:203991.55`: the CRC of the seed's name, then the numbers that drive each step.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from zlib import crc32

STEP = 2**32
#: How many steps an input takes: mostly few, so that it stays near what is read in full.
LENGTHS = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 6)
#: One input in so many comes from a long seed, which takes a hundred times longer.
LONG = 200


def name_number(name: str) -> int:
    """The number under which a recipe names a seed."""
    return crc32(name.encode())


@dataclass(frozen=True, slots=True)
class Recipe:
    seed: int
    steps: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.seed:08x}:{'.'.join(map(str, self.steps))}"

    @classmethod
    def parse(cls, text: str) -> Recipe:
        seed, _, steps = text.partition(":")
        return cls(int(seed, 16), tuple(int(step) for step in steps.split(".") if step))

    def without(self, rank: int) -> Recipe:
        return Recipe(self.seed, self.steps[:rank] + self.steps[rank + 1 :])


@dataclass(frozen=True)
class Seeds:
    """Good inputs by name; `long` ones are drawn seldom."""

    short: dict[str, bytes]
    long: dict[str, bytes]

    def __post_init__(self) -> None:
        numbers = {name_number(name): data for name, data in {**self.short, **self.long}.items()}
        object.__setattr__(self, "_numbers", numbers)
        object.__setattr__(self, "_names", (sorted(self.short), sorted(self.long)))

    @classmethod
    def of(cls, found: dict[str, bytes], longest: int = 60_000) -> Seeds:
        short = {name: data for name, data in found.items() if len(data) <= longest}
        return cls(short, {name: data for name, data in found.items() if len(data) > longest})

    @property
    def numbers(self) -> list[int]:
        """The numbers of all seeds, in the order of their names."""
        return [name_number(name) for names in self._names for name in names]  # type: ignore[attr-defined]

    def draw(self, chance: random.Random) -> int:
        short, long = self._names  # type: ignore[attr-defined]
        return name_number(chance.choice(long if long and not chance.randrange(LONG) else short or long))

    def __getitem__(self, number: int) -> bytes:
        return self._numbers[number]  # type: ignore[attr-defined, no-any-return]


def numbered(seeds: Seeds, campaign: int, target: str, number: int) -> Recipe:
    """Input `number` of a target in the campaign of this seed."""
    chance = random.Random(f"{campaign}/{target}/{number}")
    steps = tuple(chance.randrange(STEP) for _ in range(chance.choice(LENGTHS)))
    return Recipe(seeds.draw(chance), steps)
