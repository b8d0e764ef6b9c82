"""What is missing: every unit that does not count, by its local number, with the reason nearest to success."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ibis.expr.types import Table

from socle.programmes.engine import Engine
from socle.programmes.sunes import counting, programme
from socle.programmes.sunes.computing import Settings, measured_period
from socle.programmes.sunes.sources import Files, Tables
from socle.programmes.sunes.switches import defaults
from socle.programmes.sunes.units.asked import GOOD, REASONS, Asked


@dataclass(frozen=True, slots=True)
class Missing:
    """One unit that does not count, by its local number, with the reason nearest to success."""

    indicator: str
    unit: str
    reason: str
    day: date | None

    def as_json(self) -> dict[str, str | None]:
        day = None if self.day is None else self.day.isoformat()
        return {"indicator": self.indicator, "unit": self.unit, "reason": self.reason, "day": day}


def missing(
    files: Files,
    *,
    start: date,
    end: date,
    engine: Engine,
    switches: frozenset[str] | None = None,
    settings: Settings | None = None,
    indicators: Iterable[str] | None = None,
) -> Iterator[Missing]:
    """Every counted unit that does not reach its indicator: local numbers only, in order of indicator and number."""
    on, told = defaults() if switches is None else switches, settings or Settings()
    asked = Asked((measured_period(start, end),), on, told.declared_on)
    tables = Tables.of(files, engine, finess=told.finess)
    wanted = set(programme.indicators()) if indicators is None else set(indicators)
    found: dict[str, list[Missing]] = {}
    for kind in counting.kinds(tables):
        parts = [part for part in counting.parts(kind, on, tables) if part.code in wanted]
        if not parts:
            continue
        units = counting.units(kind, tables, asked)
        for part in parts:
            rows = engine.rows(_lacking(units, part))
            found[part.code] = [Missing(part.code, row["unit"], REASONS[row["score"]], row["day"]) for row in rows]
    for code in programme.indicators():
        yield from found.get(code, ())


def _lacking(units: Table, part: counting.Part) -> Table:
    kept = units.filter((units.out == 0) & (units[part.score] < GOOD))
    kept = kept.filter(kept.surgery == 1) if part.surgery_alone else kept
    return kept.select("unit", "day", score=kept[part.score]).order_by("unit")
