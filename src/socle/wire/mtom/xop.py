"""XOP references between an envelope and its parts. Source: W3C XOP 1.0, 3 and 4; RFC 2392 (cid URLs)."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote, unquote

from lxml import etree

from socle.wire import xml
from socle.wire.namespaces import XOP, qname
from socle.wire.xds.model import Part

INCLUDE = qname(XOP, "Include")


def content_id(value: str) -> str:
    """A Content-ID or `start` parameter without its angle brackets and blanks."""
    return value.strip().removeprefix("<").removesuffix(">").strip()


def cid(href: str) -> str:
    """The Content-ID that a `cid:` URL names, percent-decoded; the text itself when it is no such URL."""
    return unquote(href[4:]) if href[:4].lower() == "cid:" else href


def include(parent: etree._Element, id: str) -> etree._Element:
    """Add to `parent` the xop:Include of the part whose Content-ID is `id`."""
    node = etree.SubElement(parent, INCLUDE, nsmap={"xop": XOP})
    node.set("href", "cid:" + xml.clean(quote(id, safe="@.-_~!$&'()*+,;=:")))
    return node


def document_part(id: str, media_type: str, content: bytes) -> Part:
    """A part made of bytes at hand."""
    return Part(id, media_type, len(content), BytesIO(content))
