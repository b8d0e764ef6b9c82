"""A report on A4 pages that a director reads and signs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from socle.programmes.reports import tables
from socle.programmes.reports.canvas import (
    ACCENT,
    INK,
    LEFT,
    PALE,
    RIGHT,
    RULE,
    SOFT,
    SPAN,
    STEP,
    Canvas,
)
from socle.programmes.reports.model import (
    Bars,
    Gauge,
    Heading,
    Kind,
    Notes,
    Paragraph,
    Report,
    Signature,
    Table,
    floored,
    shown,
)
from socle.web.words import in_words, number

_BODY, _SMALL = 9.5, 7.5
_HEADINGS = {1: 13.0, 2: 11.0, 3: 9.5}
_TITLE = 19.0
_BAR = 11.0
#: What the names of bars, and the values after them, take of the width.
_NAMES, _VALUES = 150.0, 70.0
_FULL = 100
#: Bars that stand on one page; of more, the others may go on overleaf.
_TOGETHER = 24
_BOX = 78.0


def pdf(report: Report) -> bytes:
    """The document, PDF/A-1b, its text tagged in reading order. Raises `ValueError` for a row of other columns."""
    canvas = Canvas()
    _lines(canvas, report.title, size=_TITLE, kind="H1", bold=True, colour=ACCENT)
    if report.subtitle:
        _lines(canvas, report.subtitle, size=12, kind="P", before=2)
    day = in_words(report.at)
    _lines(canvas, f"Établi le {day} (heure de Paris)", size=_BODY, kind="P", colour=SOFT, before=2)
    canvas.y -= 6
    with canvas.marked(None):
        canvas.line(LEFT, canvas.y, RIGHT, canvas.y, colour=ACCENT, thick=1.5)
    canvas.y -= 8
    for block, following in zip_longest(report.blocks, report.blocks[1:]):
        if isinstance(block, Heading) and isinstance(following, Bars):
            canvas.need(_height(following) + _HEADINGS[block.level] * STEP + 12)
        _DRAWN[type(block)](canvas, block)
    foot = f"{report.title} – {report.subtitle}" if report.subtitle else report.title
    return canvas.save(title=report.title, author=report.author, at=report.at, foot=foot)


def _lines(
    canvas: Canvas,
    text: str,
    *,
    size: float,
    kind: str,
    bold: bool = False,
    colour: tuple[float, float, float] = INK,
    before: float = 0,
    indent: float = 0,
) -> None:
    """A text over as many lines as it takes; never a first line alone at the foot of a page."""
    lines = canvas.wrapped(text, SPAN - indent, size, bold=bold)
    canvas.need(before + min(len(lines), 2) * size * STEP)
    canvas.y -= before
    element = canvas.root.child(kind)
    for line in lines:
        canvas.need(size * STEP)
        canvas.y -= size * STEP
        with canvas.marked(element):
            canvas.text(line, LEFT + indent, canvas.y, size, bold=bold, colour=colour)


def _heading(canvas: Canvas, block: Heading) -> None:
    size = _HEADINGS[block.level]
    canvas.need(size * 5)
    _lines(canvas, block.text, size=size, kind=f"H{block.level + 1}", bold=True, colour=ACCENT, before=8)
    canvas.y -= 4


def _paragraph(canvas: Canvas, block: Paragraph) -> None:
    _lines(canvas, block.text, size=_BODY, kind="P", bold=block.bold)
    canvas.y -= 5


def _gauge(canvas: Canvas, block: Gauge) -> None:
    """The name and the words above, the drawing under them: how far the rate is, where the target stands."""
    said = [
        *([] if block.value is None else [shown(block.value, Kind.PERCENT)]),
        *([] if block.target is None else [f"cible {number(float(block.target), _decimals(block.target))} %"]),
        block.state,
    ]
    words = " — ".join(said)
    canvas.need(58)
    canvas.y -= _BODY * STEP
    wide = canvas.width(words, _BODY)
    together = canvas.width(block.label, _BODY, bold=True) + 12 + wide <= SPAN
    with canvas.marked(canvas.root.child("P")):
        canvas.text(_short(canvas, block.label, SPAN, _BODY), LEFT, canvas.y, _BODY, bold=True)
        if not together:
            canvas.y -= _BODY * STEP
        canvas.text(_short(canvas, words, SPAN, _BODY), max(RIGHT - wide, LEFT), canvas.y, _BODY)
    canvas.y -= 7 + _BAR
    figure = canvas.root.child("Figure", alternative=f"{block.label} : {words}.")
    with canvas.marked(figure):
        canvas.box(LEFT, canvas.y, SPAN, _BAR, PALE)
        if block.value is not None:
            part = min(max(float(floored(block.value)), 0), _FULL) / _FULL
            canvas.box(LEFT, canvas.y, SPAN * part, _BAR, ACCENT)
        if block.target is not None:
            x = LEFT + SPAN * float(block.target) / _FULL
            canvas.line(x, canvas.y - 4, x, canvas.y + _BAR + 4, colour=(1, 1, 1), thick=3.5)
            canvas.line(x, canvas.y - 4, x, canvas.y + _BAR + 4, colour=INK, thick=1.5)
    canvas.y -= 10


def _short(canvas: Canvas, text: str, wide: float, size: float) -> str:
    """The text on one line; what does not fit is cut, and seen to be."""
    first, *rest = canvas.wrapped(text, wide, size, bold=True)
    return f"{first}…" if rest else text


def _decimals(target: Decimal | float) -> int:
    """A target is a whole number of per cent, but for what a later programme may ask."""
    return 0 if target == int(target) else 1


def _height(block: Bars) -> float:
    """What is kept on one page of a drawing: its title and its bars, which are compared."""
    return min(len(block.bars), _TOGETHER) * (_BAR + 6) + _BODY * STEP + 12


def _bars(canvas: Canvas, block: Bars) -> None:
    canvas.need(_height(block))
    _lines(canvas, block.title, size=_BODY, kind="P", bold=True, colour=ACCENT, before=4)
    values = [float(bar.value) for bar in block.bars if bar.value is not None]
    highest = max([*values, float(block.target or 0), 0.0]) or 1.0
    told = "; ".join(f"{bar.label} : {shown(bar.value, block.kind) or 'non mesuré'}" for bar in block.bars)
    figure = canvas.root.child("Figure", alternative=f"{block.title}. {told}.")
    wide = SPAN - _NAMES - _VALUES
    for bar in block.bars:
        canvas.need(_BAR + 8)
        canvas.y -= _BAR + 6
        name = _short(canvas, bar.label, _NAMES - 6, _SMALL + 1)
        value = shown(bar.value, block.kind) or "non mesuré"
        with canvas.marked(figure):
            canvas.text(name, LEFT, canvas.y + 2.5, _SMALL + 1)
            length = wide * max(float(bar.value or 0), 0.0) / highest
            canvas.box(LEFT + _NAMES, canvas.y, max(length, 0.5), _BAR, ACCENT)
            canvas.text(value, LEFT + _NAMES + length + 5, canvas.y + 2.5, _SMALL + 1)
            if block.target is not None:
                x = LEFT + _NAMES + wide * float(block.target) / highest
                canvas.line(x, canvas.y - 3, x, canvas.y + _BAR + 3, colour=INK, thick=1.2)
    canvas.y -= 10


def _notes(canvas: Canvas, block: Notes) -> None:
    _lines(canvas, block.title, size=_BODY, kind="H3", bold=True, colour=ACCENT, before=8)
    canvas.y -= 2
    for mark, text in block.notes:
        _lines(canvas, f"{mark} : {text}" if mark else text, size=_SMALL, kind="P", colour=SOFT, before=2)
    canvas.y -= 4


def _signature(canvas: Canvas, block: Signature) -> None:
    """Kept on one page: place and day to write, name, quality, a frame to sign in."""
    canvas.need(_BOX + 60)
    canvas.y -= 10
    if block.mention:
        _lines(canvas, block.mention, size=_BODY, kind="P")
        canvas.y -= 6
    half, top = SPAN / 2, canvas.y
    blank = "." * 46
    said = (
        f"Fait à {block.place or blank}",
        f"le {blank}",
        f"Nom : {block.who or blank}",
        f"Qualité : {block.role or blank}",
    )
    for line in said:
        canvas.y -= _BOX / len(said)
        with canvas.marked(canvas.root.child("P")):
            canvas.text(line, LEFT, canvas.y + 6, _BODY)
    with canvas.marked(canvas.root.child("P")):
        canvas.text("Signature", LEFT + half + 6, top - 12, _SMALL, colour=SOFT)
    with canvas.marked(None):
        for x, y, to_x, to_y in (
            (LEFT + half, top, RIGHT, top),
            (LEFT + half, top - _BOX, RIGHT, top - _BOX),
            (LEFT + half, top, LEFT + half, top - _BOX),
            (RIGHT, top, RIGHT, top - _BOX),
        ):
            canvas.line(x, y, to_x, to_y, colour=RULE, thick=0.8)
    canvas.y = top - _BOX - 10


#: How each kind of block is drawn.
_DRAWN: dict[type, Callable[[Canvas, Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Table: tables.draw,
    Gauge: _gauge,
    Bars: _bars,
    Notes: _notes,
    Signature: _signature,
}
