"""The traits of an identity and the characters they may hold.

Source: spec/identity.md a.3 and a.4. What INSi returned is never normalised: it is stored and sent on as
it came; only what a person types is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from socle.identity.verdicts import (
    BIRTH_PLACE_UNREADABLE,
    FIRST_GIVEN_NAME_NOT_FIRST,
    NAME_CHARACTERS,
    SEX_UNKNOWN,
    TRAIT_MISSING,
)
from socle.rulebook import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """The traits of the INS, and the two used names that stand beside them.

    `given_names` is the list of birth, in civil order, separated by spaces; `birth_place` the INSEE code of
    five characters (99 and the country abroad, 99999 unknown); `sex` M or F (I before any INSi answer).
    """

    birth_name: str
    given_names: str
    first_given_name: str
    sex: str
    birth_date: date
    birth_place: str
    used_name: str = ""
    used_given_name: str = ""


_LIGATURES = str.maketrans({"Œ": "OE", "œ": "oe", "Æ": "AE", "æ": "ae", "ß": "ss", "ẞ": "SS"})
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_PLACE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.ASCII)
_SEXES = frozenset({"M", "F", "I"})
LONGEST_NAME = 100

# Words of capitals joined by one separator; see the exceptions in `name_is_well_written`.
_NAME = re.compile(r"'?[A-Z]+(?:[-' ][A-Z]+)*[-']?", re.ASCII)
_NAME_WITH_DOUBLE_HYPHEN = re.compile(r"'?[A-Z]+(?:(?:-{1,2}|[' ])[A-Z]+)*[-']?", re.ASCII)


def normalise(text: str) -> str:
    """What a person typed, in the characters of an identity: capitals, space, apostrophe, hyphen.

    Characters that have no counterpart (digits, full stops) are kept, for `check` to name them.
    """
    text = text.translate(_LIGATURES).translate(_APOSTROPHES).translate(_DASHES)
    bare = "".join(
        character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character)
    )
    # Compatibility decomposition may bring back characters that the tables above replace.
    bare = bare.translate(_LIGATURES).translate(_APOSTROPHES).translate(_DASHES)
    return " ".join(bare.upper().split())


def name_is_well_written(text: str, *, birth_name: bool) -> bool:
    """Whether a name keeps to the characters of an identity.

    A double hyphen is for birth names only; a given name ends neither with a hyphen nor with an apostrophe;
    a name begins neither with a space nor with a hyphen, an apostrophe may begin it.
    """
    if len(text) > LONGEST_NAME:
        return False
    if birth_name:
        return _NAME_WITH_DOUBLE_HYPHEN.fullmatch(text) is not None
    return _NAME.fullmatch(text) is not None and not text.endswith(("-", "'"))


def begins_with_first_given_name(given_names: str, first: str) -> bool:
    """Whether the list begins with the first given name, hyphen, apostrophe and space being equal (EXI ID 10)."""
    listed, head = _words(given_names), _words(first)
    return bool(head) and listed[: len(head)] == head


def _words(text: str) -> list[str]:
    return re.split(r"[-' ]+", text.strip("-' "))


def check(traits: Traits, *, listed: bool = True) -> list[Finding]:
    """Everything wrong with these traits, each with the name of the trait as its place.

    Without `listed`, the list of given names may be missing: it comes from INSi.
    """
    mandatory = _MANDATORY if listed else tuple(name for name in _MANDATORY if name != "given_names")
    findings = [TRAIT_MISSING.at(name) for name in mandatory if not getattr(traits, name)]
    for name in _NAMES:
        text = getattr(traits, name)
        if text and not name_is_well_written(text, birth_name=name == "birth_name"):
            findings.append(NAME_CHARACTERS.at(name, found=text))
    if traits.sex and traits.sex not in _SEXES:
        findings.append(SEX_UNKNOWN.at("sex", expected="M, F", found=traits.sex))
    if traits.birth_place and not _PLACE.fullmatch(traits.birth_place):
        findings.append(BIRTH_PLACE_UNREADABLE.at("birth_place", found=traits.birth_place))
    if traits.given_names and not begins_with_first_given_name(traits.given_names, traits.first_given_name):
        findings.append(
            FIRST_GIVEN_NAME_NOT_FIRST.at("given_names", expected=traits.first_given_name, found=traits.given_names)
        )
    return findings


_MANDATORY = ("birth_name", "given_names", "first_given_name", "sex", "birth_place")
_NAMES = ("birth_name", "given_names", "first_given_name", "used_name", "used_given_name")
