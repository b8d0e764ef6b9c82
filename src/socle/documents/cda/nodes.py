"""How the reader walks a CDA tree: children by name, texts, and where an element stands."""

from __future__ import annotations

from functools import cache

from lxml import etree

from socle.wire import namespaces

#: Source: spec/cda.md, "Namespaces".
HL7 = namespaces.HL7
SDTC = "urn:hl7-org:sdtc"
LAB = "urn:oid:1.3.6.1.4.1.19376.1.3.2"
DICOM = "urn:dicom-org:ps3-20"
_PREFIXES = {SDTC: "sdtc:", LAB: "lab:", DICOM: "ps3-20:"}


@cache
def tag(name: str, namespace: str = HL7) -> str:
    """A CDA name as the tree writes it."""
    return f"{{{namespace}}}{name}"


def children(element: etree._Element | None, name: str, namespace: str = HL7) -> list[etree._Element]:
    """The child elements of this name; none below nothing."""
    return [] if element is None else list(element.iterchildren(tag(name, namespace)))


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first element down this path of CDA names."""
    for name in names:
        if element is None:
            return None
        element = next(element.iterchildren(tag(name)), None)
    return element


def text(element: etree._Element | None) -> str:
    """All the text below an element, with single blanks; comments and instructions are not text."""
    if element is None:
        return ""
    whole = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return " ".join(whole.split())


def loose(element: etree._Element) -> str:
    """The words that stand between the children of an element, after comments too, with single blanks."""
    if not len(element):
        return " ".join((element.text or "").split())
    parts = (element.text, *(child.tail for child in element))
    return " ".join("".join(part for part in parts if part).split())


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for a comment or an instruction."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


class Places:
    """Where elements of one document stand. Siblings are counted once, however many of them are asked about."""

    def __init__(self) -> None:
        self._ranks: dict[etree._Element, dict[etree._Element, tuple[int, list[int]]]] = {}
        # Steps are kept, not paths: names may be long, and as many paths as there are faults would hold them each time.
        self._steps: dict[etree._Element, str] = {}

    def of(self, element: etree._Element) -> str:
        """The XPath of an element from ClinicalDocument with CDA names, and its line."""
        return f"{self.path(element)} (l. {element.sourceline})"

    def path(self, element: etree._Element) -> str:
        """The XPath alone."""
        steps: list[str] = []
        node: etree._Element | None = element
        while node is not None:
            step = self._steps.get(node)
            if step is None:
                step = self._steps[node] = self._step(node)
            steps.append(step)
            if local(node) == "ClinicalDocument":
                break
            node = node.getparent()
        return f"/{'/'.join(reversed(steps))}"

    def _step(self, element: etree._Element) -> str:
        namespace, _, name = str(element.tag).rpartition("}")
        name = _PREFIXES.get(namespace[1:], "") + name
        parent = element.getparent()
        if parent is None:
            return name
        if parent not in self._ranks:
            self._ranks[parent] = _ranks(parent)
        rank, twins = self._ranks[parent][element]
        return f"{name}[{rank}]" if twins[0] > 1 else name


def _ranks(parent: etree._Element) -> dict[etree._Element, tuple[int, list[int]]]:
    """The rank of each child element among those of its name, and how many these are (in a list that they share)."""
    named: dict[object, list[int]] = {}
    ranks: dict[etree._Element, tuple[int, list[int]]] = {}
    for each in parent:
        name = each.tag
        twins = named.get(name)
        if twins is None:
            twins = named[name] = [0]
        twins[0] += 1
        ranks[each] = (twins[0], twins)
    return ranks


def place(element: etree._Element) -> str:
    """Where an element stands: its XPath from ClinicalDocument with CDA names, and its line."""
    return Places().of(element)
