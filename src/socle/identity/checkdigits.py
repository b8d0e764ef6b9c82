"""Check digits of professionals' and structures' numbers.

Source: spec/identity.md e.1 and h. Every function takes the number as written, without spaces, and answers
yes or no; what a wrong key leads to (a warning, a refusal) is decided elsewhere.
"""

from __future__ import annotations

import re

#: La Poste's establishments are many: theirs also verify by the plain sum of their digits.
_LA_POSTE = "356000000"
_FINESS = re.compile(r"(?:\d{2}|2[AB])\d{7}")
_ADELI = re.compile(r"(?:\d{2}|2[AB])\d{7}")

#: Each digit's double, the sum of its two digits when it has two.
_DOUBLED = str.maketrans("0123456789", "0246813579")
#: Two readings of a Corsican department, none settled: A and B as 0 and 1, or as 1 and 2.
_CORSICA = ({"A": "0", "B": "1"}, {"A": "1", "B": "2"})


def luhn(digits: str) -> bool:
    """Whether `digits`, its key included, verifies by Luhn's formula. False for anything but digits."""
    if not digits.isascii() or not digits.isdigit():
        return False
    as_they_are, doubled = digits[-1::-2], digits[-2::-2].translate(_DOUBLED)
    return (sum(as_they_are.encode()) + sum(doubled.encode()) - ord("0") * len(digits)) % 10 == 0


def luhn_key(digits: str) -> str:
    """The key that makes `digits` + key verify. Raises `ValueError` for anything but digits."""
    for key in "0123456789":
        if luhn(digits + key):
            return key
    raise ValueError(f"'{digits}' is not a number: a Luhn key is computed on digits alone")


def rpps(number: str) -> bool:
    """RPPS: 11 digits, Luhn."""
    return len(number) == 11 and luhn(number)  # noqa: PLR2004


def adeli(number: str) -> bool:
    """ADELI: 9 characters, department first (2A or 2B possible), Luhn."""
    return _ADELI.fullmatch(number) is not None and _with_corsica(number)


def finess(number: str) -> bool:
    """FINESS: 9 characters, Luhn; a Corsican one verifies by either reading of its letter."""
    return _FINESS.fullmatch(number) is not None and _with_corsica(number)


def siren(number: str) -> bool:
    """SIREN: 9 digits, Luhn."""
    return len(number) == 9 and luhn(number)  # noqa: PLR2004


def siret(number: str) -> bool:
    """SIRET: 14 digits, Luhn on the whole and on its SIREN; La Poste's also by a sum that 5 divides."""
    if len(number) != 14 or not number.isascii() or not number.isdigit() or not siren(number[:9]):  # noqa: PLR2004
        return False
    return luhn(number) or (number.startswith(_LA_POSTE) and sum(map(int, number)) % 5 == 0)


def is_corsican(number: str) -> bool:
    """Whether a FINESS or ADELI number begins with 2A or 2B: its key, when wrong, only warns."""
    return number[:2] in {"2A", "2B"}


def _with_corsica(number: str) -> bool:
    if not is_corsican(number):
        return luhn(number)
    return any(luhn(number[0] + digits[number[1]] + number[2:]) for digits in _CORSICA)
