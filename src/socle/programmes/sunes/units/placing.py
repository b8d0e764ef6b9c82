"""Which period a day falls in, as an expression that every engine knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import ibis
from ibis.expr.types import Table, Value

from socle.programmes.sunes.rules.periods import Period
from socle.programmes.sunes.units.asked import Asked


def placed(table: Table, day: str, spans: Sequence[tuple[date, date, str]]) -> Table:
    """The table with the label of the span in which the column `day` falls, as `period`; lines in none are left out.

    Where spans overlap, a line stands once in each.
    """
    cuts = sorted({start for start, _, _ in spans} | {end + timedelta(days=1) for _, end, _ in spans})
    within = table.filter((table[day] >= cuts[0]) & (table[day] < cuts[-1]))
    labels = [[name for start, end, name in spans if start <= cut <= end] for cut in cuts[:-1]]
    steps = list(zip(cuts[1:], labels, strict=True))
    if all(len(found) <= 1 for found in labels):
        empty: Value = ibis.null().cast("string")
        cases = [(within[day] < cut, ibis.literal(found[0]) if found else empty) for cut, found in steps]
        told = within.mutate(period=ibis.cases(*cases, else_=empty))
        return told.filter(told.period.notnull())
    nothing = ibis.null().cast("array<string>")
    cases = [(within[day] < cut, ibis.array(found) if found else nothing) for cut, found in steps]
    several = within.mutate(periods=ibis.cases(*cases, else_=nothing))
    several = several.filter(several.periods.notnull())
    return several.mutate(period=several.periods.unnest()).drop("periods")


def spans(periods: Sequence[Period]) -> list[tuple[date, date, str]]:
    return [(one.start, one.end, one.label) for one in periods]


def attached(table: Table, asked: Asked) -> Table:
    """The table with the period of its column `day`, or with the day itself where each is asked apart."""
    if not asked.by_day:
        return placed(table, "day", spans(asked.periods))
    first, last = min(one.start for one in asked.periods), max(one.end for one in asked.periods)
    return table.filter(table.day.between(first, last)).mutate(period=table.day.cast("string"))
