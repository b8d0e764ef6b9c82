"""Months, as files write them and as a report names them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from socle.programmes.files.values import YEARS

_FORMS: Final = (
    re.compile(r"(?P<year>\d{4})[-/.]?(?P<month>\d{2})(?:[-/.]?\d{2})?(?:[T ].*)?", re.ASCII),
    re.compile(r"(?:\d{1,2}[-/.])?(?P<month>\d{1,2})[-/.](?P<year>\d{4})", re.ASCII),
)
_NAMES: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def month(told: str) -> str | None:
    """`YYYY-MM` of what a file writes: `2022-06`, `202206`, `06/2022`, `30/06/2022`, `juin 2022`; None for none."""
    plain = told.strip().lower()
    word, _, year = plain.partition(" ")
    if word in _NAMES:
        plain = f"{year}-{_NAMES.index(word) + 1:02}"
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found and int(found["year"]) in YEARS and 1 <= int(found["month"]) <= 12:  # noqa: PLR2004 - of a year
            return f"{found['year']}-{int(found['month']):02}"
    return None


def first_day(name: str) -> date:
    """The first day of `YYYY-MM`. Raises `ValueError` for what is no month."""
    return date.fromisoformat(f"{name}-01")


def last_day(name: str) -> date:
    """Its last day."""
    following = after(name)
    return date.fromordinal(first_day(following).toordinal() - 1)


def after(name: str) -> str:
    """The month that follows."""
    year, number = int(name[:4]), int(name[5:])
    return f"{year + number // 12}-{number % 12 + 1:02}"


def in_words(name: str) -> str:
    """As a French reader says it: `juin 2022`."""
    return f"{_NAMES[int(name[5:]) - 1]} {name[:4]}"
