"""Identities drawn by chance, each by a seed and a number of its own, with every shape that a name may have."""

from __future__ import annotations

import random
import string

from socle.identity import matricule, oids
from socle.identity.datamatrix import Code

_SEPARATORS = (" ", "-", "'")
#: Names that say what a block begins with, and words that make a long one.
_WORDS = ("S", "IS", "SS", "LE", "DE", "O", "JEAN", "MARIE", "ANNE", "KERVELEC", "ABDELRAHMAN", "SOPHIE")


def code(seed: int, number: int) -> Code:
    """The identity of this number: mostly short names, now and then one of the greatest length."""
    chance = random.Random(f"{seed}/{number}")
    department = chance.choice([f"{chance.randint(1, 95):02d}", "2A", "2B", "97", "99"])
    sex, year, month = chance.choice("12"), chance.randint(0, 99), chance.randint(1, 12)
    thirteen = f"{sex}{year:02d}{month:02d}{department}{chance.randint(1, 999):03d}{chance.randint(1, 999):03d}"
    return Code(
        matricule=matricule.with_key(thirteen),
        oid=chance.choice(sorted(oids.INS_OIDS)),
        given_names=_name(chance),
        birth_name=_name(chance, birth_name=True),
        sex=chance.choice("MF"),
        birth_date=f"{chance.randint(1, 28):02d}-{month:02d}-{chance.choice((1800, 1900, 2000)) + year}",
        birth_place=chance.choice(["", f"{department}{chance.randint(1, 999):03d}", "99999", "99100"]),
    )


def _name(chance: random.Random, *, birth_name: bool = False) -> str:
    length = chance.choice([1, 2, 5, 8, 12, 20, 40, 99, 100, 100])
    text = chance.choice(["'", "", ""])
    while len(text) < length:
        if text and text != "'":
            text += "--" if birth_name and chance.random() < 0.05 else chance.choice(_SEPARATORS)
        text += chance.choice(_WORDS) if chance.random() < 0.7 else chance.choice(string.ascii_uppercase)
    return text[:length].rstrip(" -'") or "A"
