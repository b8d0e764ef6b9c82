"""Working days (jours ouvrés): Monday to Friday but for the public holidays of metropolitan France.

The eleven days of the Code du travail, L3133-1, are eight dates and three counted from Easter: twenty lines here,
against a library of every country's calendar that would be asked for one. The two further days of Alsace and Moselle
are not counted.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

#: Source: Code du travail, L3133-1. Day and month.
_FIXED = ((1, 1), (1, 5), (8, 5), (14, 7), (15, 8), (1, 11), (11, 11), (25, 12))
#: Days after Easter Sunday: Easter Monday, Ascension, Whit Monday. Same source.
_AFTER_EASTER = (1, 39, 50)
_SATURDAY = 5


@lru_cache(64)
def public_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of a year; fewer when two fall on one day."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days) for days in _AFTER_EASTER}
    return frozenset({date(year, month, day) for day, month in _FIXED} | moving)


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year. Source: Butcher's algorithm (Nature, 20 April 1876), as in Meeus, ch. 8."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, moon = century // 4, (8 * century + 13) // 25
    epact = (19 * golden + century - leap - moon + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_working(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """The day that is `count` working days after `day`, which is not counted itself. Zero gives `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working(day)
    return day
