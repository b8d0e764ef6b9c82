"""The body: the file that level 1 wraps, references between text and entries, models not described.

Source: spec/cda.md sections 8 and 9.
"""

from __future__ import annotations

from lxml import etree

from socle import codes
from socle.documents.cda.embedded import BASE64, trouble_of
from socle.documents.cda.model import CdaDocument
from socle.documents.cda.nodes import child
from socle.documents.checking import bio, verdicts
from socle.documents.checking.notes import Notes
from socle.documents.checking.special import FRANCE, MINIMAL_STRUCTURE
from socle.rulebook import applies

#: Models whose content is checked in depth.
LABORATORY = frozenset(bio.MODELS)


@applies("DOC-009")
def check_file(notes: Notes, document: CdaDocument) -> None:
    """A file of a known type, in base64, that is what it says."""
    element = child(document.root, "component", "nonXMLBody", "text")
    if element is None:
        return
    media_type = element.get("mediaType", "")
    known = ", ".join(row["media_type"] for row in codes.table("media_type_to_format"))
    if not media_type:
        notes.add(verdicts.ATTRIBUTE_MISSING, element, "@mediaType", expected=known, source="spec/cda.md 8")
    elif codes.format_of_media_type(media_type) is None:
        notes.add(verdicts.FILE_TYPE, element, "@mediaType", expected=known, found=media_type)
    if element.get("representation") != BASE64:
        found = element.get("representation", "aucune")
        notes.add(verdicts.FILE, element, "@representation", expected=BASE64, found=found, source="spec/cda.md 8")
    elif media_type == "application/pdf" and not trouble_of(element):
        head = _head(element)
        if not head.startswith(b"%PDF"):
            found = ascii(head)[2:-1]
            notes.add(verdicts.FILE, element, expected="un PDF (%PDF)", found=found, source="spec/cda.md 8")


def _head(element: etree._Element) -> bytes:
    from binascii import a2b_base64  # noqa: PLC0415

    opening = "".join("".join(map(str, element.itertext()))[:64].split())
    return a2b_base64(opening[: len(opening) // 4 * 4])[:8]


def check_references(notes: Notes) -> None:
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
def tell_level(notes: Notes, document: CdaDocument) -> None:
    """A document of a type that SUN-ES counts at one level alone, and which is of the other."""
    level, rule = _LEVELS.get(document.code.code if document.code else "", (None, ""))
    found = document.body.level
    if level is not None and found not in {level, None}:
        notes.add(verdicts.LEVEL, document.root, "component", expected=level, found=found, source=rule)


@applies("DOC-011")
def tell_depth(notes: Notes, document: CdaDocument) -> None:
    """Structured models that nothing here describes are named."""
    models = {one.root: one for one in document.templates if one.root not in (FRANCE, MINIMAL_STRUCTURE)}
    if document.body.level != 3 or LABORATORY & models.keys():  # noqa: PLR2004 - the level
        return
    name = document.title or (document.code.label if document.code else "")
    found = f"{', '.join(map(str, models.values()))} ({name})" if models else name
    notes.add(verdicts.NOT_IN_DEPTH, document.root, "component/structuredBody", found=found)
