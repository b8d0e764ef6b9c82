"""The structure of a tagged document: what is a heading, a table, a drawing, in the order it is read.

Source: ISO 32000-1, 14.7 and 14.8. Each element gathers pieces of pages (marked content), by page and number.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name

LANGUAGE = "fr-FR"


@dataclass(slots=True, eq=False)
class Element:
    """An element: its kind (H1, P, Table, TR, TH, TD, Figure…), what it holds in reading order, its other words."""

    kind: str
    alternative: str = ""
    row_heading: bool = False
    kids: list[Element | tuple[int, int]] = field(default_factory=list)

    def child(self, kind: str, *, alternative: str = "", row_heading: bool = False) -> Element:
        made = Element(kind, alternative, row_heading)
        self.kids.append(made)
        return made


def add(pdf: pikepdf.Pdf, root: Element, pages: list[pikepdf.Object], marks: list[list[Element]]) -> None:
    """Put the structure in a file whose `pages` hold the pieces that `marks` lists, page by page."""
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    made: dict[int, pikepdf.Object] = {}
    tree.K = Array([_element(pdf, root, tree, pages, made)])
    numbers: list[object] = []
    for number, held in enumerate(marks):
        pages[number].StructParents = number
        pages[number].Tabs = Name.S
        numbers += [number, pdf.make_indirect(Array([made[id(one)] for one in held]))]
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    tree.ParentTreeNextKey = len(marks)
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = LANGUAGE
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _element(
    pdf: pikepdf.Pdf,
    element: Element,
    parent: pikepdf.Object,
    pages: list[pikepdf.Object],
    made: dict[int, pikepdf.Object],
) -> pikepdf.Object:
    one = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.kind), P=parent))
    made[id(element)] = one
    if element.alternative:
        one.Alt = element.alternative
    if element.kind == "TH":
        scope = Name.Row if element.row_heading else Name.Column
        one.A = Dictionary(O=Name.Table, Scope=scope)
    kids: list[object] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(_element(pdf, kid, one, pages, made))
        else:
            kids.append(Dictionary(Type=Name.MCR, Pg=pages[kid[0]], MCID=kid[1]))
    one.K = Array(kids)
    return one
