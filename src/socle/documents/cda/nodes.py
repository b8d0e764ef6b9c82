"""How the reader walks a CDA tree: children by name, texts, and where an element stands."""

from __future__ import annotations

from lxml import etree

from socle.wire import namespaces

#: Source: spec/cda.md, "Namespaces".
HL7 = namespaces.HL7
SDTC = "urn:hl7-org:sdtc"
LAB = "urn:oid:1.3.6.1.4.1.19376.1.3.2"
DICOM = "urn:dicom-org:ps3-20"
_PREFIXES = {SDTC: "sdtc:", LAB: "lab:", DICOM: "ps3-20:"}


def children(element: etree._Element | None, name: str, namespace: str = HL7) -> list[etree._Element]:
    """The child elements of this name; none below nothing."""
    return [] if element is None else element.findall(f"{{{namespace}}}{name}")


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first element down this path of CDA names."""
    for name in names:
        if element is None:
            return None
        element = element.find(f"{{{HL7}}}{name}")
    return element


def text(element: etree._Element | None) -> str:
    """All the text below an element, with single blanks; comments and instructions are not text."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def place(element: etree._Element) -> str:
    """Where an element stands: its XPath from ClinicalDocument with CDA names, and its line."""
    steps: list[str] = []
    node: etree._Element | None = element
    while node is not None:
        steps.append(_step(node))
        if local(node) == "ClinicalDocument":
            break
        node = node.getparent()
    return f"/{'/'.join(reversed(steps))} (l. {element.sourceline})"


def _step(element: etree._Element) -> str:
    namespace = etree.QName(element).namespace or ""
    name = _PREFIXES.get(namespace, "") + local(element)
    parent = element.getparent()
    twins = [] if parent is None else parent.findall(str(element.tag))
    return f"{name}[{twins.index(element) + 1}]" if len(twins) > 1 else name
