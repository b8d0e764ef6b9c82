"""The small language in which a matrix says when a conditional requirement applies.

    operateur = mailiz
    structure a CDS et non (radiologie ou imagerie)
    structure dans (CDS, MSP)

A trait of the profile is compared with a word (`=`, `!=`), must hold it when it is a list (`a`, `has`), must be one of
several (`dans`, `in`), or stands alone when it is yes or no. `et`/`and`, `ou`/`or`, `non`/`not`, parentheses. Words are
compared without accents nor case; those with spaces stand between quotes. Nothing is ever executed.

What the profile does not say is neither true nor false: "unknown or true" is true, "unknown and false" is false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from socle.programmes.files.shapes import plain

#: The values of a profile's traits.
Trait = str | bool | int | tuple[str, ...]
Profile = Mapping[str, Trait]
#: A condition read: its truth for a profile, None when the profile does not say; names it asked for are noted.
Condition = Callable[[Profile, set[str]], bool | None]

_TOKEN = re.compile(r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*'|«[^»]*»)|(?P<sign>!=|==|[=(),])|(?P<word>[\w.@'’/-]+))""")
_AND, _OR, _NOT = {"et", "and"}, {"ou", "or"}, {"non", "not"}
_IN, _HAS = {"dans", "in"}, {"a", "has", "contient"}
_YES, _NO = {"oui", "o", "yes", "vrai", "true", "1"}, {"non", "n", "no", "faux", "false", "0"}
_LONGEST = 1000
_DEEPEST = 40


class Unreadable(Exception):  # noqa: N818 - says what was expected
    """A condition that is not understood: what was met, what was expected there."""

    def __init__(self, met: str, expected: str) -> None:
        super().__init__(f"{met}: {expected}")
        self.met, self.expected = met, expected


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str

    def says(self, words: set[str]) -> bool:
        return self.kind == "word" and plain(self.text) in words


_END = _Token("end", "fin de la condition")


def parse(text: str) -> Condition:
    """A condition from its words. Raises `Unreadable`."""
    if len(text) > _LONGEST:
        raise Unreadable(f"{len(text)} signes", f"{_LONGEST} au plus")
    parser = _Parser(_tokens(text))
    condition = parser.either(0)
    parser.end()
    return condition


def _tokens(text: str) -> list[_Token]:
    found, place, end = [], 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise Unreadable(text[place : place + 20], "un mot, =, != ou une parenthèse")
        kind = match.lastgroup or ""
        found.append(_Token(kind, match[kind][1:-1].strip() if kind == "quoted" else match[kind]))
        place = match.end()
    return found


class _Parser:
    """One method for each level: or, and, not, one comparison."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.place = tokens, 0

    @property
    def now(self) -> _Token:
        return self.tokens[self.place] if self.place < len(self.tokens) else _END

    def take(self) -> _Token:
        token = self.now
        self.place += 1
        return token

    def sign(self, text: str) -> None:
        if self.now.kind != "sign" or self.now.text != text:
            raise Unreadable(self.now.text, f"« {text} »")
        self.place += 1

    def end(self) -> None:
        if self.now is not _END:
            raise Unreadable(self.now.text, "« et », « ou » ou la fin")

    def either(self, depth: int) -> Condition:
        left = self.both(depth)
        while self.now.says(_OR):
            self.take()
            left = _or(left, self.both(depth))
        return left

    def both(self, depth: int) -> Condition:
        left = self.one(depth)
        while self.now.says(_AND):
            self.take()
            left = _and(left, self.one(depth))
        return left

    def one(self, depth: int) -> Condition:
        if depth > _DEEPEST:
            raise Unreadable(self.now.text, f"au plus {_DEEPEST} parenthèses ou « non » emboîtés")
        if self.now.says(_NOT):
            self.take()
            return _not(self.one(depth + 1))
        if self.now.kind == "sign" and self.now.text == "(":
            self.take()
            inner = self.either(depth + 1)
            self.sign(")")
            return inner
        return self.comparison()

    def comparison(self) -> Condition:
        name = self.name()
        if self.now.kind == "sign" and self.now.text in {"=", "==", "!="}:
            equal = self.take().text != "!="
            compared = _among(name, {plain(self.word("une valeur"))})
            return compared if equal else _not(compared)
        if self.now.says(_HAS):
            self.take()
            return _among(name, {plain(self.word("une valeur"))})
        if self.now.says(_IN):
            self.take()
            return _among(name, self.values())
        return _flag(name)

    def values(self) -> set[str]:
        self.sign("(")
        held = {plain(self.word("une valeur"))}
        while self.now.kind == "sign" and self.now.text == ",":
            self.take()
            held.add(plain(self.word("une valeur")))
        self.sign(")")
        return held

    def name(self) -> str:
        if self.now.says(_AND | _OR | _NOT | _IN):
            raise Unreadable(self.now.text, "le nom d'un trait du profil")
        return self.word("le nom d'un trait du profil")

    def word(self, expected: str) -> str:
        token = self.now
        if token.kind not in {"word", "quoted"}:
            raise Unreadable(token.text, expected)
        self.place += 1
        return token.text


def _look(name: str, profile: Profile, unknown: set[str]) -> Trait | None:
    found = {plain(key): value for key, value in profile.items()}.get(plain(name))
    if found is None:
        unknown.add(name)
    return found


def _among(name: str, wanted: set[str]) -> Condition:
    def holds(profile: Profile, unknown: set[str]) -> bool | None:
        held = _look(name, profile, unknown)
        if held is None:
            return None
        if isinstance(held, bool):
            return bool(wanted & (_YES if held else _NO))
        many = held if isinstance(held, tuple) else (str(held),)
        return any(plain(one) in wanted for one in many)

    return holds


def _flag(name: str) -> Condition:
    def holds(profile: Profile, unknown: set[str]) -> bool | None:
        held = _look(name, profile, unknown)
        if held is None:
            return None
        if isinstance(held, str):
            return plain(held) in _YES
        return bool(held)

    return holds


def _not(inner: Condition) -> Condition:
    def holds(profile: Profile, unknown: set[str]) -> bool | None:
        held = inner(profile, unknown)
        return None if held is None else not held

    return holds


def _and(left: Condition, right: Condition) -> Condition:
    def holds(profile: Profile, unknown: set[str]) -> bool | None:
        both = (left(profile, unknown), right(profile, unknown))
        return False if False in both else None if None in both else True

    return holds


def _or(left: Condition, right: Condition) -> Condition:
    def holds(profile: Profile, unknown: set[str]) -> bool | None:
        both = (left(profile, unknown), right(profile, unknown))
        return True if True in both else None if None in both else False

    return holds
