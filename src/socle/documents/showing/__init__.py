"""Showing a document: its people, dates, sections and files as a tree of values that pages render."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from socle.documents import times
from socle.documents.cda import CdaDocument, embedded
from socle.documents.cda.datatypes import attribute
from socle.documents.cda.embedded import decode
from socle.documents.cda.nodes import HL7, child, children, text
from socle.documents.showing.model import Media, Readable, Section
from socle.documents.showing.narrative import Narrative
from socle.documents.showing.people import dates, matricule, patient, people
from socle.documents.showing.results import Reader

__all__ = ["FILE_ID", "Readable", "show"]

#: The id of the file that a level 1 document wraps.
FILE_ID = "document"
#: Sections within sections deeper than this are shown at this depth.
MAX_DEPTH = 8


def show(document: CdaDocument) -> Readable:
    """What a page shows of `document`; never fails, whatever its narrative holds."""
    media = _media(document)
    narrative = Narrative(media, document.root)
    body = child(document.root, "component", "structuredBody")
    sections = _sections(body, narrative, Reader(document.root), 0)
    file = embedded(document)
    return Readable(
        title=document.title or (document.code.label if document.code else "") or "Document sans titre",
        kind=document.code.label if document.code else "",
        unique_id=document.unique_id or "",
        version=document.version,
        language=document.language,
        patient=patient(document),
        people=people(document),
        dates=dates(document),
        sections=sections,
        file=Media(FILE_ID, file, document.title) if file else None,
        media=tuple(media.values()),
        attachments=tuple(each for id, each in media.items() if id not in narrative.shown),
        established=times.read(document.effective_time),
        ins=matricule(document),
    )


def _media(document: CdaDocument) -> dict[str, Media]:
    """Every file of a structured body by its ID; one without an ID of its own gets its rank."""
    found: dict[str, Media] = {}
    for rank, element in enumerate(document.root.iter(f"{{{HL7}}}observationMedia"), 1):
        value = child(element, "value")
        if value is None:
            continue
        id = attribute(element, "ID")
        if not id or id == FILE_ID or id in found:
            id = f"media-{rank}"
        found[id] = Media(id, decode(value), _heading(element))
    return found


def _heading(element: etree._Element) -> str:
    """The title of the section that holds an element."""
    section = next(element.iterancestors(f"{{{HL7}}}section"), None)
    return text(child(section, "title"))


def _sections(element: etree._Element | None, narrative: Narrative, results: Reader, depth: int) -> tuple[Section, ...]:
    found: list[Section] = []
    for each in (section for component in children(element, "component") for section in children(component, "section")):
        title = text(child(each, "title")) or attribute(child(each, "code"), "displayName")
        blocks = tuple(block for narrated in children(each, "text") for block in narrative.blocks(narrated))
        own = Section(title, blocks, results=results.of(each), notes=narrative.notes())
        below = _sections(each, narrative, results, depth + 1)
        if depth < MAX_DEPTH:
            found.append(replace(own, sections=below))
        else:
            found.extend((own, *below))
    return tuple(found)
