"""How large documents are: drawn from the official samples where they are at hand, else from what they measured."""

from __future__ import annotations

import os
import random
from pathlib import Path

#: Bytes of the 31 official CDA examples of the ANS (as in 2026), sorted; nothing else is kept of them.
RECORDED = (
    24_358, 24_900, 26_108, 39_384, 50_744, 52_601, 54_167, 63_805, 69_301, 76_111, 84_369, 86_670, 112_358, 133_831,
    134_945, 160_835, 163_448, 176_076, 186_469, 203_168, 208_591, 227_009, 254_060, 273_041, 300_518, 352_185, 368_175,
    392_302, 427_961, 448_271, 1_507_598,
)  # fmt: skip


def distribution() -> tuple[str, tuple[int, ...]]:
    """Where the sizes come from, and the sizes in bytes, sorted."""
    folder = os.environ.get("SOCLE_SAMPLES")
    found = sorted(path.stat().st_size for path in Path(folder, "cda").glob("*.xml")) if folder else []
    return ("SOCLE_SAMPLES", tuple(found)) if found else ("recorded", RECORDED)


def draw(count: int, seed: int) -> list[int]:
    """`count` sizes in which each of the distribution comes equally often, in an order that `seed` fixes."""
    _, sizes = distribution()
    rng = random.Random(seed)
    drawn: list[int] = []
    while len(drawn) < count:
        turn = list(sizes)
        rng.shuffle(turn)
        drawn += turn
    return drawn[:count]
