"""Tables on paper: columns as wide as what they hold, rows kept whole, headings said again on each page."""

from __future__ import annotations

from dataclasses import dataclass

from socle.programmes.reports.canvas import ACCENT, LEFT, PALE, RIGHT, SOFT, SPAN, STEP, Canvas
from socle.programmes.reports.model import Kind, Table, shown
from socle.programmes.reports.tags import Element

#: Sizes of the text, the first at which numbers and words stand whole; of notes, of the caption.
_SIZES, _NOTE, _CAPTION = (8.5, 7.5, 6.5), 7.5, 9.5
_PAD = 3.5
_LEAST = 24.0
#: Rows whose widths are looked at.
_LOOKED_AT = 400
#: Lines of a cell at most: what is longer than a page would never end.
_MOST_LINES = 40


def draw(canvas: Canvas, table: Table) -> None:
    """The table where the page has come to. Raises `ValueError` for a row of other columns."""
    cells = [_cells(table, row) for row in table.rows]
    laid = _laid(canvas, table, cells)
    whole = canvas.root.child("Table")
    headings = [column.title for column in table.columns]
    high = _height(canvas, headings, laid, bold=True)
    first = _height(canvas, cells[0], laid) if cells else 0.0
    canvas.need(high + first + 3 * _CAPTION)
    if table.caption:
        _caption(canvas, table, whole)
    _row(canvas, table, headings, laid, whole.child("TR"), heading=True)
    for cell in cells:
        tall = _height(canvas, cell, laid)
        if not canvas.room(tall):
            canvas.turn()
            _row(canvas, table, headings, laid, None, heading=True)
        _row(canvas, table, cell, laid, whole.child("TR"), heading=False)
    for note in table.notes:
        _note(canvas, note)
    canvas.y -= 10


def _cells(table: Table, row: object) -> list[str]:
    values = list(row) if isinstance(row, list | tuple) else []
    if len(values) != len(table.columns):
        raise ValueError(f"table {table.caption!r}: {len(values)} values for {len(table.columns)} columns")
    return [shown(value, column.kind) for value, column in zip(values, table.columns, strict=True)]


def _caption(canvas: Canvas, table: Table, whole: Element) -> None:
    element = whole.child("Caption")
    for line in canvas.wrapped(table.caption, SPAN, _CAPTION, bold=True):
        canvas.y -= _CAPTION * STEP
        with canvas.marked(element):
            canvas.text(line, LEFT, canvas.y, _CAPTION, bold=True, colour=ACCENT)
    canvas.y -= 5


def _note(canvas: Canvas, note: str) -> None:
    element = canvas.root.child("P")
    canvas.y -= 2
    for line in canvas.wrapped(note, SPAN, _NOTE):
        canvas.need(_NOTE * STEP)
        canvas.y -= _NOTE * STEP
        with canvas.marked(element):
            canvas.text(line, LEFT, canvas.y, _NOTE, colour=SOFT)


@dataclass(frozen=True, slots=True)
class _Laid:
    """How a table is laid: the size of its text, the width of each column."""

    size: float
    widths: list[float]


def _laid(canvas: Canvas, table: Table, cells: list[list[str]]) -> _Laid:
    """The largest text at which the table stands whole; the smallest one, and words cut, where none does."""
    for size in _SIZES:
        most, least = _bounds(canvas, table, cells, size)
        if sum(least) < SPAN:
            return _Laid(size, _widths(table, most, least))
    return _Laid(size, [one * SPAN / sum(least) for one in least])


def _bounds(canvas: Canvas, table: Table, cells: list[list[str]], size: float) -> tuple[list[float], list[float]]:
    """The width of each column that leaves all on one line, and the least: its longest word, or its share."""
    most, least = [], []
    share = SPAN / len(table.columns)
    for number, column in enumerate(table.columns):
        held = [row[number] for row in cells[:_LOOKED_AT]]
        words = {word for text in held for word in text.split(" ")}
        title = [canvas.width(word, size, bold=True) for word in column.title.split()]
        whole = [canvas.width(text, size) for text in held]
        asked = canvas.width("0" * column.width, size) if column.width else 0.0
        pad = 2 * _PAD + 0.1
        longest = max((canvas.width(word, size) for word in words), default=0.0)
        most.append(max([_LEAST, asked, *title, *whole]) + pad)
        words_whole = max([_LEAST, *title, min(longest, share - pad)]) + pad
        least.append(words_whole if column.kind is Kind.TEXT else most[-1])
    return most, least


def _widths(table: Table, most: list[float], least: list[float]) -> list[float]:
    """A width for each column: all that it holds when that fits, else between the two bounds."""
    if sum(most) <= SPAN:
        return _spread(table, most)
    share = (SPAN - sum(least)) / (sum(most) - sum(least))
    return [low + (high - low) * share for low, high in zip(least, most, strict=True)]


def _spread(table: Table, widths: list[float]) -> list[float]:
    """What is left of the page goes to the columns of text, or to all."""
    left = SPAN - sum(widths)
    texts = [column.kind is Kind.TEXT for column in table.columns]
    count = sum(texts) or len(texts)
    return [wide + left / count if text or not any(texts) else wide for wide, text in zip(widths, texts, strict=True)]


def _lines(canvas: Canvas, text: str, wide: float, size: float, *, bold: bool) -> list[str]:
    lines = canvas.wrapped(text, wide - 2 * _PAD, size, bold=bold)
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]


def _height(canvas: Canvas, cells: list[str], laid: _Laid, *, bold: bool = False) -> float:
    pairs = zip(cells, laid.widths, strict=True)
    tall = max(len(_lines(canvas, text, wide, laid.size, bold=bold)) for text, wide in pairs)
    return tall * laid.size * STEP + 2 * _PAD


def _row(canvas: Canvas, table: Table, cells: list[str], laid: _Laid, row: Element | None, *, heading: bool) -> None:
    """One row; `row` None: headings that were said already."""
    tall, x, size = _height(canvas, cells, laid, bold=heading), LEFT, laid.size
    with canvas.marked(None):
        if heading:
            canvas.box(LEFT, canvas.y - tall, RIGHT - LEFT, tall, PALE)
        canvas.line(LEFT, canvas.y - tall, RIGHT, canvas.y - tall)
    for number, (text, wide, column) in enumerate(zip(cells, laid.widths, table.columns, strict=True)):
        kind = "TH" if heading or number == 0 else "TD"
        element = row.child(kind, row_heading=not heading) if row is not None else None
        y = canvas.y - _PAD
        for line in _lines(canvas, text, wide, size, bold=heading):
            y -= size * STEP
            at = x + wide - _PAD - canvas.width(line, size, bold=heading) if column.kind.is_number else x + _PAD
            with canvas.marked(element):
                canvas.text(line, at, y + size * 0.3, size, bold=heading)
        x += wide
    canvas.y -= tall
