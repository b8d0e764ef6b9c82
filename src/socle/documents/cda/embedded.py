"""Files inside a document: the one a level 1 body wraps, and the media of a structured one.

Source: spec/cda.md sections 8 and 9; HL7 CDA R2 data type ED.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from lxml import etree

from socle.documents.cda.datatypes import attribute
from socle.documents.cda.model import CdaDocument
from socle.documents.cda.nodes import child
from socle.rulebook import Said

BASE64 = "B64"
#: How a PDF file begins.
PDF_MARK = b"%PDF-"
_NOT_BASE64 = Said("le texte n'est pas du base64", "the text is not base64")
_EMPTY = Said("le fichier est vide", "the file is empty")
#: First bytes of a file that tell what it is.
_HEAD = 8
#: How files of each type begin; a text has no beginning of its own.
SIGNATURES = {
    "application/pdf": (b"%PDF",),
    "text/rtf": (b"{\\rtf",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
}
_BLANKS = (b"\n", b"\r", b" ", b"\t")
_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file and its declared media type; `data` is None when it cannot be decoded, `trouble` then says why."""

    media_type: str
    data: bytes | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """What is to know of a file without decoding it whole: its first bytes, or the `trouble` that hides them."""

    media_type: str
    head: bytes | None
    trouble: str = ""


def embedded(document: CdaDocument) -> EmbeddedFile | None:
    """The file a level 1 document wraps; None for any other document."""
    element = _wrapped(document)
    return None if element is None else decode(element)


def glance(document: CdaDocument) -> Glance | None:
    """The same file at a glance: whether it would decode, and how it begins."""
    element = _wrapped(document)
    return None if element is None else glance_at(element)


def glance_at(element: etree._Element) -> Glance:
    """The file of an ED element at a glance."""
    octets = _octets(element) if attribute(element, "representation") == BASE64 else b""
    if not _is_regular(octets):
        file = decode(element)
        return Glance(file.media_type, None if file.data is None else file.data[:_HEAD], file.trouble)
    return Glance(attribute(element, "mediaType"), binascii.a2b_base64(octets[: _HEAD * 2])[:_HEAD])


def _wrapped(document: CdaDocument) -> etree._Element | None:
    return child(document.root, "component", "nonXMLBody", "text")


def _is_regular(octets: bytes) -> bool:
    """Whether this is base64 beyond doubt: whole groups of four digits, two of the last lacking at most."""
    digits = octets.rstrip(b"=")
    lacking = len(octets) - len(digits)
    return bool(digits) and not len(octets) % 4 and lacking <= 2 and not digits.translate(None, _DIGITS)  # noqa: PLR2004


def _octets(element: etree._Element) -> bytes:
    """The text of an element without its blanks; empty when it has none, or when it is not all ASCII."""
    content = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    if not content.isascii():
        return b""
    octets = content.encode("ascii")
    for blank in _BLANKS:  # one by one: lines are then copied whole, ten times faster than letter by letter
        octets = octets.replace(blank, b"")
    return octets


def decode(element: etree._Element) -> EmbeddedFile:
    """The file in an ED element: base64, or plain text where the media type is text."""
    media_type = attribute(element, "mediaType")
    content = "".join(map(str, element.itertext()))
    if attribute(element, "representation") != BASE64:
        if media_type.startswith("text/") and not attribute(element, "representation"):
            return EmbeddedFile(media_type, content.encode())
        return EmbeddedFile(media_type, None, Said("representation n'est pas B64", "representation is not B64"))
    try:
        # Base64 in XML is folded at will (RFC 2045); anything else than its alphabet is a fault.
        data = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):  # ValueError: a character outside ASCII
        return EmbeddedFile(media_type, None, _NOT_BASE64)
    return EmbeddedFile(media_type, data) if data else EmbeddedFile(media_type, None, _EMPTY)
