"""What a file is asked to hold: columns by our own names, their kinds, and the headings that people give them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

#: What a cell becomes. An instant is legal time of France, without zone: as written, moved there when it names a zone.
Value = str | date | datetime | int | Decimal | bool
#: An amount has at most so many digits before and after the comma.
WHOLE_DIGITS, DECIMALS = 14, 6
#: Words told as nearest to one that is unknown, and the letters of it that are compared.
NEAREST, COMPARED = 3, 60


#: Words that a heading may hold or not.
LITTLE = frozenset({"a", "au", "aux", "d", "de", "des", "du", "l", "la", "les", "of", "the", "un", "une"})


class Kind(StrEnum):
    """What the cells of a column are. A flag is oui/non, o/n, 1/0, vrai/faux, true/false, x/empty.

    Addresses are one or several mailboxes: a row with several is as many rows.
    """

    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLAG = "flag"
    FINESS = "finess"
    ADDRESSES = "addresses"


@dataclass(frozen=True)
class Column:
    """One column. `also`: other headings that name it; `values`: words met in files and ours, no other being taken.

    `shaped`: a form (a regular expression) of words that are taken as written beside those. `open`: every other word is
    taken too, and told as unknown. `said`: the content in words, where the list of values is too long to be told.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    also: tuple[str, ...] = ()
    values: Mapping[str, str] | None = None
    shaped: str = ""
    open: bool = False
    said: str = ""

    @cached_property
    def headings(self) -> frozenset[str]:
        """Every heading that names the column, as `heading` compares them."""
        return frozenset(heading(word) for word in (self.name, *self.also))

    @cached_property
    def words(self) -> Mapping[str, str] | None:
        """Our word for each word allowed, as `plain` compares them; None where any is."""
        if self.values is None:
            return None
        own = {plain(word): word for word in self.values.values()}
        return own | {plain(word): ours for word, ours in self.values.items()}

    def known(self, text: str) -> str | None:
        """Our word for this one, itself where its form is taken as written; None when it is unknown."""
        found = self.words.get(plain(text)) if self.words is not None else text
        return text if found is None and self.shaped and re.fullmatch(self.shaped, text) else found

    def near(self, text: str) -> tuple[str, ...]:
        """The known words that look most like this one, the nearest first, each of another value."""
        asked = _grams(text[:COMPARED])
        shared = Counter(word for gram in asked for word in self._by_gram.get(gram, ()))
        close = {word: 2 * count / (len(asked) + len(_grams(word))) for word, count in shared.items()}
        values, found = self.values or {}, dict[str, str]()
        for word in sorted(close, key=lambda one: (-close[one], one)):
            found.setdefault(values[word], word)
        return tuple(found.values())[:NEAREST]

    @cached_property
    def _by_gram(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for word in self.values or ():
            for gram in _grams(word):
                found[gram] = (*found.get(gram, ()), word)
        return found


@dataclass(frozen=True)
class Shape:
    """A kind of file by its name (`stays`), with its columns. `totals_are_rows`: printed totals are data there."""

    name: str
    columns: tuple[Column, ...]
    totals_are_rows: bool = False
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        if len(self.by_name) != len(self.columns):
            raise ValueError(f"the shape {self.name} has a column twice")

    @cached_property
    def spread(self) -> Column | None:
        """The column whose cells may hold several addresses."""
        return next((column for column in self.columns if column.kind is Kind.ADDRESSES), None)


def heading(text: str) -> str:
    """A heading as `plain` compares it, without the little words: "Date de l'activation", "date activation"."""
    words = [word for word in re.split(r"[\W_]+", text) if plain(word) not in LITTLE]
    return plain("".join(words)) or plain(text)


def plain(text: str) -> str:
    """A heading or a word as it is compared: without accents, case, spaces, punctuation."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(sign for sign in bare if not unicodedata.combining(sign)))


def _grams(text: str) -> frozenset[str]:
    """The groups of three letters of a word, as it is compared, its ends among them."""
    padded = f"  {plain(text)} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
