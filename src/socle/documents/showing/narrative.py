"""Turning the narrative of a section into blocks: nothing of its text is lost, nor what changes its meaning.

A link leads somewhere in the document only; the address of any other stands in words beside it, and nobody is sent
there by a click. Footnotes are numbered through the document. Of `styleCode`, bold, italics and underlining stay.
Source: HL7 CDA R2, narrative block (content, linkHtml, sub, sup, br, footnote, footnoteRef, renderMultiMedia,
paragraph, list, table…) and table of styleCode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from lxml import etree

from socle.documents.cda.datatypes import attribute
from socle.documents.cda.nodes import child, children, local, tag, text
from socle.documents.showing.model import Block, Figure, Form, ListOf, Media, Note, Paragraph, Run
from socle.documents.showing.table import table

#: Blocks within blocks deeper than this become plain text: pages stay small whatever a document nests.
MAX_DEPTH = 10
_FORMS = {"sub": Form.SUBSCRIPT, "sup": Form.SUPERSCRIPT}
_REVISED = {"insert": Form.INSERTED, "delete": Form.DELETED}
_LINK = re.compile(r"https?://[^\s]+", re.IGNORECASE)
BREAK = Run("", Form.LINE_BREAK)
#: What of styleCode a page keeps. Source: HL7 CDA R2, table of styleCode (font styles).
STYLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bold": ("bold",),
        "bolditalics": ("bold", "italics"),
        "emphasis": ("italics",),
        "italics": ("italics",),
        "underline": ("underline",),
    }
)


class Narrative:
    """Reads the narrative of one document, whose root is given; `media` are its files by their ID."""

    def __init__(self, media: Mapping[str, Media], root: etree._Element) -> None:
        self.media = media
        self.shown: set[str] = set()
        self._notes: list[Note] = []
        self._targets = _targets(root)
        self._numbers = {each: rank for rank, each in enumerate(root.iter(tag("footnote")), 1)}
        named = ((attribute(each, "ID"), rank) for each, rank in self._numbers.items())
        self._numbered = {id: rank for id, rank in named if id}

    def notes(self) -> tuple[Note, ...]:
        """The footnotes met since the last call."""
        met, self._notes = tuple(self._notes), []
        return met

    def blocks(self, element: etree._Element | None, depth: int = 0) -> tuple[Block, ...]:
        """The blocks below an element: runs of inline content become paragraphs, the rest blocks of their own."""
        if element is None:
            return ()
        if depth > MAX_DEPTH:
            words = text(element)
            return (Paragraph((Run(words),)),) if words else ()
        found: list[Block] = []
        runs: list[Run] = list(self._anchor(element))
        for item in self._items(element, Run(""), depth):
            if isinstance(item, Run):
                runs.append(item)
            else:
                found.extend((*paragraphs(runs), item))
                runs = []
        return (*found, *paragraphs(runs))

    def _items(self, element: etree._Element, style: Run, depth: int) -> Iterator[Run | Block]:
        """Runs and blocks below an element, in order; `style` is a run whose form and address its text takes."""
        if element.text:
            yield replace(style, text=element.text)
        for each in element:
            yield from self._item(each, style, depth)
            if each.tail:
                yield replace(style, text=each.tail)

    def _item(self, element: etree._Element, style: Run, depth: int) -> Iterator[Run | Block]:
        match local(element):
            case "":
                return
            case "br":
                yield BREAK
            case "paragraph":
                yield from self.blocks(element, depth + 1)
            case "list":
                yield from self._anchor(element)
                yield self._list(element, depth)
            case "table":
                yield from self._anchor(element)
                yield from table(element, lambda cell: self._cell(cell, depth + 1))
            case "renderMultiMedia":
                yield self._figure(element)
            case "footnote" | "footnoteRef" if depth <= MAX_DEPTH:
                yield from self._note(element, depth)
            case "linkHtml":
                yield from self._link(element, style, depth)
            case _:
                yield from self._anchor(element)
                yield from self._items(element, _styled(element, style), depth)

    def _note(self, element: etree._Element, depth: int) -> Iterator[Run]:
        """The mark of a footnote; what the note says is kept for `notes`."""
        if local(element) == "footnote":
            number = self._numbers[element]
            self._notes.append(Note(number, f"note-{number}", self.blocks(element, depth + 1)))
        else:
            number = self._numbered.get(attribute(element, "IDREF"), 0)
        if number:
            yield Run(str(number), Form.NOTE, f"note-{number}")

    def _anchor(self, element: etree._Element) -> Iterator[Run]:
        """The mark of a place that a link of the document leads to."""
        name = self._targets.get(attribute(element, "ID"))
        if name:
            yield Run("", anchor=name)

    def _link(self, element: etree._Element, style: Run, depth: int) -> Iterator[Run | Block]:
        """What a link says; then, in brackets, the web address it would lead to, unless it says that one already."""
        address = attribute(element, "href")
        inside = self._targets.get(address[1:], "") if address.startswith("#") else ""
        yield from self._items(element, replace(_styled(element, style), address=inside), depth)
        said = text(element)
        if _LINK.fullmatch(address) and (not said or said not in address):
            yield replace(style, text=f" ({address})" if said else address)

    def _cell(self, element: etree._Element, depth: int) -> tuple[Block, ...]:
        """The blocks of a cell, in the style that the cell asks for its whole text."""
        styles = _styled(element, Run("")).styles
        found = self.blocks(element, depth)
        return tuple(_restyled(block, styles) for block in found) if styles and local(element) == "td" else found

    def _list(self, element: etree._Element, depth: int) -> ListOf:
        items = [self.blocks(each, depth + 1) for each in children(element, "item")]
        # Text outside any item is against the schema; it is shown after the items rather than lost.
        stray = " ".join(_stray(element, {"item", "caption"}))
        if stray:
            items.append((Paragraph((Run(stray),)),))
        ordered = attribute(element, "listType") == "ordered"
        return ListOf(tuple(item for item in items if item), ordered, text(child(element, "caption")))

    def _figure(self, element: etree._Element) -> Figure:
        ids = dict.fromkeys(attribute(element, "referencedObject").split())
        self.shown.update(ids)
        return Figure(tuple(self.media[id] for id in ids if id in self.media), text(element))


def _targets(root: etree._Element) -> dict[str, str]:
    """The identifiers that links of the document lead to, each with the name of the anchor that a page gives it."""
    links = (attribute(each, "href") for each in root.iter(tag("linkHtml")))
    ids = dict.fromkeys(link[1:] for link in links if link.startswith("#") and len(link) > 1)
    return {id: f"lieu-{rank}" for rank, id in enumerate(ids, 1)}


def _styled(element: etree._Element, style: Run) -> Run:
    form = _FORMS.get(local(element)) or _REVISED.get(attribute(element, "revised")) or style.form
    asked = (word for code in attribute(element, "styleCode").split() for word in STYLES.get(code.lower(), ()))
    return replace(style, form=form, styles=tuple(dict.fromkeys((*style.styles, *asked))))


def _restyled(block: Block, styles: tuple[str, ...]) -> Block:
    if not isinstance(block, Paragraph):
        return block
    return Paragraph(tuple(replace(run, styles=tuple(dict.fromkeys((*styles, *run.styles)))) for run in block.runs))


def _stray(element: etree._Element, known: set[str]) -> Iterator[str]:
    pieces = [element.text, *(each.tail for each in element)]
    pieces += [text(each) for each in element if local(each) and local(each) not in known]
    yield from (" ".join(piece.split()) for piece in pieces if piece and piece.strip())


def paragraphs(runs: list[Run]) -> Iterator[Paragraph]:
    """One paragraph of these runs, blanks joined as HTML joins them and no break at its ends; none when empty.

    Anchors stand at its beginning.
    """
    anchors = [run for run in runs if run.anchor]
    joined = [run if run.form is Form.LINE_BREAK else replace(run, text=re.sub(r"\s+", " ", run.text)) for run in runs]
    joined = [run for run in joined if not run.anchor and (run.text or run.form is Form.LINE_BREAK)]
    while joined and not joined[0].text.strip():
        joined.pop(0)
    while joined and not joined[-1].text.strip():
        joined.pop()
    if joined or anchors:
        yield Paragraph((*anchors, *joined))
