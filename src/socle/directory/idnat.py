"""National identifiers of persons and structures: their first character says what the rest is.

The two tables give different meanings to the same first character: 3 is a FINESS for a person and a SIRET
for a structure. Test material carries letters (`0B0152872`), which no key verifies. Source:
spec/identity.md e.2; value sets `person_identifier_type`, `structure_identifier_type`.
"""

from __future__ import annotations

import re

from socle.identity import checkdigits

#: Numbers of test structures: a FINESS or ADELI number that begins with 0B. Accepted outside production only.
_TEST_NUMBER = re.compile(r"0B\d{7}", re.ASCII)


def is_professional(idnat: str) -> bool:
    """Whether an IdNat_PS names a person of the national directory (RPPS or ADELI), not an internal number."""
    return idnat[:1] in {"8", "0"} and "/" not in idnat


def has_national_number(structure: str) -> bool:
    """Whether an IdNat_Struct is a FINESS or a SIRET, the two that a server certificate may carry (AUTH-040)."""
    return structure[:1] in {"1", "3"}


def rpps_of(idnat: str) -> str:
    """The RPPS number of an IdNat_PS, empty when it is another number."""
    return idnat[1:] if idnat[:1] == "8" else ""


def adeli_of(idnat: str) -> str:
    """The ADELI number of an IdNat_PS, empty when it is another number."""
    return idnat[1:] if is_professional(idnat) and idnat[:1] == "0" else ""


def finess_of(structure: str) -> str:
    """The FINESS number of an IdNat_Struct, empty when it is another number."""
    return structure[1:] if structure[:1] == "1" else ""


def siret_of(structure: str) -> str:
    """The SIRET number of an IdNat_Struct, empty when it is another number."""
    return structure[1:] if structure[:1] == "3" else ""


def is_test_number(idnat: str) -> bool:
    """Whether the number inside is one that exists in test material only."""
    return _TEST_NUMBER.fullmatch(idnat[1:10]) is not None


def person_key_verifies(idnat: str) -> bool:
    """Whether the number inside an IdNat_PS verifies; numbers without a key always do."""
    number = idnat[1:].partition("/")[0]
    check = _PERSON_CHECKS.get(idnat[:1])
    return is_test_number(idnat) or check is None or check(number)


def structure_key_verifies(idnat: str) -> bool:
    """Whether the number inside an IdNat_Struct verifies; numbers without a key always do."""
    check = _STRUCTURE_CHECKS.get(idnat[:1])
    return is_test_number(idnat) or check is None or check(idnat[1:])


def _rpps_and_rank(number: str) -> bool:
    return checkdigits.rpps(number[:11])


#: Source: TRE_G08 (1.2.250.1.71.1.2.15).
_PERSON_CHECKS = {
    "8": checkdigits.rpps,
    "0": checkdigits.adeli,
    "3": checkdigits.finess,
    "4": checkdigits.siren,
    "5": checkdigits.siret,
}
#: Source: TRE_G07 (1.2.250.1.71.1.2.14).
_STRUCTURE_CHECKS = {
    "1": checkdigits.finess,
    "2": checkdigits.siren,
    "3": checkdigits.siret,
    "4": _rpps_and_rank,
}
