"""The matricule of an INS: shape and key.

A matricule has 15 characters, `S YY MM LLLLL OOO KK`: sex, year, month, place, order, key. Only its seventh
may be a letter, A or B after a 2, for Corsica. Whether it is a NIR or a NIA is told by the OID alone, never
by its digits. Source: spec/identity.md a.1 and h.
"""

from __future__ import annotations

import re

from socle.identity.checkdigits import adeli, finess, luhn, rpps, siren, siret

__all__ = ["adeli", "finess", "is_valid", "is_well_formed", "key", "luhn", "rpps", "siren", "siret", "with_key"]

_THIRTEEN = re.compile(r"\d{5}(?:\d{2}|2[AB])\d{6}", re.ASCII)
_CORSICA = {"2A": "19", "2B": "18"}


def key(thirteen: str) -> str:
    """The two-digit key of the first thirteen characters. Raises `ValueError` when they have not that shape."""
    if not _THIRTEEN.fullmatch(thirteen):
        raise ValueError(f"'{thirteen}' is not the beginning of a matricule: write 13 digits, 2A or 2B for Corsica")
    department = thirteen[5:7]
    number = int(thirteen[:5] + _CORSICA.get(department, department) + thirteen[7:])
    return f"{97 - number % 97:02d}"


def with_key(thirteen: str) -> str:
    """The whole matricule of these thirteen characters. Raises `ValueError` as `key` does."""
    return thirteen + key(thirteen)


def is_well_formed(matricule: str) -> bool:
    """Whether it has the shape of a matricule, its key set aside."""
    return _THIRTEEN.fullmatch(matricule[:13]) is not None and re.fullmatch(r"[0-9]{2}", matricule[13:]) is not None


def is_valid(matricule: str) -> bool:
    """Whether it has the shape of a matricule and its key verifies."""
    return is_well_formed(matricule) and key(matricule[:13]) == matricule[13:]
