"""What a file is, from its first bytes: its name and its declared type are whatever the sender says."""

from __future__ import annotations

import codecs
from enum import StrEnum

from socle.documents.cda.embedded import PDF_MARK

#: Bytes looked at.
_HEAD = 1024
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Kind(StrEnum):
    """What the checker tells apart."""

    XML = "xml"
    PDF = "pdf"
    ARCHIVE = "zip"
    EMPTY = "empty"
    OTHER = "other"


def kind_of(data: bytes) -> Kind:
    """The kind of a file; `XML` for whatever begins as markup, well-formed or not."""
    head = data[:_HEAD]
    if not head.strip():
        return Kind.EMPTY
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ARCHIVE
    if head.startswith(_MARKS) or head.lstrip().startswith(b"<"):
        return Kind.XML
    return Kind.PDF if PDF_MARK in head else Kind.OTHER
