"""Tables on paper: columns as wide as what they hold, rows kept whole, headings said again on each page."""

from __future__ import annotations

from socle.programmes.reports.canvas import ACCENT, LEFT, PALE, RIGHT, SOFT, SPAN, STEP, Canvas
from socle.programmes.reports.model import Kind, Table, shown
from socle.programmes.reports.tags import Element

_SIZE, _NOTE, _CAPTION = 8.5, 7.5, 9.5
_PAD = 3.5
_LEAST = 24.0
#: Rows whose widths are looked at.
_LOOKED_AT = 400
#: Lines of a cell at most: what is longer than a page would never end.
_MOST_LINES = 40


def draw(canvas: Canvas, table: Table) -> None:
    """The table where the page has come to. Raises `ValueError` for a row of other columns."""
    cells = [_cells(table, row) for row in table.rows]
    widths = _widths(canvas, table, cells)
    whole = canvas.root.child("Table")
    headings = [column.title for column in table.columns]
    high = _height(canvas, headings, widths, bold=True)
    first = _height(canvas, cells[0], widths) if cells else 0.0
    canvas.need(high + first + 3 * _CAPTION)
    if table.caption:
        _caption(canvas, table, whole)
    _row(canvas, table, headings, widths, whole.child("TR"), heading=True)
    for cell in cells:
        tall = _height(canvas, cell, widths)
        if not canvas.room(tall):
            canvas.turn()
            _row(canvas, table, headings, widths, None, heading=True)
        _row(canvas, table, cell, widths, whole.child("TR"), heading=False)
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


def _widths(canvas: Canvas, table: Table, cells: list[list[str]]) -> list[float]:
    """A width for each column: all that it holds when that fits, else at least its longest word, or its share."""
    most, least = [], []
    for number, column in enumerate(table.columns):
        held = [row[number] for row in cells[:_LOOKED_AT]]
        words = [word for text in held for word in text.split()]
        title = [canvas.width(word, _SIZE, bold=True) for word in column.title.split()]
        whole = [canvas.width(text, _SIZE) for text in held]
        asked = canvas.width("0" * column.width, _SIZE) if column.width else 0.0
        pad = 2 * _PAD + 0.1
        longest = max((canvas.width(word, _SIZE) for word in words), default=0.0)
        least.append(max([_LEAST, *title, min(longest, SPAN / len(table.columns) - pad)]) + pad)
        most.append(max([_LEAST, asked, *title, *whole]) + pad)
        if column.kind is not Kind.TEXT:
            least[-1] = most[-1]
    if sum(most) <= SPAN:
        return _spread(table, most)
    if sum(least) >= SPAN:
        return [one * SPAN / sum(least) for one in least]
    share = (SPAN - sum(least)) / (sum(most) - sum(least))
    return [low + (high - low) * share for low, high in zip(least, most, strict=True)]


def _spread(table: Table, widths: list[float]) -> list[float]:
    """What is left of the page goes to the columns of text, or to all."""
    left = SPAN - sum(widths)
    texts = [column.kind is Kind.TEXT for column in table.columns]
    count = sum(texts) or len(texts)
    return [wide + left / count if text or not any(texts) else wide for wide, text in zip(widths, texts, strict=True)]


def _lines(canvas: Canvas, text: str, wide: float, *, bold: bool) -> list[str]:
    lines = canvas.wrapped(text, wide - 2 * _PAD, _SIZE, bold=bold)
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]


def _height(canvas: Canvas, cells: list[str], widths: list[float], *, bold: bool = False) -> float:
    tall = max(len(_lines(canvas, text, wide, bold=bold)) for text, wide in zip(cells, widths, strict=True))
    return tall * _SIZE * STEP + 2 * _PAD


def _row(
    canvas: Canvas, table: Table, cells: list[str], widths: list[float], row: Element | None, *, heading: bool
) -> None:
    """One row; `row` None: headings that were said already."""
    tall, x = _height(canvas, cells, widths, bold=heading), LEFT
    with canvas.marked(None):
        if heading:
            canvas.box(LEFT, canvas.y - tall, RIGHT - LEFT, tall, PALE)
        canvas.line(LEFT, canvas.y - tall, RIGHT, canvas.y - tall)
    for number, (text, wide, column) in enumerate(zip(cells, widths, table.columns, strict=True)):
        kind = "TH" if heading or number == 0 else "TD"
        element = row.child(kind, row_heading=not heading) if row is not None else None
        y = canvas.y - _PAD
        for line in _lines(canvas, text, wide, bold=heading):
            y -= _SIZE * STEP
            at = x + wide - _PAD - canvas.width(line, _SIZE, bold=heading) if column.kind.is_number else x + _PAD
            with canvas.marked(element):
                canvas.text(line, at, y + _SIZE * 0.3, _SIZE, bold=heading)
        x += wide
    canvas.y -= tall
