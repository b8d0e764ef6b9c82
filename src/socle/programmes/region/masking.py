"""Small cells are masked, and enough others that no total gives one back.

A published table is cells and the sums that bind them: a total is the sum of its parts. A reader who knows the sums
solves them. So a masked cell is safe only while the sums leave it open: masking goes on until that is so of each, by
linear algebra and not by a rule of thumb. The smallest cells go first, totals last.

Source: spec/programmes.md 5.2 (small cells, under 5, are masked: ASSUMED, setting `small_cell`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeVar

from socle.rulebook import applies

#: What masking cannot hold: two reports of the same files are two systems of sums, and their reader may solve both.
WITHIN: Final = (
    "Le masquage vaut dans un seul rapport : des mêmes fichiers, ne publiez pas à la fois le rapport d’une région et "
    "celui de la France entière, ni deux états d’un même mois ; leur différence rendrait des cases masquées."
)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` is the sum of `parts`, all of them keys of cells."""

    total: Hashable
    parts: tuple[Hashable, ...]

    @property
    def cells(self) -> tuple[Hashable, ...]:
        return (*self.parts, self.total)


@applies("REG-024")
def masked(values: Mapping[Key, int], sums: Sequence[Sum], *, under: int, hidden: Iterable[Key] = ()) -> frozenset[Key]:
    """The keys to mask: cells from 1 to `under` - 1, those `hidden` elsewhere, and what must go with them.

    A cell of 0 tells of nobody and is shown, unless another needs its company. `under` of 1 or less masks nothing.
    """
    out = {key for key, value in values.items() if 0 < value < under} | set(hidden)
    if not out:
        return frozenset()
    totals = {one.total for one in sums}
    while crowds := _exposed(values, sums, out, under):
        out.add(_companion(values, crowds, out, totals))
    return frozenset(out)


def _exposed(values: Mapping[Key, int], sums: Sequence[Sum], out: set[Key], under: int) -> list[Sum]:
    """The sums whose shown cells tell too much of the masked ones, and that still have a cell to mask."""
    found = [one for one in sums if _tells(values, one, out, under)]
    if found:
        return found
    solved = _solved(sums, out)
    free = [one for one in sums if set(one.cells) - out and set(one.cells) & out] if solved else []
    return [one for one in free if solved & set(one.cells)] or free


def _tells(values: Mapping[Key, int], one: Sum, out: set[Key], under: int) -> bool:
    """Whether a sum alone gives back a masked cell, or leaves for the masked ones what is itself a small cell."""
    hidden = [cell for cell in one.cells if cell in out]
    if len(hidden) == 1 and len(one.cells) > 1:
        return True
    return bool(hidden) and one.total not in out and sum(values[cell] for cell in hidden) < under


def _companion(values: Mapping[Key, int], crowds: Sequence[Sum], out: set[Key], totals: set[Hashable]) -> Key:
    """The cell to mask with others, for the first sum that asks: one that counts something (a zero hides nothing),
    no total if it can be, one that serves several sums, and the smallest.
    """
    first = crowds[0]
    asked = Counter(cell for one in crowds for cell in one.cells)
    free: list[Key] = [cell for cell in first.cells if cell not in out]  # type: ignore[misc]

    def order(cell: Key) -> tuple[object, ...]:
        return values[cell] == 0, cell == first.total, cell in totals, -asked[cell], values[cell], str(cell)

    return min(free, key=order)


def _solved(sums: Sequence[Sum], out: Iterable[Hashable]) -> set[Hashable]:
    """The masked cells that the sums determine: those alone in a row of the reduced system."""
    hidden = set(out)
    rows = []
    for one in sums:
        row = {cell: Fraction(1) for cell in one.parts if cell in hidden}
        if one.total in hidden:
            row[one.total] = row.get(one.total, Fraction(0)) - 1
        rows.append({cell: value for cell, value in row.items() if value})
    return {next(iter(row)) for row in _reduced(rows) if len(row) == 1}


def _reduced(rows: Iterable[dict[Hashable, Fraction]]) -> list[dict[Hashable, Fraction]]:
    """Reduced row echelon form of sparse rows, by Gauss and Jordan."""
    done: list[tuple[Hashable, dict[Hashable, Fraction]]] = []
    for given in rows:
        row = dict(given)
        for pivot, other in done:
            _subtract(row, other, row.get(pivot, Fraction(0)))
        if not row:
            continue
        pivot = next(iter(row))
        lead = row[pivot]
        row = {cell: value / lead for cell, value in row.items()}
        for _, other in done:
            _subtract(other, row, other.get(pivot, Fraction(0)))
        done.append((pivot, row))
    return [row for _, row in done]


def _subtract(row: dict[Hashable, Fraction], other: Mapping[Hashable, Fraction], times: Fraction) -> None:
    if not times:
        return
    for cell, value in other.items():
        left = row.get(cell, Fraction(0)) - times * value
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
