"""The body: the file that level 1 wraps, references between text and entries, models not described.

Source: spec/cda.md sections 8 and 9.
"""

from __future__ import annotations

from lxml import etree

from socle import codes
from socle.documents.cda.datatypes import Reader, attribute
from socle.documents.cda.embedded import BASE64, SIGNATURES
from socle.documents.cda.nodes import child, text
from socle.documents.checking import bio, verdicts
from socle.documents.checking.notes import Notes
from socle.documents.checking.special import FRANCE, MINIMAL_STRUCTURE
from socle.rulebook import Said, applies

#: Models whose content is checked in depth.
LABORATORY = frozenset(bio.MODELS)


def check(notes: Notes, root: etree._Element) -> None:
    """All that is asked of a body, once what stands in it was walked through."""
    component = child(root, "component")
    structured = child(component, "structuredBody") is not None
    unstructured = child(component, "nonXMLBody")
    _check_file(notes, child(unstructured, "text"))
    _check_references(notes)
    if structured:
        _tell_depth(notes, root)
    _tell_level(notes, root, 3 if structured else None if unstructured is None else 1)


@applies("DOC-009")
def _check_file(notes: Notes, element: etree._Element | None) -> None:
    """A file of a known type, in base64, that is what it says."""
    if element is None:
        return
    media_type = element.get("mediaType", "")
    if codes.format_of_media_type(media_type) is None:
        known = ", ".join(row["media_type"] for row in codes.table("media_type_to_format"))
        if media_type:
            notes.add(verdicts.FILE_TYPE, element, "@mediaType", expected=known, found=media_type)
        else:
            notes.add(verdicts.ATTRIBUTE_MISSING, element, "@mediaType", expected=known, source="spec/cda.md 8")
    if element.get("representation") != BASE64:
        found = element.get("representation", Said("aucune", "none"))
        notes.add(verdicts.FILE, element, "@representation", expected=BASE64, found=found, source="spec/cda.md 8")
    elif begins := SIGNATURES.get(media_type):
        head = notes.file(element).head
        if head is not None and not head.startswith(begins):
            asked, found = " | ".join(ascii(one)[2:-1] for one in begins), ascii(head)[2:-1]
            expected = Said(f"un fichier {media_type} ({asked})", f"a file of type {media_type} ({asked})")
            notes.add(verdicts.FILE, element, expected=expected, found=found, source="spec/cda.md 8")


def _check_references(notes: Notes) -> None:
    """What a text shows exists in the document, and what an entry points at exists in the text."""
    for element, step, value in notes.references:
        for name in value.split():
            target = name.removeprefix("#")
            if target in notes.ids:
                continue
            verdict = verdicts.TEXT_NOT_FOUND if name.startswith("#") else verdicts.REFERENCE_LOST
            notes.add(verdict, element, step, expected=f"ID={target}", found=name)


#: The level at which SUN-ES counts a document, by its type, and the rule. Source: DOC-001 to DOC-005; programmes.md.
_LEVELS = {
    "11490-0": (1, "DOC-001"),
    "57833-6": (1, "DOC-002"),
    "34874-8": (1, "DOC-003"),
    "11502-2": (3, "DOC-004"),
    "18748-4": (1, "DOC-005"),
}


@applies("DOC-001", "DOC-002", "DOC-003", "DOC-004", "DOC-005")
def _tell_level(notes: Notes, root: etree._Element, found: int | None) -> None:
    """A document of a type that SUN-ES counts at one level alone, and which is of the other."""
    level, rule = _LEVELS.get(attribute(child(root, "code"), "code"), (None, ""))
    if level is not None and found not in {level, None}:
        notes.add(verdicts.LEVEL, root, "component", expected=level, found=found, source=rule)


@applies("DOC-011")
def _tell_depth(notes: Notes, root: etree._Element) -> None:
    """Structured models that nothing here describes are named."""
    reader = Reader()
    templates = reader.identifiers(root, "templateId")
    models = {one.root: one for one in templates if one.root not in (FRANCE, MINIMAL_STRUCTURE)}
    if LABORATORY & models.keys():
        return
    name = text(child(root, "title")) or attribute(child(root, "code"), "displayName")
    found = f"{', '.join(map(str, models.values()))} ({name})" if models else name
    notes.add(verdicts.NOT_IN_DEPTH, root, "component/structuredBody", found=found)
