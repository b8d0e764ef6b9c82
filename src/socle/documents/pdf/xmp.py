"""The metadata packet of a PDF (XMP): written by us, read from anyone.

Source: ISO 19005-1, 6.7; XMP specification part 1. Each namespace is declared where strict readers look for it: on the
rdf:Description that uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from lxml import etree

PACKET_ID = "W5M0MpCehiHzreSzNTczkc9d"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"
PDF = "http://ns.adobe.com/pdf/1.3/"
PDFA = "http://www.aiim.org/pdfa/ns/id/"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
#: Schemas that PDF/A predefines: a property of any other is described by an extension schema (6.7.8).
PREDEFINED = frozenset(
    {
        *(DC, XMP, PDF, PDFA, EXTENSION, RDF, "http://www.w3.org/XML/1998/namespace"),
        "http://ns.adobe.com/xap/1.0/mm/",
        "http://ns.adobe.com/xap/1.0/rights/",
        "http://ns.adobe.com/xap/1.0/bj/",
        "http://ns.adobe.com/xap/1.0/t/pg/",
        "http://ns.adobe.com/photoshop/1.0/",
        "http://ns.adobe.com/tiff/1.0/",
        "http://ns.adobe.com/exif/1.0/",
        "http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
        "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
    }
)
PRODUCER = "Socle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a file says of itself, in its packet as in its Info dictionary; instants as the packet writes them."""

    title: str = ""
    author: str = ""
    subject: str = ""
    keywords: str = ""
    creator: str = ""
    producer: str = PRODUCER
    created: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet as read: what it says, its PDF/A claim, the schemas that nothing describes."""

    said: Described
    claim: tuple[int, str] | None
    undescribed: tuple[str, ...]


def instant(at: datetime) -> str:
    """An instant as XMP writes it, to the second."""
    return at.replace(microsecond=0).isoformat()


def info_date(written: str) -> str:
    """The same instant as the Info dictionary writes it: D:20261122152900+00'00'."""
    at = datetime.fromisoformat(written)
    offset = at.strftime("%z")
    return at.strftime("D:%Y%m%d%H%M%S") + (f"{offset[:3]}'{offset[3:5]}'" if offset else "")


def write(said: Described, *, part: int, conformance: str = "B") -> bytes:
    """The packet of a PDF/A file."""
    alternatives = {"dc:title": said.title, "dc:description": said.subject}
    simple = {
        "xmp": {"CreatorTool": said.creator, "CreateDate": said.created, "ModifyDate": said.modified},
        "pdf": {"Producer": said.producer, "Keywords": said.keywords},
    }
    dublin = "".join(
        f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text, quote=False)}</rdf:li></rdf:Alt></{name}>'
        for name, text in alternatives.items()
        if text
    )
    if said.author:
        dublin += f"<dc:creator><rdf:Seq><rdf:li>{escape(said.author, quote=False)}</rdf:li></rdf:Seq></dc:creator>"
    blocks = [
        _block(
            "pdfaid", PDFA, f"<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>{conformance}</pdfaid:conformance>"
        )
    ]
    blocks.append(_block("dc", DC, f"<dc:format>application/pdf</dc:format>{dublin}"))
    for prefix, namespace in (("xmp", XMP), ("pdf", PDF)):
        body = "".join(f"<{prefix}:{k}>{escape(v, quote=False)}</{prefix}:{k}>" for k, v in simple[prefix].items() if v)
        blocks.append(_block(prefix, namespace, body))
    text = (
        f'<?xpacket begin="\ufeff" id="{PACKET_ID}"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">\n'
        + "\n".join(blocks)
        + '\n</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    )
    return text.encode()


def _block(prefix: str, namespace: str, body: str) -> str:
    return f'<rdf:Description rdf:about="" xmlns:{prefix}="{namespace}">{body}</rdf:Description>'


def read(data: bytes) -> Packet:
    """What a packet says. Raises `ValueError` when it is not XML, or holds no RDF."""
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError(f"not XML: {error}") from error
    blocks = list(root.iter(f"{{{RDF}}}Description"))
    if not blocks:
        raise ValueError("no rdf:Description")
    values = _values(blocks)
    part, conformance = values.get(f"{{{PDFA}}}part", ""), values.get(f"{{{PDFA}}}conformance", "")
    described = {
        str(node.text or "").strip() for node in root.iter("{http://www.aiim.org/pdfa/ns/schema#}namespaceURI")
    }
    spaces = {etree.QName(name).namespace or "" for name in values}
    return Packet(
        Described(
            title=values.get(f"{{{DC}}}title", ""),
            author=values.get(f"{{{DC}}}creator", ""),
            subject=values.get(f"{{{DC}}}description", ""),
            keywords=values.get(f"{{{PDF}}}Keywords", ""),
            creator=values.get(f"{{{XMP}}}CreatorTool", ""),
            producer=values.get(f"{{{PDF}}}Producer", ""),
            created=values.get(f"{{{XMP}}}CreateDate", ""),
            modified=values.get(f"{{{XMP}}}ModifyDate", ""),
        ),
        (int(part), conformance) if part in {"1", "2", "3", "4"} else None,
        tuple(sorted(spaces - PREDEFINED - described)),
    )


def touch(data: bytes, modified: str) -> bytes:
    """The packet with another date of modification, all else kept."""
    root = etree.fromstring(data, _parser())
    name, found = f"{{{XMP}}}ModifyDate", False
    for block in root.iter(f"{{{RDF}}}Description"):
        if name in block.attrib:
            block.set(name, modified)
            found = True
        for element in block.findall(name):
            element.text, found = modified, True
    if not found:
        tree = next(root.iter(f"{{{RDF}}}RDF"))
        block = etree.SubElement(tree, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""}, nsmap={"xmp": XMP})
        etree.SubElement(block, name).text = modified
    body = etree.tostring(root, encoding="unicode")
    return f'<?xpacket begin="\ufeff" id="{PACKET_ID}"?>\n{body}\n<?xpacket end="w"?>'.encode()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True)


def _values(blocks: list[etree._Element]) -> dict[str, str]:
    """Properties at the head of each description, by their qualified name; a list's items are joined."""
    values: dict[str, str] = {}
    for block in blocks:
        parent = block.getparent()
        if parent is None or parent.tag != f"{{{RDF}}}RDF":
            continue
        values.update({str(k): str(v) for k, v in block.attrib.items() if not str(k).startswith(f"{{{RDF}}}")})
        for element in block:
            if isinstance(element.tag, str):
                items = [str(item.text or "") for item in element.iter(f"{{{RDF}}}li")]
                values[element.tag] = "; ".join(items) if items else str(element.text or "").strip()
    return values
