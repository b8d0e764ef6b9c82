"""Several periods: the best month of a window, the days of a month, where it will end, a whole region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

import ibis
from ibis.expr.types import Table

from socle.programmes.engine import Engine
from socle.programmes.sunes import counting, programme
from socle.programmes.sunes.computing import Refused, Settings, counted, lines_of, may, measured_period, one_entity
from socle.programmes.sunes.counting import Count
from socle.programmes.sunes.report import Line
from socle.programmes.sunes.rules import forecast as forecasting
from socle.programmes.sunes.rules import periods
from socle.programmes.sunes.rules.forecast import Day, Forecast
from socle.programmes.sunes.rules.periods import Period
from socle.programmes.sunes.sources import Files, Tables
from socle.programmes.sunes.switches import defaults
from socle.programmes.sunes.units.asked import Asked

#: How many rolling months are counted in full.
ROLLING = 5


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the window, its indicators, and how many required ones it reaches."""

    period: Period
    lines: tuple[Line, ...]

    @property
    def attained(self) -> int:
        return sum(1 for line in self.lines if line.attained)

    @property
    def required(self) -> int:
        return sum(1 for line in self.lines if line.attained and line.indicator.role == "required")

    @property
    def measured(self) -> int:
        """How many indicators the files tell of in that month."""
        return sum(1 for line in self.lines if line.count.denominator)

    @property
    def margin(self) -> Fraction:
        """The least distance of a rate to its target, in points, exact; 0 when nothing was measured.

        The presentation to the CME, a yes or a no, has no distance.
        """
        told = [
            Fraction(line.count.numerator * 100, line.count.denominator) - line.target
            for line in self.lines
            if line.target is not None and line.count.denominator and line.indicator.unit != "establishment"
        ]
        return min(told, default=Fraction(0))

    def rank(self) -> tuple[int, int, int, Fraction]:
        """What sorts months, the best first; one that the files tell less of is not the better for it."""
        return -self.required, -self.attained, -self.measured, -self.margin

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period.as_json(),
            "attained": self.attained,
            "margin": floor(self.margin * 10) / 10,
            "indicators": [line.as_json() for line in self.lines],
        }


def best_month(
    files: Files,
    *,
    window: str,
    engine: Engine,
    switches: frozenset[str] | None = None,
    settings: Settings | None = None,
    rolling: bool = False,
) -> tuple[Month, ...]:
    """Every month of the window, the best first: most required indicators reached, then most of all, then most that
    could be measured, then the margin.

    Calendar months come before rolling ones that are no better. Of the rolling months, the `ROLLING` that look best by
    their days (stays and reports, dialysis aside) are counted in full. Raises `Refused` for a window that is none.
    """
    on, told = defaults() if switches is None else switches, settings or Settings()
    june = "june_alone" in on
    found = periods.candidates(window, june_alone=june)
    if not found:
        raise Refused(periods.may_measure(window, periods.month(2022, 1)))
    one_entity(files, engine, told.finess)
    if rolling and "rolling_month" in on:
        every = periods.candidates(window, rolling_month=True, june_alone=june)[len(found) :]
        seen = daily(files, start=found[0].start, end=found[-1].end, engine=engine, switches=on, settings=told)
        ranked = sorted((_roughly(window, one, seen) for one in every), key=Month.rank)
        found += tuple(one.period for one in ranked[:ROLLING])
    by_period = _over(files, engine, Asked(found, on, told.declared_on), told.finess)
    months = [Month(one, lines_of(window, by_period.get(one.label, {}), told)) for one in found]
    return tuple(sorted(months, key=Month.rank))


def _roughly(window: str, period: Period, seen: Mapping[str, Sequence[Day]]) -> Month:
    """The month as its days tell it."""
    counts = {}
    for code, days in seen.items():
        own = [one for one in days if period.start <= one.day <= period.end]
        counts[code] = Count(sum(one.numerator for one in own), sum(one.denominator for one in own))
    return Month(period, lines_of(window, counts, Settings()))


def _over(files: Files, engine: Engine, asked: Asked, finess: str | None) -> dict[str, dict[str, Count]]:
    tables = Tables.of(files, engine, finess=finess)
    found: dict[str, dict[str, Count]] = {}
    for kind in counting.kinds(tables):
        for label, counts in counted(tables, asked, kind, engine).items():
            found.setdefault(label, {}).update(counts)
    return found


def daily(
    files: Files,
    *,
    start: date,
    end: date,
    engine: Engine,
    switches: frozenset[str] | None = None,
    settings: Settings | None = None,
) -> Mapping[str, Sequence[Day]]:
    """For each indicator counted by stay or report, what each day of the period brought, in order.

    Dialysis stays and correspondents are not told by day: theirs is a period.
    """
    on, told = defaults() if switches is None else switches, settings or Settings()
    asked = Asked((Period(start, end, "days"),), on, told.declared_on, by_day=True)
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    tables = Tables.of(files, engine, finess=told.finess)
    found: dict[str, dict[str, Count]] = {}
    for kind in counting.kinds(tables):
        if kind == "correspondent":
            continue
        for label, counts in counted(tables, asked, kind, engine).items():
            for code, count in counts.items():
                found.setdefault(code, {})[label] = count
    return {
        code: tuple(_day(day, by_day.get(day.isoformat(), Count())) for day in days) for code, by_day in found.items()
    }


def _day(day: date, count: Count) -> Day:
    return Day(day, count.numerator, count.denominator)


def forecast(
    files: Files,
    *,
    window: str,
    start: date,
    end: date,
    at: date,
    engine: Engine,
    switches: frozenset[str] | None = None,
    settings: Settings | None = None,
) -> Mapping[str, Forecast]:
    """Where each indicator will end, from the days until `at`, that day included, and from what was sent by then.

    Dialysis stays and correspondents, which have no day, are not forecast. Source: rules/forecast.py.
    """
    told = settings or Settings()
    measured = measured_period(start, end)
    decision = may(window, measured, defaults() if switches is None else switches)
    if not decision.allowed:
        raise Refused(decision)
    last = min(at, end)
    if last < start:
        return {}
    known = replace(told, declared_on=at if told.declared_on is None else min(at, told.declared_on))
    seen = daily(files, start=start, end=last, engine=engine, switches=switches, settings=known)
    left = (end - last).days
    return {
        code: forecasting.forecast(days, left, programme.target(window, code)) for code, days in sorted(seen.items())
    }


def table(
    files: Files,
    months: Sequence[Period],
    *,
    engine: Engine,
    switches: frozenset[str] | None = None,
    declared_on: date | None = None,
) -> Table:
    """Every establishment, indicator and month at once: `ej`, `period`, `indicator`, counts and reasons.

    The expressions are those of `compute`; an establishment without line in a month has none.
    """
    on = defaults() if switches is None else switches
    asked = Asked(tuple(months), on, declared_on)
    tables = Tables.of(files, engine)
    by = ["ej", "period"]
    found = []
    for kind in counting.kinds(tables):
        parts = counting.parts(kind, on, tables)
        wide = counting.tally(counting.units(kind, tables, asked), by, parts, detail=False)
        found.append(counting.long(wide, by, parts))
    return ibis.union(*found) if len(found) > 1 else found[0]
