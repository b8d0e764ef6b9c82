"""One walk through the tree of a document: order, cardinalities, attributes, values, code lists, data types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from lxml import etree

from socle.documents.cda.nodes import local, loose, tag, text
from socle.documents.checking import codelists, verdicts
from socle.documents.checking.models import Model, Slot
from socle.documents.checking.notes import Notes
from socle.documents.checking.tables import Row

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_XSI_TYPE = f"{_XSI}type"
_TEMPLATE = tag("templateId")
_OPEN = "OPEN"
#: What an attribute of type ID may hold. Source: XML Schema, NCName.
_NAME = re.compile(r"[^\W\d][\w.\-·]*")
_LINKS = frozenset({"ID", "IDREF", "referencedObject", "value"})
_STRUCTURE = "spec/cda.md 1 and 13, structure of CDA R2"


def walk(notes: Notes, element: etree._Element, model: Model) -> None:
    """Judge an element and everything below it."""
    attributes = dict(cast("Iterable[tuple[str, str]]", element.items()))
    kids = list(element.iterchildren(etree.Element)) if len(element) else []
    if kids or _XSI_TYPE in attributes or model.type.name == "ANY":
        model = _actual(notes, element, attributes, kids, model)
    kind = model.type
    if kind.name == "StructuredBody":
        notes.in_body = True
    if attributes or kind.needed:
        _attributes(notes, element, attributes, model)
    flavour = attributes.get("nullFlavor")
    for row in model.rows:
        _row(notes, element, attributes, row, flavour)
    if model.check is not None:
        model.check(notes, element, attributes, kids)
    if not kind.mixed and (found := loose(element)):
        notes.add(verdicts.TEXT, element, "text()", expected="des éléments seuls", found=found, source=_STRUCTURE)
    counts = _children(notes, kids, model) if kids else {}
    if model.needed or kind.groups:
        _missing(notes, element, counts, model, null=flavour is not None)
    for special in model.specials:
        special(notes, element, kids)


def _actual(
    notes: Notes, element: etree._Element, attributes: dict[str, str], kids: list[etree._Element], model: Model
) -> Model:
    """The model with the type that the element says, and with what its templates ask."""
    said = attributes.get(_XSI_TYPE)
    if said is not None:
        actual = model.of_type(said.rpartition(":")[2])
        if actual is None:
            notes.add(verdicts.VALUE, element, "@xsi:type", expected="un type de données CDA", found=said)
        else:
            model = actual
    elif model.type.name == "ANY":
        notes.add(verdicts.ATTRIBUTE_MISSING, element, "@xsi:type", expected="un type de données CDA")
    if model.type.is_class:
        roots = [kid.get("root", "") for kid in kids if kid.tag == _TEMPLATE]
        if roots:
            return model.with_templates(roots)
    return model


def _attributes(notes: Notes, element: etree._Element, attributes: dict[str, str], model: Model) -> None:
    """Those that CDA knows there, with the values it fixes."""
    known = model.type.attributes
    for name, value in attributes.items():
        if name in known:
            values = known[name]
            if values is not None and value not in values:
                _wrong(notes, element, name, values, value, _STRUCTURE)
            elif name in _LINKS:
                _link(notes, element, name, value)
        elif name == "nullFlavor":
            if value not in codelists.null_flavours():
                _wrong(notes, element, name, codelists.null_flavours(), value, "spec/cda.md 11, rule 34")
        elif not name.startswith("{"):
            expected = ", ".join(known) or "aucun attribut"
            notes.add(verdicts.UNKNOWN_ATTRIBUTE, element, f"@{name}", expected=expected, found=name, source=_STRUCTURE)
    for name in model.type.needed:
        if name not in attributes:
            notes.add(verdicts.ATTRIBUTE_MISSING, element, f"@{name}", expected="1..1", source=_STRUCTURE)


def _link(notes: Notes, element: etree._Element, name: str, value: str) -> None:
    """An identifier of an element, or what points at one."""
    if name != "ID":
        if name != "value" or value.startswith("#"):
            notes.references.append((element, f"@{name}", value))
        return
    value = value.strip()  # spaces around are not part of it (XML Schema 2, whiteSpace)
    if not _NAME.fullmatch(value):
        notes.add(verdicts.MALFORMED, element, "@ID", expected="un nom XML", found=value, source=_STRUCTURE)
    elif value in notes.ids:
        notes.add(verdicts.ID_REPEATED, element, "@ID", expected="une valeur unique", found=value)
    notes.ids.setdefault(value, element)


def _wrong(notes: Notes, element: etree._Element, name: str, values: frozenset[str], value: str, source: str) -> None:
    notes.add(verdicts.VALUE, element, f"@{name}", expected=" | ".join(sorted(values)), found=value, source=source)


def _row(notes: Notes, element: etree._Element, attributes: dict[str, str], row: Row, flavour: str | None) -> None:
    """One row of a table: nullFlavor, attributes there must be, values they must have, code list."""
    if flavour is not None:
        if row.null is not None and flavour not in row.null:
            expected = " | ".join(sorted(row.null)) or "une valeur, sans nullFlavor"
            notes.add(verdicts.NULL, element, "@nullFlavor", expected=expected, found=flavour, source=row.source)
        return
    for name in row.attributes:
        if not (text(element) if name == "text()" else attributes.get(name, "").strip()):
            if name == "text()":
                notes.add(verdicts.MISSING, element, name, expected="un texte", found=0, source=row.source)
            else:
                notes.add(verdicts.ATTRIBUTE_MISSING, element, f"@{name}", expected="1..1", source=row.source)
    for name, values in row.values:
        if name in attributes and attributes[name] not in values:
            _wrong(notes, element, name, values, attributes[name], row.source)
    if row.codes is not None:
        codelists.check(notes, element, attributes, row.codes, row.source)


def _children(notes: Notes, kids: list[etree._Element], model: Model) -> dict[str, int]:
    """Each child: known, in its order, no more than may be; then what is below it. Gives how many there are of each."""
    counts: dict[str, int] = {}
    rank, before = -1, ""
    for kid in kids:
        name = str(kid.tag)
        slot = model.slots.get(name)
        if slot is None:
            _unknown(notes, kid, model)
            continue
        if slot.place.rank < rank:
            notes.add(verdicts.MISPLACED, kid, expected=f"avant {before}", found=f"après {before}", source=_STRUCTURE)
        else:
            rank, before = slot.place.rank, slot.place.name
        count = counts[name] = counts.get(name, 0) + 1
        if slot.most is not None and count == slot.most + 1:
            verdict = verdicts.REPEATED if slot.most else verdicts.NOT_FORESEEN
            notes.add(verdict, kid, expected=_times(slot), found=_count(kids, name), source=slot.source)
        if slot.place.type != _OPEN:
            walk(notes, kid, slot.model(first=count == 1))
    return counts


def _count(kids: list[etree._Element], name: str) -> int:
    return sum(kid.tag == name for kid in kids)


def _times(slot: Slot) -> str:
    return f"{max(slot.asked, slot.place.least)}..{'*' if slot.most is None else slot.most}"


def _unknown(notes: Notes, kid: etree._Element, model: Model) -> None:
    near = ", ".join(slot.place.name for slot in model.slots.values()) or "aucun élément"
    notes.add(verdicts.UNKNOWN_ELEMENT, kid, expected=near, found=local(kid), source=_STRUCTURE)


def _missing(notes: Notes, element: etree._Element, there: dict[str, int], model: Model, *, null: bool) -> None:
    """Children that must be there: of those that only France asks for, none where the value is not known."""
    for name, slot in model.needed:
        least = slot.place.least if null else max(slot.asked, slot.place.least)
        count = there.get(name, 0)
        if count < least:
            source = slot.source or _STRUCTURE
            notes.add(verdicts.MISSING, element, slot.place.name, expected=_times(slot), found=count, source=source)
    for group in model.type.groups:
        count = sum(there.get(name, 0) for name in group.tags)
        if group.least <= count and (group.most is None or count <= group.most):
            continue
        names = " | ".join(group.names)
        if count < group.least:
            notes.add(verdicts.MISSING, element, f"({names})", expected="1..1", found=count, source=_STRUCTURE)
        else:
            expected = f"{group.least}..{group.most} parmi {names}"
            notes.add(verdicts.REPEATED, element, f"({names})", expected=expected, found=count, source=_STRUCTURE)
