"""What may stand where in a CDA R2 document: `data/structure.txt`, read once.

It does what the schema would: which children, in which order, how often, which attributes with which fixed values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from socle.documents.cda import nodes
from socle.documents.cda.nodes import DICOM, HL7, LAB, SDTC

#: The pharmacy extension: the schema names the first, documents also write the second (spec/cda.md, namespaces).
PHARMACY = ("urn:ihe:pharm:medication", "urn:ihe:pharm")
_PREFIXES = {"sdtc": (SDTC,), "lab": (LAB,), "ps3-20": (DICOM,), "pharm": PHARMACY, "": (HL7,)}
_CARDINALITIES = {"": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}
_CLASS = ("realmCode:CS*", "typeId:II?", "templateId:II*")
_WORD = re.compile(r"[{(][^})]*[})][?*+]?|\S+")
_CHILD = re.compile(r"((?:[\w-]+:)?\w+):(\w+)([?*+]?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a child may stand: its rank, how often, and its type."""

    name: str
    type: str
    rank: int
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """A choice between children: their names, their qualified tags, how many of them in all."""

    names: tuple[str, ...]
    tags: frozenset[str]
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Type:
    """One line of the table. `children` is by qualified tag; an attribute's values are None when any will do."""

    name: str
    children: dict[str, Place]
    groups: tuple[Group, ...]
    attributes: dict[str, frozenset[str] | None]
    needed: tuple[str, ...]
    mixed: bool
    is_class: bool


@cache
def types() -> dict[str, Type]:
    """Every type by its name, but `OPEN`, which is not looked into."""
    words: dict[str, str] = {}
    read: dict[str, Type] = {}
    for line in files(__package__).joinpath("data/structure.txt").read_text("utf-8").splitlines():
        head, equals, body = line.partition("=") if line.startswith("$") else line.partition(" =")
        if line.startswith("$"):
            words[head.strip()] = body.strip()
        elif equals and not line.startswith("#"):
            head, body = (re.sub(r"\$\w+", lambda match: words[match[0]], part) for part in (head, body))
            one = _type(head.split(), body)
            read[one.name] = one
    return read


def _type(head: list[str], body: str) -> Type:
    name, is_class = head[0].removeprefix("-"), not head[0].startswith("-")
    attributes: dict[str, frozenset[str] | None] = {}
    needed: list[str] = []
    for word in head[1:]:
        attribute, equals, values = word[1:].partition("=")
        if attribute.endswith("!"):
            attribute = attribute[:-1]
            needed.append(attribute)
        attributes[attribute] = frozenset(values.split("|")) if equals else None
    children: dict[str, Place] = {}
    groups: list[Group] = []
    found = _WORD.findall(body)
    opening = ("realmCode:CS*", "typeId:II", "templateId:II*") if name == "ClinicalDocument" else _CLASS
    for rank, word in enumerate([*(opening if is_class else ()), *(one for one in found if one != "#")]):
        if word[0] in "({":
            groups.extend(_group(word, rank, children))
        else:
            _child(word, rank, children)
    return Type(name, children, tuple(groups), attributes, tuple(needed), "#" in found, is_class)


def _group(word: str, rank: int, children: dict[str, Place]) -> list[Group]:
    inner, mark = re.fullmatch(r"[{(](.*)[})]([?*+]?)", word).groups()  # type: ignore[union-attr] # our own table
    any_order = word[0] == "{"
    parts = inner.split() if any_order else inner.split("|")
    known = set(children)
    for part in parts:
        _child(f"{part}*" if any_order else f"{part}?", rank, children)
    tags = frozenset(tag for tag in children if tag not in known)
    names = tuple(part.rpartition(":")[0] for part in parts)
    least, most = _CARDINALITIES[mark]
    if any_order:
        return [Group(names, tags, 1, None)] if mark == "+" else []
    return [Group(names, tags, least, most)]


def _child(word: str, rank: int, children: dict[str, Place]) -> None:
    qualified, kind, mark = _CHILD.fullmatch(word).groups()  # type: ignore[union-attr] # our own table
    prefix, _, local = qualified.rpartition(":")
    least, most = _CARDINALITIES[mark]
    for namespace in _PREFIXES[prefix]:
        children[nodes.tag(local, namespace)] = Place(qualified, kind, rank, least, most)
