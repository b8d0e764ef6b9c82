"""Turning the narrative of a section into blocks: nothing of its text is lost, nothing of its style is kept.

Source: HL7 CDA R2, narrative block (content, linkHtml, sub, sup, br, renderMultiMedia, paragraph, list, table…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from socle.documents.cda.datatypes import attribute
from socle.documents.cda.nodes import child, children, local, text
from socle.documents.show.model import Block, Figure, Form, ListOf, Media, Paragraph, Run
from socle.documents.show.table import table

#: Blocks within blocks deeper than this become plain text: pages stay small whatever a document nests.
MAX_DEPTH = 10
_FORMS = {"sub": Form.SUBSCRIPT, "sup": Form.SUPERSCRIPT}
_REVISED = {"insert": Form.INSERTED, "delete": Form.DELETED}
_LINK = re.compile(r"https?://[^\s]+", re.IGNORECASE)
BREAK = Run("", Form.LINE_BREAK)


class Narrative:
    """Reads the narrative of one document; `media` are its files by their ID."""

    def __init__(self, media: Mapping[str, Media]) -> None:
        self.media = media
        self.shown: set[str] = set()

    def blocks(self, element: etree._Element | None, depth: int = 0) -> tuple[Block, ...]:
        """The blocks below an element: runs of inline content become paragraphs, the rest blocks of their own."""
        if element is None:
            return ()
        if depth > MAX_DEPTH:
            words = text(element)
            return (Paragraph((Run(words),)),) if words else ()
        found: list[Block] = []
        runs: list[Run] = []
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
                yield self._list(element, depth)
            case "table":
                yield from table(element, lambda cell: self.blocks(cell, depth + 1))
            case "renderMultiMedia":
                yield self._figure(element)
            case _:
                yield from self._items(element, _styled(element, style), depth)

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


def _styled(element: etree._Element, style: Run) -> Run:
    name = local(element)
    form = _FORMS.get(name) or _REVISED.get(attribute(element, "revised")) or style.form
    address = attribute(element, "href") if name == "linkHtml" else style.address
    return Run("", form, address if _LINK.fullmatch(address) else "")


def _stray(element: etree._Element, known: set[str]) -> Iterator[str]:
    pieces = [element.text, *(each.tail for each in element)]
    pieces += [text(each) for each in element if local(each) and local(each) not in known]
    yield from (" ".join(piece.split()) for piece in pieces if piece and piece.strip())


def paragraphs(runs: list[Run]) -> Iterator[Paragraph]:
    """One paragraph of these runs, blanks joined as HTML joins them and no break at its ends; none when empty."""
    joined = [run if run.form is Form.LINE_BREAK else replace(run, text=re.sub(r"\s+", " ", run.text)) for run in runs]
    joined = [run for run in joined if run.text or run.form is Form.LINE_BREAK]
    while joined and not joined[0].text.strip():
        joined.pop(0)
    while joined and not joined[-1].text.strip():
        joined.pop()
    if joined:
        yield Paragraph(tuple(joined))
