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

BASE64 = "B64"


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file and its declared media type; `data` is None when it cannot be decoded, `trouble` then says why."""

    media_type: str
    data: bytes | None
    trouble: str = ""


def embedded(document: CdaDocument) -> EmbeddedFile | None:
    """The file a level 1 document wraps; None for any other document."""
    element = child(document.root, "component", "nonXMLBody", "text")
    return None if element is None else decode(element)


def decode(element: etree._Element) -> EmbeddedFile:
    """The file in an ED element: base64, or plain text where the media type is text."""
    media_type = attribute(element, "mediaType")
    content = "".join(map(str, element.itertext()))
    if attribute(element, "representation") != BASE64:
        if media_type.startswith("text/") and not attribute(element, "representation"):
            return EmbeddedFile(media_type, content.encode())
        return EmbeddedFile(media_type, None, "representation n'est pas B64")
    try:
        # Base64 in XML is folded at will (RFC 2045); anything else than its alphabet is a fault.
        data = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):  # ValueError: a character outside ASCII
        return EmbeddedFile(media_type, None, "le texte n'est pas du base64")
    return EmbeddedFile(media_type, data) if data else EmbeddedFile(media_type, None, "le fichier est vide")
