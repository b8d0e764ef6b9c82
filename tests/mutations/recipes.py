"""The words in which a mutation is said: where it strikes, what it does, and which rule it breaks if any."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

CDA = "urn:hl7-org:v3"
NAMES = {
    "c": CDA,
    "s": "urn:hl7-org:sdtc",
    "lab": "urn:oid:1.3.6.1.4.1.19376.1.3.2",
    "ps": "urn:dicom-org:ps3-20",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
Act = Callable[[etree._Element], None]
TextAct = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Recipe:
    """One way to change a document. `groups` are those of the specification, one of which must be told; none: still valid.

    `where` is an XPath from ClinicalDocument; `on` names the documents it suits (`bases.Base.kinds`); a recipe with `text`
    changes the bytes instead of the tree. A group `*` is whatever group the element is of. `told`: a warning or an information is asked for, not a refusal.
    """

    name: str
    groups: tuple[str, ...] = ()
    where: str = "."
    act: Act | None = None
    text: TextAct | None = None
    on: str = "all"
    told: bool = False

    @property
    def breaks(self) -> bool:
        return bool(self.groups) and not self.told


EVERY: list[Recipe] = []


def breaks(groups: str, name: str, where: str, act: Act, *, on: str = "all") -> None:
    """A change that breaks a rule: the document must be refused for one of these groups."""
    EVERY.append(Recipe(name, tuple(groups.split()), where, act, on=on))


def keeps(name: str, where: str, act: Act, *, on: str = "all") -> None:
    """A change that leaves the document as valid as it was."""
    EVERY.append(Recipe(name, (), where, act, on=on))


def tells(groups: str, name: str, where: str, act: Act, *, on: str = "all") -> None:
    """A change of which a warning or an information must be told, while the document stays as valid as it was."""
    EVERY.append(Recipe(name, tuple(groups.split()), where, act, on=on, told=True))


def rewrites(name: str, text: TextAct, *, groups: str = "", on: str = "all") -> None:
    """A change of the bytes."""
    EVERY.append(Recipe(name, tuple(groups.split()), text=text, on=on))


# --- what is done to an element ------------------------------------------------------------------------------------


def drop(node: etree._Element) -> None:
    """Take it out; what follows it stays."""
    parent = node.getparent()
    if node.tail:
        before = node.getprevious()
        if before is None:
            parent.text = (parent.text or "") + node.tail
        else:
            before.tail = (before.tail or "") + node.tail
        node.tail = None
    parent.remove(node)


def twice(node: etree._Element) -> None:
    again = deepcopy(node)
    for held in again.iter(etree.Element):
        held.attrib.pop("ID", None)  # one fault only
    node.addnext(again)


def put(name: str, value: str) -> Act:
    return lambda node: node.set(_qualified(name), value)


def unset(*names: str) -> Act:
    def act(node: etree._Element) -> None:
        for name in names:
            del node.attrib[_qualified(name)]

    return act


def only(**attributes: str) -> Act:
    """Empty it and give it these attributes alone."""

    def act(node: etree._Element) -> None:
        empty(node)
        for name, value in attributes.items():
            node.set(name, value)

    return act


def empty(node: etree._Element) -> None:
    node.attrib.clear()
    for child in list(node):
        node.remove(child)
    node.text = None


def unknown(node: etree._Element) -> None:
    """In the place of what it said, that nothing is known."""
    only(nullFlavor="UNK")(node)


def says(text: str) -> Act:
    def act(node: etree._Element) -> None:
        for child in list(node):
            node.remove(child)
        node.text = text

    return act


def named(name: str) -> Act:
    """Another name for the element."""

    def act(node: etree._Element) -> None:
        node.tag = _qualified(name if ":" in name else f"c:{name}")

    return act


def after(*markup: str) -> Act:
    def act(node: etree._Element) -> None:
        for text in reversed(markup):
            node.addnext(made(text))

    return act


def before(markup: str) -> Act:
    return lambda node: node.addprevious(made(markup))


def first(*markup: str) -> Act:
    def act(node: etree._Element) -> None:
        for rank, text in enumerate(markup):
            node.insert(rank, made(text))

    return act


def last(*markup: str) -> Act:
    def act(node: etree._Element) -> None:
        for text in markup:
            node.append(made(text))

    return act


def swap(node: etree._Element) -> None:
    """Exchange it with the element that follows."""
    next(node.itersiblings(etree.Element)).addnext(node)


def to_the_end(node: etree._Element) -> None:
    node.getparent().append(node)


def words(text: str) -> Act:
    """Words of its own between the children of an element that holds only elements."""

    def act(node: etree._Element) -> None:
        node[0].tail = text

    return act


def made(markup: str) -> etree._Element:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items() if prefix != "c")
    return etree.fromstring(f'<made xmlns="{CDA}" {declared}>{markup}</made>')[0]


def _qualified(name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMES[prefix]}}}{local}" if prefix else name
