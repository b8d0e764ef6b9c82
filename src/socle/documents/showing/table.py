"""Tables of a narrative: rows, spans, and which cells head a column or a row.

A header cell in the head, or in a row that holds nothing else, heads its columns; any other heads its row.
Source: HL7 CDA R2, StrucDoc.Table; WCAG 2.2, technique H63 (scope).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lxml import etree

from socle.documents.cda.datatypes import attribute
from socle.documents.cda.nodes import child, children, local, text
from socle.documents.showing.model import Block, Cell, Paragraph, Run, Table

MAX_SPAN = 1000
_PARTS = frozenset({"thead", "tbody", "tfoot"})
_SILENT = frozenset({"caption", "col", "colgroup", "tr"}) | _PARTS


class Read(Protocol):
    """Reads what a cell holds."""

    def __call__(self, element: etree._Element, /) -> tuple[Block, ...]: ...


def table(element: etree._Element, read: Read) -> Iterator[Block]:
    """The table, then whatever text it holds outside its cells (against the schema, shown rather than lost)."""
    bare = children(element, "tr")
    head = tuple(_row(row, read, in_head=True) for row in _rows(element, "thead"))
    body = tuple(_row(row, read, in_head=False) for row in [*_rows(element, "tbody"), *bare])
    foot = tuple(_row(row, read, in_head=False) for row in _rows(element, "tfoot"))
    caption = text(child(element, "caption"))
    yield Table(_filled(head), _filled(body), _filled(foot), caption)
    stray = " ".join(_stray(element))
    if stray:
        yield Paragraph((Run(stray),))


def _filled(rows: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(row for row in rows if row)


def _rows(element: etree._Element, part: str) -> list[etree._Element]:
    return [row for group in children(element, part) for row in children(group, "tr")]


def _row(row: etree._Element, read: Read, *, in_head: bool) -> tuple[Cell, ...]:
    cells = [each for each in row if local(each) in {"td", "th"}]
    heads_columns = in_head or (len(cells) > 1 and all(local(each) == "th" for each in cells))
    return tuple(_cell(each, read, heads_columns=heads_columns) for each in cells)


def _cell(element: etree._Element, read: Read, *, heads_columns: bool) -> Cell:
    columns, rows = _span(element, "colspan"), _span(element, "rowspan")
    blocks = read(element)
    scope = ""
    # An empty header cell heads nothing: it is shown as data.
    if local(element) == "th" and blocks:
        group = columns > 1 if heads_columns else rows > 1
        scope = ("col" if heads_columns else "row") + ("group" if group else "")
    return Cell(blocks, scope, columns, rows)


def _span(element: etree._Element, name: str) -> int:
    value = attribute(element, name)
    if not value.isascii() or not value.isdigit():
        return 1
    # Five digits say enough; of thousands Python makes no number.
    return max(1, min(int(value.lstrip("0")[:5] or "0"), MAX_SPAN))


def _stray(element: etree._Element) -> Iterator[str]:
    groups = [element, *(each for each in element if local(each) in _PARTS)]
    rows = [row for group in groups for row in children(group, "tr")]
    for holder, known in [*((group, _SILENT) for group in groups), *((row, frozenset({"td", "th"})) for row in rows)]:
        pieces = [holder.text, *(each.tail for each in holder)]
        pieces += [text(each) for each in holder if local(each) and local(each) not in known]
        yield from (" ".join(piece.split()) for piece in pieces if piece and piece.strip())
