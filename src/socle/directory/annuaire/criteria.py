"""What one condition of a search means in the tables: each way to satisfy it, and how to look up who does.

What the id of an entry of ours tells makes no term: those conditions are answered by the id (`entries.TOLD_BY_ID`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.db import connection

from socle.directory.annuaire import codes
from socle.directory.annuaire.editions import LOADED
from socle.directory.annuaire.entries import SHARING, TOLD_BY_ID
from socle.directory.annuaire.words import after
from socle.sql import NOTHING, Where, one_of

EVERYTHING: Final = Where("1 = 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code wanted, of any system (None), of none (""), or of this one; without code, any code of this system."""

    code: str
    system: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One condition: one of several values of one parameter.

    `texts` are looked for in `columns` and in `terms`, as `how` says (`starts`, `contains`, `exact`); `codes` in
    `terms`, the first of which is the parameter's own name.
    """

    terms: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    how: str = "starts"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a condition is judged: the source, its edition, the type, the editions that add details."""

    source: str
    edition: int
    letter: str
    details: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to satisfy a condition. `finder` gives the ids of who does; `keys` are all that may, when known."""

    where: Where
    finder: Where | None = None
    keys: frozenset[str] | None = None


def either(conditions: Sequence[Where]) -> Where:
    """Whether one at least holds; for none, nothing does."""
    return reduce(or_, conditions, NOTHING)


def ways(wanted: Wanted, place: Place) -> list[Way]:
    """Every way to satisfy a condition in one place."""
    found = [_column(column, text, wanted.how, place) for column in wanted.columns for text in wanted.texts]
    for term in wanted.terms:
        for condition in (compared("t.code", text, wanted.how) for text in wanted.texts):
            found += _term(term, condition, place)
    for code in wanted.codes:
        for term in wanted.terms:
            found += _term(term, _coded(code), place)
        found += _told_by_id(wanted.terms[0], code, place)
    return found


def _told_by_id(name: str, code: Code, place: Place) -> Iterator[Way]:
    """What the id and the type of an entry of ours tell."""
    if place.source == LOADED or name not in TOLD_BY_ID.get(place.letter, ()):
        return
    if name == "identifier":
        keys = frozenset(_ids(place.letter, code))
        yield Way(where=one_of("e.key", sorted(keys)), keys=keys)
        return
    every = {
        "_profile": f"{codes.PROFILES}as-dp-{codes.TYPES[place.letter].lower()}",
        "data-information-system": "RPPS",
        "identifier-type": "IDNPS" if place.letter == "P" else "",
    }[name]
    if code.code and code.code == every:
        yield Way(where=EVERYTHING)
    kinds = {"RPPS": "003-8", "ADELI": "003-0"} if name == "identifier-type" and place.letter == "P" else {}
    if code.code in kinds:
        yield Way(where=begins("e.key", kinds[code.code]))


def _ids(letter: str, code: Code) -> Iterator[str]:
    """The ids that a number may be told by: whole, or without the digit that says what it is."""
    heads = {
        "P": {codes.IDNPS: "", codes.RPPS: "8", codes.ADELI: "0"},
        "R": {codes.RPPS: ""},
    }[letter]
    for system, head in heads.items():
        if code.system in {None, codes.short(system)}:
            yield codes.own_id(letter, head + code.code)


def _column(column: str, text: str, how: str, place: Place) -> Way:
    return on_entry(compared(f"e.{column}", text, how), place)


def on_entry(where: Where, place: Place) -> Way:
    """A condition on columns of the entry, looked up through their index."""
    here = Where("e.edition = %s AND e.type = %s", (place.edition, place.letter)) & where
    finder = f"SELECT e.key FROM directory_entry e WHERE {here.text}"  # noqa: S608 - texts of this module
    return Way(where=where, finder=Where(finder, here.values))


def _coded(code: Code) -> Where:
    where = Where("t.code = %s", (code.code,)) if code.code else EVERYTHING
    if code.system is not None:
        where &= Where("t.system = %s", (code.system,))
    return where


def _term(name: str, where: Where, place: Place) -> Iterator[Way]:
    """By a term of the entry's own, or of details of it; and by one of the facts that it shares with others."""
    here = one_of("t.edition", (place.edition, *place.details))
    here &= Where("t.type = %s AND t.name = %s", (place.letter, codes.term(name))) & where
    rows = f"FROM directory_term t WHERE {here.text}"  # values travel beside it
    mine = Where(f"EXISTS (SELECT 1 {rows} AND t.key = e.key)", here.values)
    yield Way(where=mine, finder=Where(f"SELECT t.key {rows}", here.values))
    if place.source == LOADED or place.letter not in SHARING:
        return
    here = Where(
        "t.edition = %s AND t.type = %s AND t.name = %s", (place.edition, place.letter.lower(), codes.term(name))
    )
    here &= where
    shared = f"IN (SELECT t.key FROM directory_term t WHERE {here.text})"  # noqa: S608 - texts of this module
    # Verified on the way, never looked up: an index of many would be gone through before the order of ids.
    yield Way(
        where=Where(f"coalesce(e.common, '') {shared}", here.values),
        finder=on_entry(Where(f"e.common {shared}", here.values), place).finder,
    )


def compared(column: str, text: str, how: str) -> Where:
    """A folded text against a column: its beginning, a part of it, or all of it."""
    if how == "contains":
        function = "instr" if connection.vendor == "sqlite" else "strpos"
        return Where(f"{function}({column}, %s) > 0", (text,))
    return Where(f"{column} = %s", (text,)) if how == "exact" else begins(column, text)


def begins(column: str, text: str) -> Where:
    """Whether a column begins with a text, as each database has an index for it."""
    if connection.vendor == "sqlite":
        return Where(f"{column} >= %s AND {column} < %s", (text, after(text)))
    plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Where(f"{column} LIKE %s", (f"{plain}%",))
