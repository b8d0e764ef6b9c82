"""The total that a sheet prints at its foot: no row of data, but told, and compared with what the rows give.

A row is one when the first cell with something on it says so (« Total », « Totaux généraux », « Sous-total : 12 »).
Numbers under a column of numbers are compared with its sum; a whole number elsewhere, with the number of rows. A
sub-total, or one of several totals, is told and not compared: nothing says which rows it adds up.

Source: SUN-070 to SUN-073 (a printed total that its lines do not give is reported); spec/programmes.md 1.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from socle.programmes.files.shapes import Column, Kind, Shape
from socle.programmes.files.values import convert, tidy
from socle.programmes.files.verdicts import TOTAL_OFF, TOTAL_ROW
from socle.rulebook import Finding, applies

_OF: Final = r"(?:\s+(?:des?|du|d['’])\s*\w+){0,2}"
_NUMBER: Final = r"(?:\s*[:=]?\s*(?P<number>\d[\d\s]*?)(?:\s+\w+)?)?"
_TOTAL: Final = re.compile(
    rf"(?P<part>sous[\s-]*)?(?:grands?\s+)?tota(?:l|ux)(?:\s+g[ée]n[ée]ra(?:l|ux))?{_OF}{_NUMBER}\s*[:=]?",
    re.IGNORECASE,
)
#: What every such word holds: what tells at little cost that a column of texts has none.
HINTS: Final = (b"otal", b"OTAL", b"otaux", b"OTAUX")
#: The column that stands for the number of rows.
ROWS: Final = ""
_NUMBERS: Final = {Kind.INTEGER, Kind.DECIMAL}
_DAYS: Final = {Kind.DATE, Kind.INSTANT}


@dataclass(frozen=True, slots=True)
class Printed:
    """A total as a row prints it: numbers by column (`ROWS`: of rows); `part`: of some rows only."""

    line: int
    numbers: Mapping[str, Decimal]
    part: bool


def says_total(text: str) -> bool:
    """Whether a cell is the label of a total."""
    return _TOTAL.fullmatch(text) is not None


def of_cells(line: int, cells: Sequence[str], at: Mapping[str, int], shape: Shape) -> Printed | None:
    """The total that these cells of a row print, the columns standing `at` these places; None for a row of data."""
    if shape.totals_are_rows:
        return None
    label = next((tidy(cell) for cell in cells if cell.strip()), "")
    names = {place: name for name, place in at.items()}
    texts = [(names.get(place, ROWS), tidy(cell)) for place, cell in enumerate(cells)]
    return printed(line, label, texts, shape) if says_total(label) else None


def printed(line: int, label: str, texts: Sequence[tuple[str, str]], shape: Shape) -> Printed:
    """What a row whose label says a total prints in its other cells: column (`ROWS`: one that is not read) and text."""
    match = _TOTAL.fullmatch(label)
    numbers: dict[str, Decimal] = {}
    counts = {_whole(match["number"])} if match and match["number"] else set()
    for name, text in texts:
        column = shape.by_name.get(name)
        if column is not None and column.kind in _NUMBERS:
            value = convert(column, text) if text else None
            if isinstance(value, int | Decimal):
                numbers[name] = Decimal(value)
        elif re.fullmatch(r"\d[\d\s]*", text) and not _is_day(column, text):
            counts.add(_whole(text))
    if len(counts) == 1:  # two that differ count two things: nothing says which is the rows
        numbers[ROWS] = counts.pop()
    return Printed(line, numbers, bool(match and match["part"]))


def _is_day(column: Column | None, text: str) -> bool:
    return column is not None and column.kind in _DAYS and not isinstance(convert(column, text), Finding)


def _whole(text: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", text))


@applies("SUN-070", "SUN-071", "SUN-072", "SUN-073")
def told(found: Sequence[Printed], rows: int, sums: Mapping[str, Decimal]) -> Iterator[tuple[int, str, Finding]]:
    """Line, column and finding of each printed total, beside the rows read and the sums of their columns."""
    alone = sum(not one.part for one in found) == 1
    for one in found:
        yield one.line, "", TOTAL_ROW.at(str(one.line))
        if one.part or not alone:
            continue
        for name, number in one.numbers.items():
            given = Decimal(rows) if name == ROWS else sums.get(name, Decimal(0))
            if number != given:
                place = name or "nombre de lignes"
                yield one.line, name, TOTAL_OFF.at(place, expected=_plain(number), found=_plain(given))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
