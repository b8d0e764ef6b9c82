"""How likely a person is the one looked for by traits (TD0.5): one stated sum.

ASSUMED: no source tells how the DMP counts. Each trait asked that agrees counts its weight; the sum is told per cent of
what was asked, and never reaches 100: without the INS nobody is certain. With every trait asked, the worked dialogue's
98 (all agree) and 23 (sex and town) come out (docs/divergences/dmp.md).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from socle.identity.traits import Traits
from socle.record.verdicts import administration
from socle.rulebook import ALLOWED, Decision, refuse
from socle.wire.hl7v3 import Address
from socle.wire.hl7v3.searching import SearchedTraits

#: What each trait counts for.
WEIGHTS: Final[Mapping[str, int]] = MappingProxyType(
    {"family": 30, "birth date": 25, "given": 20, "town": 18, "sex": 5}
)
#: What all of them together give: the most that is ever told.
MOST: Final = sum(WEIGHTS.values())

#: Below this a person is not told: the same town alone, or the same sex, is nobody in particular.
LEAST: Final = 20

#: How many candidates are told. Source: spec/dmp.md 3.1 (TD0.5).
CANDIDATES: Final = 10


def searchable(asked: SearchedTraits) -> Decision:
    """Whether this can be looked for: a birth date or a postal code bounds the search, a name alone does not."""
    place = asked.address.postal_code if asked.address is not None else ""
    dated = len(asked.birth_date) >= len("YYYYMMDD") and asked.birth_date[:8].isdigit()
    return ALLOWED if dated or place else refuse(administration.TRAITS_TOO_FEW.at("parameterList"))


def likeness(asked: SearchedTraits, held: Traits, address: Address | None) -> int:
    """Per cent of what was asked that agrees with this person, from 0 to `MOST`."""
    known = {
        "family": {plain(held.birth_name), plain(held.used_name)},
        "given": {plain(held.first_given_name), plain(held.used_given_name)},
        "birth date": {held.birth_date.strftime("%Y%m%d")},
        "sex": {held.sex},
        "town": {place(address)} if address is not None else set(),
    }
    said = {
        "family": plain(asked.family),
        "given": plain(asked.given),
        "birth date": asked.birth_date[:8],
        "sex": asked.gender,
        "town": place(asked.address) if asked.address is not None else "",
    }
    wanted = sum(WEIGHTS[trait] for trait, value in said.items() if value)
    agreed = sum(WEIGHTS[trait] for trait, value in said.items() if value and value in known[trait])
    return MOST * agreed // wanted if wanted else 0


def place(address: Address) -> str:
    """Where one lives, as it is compared: the postal code, else the town."""
    return address.postal_code or plain(address.city)


def plain(text: str) -> str:
    """A name as it is compared: capitals without accents, hyphens and apostrophes (spec/identity.md a)."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(bare.upper().replace("-", " ").replace("'", " ").replace("’", " ").split())
