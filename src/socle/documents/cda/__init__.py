"""Reading CDA R2 documents of any level, plain or self-presenting.

A self-presenting document is an XSLT style sheet with the ClinicalDocument inside: the document is taken out
of it and the style sheet is never run. Source: spec/cda.md, sections 1 to 8 and 14 (pitfall 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from socle.documents.cda.datatypes import Reader
from socle.documents.cda.embedded import EmbeddedFile, embedded, glance
from socle.documents.cda.header import document
from socle.documents.cda.model import II, CdaDocument, Coded, Entity, Organisation, Participation, PersonName
from socle.documents.cda.nodes import HL7, place
from socle.documents.verdicts import NOT_A_CDA, SEVERAL_CDA, UNREADABLE
from socle.rulebook import Finding, Said
from socle.wire.content import Content
from socle.wire.xml import XmlRefused

__all__ = [
    "II",
    "MAX_SIZE",
    "CdaDocument",
    "Coded",
    "EmbeddedFile",
    "Entity",
    "Organisation",
    "Participation",
    "PersonName",
    "Tree",
    "embedded",
    "glance",
    "parsed",
    "place",
    "read",
]

#: The largest document read, in bytes. Source: spec/README.md, sizes (20 MB a part).
MAX_SIZE = 20_000_000
_DOCUMENT = f"{{{HL7}}}ClinicalDocument"
_STYLE_SHEETS = frozenset(f"{{http://www.w3.org/1999/XSL/Transform}}{name}" for name in ("stylesheet", "transform"))


@dataclass(frozen=True)
class Tree:
    """A document parsed: its ClinicalDocument element, which nobody may change; its header is read when asked for."""

    root: etree._Element
    self_presenting: bool = False

    @property
    def document(self) -> CdaDocument:
        return self._read[0]

    @property
    def findings(self) -> list[Finding]:
        """What is malformed in the header; its values are kept as written."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[CdaDocument, list[Finding]]:
        reader = Reader()
        return document(reader, self.root, self_presenting=self.self_presenting), reader.findings


def read(content: bytes | Content) -> tuple[CdaDocument | None, list[Finding]]:
    """Read a document from its bytes.

    Gives the document, or None when there is none to read, and everything malformed on the way; a value that
    is malformed is noted and kept as written. Never raises for what the bytes say.
    """
    tree, refused = parsed(content)
    return (None, refused) if tree is None else (tree.document, tree.findings)


def parsed(content: bytes | Content) -> tuple[Tree | None, list[Finding]]:
    """The same, the header left for whoever asks for it."""
    content = Content(content) if isinstance(content, bytes) else content
    try:
        root = content.root(MAX_SIZE)
    except XmlRefused as refused:
        why = refused.finding
        told = Said(why.sentence("fr"), why.sentence("en"))
        return None, [UNREADABLE.at(why.place, expected=why.expected, found=told)]
    self_presenting = root.tag in _STYLE_SHEETS
    found = list(root.iter(_DOCUMENT)) if self_presenting else [root]
    if not found or found[0].tag != _DOCUMENT:
        return None, [NOT_A_CDA.at(place(root), expected="ClinicalDocument", found=_name(root))]
    if len(found) > 1:
        return None, [SEVERAL_CDA.at(place(found[1]), expected="1", found=len(found))]
    return Tree(found[0], self_presenting), []


def _name(root: etree._Element) -> str:
    return str(root.tag)
