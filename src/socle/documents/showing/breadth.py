"""Whether a table fits a sheet of paper with its words whole: estimated, since no style can ask.

A table that does not is printed row by row, each value beside the heading of its column, where that can be said.
Widths are those of DejaVu Sans, the broadest face that browsers fall back on: with another there is room left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from socle.documents.showing.model import Block, Cell, Paragraph, Table

#: A sheet of A4 without its margins, what a cell adds to its words, the size of letters, in points: `socle.css`, print.
_SHEET, _PADDING, _LETTER = 460.0, 6.75, 7.7
#: Widths in em; whatever heads a column is bold.
_BOLD, _CAPITAL, _DIGIT, _WIDE, _NARROW, _OTHER = 1.12, 0.79, 0.64, 0.98, 0.41, 0.635
_WIDE_LETTERS, _NARROW_LETTERS = frozenset("mwMW%œæ@"), frozenset("iïîjlftrI.,:;'’!|()[]-/ ")


class Fit(StrEnum):
    """How a table is printed: words whole, row by row, or as narrow as it must be."""

    WHOLE = "whole"
    STACKED = "stacked"
    CLOSE = "close"


def fit(table: Table) -> Fit:
    """How a table goes on paper."""
    every = [*table.head, *table.body, *table.foot]
    cells = [cell for row in every for cell in row]
    if any(cell.rows > 1 or not _is_text(cell) for cell in cells):
        return Fit.CLOSE  # which column a word widens is not told here
    widest = _widest(every)
    broadest = max((_longest(cell) for cell in cells if cell.columns > 1), default=0.0)
    if max(sum(widest), broadest) * _LETTER + len(widest) * _PADDING <= _SHEET:
        return Fit.WHOLE
    simple = len(table.head) == 1 and all(len(row) == len(widest) for row in every)
    return Fit.STACKED if simple else Fit.CLOSE


def _widest(rows: Sequence[Sequence[Cell]]) -> list[float]:
    """The longest word of each column, in em; a cell over several columns widens none."""
    widest: dict[int, float] = {}
    for row in rows:
        rank = 0
        for cell in row:
            if cell.columns == 1:
                widest[rank] = max(widest.get(rank, 0.0), _longest(cell))
            rank += cell.columns
    return [widest[rank] for rank in sorted(widest)]


def labels(table: Table) -> tuple[str, ...]:
    """What heads each column of a table that is printed row by row; nothing for another."""
    return tuple(" ".join(_words(cell.blocks)) for cell in table.head[0]) if fit(table) is Fit.STACKED else ()


def _is_text(cell: Cell) -> bool:
    return all(isinstance(block, Paragraph) for block in cell.blocks)


def _words(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            # Runs touch: a word may go on in the next, a line ends between two.
            yield from "".join("\n" if run.form == "br" else run.text for run in block.runs).split()


def _longest(cell: Cell) -> float:
    bold = _BOLD if cell.scope else 1.0
    return max((bold * sum(map(_em, word)) for word in _words(cell.blocks)), default=0.0)


def _em(letter: str) -> float:
    if letter in _WIDE_LETTERS:
        return _WIDE
    if letter in _NARROW_LETTERS:
        return _NARROW
    return _CAPITAL if letter.isupper() else _DIGIT if letter.isdigit() else _OTHER
