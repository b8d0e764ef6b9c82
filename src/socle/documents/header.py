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
from itertools import islice
from typing import NamedTuple

from lxml import etree

from socle.documents import traits
from socle.documents.cda import CdaDocument, place
from socle.documents.cda.datatypes import MOST_NOTED, attribute
from socle.documents.cda.nodes import Places, tag
from socle.documents.verdicts import MISSING, REPEATED, WRONG
from socle.rulebook import Finding, Said, applies

#: templateIds every document has, and the one that says level 1. Source: spec/cda.md sections 1 and 8.
FRANCE = "2.16.840.1.113883.2.8.2.1"
MINIMAL_STRUCTURE = "1.2.250.1.213.1.1.1.1"
LEVEL_1 = "1.3.6.1.4.1.19376.1.2.20"
_A_MODEL = Said("au moins un modèle de document", "one model of document at least")


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
        entry["parent"],
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
    places, standing = Places(), _standing(document.root)
    found = (
        finding
        for row in table()
        for parent, named in standing[row.parent]
        for finding in _of_row(parent, named.get(tag(row.child), []), row, places)
    )
    return [*islice(found, MOST_NOTED), *_templates(document), *traits.missing(document)]


class _Standing(NamedTuple):
    """An element, and its children by their names: read once, several rows are about the children of one."""

    element: etree._Element
    named: dict[str, list[etree._Element]]


@cache
def _paths() -> tuple[str, ...]:
    """Each parent of the table, once."""
    return tuple(dict.fromkeys(row.parent for row in table()))


def _standing(root: etree._Element) -> dict[str, list[_Standing]]:
    """The elements at each path such as `documentationOf[1]/serviceEvent`, but those whose value is not known."""
    walked = {"": [_read(root)]}
    found = {path: _at(path, walked) for path in _paths()}
    return {path: [one for one in standing if not one.element.get("nullFlavor")] for path, standing in found.items()}


def _at(path: str, walked: dict[str, list[_Standing]]) -> list[_Standing]:
    """Every element at a path; `walked` keeps those of each path taken."""
    found = walked.get(path)
    if found is None:
        above, _, step = path.rpartition("/")
        name, end = step.removesuffix("[1]"), 1 if step.endswith("[1]") else None
        below = [each for one in _at(above, walked) for each in one.named.get(tag(name), [])[:end]]
        found = walked[path] = [_read(each) for each in below]
    return found


def _read(element: etree._Element) -> _Standing:
    named: dict[str, list[etree._Element]] = {}
    for each in element.iterchildren(etree.Element):
        named.setdefault(str(each.tag), []).append(each)
    return _Standing(element, named)


def _of_row(parent: etree._Element, present: list[etree._Element], row: Row, places: Places) -> Iterator[Finding]:
    if len(present) < row.least:
        yield MISSING.at(_below(places.of(parent), row.child), expected=row.cardinality, found=len(present))
    if row.most is not None and len(present) > row.most:
        yield REPEATED.at(places.of(present[row.most]), expected=row.cardinality, found=len(present))
    for element in present:
        yield from _of_element(element, row, places)


def _of_element(element: etree._Element, row: Row, places: Places) -> Iterator[Finding]:
    flavour = attribute(element, "nullFlavor")
    if flavour:
        if not row.null_allowed:
            found = f"nullFlavor {flavour}"
            yield WRONG.at(
                places.of(element), expected=Said("une valeur, sans nullFlavor", "a value, no nullFlavor"), found=found
            )
        return
    for name in row.attributes:
        if not attribute(element, name):
            yield MISSING.at(_below(places.of(element), f"@{name}"), expected="1..1", found=0)
    for name, value in row.fixed:
        given = attribute(element, name)
        if given and given != value:
            yield WRONG.at(_below(places.of(element), f"@{name}"), expected=value, found=given)
    if row.child == "title" and not "".join(map(str, element.itertext())).strip():
        yield MISSING.at(_below(places.of(element), "text()"), expected="1..1", found=0)


def _below(place: str, step: str) -> str:
    path, _, line = place.partition(" ")
    return f"{path}/{step} {line}"


def _templates(document: CdaDocument) -> Iterator[Finding]:
    """Both French templateIds once each and a model; level 1 has its own model and no other."""
    where = _below(place(document.root), "templateId")
    roots = [template.root for template in document.templates]
    for root in (FRANCE, MINIMAL_STRUCTURE):
        if roots.count(root) > 1:
            yield REPEATED.at(where, expected=f"{root} 1..1", found=roots.count(root))
        elif root not in roots:
            yield MISSING.at(where, expected=f"{root} 1..1", found=0)
    models = [root for root in roots if root not in (FRANCE, MINIMAL_STRUCTURE)]
    if document.body.level == 1 and models != [LEVEL_1]:
        alone = Said(f"{LEVEL_1} seul (niveau 1)", f"{LEVEL_1} alone (level 1)")
        yield WRONG.at(where, expected=alone, found=", ".join(models) or Said("aucun modèle", "no model"))
    elif not models:
        yield MISSING.at(where, expected=_A_MODEL, found=0)
