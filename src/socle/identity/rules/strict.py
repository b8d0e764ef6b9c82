"""The five strict traits, and what makes them those of one person.

Source: spec/identity.md a.3; INS-009. Hyphen, apostrophe and space are equal in names (EXI ID 10).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from socle.identity.insi_answer import InsiTraits
from socle.identity.rules.answering import words
from socle.identity.traits import Traits, begins_with_first_given_name, normalise

#: The five, as French readers are told them.
STRICT: Mapping[str, str] = MappingProxyType(
    {
        "birth_name": "nom de naissance",
        "first_given_name": "premier prénom de naissance",
        "sex": "sexe",
        "birth_date": "date de naissance",
        "birth_place": "lieu de naissance",
    }
)
#: What INSi gives and locks: the five, and the list of given names.
OF_INSI = (*STRICT, "given_names")
#: Sex before INSi, when nobody could say: it disagrees with neither.
INDETERMINATE = "I"


def differing(mine: Traits, theirs: Traits) -> tuple[str, ...]:
    """The strict traits in which two identities disagree."""
    return tuple(name for name in STRICT if not _same(name, getattr(mine, name), getattr(theirs, name)))


def differing_from_insi(mine: Traits, told: InsiTraits) -> tuple[str, ...]:
    """The strict traits in which an identity disagrees with INSi, whose list begins with the first given name."""
    same = {
        "birth_name": _same("birth_name", mine.birth_name, told.birth_name),
        "first_given_name": begins_with_first_given_name(normalise(told.given_names), normalise(mine.first_given_name)),
        "sex": _same("sex", mine.sex, told.sex),
        "birth_date": mine.birth_date == told.birth_date,
        "birth_place": mine.birth_place == told.birth_place,
    }
    return tuple(name for name in STRICT if not same[name])


def _same(name: str, mine: object, theirs: object) -> bool:
    if name in {"birth_name", "first_given_name"}:
        return words(str(mine)) == words(str(theirs))
    return mine == theirs or (name == "sex" and INDETERMINATE in {mine, theirs})
