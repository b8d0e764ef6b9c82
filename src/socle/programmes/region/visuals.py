"""What a report shows and may export: one visual at a time, months across, small cells masked throughout.

The visuals of one measure share their sums (a structure stands in a department and in a category, all in the total), so
they are masked together: what one shows never gives back what another hides.

Source: REG-024, REG-025; spec/programmes.md 5.2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from socle.programmes.region.masking import Sum, masked
from socle.rulebook import applies

#: How a visual is cut, in French.
BY: Final[Mapping[str, str]] = {
    "department": "par département",
    "category": "par catégorie",
    "operator": "par opérateur",
    "type": "par type de document",
    "structure": "par structure",
}
_TOTAL: Final = ("total", "")
#: Dimensions that a structure determines: their cells are sums of structures.
_ABOVE: Final = ("department", "category")


@dataclass(frozen=True, slots=True)
class Fact:
    """So many of a measure in a month; `at` says where by dimension (`department`, `category`, `structure`…)."""

    month: str
    value: int
    at: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, or None and masked."""

    value: int | None
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Visual:
    """A drawing with its table. `by` is the dimension of its lines; `total` has one cell for each month."""

    id: str
    title: str
    by: str
    months: tuple[str, ...]
    lines: tuple[Line, ...]
    total: tuple[Cell, ...]

    @property
    def masked(self) -> int:
        return sum(cell.masked for line in self.lines for cell in line.cells) + sum(one.masked for one in self.total)

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "by": self.by,
            "months": list(self.months),
            "rows": [
                {"key": one.key, "label": one.label, "cells": _cells(self.months, one.cells)} for one in self.lines
            ],
            "total": _cells(self.months, self.total),
            "masked": self.masked,
        }

    def table(self) -> Iterator[list[object]]:
        """The visual as it is exported: a heading, its lines, its total; what is masked says so."""
        yield [self.title, *self.months]
        for one in self.lines:
            yield [one.label, *map(_shown, one.cells)]
        yield ["Total", *map(_shown, self.total)]


def _shown(cell: Cell) -> object:
    return "masqué" if cell.masked else cell.value


def _cells(months: Sequence[str], cells: Sequence[Cell]) -> list[dict[str, Any]]:
    return [
        {"month": month, "value": cell.value, "masked": cell.masked} for month, cell in zip(months, cells, strict=True)
    ]


@applies("REG-024", "REG-025")
def visuals(
    id: str,
    title: str,
    facts: Iterable[Fact],
    labels: Mapping[str, Mapping[str, str]],
    *,
    under: int,
) -> tuple[Visual, ...]:
    """The visuals of one measure, by each dimension that `labels` names, in its order.

    `labels` gives the words of the keys of each dimension; a key without words is shown as it stands. Structures are
    told apart by department too, since mailboxes of no structure stand in several.
    """
    rows = list(facts)
    months = tuple(sorted({one.month for one in rows}))
    cells: dict[str, dict[tuple[str, str], int]] = {}
    hidden: dict[str, frozenset[tuple[str, str]]] = {}
    for month in months:
        values, sums = _month([one for one in rows if one.month == month], tuple(labels))
        cells[month], hidden[month] = values, masked(values, sums, under=under)

    def cell(month: str, key: tuple[str, str]) -> Cell:
        return Cell(None, masked=True) if key in hidden[month] else Cell(cells[month].get(key, 0))

    total = tuple(cell(month, _TOTAL) for month in months)
    made = []
    for by, words in labels.items():
        keys = sorted({key for month in months for key in cells[month] if key[0] == by})
        lines = [Line(key[1], _label(key[1], words), tuple(cell(month, key) for month in months)) for key in keys]
        name = f"{title}, {BY[by]}"
        made.append(Visual(f"{id}-by-{by}", name, by, months, tuple(lines), total))
    return tuple(made)


def _label(key: str, words: Mapping[str, str]) -> str:
    number, _, department = key.partition("@")
    return words.get(key) or words.get(number) or (f"{number} ({department})" if department else number)


def _month(rows: Sequence[Fact], by: Sequence[str]) -> tuple[dict[tuple[str, str], int], list[Sum]]:
    """The cells of one month, and the sums that bind them."""
    values: dict[tuple[str, str], int] = defaultdict(int)
    parts: dict[tuple[str, str], dict[tuple[str, str], None]] = defaultdict(dict)
    for one in rows:
        values[_TOTAL] += one.value
        keys = {name: (name, _key(name, one.at)) for name in by}
        for name, key in keys.items():
            values[key] += one.value
            leaf = keys.get("structure")
            if leaf is not None and name in _ABOVE:
                parts[key][leaf] = None
    # The widest sums first: what they hide is company for what stands below.
    wide = [name for name in by if name != "structure" or not parts]
    sums = [Sum(_TOTAL, tuple(key for key in values if key[0] == name)) for name in wide]
    sums += [Sum(key, tuple(leaves)) for key, leaves in parts.items()]
    return dict(values), sums


def _key(name: str, at: Mapping[str, str]) -> str:
    if name != "structure":
        return at.get(name, "")
    return f"{at.get(name, '')}@{at.get('department', '')}"
