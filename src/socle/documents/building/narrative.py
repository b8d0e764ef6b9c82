"""Writing what people read in a section: tables, paragraphs and the marks that entries point at.

Source: HL7 CDA R2, narrative block (StrucDoc.Text); spec/cda.md 9 ("every coded thing shown to a human").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree

from socle.documents.building.xml import add


class Cell(NamedTuple):
    """Words, and the mark by which an entry points at them; without a mark nothing does."""

    text: str = ""
    mark: str = ""


class Marks:
    """Gives each thing of a document its own ID, such as `r1`."""

    def __init__(self) -> None:
        self._given = 0

    def new(self, prefix: str) -> str:
        self._given += 1
        return f"{prefix}{self._given}"


def heading(text: etree._Element, words: str, mark: str = "") -> None:
    """A line in bold."""
    line = add(text, "paragraph")
    within = add(line, "content", ID=mark, styleCode="Bold")
    within.text = words


def paragraph(text: etree._Element, words: str, mark: str = "") -> None:
    add(text, "paragraph", ID=mark).text = words


def table(text: etree._Element, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """A table whose empty columns are left out."""
    kept = [rank for rank in range(len(headings)) if any(row[rank].text for row in rows)]
    element = add(text, "table", border="0")
    top = add(add(element, "thead"), "tr")
    for rank in kept:
        add(top, "th").text = headings[rank]
    body = add(element, "tbody")
    for row in rows:
        line = add(body, "tr")
        for rank in kept:
            _cell(add(line, "td"), row[rank])


def _cell(element: etree._Element, cell: Cell) -> None:
    if cell.mark:
        element = add(element, "content", ID=cell.mark)
    element.text = cell.text


def picture(text: etree._Element, mark: str) -> None:
    add(add(text, "paragraph"), "renderMultiMedia", referencedObject=mark)
