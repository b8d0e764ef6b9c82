"""The best month of a window, where a month will end, what a domain is worth: in plain Python, from the manual's words.

`docs/sunes.md`: "the months of a window, the best first"; "the range (90 %) is that of a proportion over so many stays,
widened by how much the days differ and by how few stays are left"; SUN-011, SUN-012, SUN-020 to 028, SUN-043.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor, gamma, pi, sqrt

from tests.programmes.oracle.facts import Establishment
from tests.programmes.oracle.sunes import WINDOWS, Answer, Question, bonus, domains, measure, month_of

#: Operative reports bring a bonus; the seven others make the domains.
BONUS = "DS1.3"
#: A yes or a no, that has no distance to its target.
PRESENTED = "DS4.3"

# -- the best month

Rank = tuple[int, int, int, Fraction]


def calendar_months(window: str) -> list[tuple[date, date]]:
    """The six months of the semester (SUN-043: "one month in the semester", June too)."""
    first, last = WINDOWS[window]
    return [month_of(first.year, number) for number in range(first.month, last.month + 1)]


def rolling_months(window: str) -> Iterator[tuple[date, date]]:
    """From any day to the eve of the same day a month later, or of the last day of a month that has none such."""
    start, last = WINDOWS[window]
    while True:
        year, number = (start.year, start.month + 1) if start.month < 12 else (start.year + 1, 1)
        end = date(year, number, min(start.day, month_of(year, number)[1].day)) - timedelta(days=1)
        if end > last:
            return
        yield start, end
        start += timedelta(days=1)


def rank(found: dict[str, Answer]) -> Rank:
    """More is better: required targets reached, all targets reached, indicators measured, then the least distance."""
    reached = {code for code, one in found.items() if one.attained}
    measured = {code: one for code, one in found.items() if one.denominator}
    distances = [
        Fraction(100 * one.numerator, one.denominator) - one.target
        for code, one in measured.items()
        if code != PRESENTED and one.target is not None
    ]
    return len(reached - {BONUS}), len(reached), len(measured), min(distances, default=Fraction(0))


def best_first(house: Establishment, asked: Question) -> list[tuple[date, date]]:
    """The calendar months of the window, the best first, the earlier one where two are as good."""
    months = calendar_months(asked.window)
    ranks = {one: rank(measure(house, replace(asked, start=one[0], end=one[1]))) for one in months}
    return sorted(months, key=lambda one: (*(-part for part in ranks[one]), one[0]))


def highest(house: Establishment, asked: Question) -> Rank:
    """What the best of all the months of the window reaches, whatever the day it begins on."""
    return max(
        rank(measure(house, replace(asked, start=start, end=end))) for start, end in rolling_months(asked.window)
    )


# -- the end of the month


@dataclass(frozen=True)
class Ahead:
    """Percents; None: too little to say."""

    numerator: int
    denominator: int
    expected: float | None
    low: float | None
    high: float | None
    worst: float


def _tenths(part: Fraction) -> float:
    return floor(part * 1000) / 10


def day_by_day(house: Establishment, asked: Question, at: date) -> dict[str, list[tuple[int, int]]]:
    """What each day until then brought of each indicator, from what had been sent by then."""
    days = [asked.start + timedelta(days=number) for number in range((min(at, asked.end) - asked.start).days + 1)]
    told = [measure(house, replace(asked, start=day, end=day, declared_on=at)) for day in days]
    return {code: [(one[code].numerator, one[code].denominator) for one in told] for code in told[0]}


def ahead(days: list[tuple[int, int]], left: int) -> Ahead:
    """Five days and thirty stays at least; the days to come bring as many stays a day, at a rate that may differ."""
    done, units = sum(above for above, _ in days), sum(below for _, below in days)
    coming = round(Fraction(units, len(days)) * left)
    whole = units + coming
    worst = _tenths(Fraction(done, whole)) if whole else 0.0
    if len(days) < 5 or units < 30 or not left:
        return Ahead(done, units, None, None, None, worst)
    rate = done / units
    spread = rate * (1 - rate)
    unlike = 1.0
    if spread:
        unlike = sum((above - rate * below) ** 2 / (below * spread) for above, below in days if below)
        unlike = max(1.0, unlike / (sum(bool(below) for _, below in days) - 1))
    alike = 1 / (1 / units + 1 / coming) / unlike
    t = _student_95(len(days) - 1)
    few, many = _farthest(rate, alike, t, -1), _farthest(rate, alike, t, 1)
    low, high = (100 * (done + part * coming) / whole for part in (few, many))
    return Ahead(done, units, _tenths(Fraction(done, units)), low, high, worst)


def _farthest(rate: float, units: float, t: float, side: int) -> float:
    """The rate farthest on that side from which the one seen is no more than `t` standard errors (Wilson's sense)."""
    near, far = rate, 0.0 if side < 0 else 1.0
    for _ in range(60):
        middle = (near + far) / 2
        if abs(rate - middle) <= t * sqrt(middle * (1 - middle) / units):
            near = middle
        else:
            far = middle
    return near


def _student_95(freedom: int) -> float:
    """The point that Student's law exceeds five times in a hundred, by summing its density."""
    scale = gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
    reached, point, step = 0.5, 0.0, 0.001
    while reached < 0.95:
        reached += step * scale * (1 + (point + step / 2) ** 2 / freedom) ** (-(freedom + 1) / 2)
        point += step
    return point


# -- money


def worth(found: dict[str, Answer], cents: dict[str, int]) -> dict[str, int | None]:
    """Cents that each domain brings: all of its amount or nothing; a tenth more of D1 with the bonus, halves up.

    None where no amount is given, or where it cannot be said whether the domain is reached.
    """
    told: dict[str, int | None] = {}
    for name, reached in domains(found).items():
        base = cents.get(name)
        if base is None or reached is None:
            told[name] = None
        elif name == "D1" and bonus(found):
            told[name] = (base * 110 + 50) // 100
        else:
            told[name] = base if reached else 0
    return told


# -- an establishment of a whole semester


def gathered(finess: str, drawn: Iterable[Establishment]) -> Establishment:
    """One establishment of several: their local numbers made different."""
    whole = Establishment(finess)
    for mark, one in enumerate(drawn):
        own = _marked(f"{mark}.")
        whole.stays += [replace(line, stay=f"{mark}.{line.stay}", patient=own(line.patient)) for line in one.stays]
        whole.feeds += [
            replace(
                line,
                document=f"{mark}.{line.document}",
                stay=own(line.stay),
                report=own(line.report),
                replaces=own(line.replaces),
            )
            for line in one.feeds
        ]
        whole.messages += [
            replace(line, message=f"{mark}.{line.message}", stay=own(line.stay)) for line in one.messages
        ]
        whole.correspondents += one.correspondents
        whole.lab += [replace(line, report=f"{mark}.{line.report}") for line in one.lab]
        whole.imaging += [replace(line, report=f"{mark}.{line.report}") for line in one.imaging]
    return whole


def _marked(mark: str) -> Callable[[str | None], str | None]:
    return lambda number: None if number is None else f"{mark}{number}"
