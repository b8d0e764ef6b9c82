"""Ways to spoil an input: bytes, XML text, XML trees, MIME, HTTP, DER, lines of text. Each takes and gives bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.fuzzing.words import Chance

Mutator = Callable[[bytes, Chance], bytes]

#: No input grows beyond this: the limits of sizes have tests of their own.
LARGEST = 400_000


def one_of(choices: Sequence[tuple[int, Mutator]]) -> Mutator:
    """A mutator that draws one of these by weight."""
    weights, mutators = [weight for weight, _ in choices], [mutator for _, mutator in choices]

    def mutate(data: bytes, chance: Chance) -> bytes:
        mutator = chance.choices(mutators, weights)[0]
        return mutator(data, chance)[: max(LARGEST, len(data))]

    return mutate
