"""Periods of measure: one month within the window. Source: SUN-040 to SUN-043; spec/programmes.md 1.2."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from socle.programmes.sunes import programme
from socle.programmes.sunes.verdicts import (
    PERIOD_NOT_A_MONTH,
    PERIOD_OUTSIDE_WINDOW,
    PERIOD_TOO_LATE,
    WINDOW_UNKNOWN,
)
from socle.rulebook.citation import applies, rule
from socle.rulebook.finding import Decision, refuse

#: Months over which dialysis sessions make a stay, and how many sessions. Source: SUN-046.
DIALYSIS_MONTHS = 4
DIALYSIS_SESSIONS = 3
_RULES = ("SUN-040", "SUN-041", "SUN-042", "SUN-043")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period of measure, first and last day included, and the label it is counted under."""

    start: date
    end: date
    label: str

    def as_json(self) -> dict[str, str]:
        return {"start": self.start.isoformat(), "end": self.end.isoformat()}


def period(start: date, end: date) -> Period:
    """The period between two days, labelled by both."""
    return Period(start, end, f"{start}..{end}")


def month(year: int, number: int) -> Period:
    """A calendar month, labelled `2022-08`."""
    last = calendar.monthrange(year, number)[1]
    return Period(date(year, number, 1), date(year, number, last), f"{year:04d}-{number:02d}")


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier when negative), or the last day of that month when it has none."""
    index = day.year * 12 + day.month - 1 + months
    year, number = divmod(index, 12)
    return date(year, number + 1, min(day.day, calendar.monthrange(year, number + 1)[1]))


def rolling(start: date) -> Period:
    """The month that begins that day: until the eve of the same day of the next month."""
    return period(start, months_later(start, 1) - timedelta(days=1))


@applies("SUN-046")
def dialysis_start(end: date) -> date:
    """First day of the dialysis stay measured at `end`: four months that end on the last day measured, and no more.

    From a day that its month has not (30 February), the four months begin on the first of the next.
    """
    after = end + timedelta(days=1)
    start = months_later(after, -DIALYSIS_MONTHS)
    return start if start.day == after.day else start + timedelta(days=1)


def calendar_months(start: date, end: date) -> Iterator[Period]:
    """The calendar months wholly within two days."""
    day = start if start.day == 1 else months_later(start.replace(day=1), 1)
    while (one := month(day.year, day.month)).end <= end:
        yield one
        day = months_later(day, 1)


def rolling_months(start: date, end: date) -> Iterator[Period]:
    """Every month within two days, whatever the day it begins on."""
    day = start
    while (one := rolling(day)).end <= end:
        yield one
        day += timedelta(days=1)


def may_measure(name: str, measured: Period, *, rolling_month: bool = True, june_alone: bool = True) -> Decision:
    """Whether the indicators of that window may be measured over that period.

    One month within the window's semester (SUN-043). For the first window, a measure that begins by 30 May has its
    month verified by 30 June (SUN-040 to SUN-042); June alone is accepted too (SUN-043), unless `june_alone` is off.
    """
    cited = tuple(map(rule, _RULES))
    one = programme.window(name)
    if one is None:
        found = ", ".join(dict.fromkeys(other.window for other in programme.windows()))
        return refuse(WINDOW_UNKNOWN.at("window", expected=found, found=name))
    whole = months_later(measured.start, 1) - timedelta(days=1) == measured.end
    if not whole or not (rolling_month or measured.start.day == 1):
        return refuse(PERIOD_NOT_A_MONTH.at("period", found=f"{measured.start} – {measured.end}"), rules=cited)
    start, end = one.measure
    said = f"{measured.start:%d/%m/%Y} – {measured.end:%d/%m/%Y}"
    if measured.start < start or measured.end > end:
        expected = f"{start:%d/%m/%Y} – {end:%d/%m/%Y}"
        return refuse(PERIOD_OUTSIDE_WINDOW.at("period", expected=expected, found=said), rules=cited)
    if one.latest_measure is not None and not june_alone and measured.start > one.latest_measure:
        return refuse(PERIOD_TOO_LATE.at("period", expected=f"{one.latest_measure:%d/%m/%Y}", found=said), rules=cited)
    return Decision(rules=cited)


def candidates(name: str, *, rolling_month: bool = False, june_alone: bool = True) -> tuple[Period, ...]:
    """Every period of the window that may be measured: calendar months first, then, if asked, the rolling ones."""
    one = programme.window(name)
    if one is None:
        return ()
    found = {each.start: each for each in calendar_months(*one.measure)}
    if rolling_month:
        found |= {each.start: each for each in rolling_months(*one.measure) if each.start not in found}
    return tuple(each for each in found.values() if may_measure(name, each, june_alone=june_alone).allowed)
