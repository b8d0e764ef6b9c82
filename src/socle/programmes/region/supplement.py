"""The physicians' supplement, followed through the forfait structure: points, and euros only by the year's own scale.

Rows are local numbers; what comes out is counted by department. Source: REG-030; spec/programmes.md 5.5.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from socle.programmes.region import places, verdicts
from socle.programmes.region.masking import Sum, masked
from socle.rulebook import Decision, applies, refuse, rule

_WHOLE: Final = "total"
_KINDS: Final = ("reached", "others", "all")


@dataclass(frozen=True, slots=True)
class Scale:
    """What a year asks and gives: the share of consultations that lead to a feed, the points, euros for a point."""

    year: int
    threshold_percent: int
    points: int
    euro_per_point: int


@dataclass(frozen=True, slots=True)
class Physician:
    """A physician's year. `first_part_met`: the whole of the first part is met, without which nothing more is due."""

    consultations: int
    with_document: int
    department: str = ""
    first_part_met: bool | None = None


@cache
def scales() -> Mapping[int, Scale]:
    """The years whose scale is known."""
    text = files(__package__).joinpath("data/supplement.csv").read_text("utf-8")
    names = ("year", "threshold_percent", "points", "euro_per_point")
    rows = [Scale(*(int(row[name]) for name in names)) for row in csv.DictReader(text.splitlines())]
    return {one.year: one for one in rows}


def reaches(one: Physician, scale: Scale) -> bool:
    """Whether a physician reaches the share, compared on integers; without consultations there is none to reach."""
    enough = one.with_document * 100 >= scale.threshold_percent * one.consultations
    return one.consultations > 0 and enough and one.first_part_met is not False


@applies("REG-030")
def follow(physicians: Iterable[Physician], year: int, *, under: int) -> tuple[list[dict[str, Any]], Decision]:
    """By department and in all: physicians, those who reach the share, points and euros; None is masked.

    No euro for a year without its scale. Fewer than `under` physicians, who reach it or who do not, are not told.
    """
    scale = scales().get(year)
    if scale is None:
        return [], refuse(verdicts.YEAR_WITHOUT_SCALE.at("forfait structure", found=year))
    reached: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for one in physicians:
        (reached if reaches(one, scale) else others)[places.department(one.department)] += 1
    departments = sorted({*reached, *others})
    values = {("reached", code): reached[code] for code in departments}
    values |= {("others", code): others[code] for code in departments}
    values |= {("all", code): reached[code] + others[code] for code in departments}
    values |= {(kind, _WHOLE): sum(values[kind, code] for code in departments) for kind in _KINDS}
    sums = [Sum(("all", code), (("reached", code), ("others", code))) for code in (*departments, _WHOLE)]
    sums += [Sum((kind, _WHOLE), tuple((kind, code) for code in departments)) for kind in _KINDS]
    hidden = masked(values, sums, under=under)
    rows = []
    for code in (*departments, _WHOLE):
        shown = {kind: None if (kind, code) in hidden else values[kind, code] for kind in _KINDS}
        points = None if shown["reached"] is None else shown["reached"] * scale.points
        euros = None if points is None else points * scale.euro_per_point
        told = {"department": code, "physicians": shown["all"], "reached": shown["reached"]}
        rows.append({**told, "points": points, "euros": euros})
    return rows, Decision(rules=(rule("REG-030"),))
