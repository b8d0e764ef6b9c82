"""Words as a person compares them: without case, accents, punctuation; a `*` ends a stem.

Pure text in, text out. Nothing here knows what the words mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache

_WORD = re.compile(r"[a-z0-9]+")
#: By how many words a mention may be interrupted.
_SLACK = 6
_SENTENCE = re.compile(r"[.;\n\r]+")


@lru_cache(4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, lower case, without accents; ligatures opened, every other sign a border."""
    opened = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    plain = unicodedata.normalize("NFKD", opened)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(_WORD.findall(bare.casefold()))


def holds(text: Sequence[str], expression: str) -> bool:
    """Whether the expression stands in these words, one after the other; `tests*` also finds "testsuite"."""
    return holds_one(text, (expression,))


def holds_one(text: Sequence[str], expressions: Iterable[str]) -> bool:
    """Whether one of the expressions stands in these words."""
    return _pattern(tuple(expressions)).search(" ".join(text)) is not None


@cache
def _pattern(expressions: tuple[str, ...]) -> re.Pattern[str]:
    """Expressions as one pattern over words parted by single spaces. None of them finds nothing."""
    if not expressions:
        return re.compile("(?!)")
    written = (re.escape(one).replace(r"\*", "[a-z0-9]*").replace(r"\ ", " ") for one in expressions)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(written)})(?![a-z0-9])")


def sentences(text: str) -> list[str]:
    """A text cut at its full stops, semicolons and ends of line; none of them empty."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def missing(expected: str, found: str) -> list[str]:
    """The words of `expected` that `found` does not hold in that order, as `expected` writes them in plain letters.

    Words that `found` holds besides are no matter, a mention stands among others; but its words stand together.
    """
    wanted, there = words(expected), words(found)
    core = SequenceMatcher(None, wanted, there, autojunk=False).find_longest_match()
    first = max(0, core.b - core.a - _SLACK)
    near = there[first : core.b - core.a + len(wanted) + _SLACK]
    lacking: list[str] = []
    for tag, start, end, _, _ in SequenceMatcher(None, wanted, near, autojunk=False).get_opcodes():
        if tag in {"replace", "delete"}:
            lacking += wanted[start:end]
    return lacking
