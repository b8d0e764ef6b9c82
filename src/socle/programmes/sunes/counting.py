"""Units become counts: one grouping for every indicator of a kind of unit, every reason, every exclusion.

Source: spec/programmes.md 1.4 ("every exclusion switched on must print its count, with the rate without it").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import and_
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, Table, Value

from socle.programmes.sunes import programme
from socle.programmes.sunes.rules import rates
from socle.programmes.sunes.sources import Tables
from socle.programmes.sunes.switches import KINDS, exclusions
from socle.programmes.sunes.units.asked import BY_STAY, GOOD, REASONS, Asked
from socle.programmes.sunes.units.correspondents import correspondent_units
from socle.programmes.sunes.units.reports import report_exclusions, report_units
from socle.programmes.sunes.units.stays import stay_units
from socle.rulebook.citation import applies


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator among units: the column of its score, the exclusions, and whether surgery alone is counted."""

    code: str
    score: str
    taken_out: tuple[str, ...]
    surgery_alone: bool = False

    @property
    def slug(self) -> str:
        return self.code.lower().replace(".", "")


@dataclass(frozen=True, slots=True)
class Excluded:
    """What one exclusion does: units it takes out, and what would be counted without it, the others staying."""

    count: int
    numerator: int
    denominator: int

    def as_json(self) -> dict[str, object]:
        return {"count": self.count, "rate_without": number(rates.shown(self.numerator, self.denominator))}


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted for one indicator in one period."""

    numerator: int = 0
    denominator: int = 0
    missing: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(REASONS.values(), 0))
    exclusions: Mapping[str, Excluded] = field(default_factory=dict)

    @property
    def rate(self) -> Decimal | None:
        return rates.shown(self.numerator, self.denominator)


def number(rate: Decimal | None) -> float | None:
    """A rate as JSON has it."""
    return None if rate is None else float(rate)


def parts(kind: str, on: frozenset[str], tables: Tables) -> tuple[Part, ...]:
    """The indicators counted from one kind of units: `stay`, `lab`, `imaging`, `correspondent`.

    Where the log that would tell their numerator was not given, nothing is measured: a rate of 0 would be invented.
    """
    if kind == "stay":
        found = _stay_parts(on)
    else:
        code = {"lab": "DS2.1", "imaging": "DS3.1", "correspondent": "DS4.1"}[kind]
        found = (Part(code, "s", () if kind == "correspondent" else report_exclusions(code, on)),)
    return tuple(part for part in found if _told(part, tables))


def _told(part: Part, tables: Tables) -> bool:
    volet = programme.indicators()[part.code].volet
    return (tables.feeds if volet == 1 else tables.messages) is not None


@applies("SUN-005", "SUN-011")
def _stay_parts(on: frozenset[str]) -> tuple[Part, ...]:
    """Operative reports are asked for stays with surgery alone, unless that switch says every stay."""
    surgery = "all_stays_operative" not in on
    out = exclusions(on)
    return tuple(Part(code, score, out, surgery and code == "DS1.3") for code, score in BY_STAY.items())


def kinds(tables: Tables) -> Iterator[str]:
    """The kinds of units that the files given allow to measure."""
    every = (("stay", tables.stays), ("lab", tables.lab), ("imaging", tables.imaging))
    for name, found in (*every, ("correspondent", tables.correspondents)):
        if found is not None and parts(name, frozenset(), tables):
            yield name


def units(kind: str, tables: Tables, asked: Asked) -> Table:
    """The units of that kind."""
    if kind == "stay":
        return stay_units(tables, asked)
    if kind == "correspondent":
        return correspondent_units(tables, asked)
    return report_units(tables, asked, {"lab": "DS2.1", "imaging": "DS3.1"}[kind])


def _member(table: Table, part: Part) -> BooleanValue:
    return table.surgery == 1 if part.surgery_alone else ibis.literal(True)


def _may_be_taken(table: Table, part: Part, name: str) -> BooleanValue:
    """What is no stay at all (a consultation) is taken out as such, and by no particular case (a death) besides."""
    others = [kind for kind in part.taken_out if kind in KINDS]
    if name in KINDS or not others:
        return ibis.literal(True)
    return reduce(and_, (table[f"x_{kind}"] == 0 for kind in others))


def tally(table: Table, by: Sequence[str], asked_parts: Sequence[Part], *, detail: bool = True) -> Table:
    """One line for each group of `by`, with the counts of every part; `detail` adds what each exclusion does."""
    sums: dict[str, Value] = {}
    for part in asked_parts:
        member, inside = _member(table, part), table.out == 0
        score = table[part.score]
        sums[f"{part.slug}_denominator"] = table.count(where=member & inside)
        sums[f"{part.slug}_numerator"] = table.count(where=member & inside & (score == GOOD))
        for value, why in REASONS.items():
            sums[f"{part.slug}_{why}"] = table.count(where=member & inside & (score == value))
        for name in part.taken_out if detail else ():
            alone = member & (table[f"x_{name}"] == 1) & (table.out == 1)
            taken = member & (table[f"x_{name}"] == 1) & _may_be_taken(table, part, name)
            sums[f"{part.slug}_x_{name}_count"] = table.count(where=taken)
            sums[f"{part.slug}_x_{name}_more"] = table.count(where=alone)
            sums[f"{part.slug}_x_{name}_good"] = table.count(where=alone & (score == GOOD))
    return table.group_by(list(by)).agg(**sums)


def long(wide: Table, by: Sequence[str], asked_parts: Sequence[Part]) -> Table:
    """A tally with one line for each indicator: `indicator`, `numerator`, `denominator`, a column for each reason."""
    names = ("numerator", "denominator", *REASONS.values())
    cells = [
        ibis.struct({"indicator": ibis.literal(part.code), **{name: wide[f"{part.slug}_{name}"] for name in names}})
        for part in asked_parts
    ]
    told = wide.select(*by, cell=ibis.array(cells).unnest())
    return told.select(*by, **{name: told.cell[name] for name in ("indicator", *names)})


def read(row: Mapping[str, Any], part: Part) -> Count:
    """One part of one line of a detailed tally."""
    done, all_of_them = row[f"{part.slug}_numerator"], row[f"{part.slug}_denominator"]
    excluded = {
        name: Excluded(
            row[f"{part.slug}_x_{name}_count"],
            done + row[f"{part.slug}_x_{name}_good"],
            all_of_them + row[f"{part.slug}_x_{name}_more"],
        )
        for name in part.taken_out
    }
    missing = {why: row[f"{part.slug}_{why}"] for why in REASONS.values()}
    return Count(done, all_of_them, missing, excluded)
