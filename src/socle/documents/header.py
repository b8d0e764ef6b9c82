"""Whether a header follows the minimal structure: what must be there, how often, with which attributes.

The table is `data/header.csv`. Source: CI-SIS, volet Structuration minimale de documents de santé, as its
official checks have it (spec/cda.md sections 1 to 7, rules 2 to 32 of section 11). Each row is about a child of
each element at `parent`: how many, whether a nullFlavor will do, the attributes it needs, the values it must have.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml import etree

from socle.documents import traits
from socle.documents.cda import CdaDocument, place
from socle.documents.cda.datatypes import attribute
from socle.documents.cda.nodes import HL7, children
from socle.documents.verdicts import MISSING, REPEATED, WRONG
from socle.rulebook import Finding, applies

#: templateIds every document has, and the one that says level 1. Source: spec/cda.md sections 1 and 8.
FRANCE = "2.16.840.1.113883.2.8.2.1"
MINIMAL_STRUCTURE = "1.2.250.1.213.1.1.1.1"
LEVEL_1 = "1.3.6.1.4.1.19376.1.2.20"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `most` is None when there is no upper limit."""

    parent: str
    child: str
    least: int
    most: int | None
    null_allowed: bool
    attributes: tuple[str, ...]
    fixed: tuple[tuple[str, str], ...]

    @property
    def cardinality(self) -> str:
        return f"{self.least}..{'*' if self.most is None else self.most}"


@cache
def table() -> tuple[Row, ...]:
    """The minimal structure, row by row."""
    lines = files(__package__).joinpath("data/header.csv").read_text("utf-8").splitlines()
    return tuple(_row(entry) for entry in csv.DictReader(lines))


def _row(entry: dict[str, str]) -> Row:
    fixed = (pair.partition("=") for pair in entry["fixed"].split())
    return Row(
        "/".join(f"{{{HL7}}}{step}" for step in entry["parent"].split("/") if step),
        entry["child"],
        int(entry["min"]),
        int(entry["max"]) if entry["max"] else None,
        entry["null"] == "yes",
        tuple(entry["attributes"].split()),
        tuple((name, value) for name, _, value in fixed),
    )


@applies("DOC-017")
def check_header(document: CdaDocument) -> list[Finding]:
    """Everything the header of `document` lacks, repeats or says wrongly, with the place of each."""
    root = document.root
    found = [finding for row in table() for finding in _of_row(root, row)]
    return [*found, *_templates(document), *traits.missing(document)]


def _of_row(root: etree._Element, row: Row) -> Iterator[Finding]:
    parents = root.findall(row.parent) if row.parent else [root]
    for parent in parents:
        if parent.get("nullFlavor"):
            continue
        present = children(parent, row.child)
        if len(present) < row.least:
            yield MISSING.at(_below(parent, row.child), expected=row.cardinality, found=len(present))
        if row.most is not None and len(present) > row.most:
            yield REPEATED.at(place(present[row.most]), expected=row.cardinality, found=len(present))
        for element in present:
            yield from _of_element(element, row)


def _of_element(element: etree._Element, row: Row) -> Iterator[Finding]:
    flavour = attribute(element, "nullFlavor")
    if flavour:
        if not row.null_allowed:
            yield WRONG.at(place(element), expected="une valeur, sans nullFlavor", found=f"nullFlavor {flavour}")
        return
    for name in row.attributes:
        if not attribute(element, name):
            yield MISSING.at(_below(element, f"@{name}"), expected="1..1", found=0)
    for name, value in row.fixed:
        given = attribute(element, name)
        if given and given != value:
            yield WRONG.at(_below(element, f"@{name}"), expected=value, found=given)
    if row.child == "title" and not "".join(map(str, element.itertext())).strip():
        yield MISSING.at(_below(element, "text()"), expected="1..1", found=0)


def _below(element: etree._Element, step: str) -> str:
    path, _, line = place(element).partition(" ")
    return f"{path}/{step} {line}"


def _templates(document: CdaDocument) -> Iterator[Finding]:
    """Both French templateIds once each and a model; level 1 has its own model and no other."""
    where = _below(document.root, "templateId")
    roots = [template.root for template in document.templates]
    for root in (FRANCE, MINIMAL_STRUCTURE):
        if roots.count(root) > 1:
            yield REPEATED.at(where, expected=f"{root} 1..1", found=roots.count(root))
        elif root not in roots:
            yield MISSING.at(where, expected=f"{root} 1..1", found=0)
    models = [root for root in roots if root not in (FRANCE, MINIMAL_STRUCTURE)]
    if document.body.level == 1 and models != [LEVEL_1]:
        yield WRONG.at(where, expected=f"{LEVEL_1} seul (niveau 1)", found=", ".join(models) or "aucun modèle")
    elif not models:
        yield MISSING.at(where, expected="au moins un modèle de document", found=0)
