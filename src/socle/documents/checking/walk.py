"""One walk through the tree of a document: order, cardinalities, attributes, values, code lists, data types."""

from __future__ import annotations

import re

from lxml import etree

from socle.documents.cda.nodes import local, loose, tag, text
from socle.documents.checking import codelists, verdicts
from socle.documents.checking.models import LINKS, XSI_TYPE, Model, Slot
from socle.documents.checking.notes import Notes
from socle.documents.checking.tables import Row
from socle.rulebook import Said

_TEMPLATE = tag("templateId")
_OPEN = "OPEN"
#: What an attribute of type ID may hold. Source: XML Schema, NCName.
_NAME = re.compile(r"[^\W\d][\w.\-·]*")
#: Attributes that are there with a value or not at all, by their type in the schema (st, cs, oid, uid).
_NEVER_EMPTY = frozenset(
    {"assigningAuthorityName", "code", "codeSystem", "codeSystemName", "codeSystemVersion", "displayName", "extension"}
)
#: Attributes that may hold several of their values, with blanks between.
_SETS = frozenset({"qualifier", "use"})
#: A list of values longer than this is named, not told.
_TOLD = 20
_NONE: frozenset[str] = frozenset()
_NO_KIDS: list[etree._Element] = []
_NO_TAGS: list[str] = []
_NO_COUNTS: dict[str, int] = {}
_STRUCTURE = "spec/cda.md 1 and 13, structure of CDA R2"


def walk(notes: Notes, element: etree._Element, model: Model) -> None:
    """Judge an element and everything below it."""
    attributes: dict[str, str] = dict(element.items())  # type: ignore[arg-type] # of text, as this document was read
    kids: list[etree._Element] = element[:] if len(element) else _NO_KIDS  # type: ignore[index,assignment] # stubs lack it
    tags = [kid.tag for kid in kids] if kids else _NO_TAGS
    if _TEMPLATE in tags or XSI_TYPE in attributes or model.any:
        model = _actual(notes, element, attributes, kids, model)
    allowed = model.values
    for name, value in attributes.items():
        values = allowed.get(name, _NONE)
        if (values is not None and value not in values) or not value:
            _attribute(notes, element, name, value, model)
    if model.asks:
        _asked(notes, element, attributes, model)
    if model.check is not None:
        model.check(notes, element, attributes, kids)
    if not model.mixed and _has_words(element, kids) and (found := loose(element)):
        notes.add(
            verdicts.TEXT,
            element,
            "text()",
            expected=Said("des éléments seuls", "elements alone"),
            found=found,
            source=_STRUCTURE,
        )
    counts = _children(notes, kids, tags, model) if kids else _NO_COUNTS
    if model.wants:
        _missing(notes, element, counts, model, null="nullFlavor" in attributes)
    for special in model.specials:
        special(notes, element, kids)


def _has_words(element: etree._Element, kids: list[etree._Element]) -> bool:
    """Whether something that is no blank stands between the children of an element."""
    text = element.text
    if text and not text.isspace():
        return True
    if not kids:
        return False
    between = "".join([kid.tail or "" for kid in kids])
    return bool(between) and not between.isspace()


def _asked(notes: Notes, element: etree._Element, attributes: dict[str, str], model: Model) -> None:
    """What few types and places ask: attributes that must be there, rows of a table."""
    kind = model.type
    if kind.name == "StructuredBody":
        notes.in_body = True
    for name in kind.needed:
        if name not in attributes:
            notes.add(verdicts.ATTRIBUTE_MISSING, element, f"@{name}", expected="1..1", source=_STRUCTURE)
    flavour = attributes.get("nullFlavor")
    for row in model.rows:
        _row(notes, element, attributes, row, flavour)


def _actual(
    notes: Notes, element: etree._Element, attributes: dict[str, str], kids: list[etree._Element], model: Model
) -> Model:
    """The model with the type that the element says, and with what its templates ask."""
    said = attributes.get(XSI_TYPE)
    if said is not None:
        actual = model.of_type(said.rpartition(":")[2])
        if actual is None:
            notes.add(
                verdicts.VALUE,
                element,
                "@xsi:type",
                expected=Said("un type de données CDA", "a data type of CDA"),
                found=said,
            )
        else:
            model = actual
    elif model.type.name == "ANY":
        notes.add(
            verdicts.ATTRIBUTE_MISSING,
            element,
            "@xsi:type",
            expected=Said("un type de données CDA", "a data type of CDA"),
        )
    if model.type.is_class:
        roots = [kid.get("root", "") for kid in kids if kid.tag == _TEMPLATE]
        if roots:
            return model.with_templates(roots)
    return model


def _attribute(notes: Notes, element: etree._Element, name: str, value: str, model: Model) -> None:
    """One that CDA does not know there, or with a value that it does not fix, or that points at something."""
    known = model.type.attributes
    if not value and name in _NEVER_EMPTY and name in known:
        valued = Said("une valeur, ou pas d'attribut", "a value, or no attribute")
        notes.add(verdicts.ATTRIBUTE_MISSING, element, f"@{name}", expected=valued, source=_STRUCTURE)
        return
    if name in known:
        if name == "value" and not value.startswith("#") and known[name] is None:
            return
        values = known[name]
        if values is not None and value not in values and not (name in _SETS and values >= set(value.split())):
            _wrong(notes, element, name, values, value, _STRUCTURE)
        elif name in LINKS:
            _link(notes, element, name, value)
    elif name == "nullFlavor":
        if value not in codelists.null_flavours():
            _wrong(notes, element, name, codelists.null_flavours(), value, "spec/cda.md 11, rule 34")
    elif not name.startswith("{"):
        expected = ", ".join(known) or Said("aucun attribut", "no attribute")
        notes.add(verdicts.UNKNOWN_ATTRIBUTE, element, f"@{name}", expected=expected, found=name, source=_STRUCTURE)


def _link(notes: Notes, element: etree._Element, name: str, value: str) -> None:
    """An identifier of an element, or what points at one."""
    if name != "ID":
        notes.references.append((element, f"@{name}", value))
        return
    value = value.strip()  # spaces around are not part of it (XML Schema 2, whiteSpace)
    if not _NAME.fullmatch(value):
        notes.add(
            verdicts.MALFORMED,
            element,
            "@ID",
            expected=Said("un nom XML", "an XML name"),
            found=value,
            source=_STRUCTURE,
        )
    elif value in notes.ids:
        notes.add(
            verdicts.ID_REPEATED, element, "@ID", expected=Said("une valeur unique", "a value of its own"), found=value
        )
    notes.ids.setdefault(value, element)


def _wrong(notes: Notes, element: etree._Element, name: str, values: frozenset[str], value: str, source: str) -> None:
    expected = " | ".join(sorted(values))
    if len(values) > _TOLD:
        expected = Said("un code que CDA liste pour cet attribut", "a code that CDA lists for this attribute")
    notes.add(verdicts.VALUE, element, f"@{name}", expected=expected, found=value, source=source)


def _row(notes: Notes, element: etree._Element, attributes: dict[str, str], row: Row, flavour: str | None) -> None:
    """One row of a table: nullFlavor, attributes there must be, values they must have, code list."""
    if flavour is not None:
        if row.null is not None and flavour not in row.null:
            expected = " | ".join(sorted(row.null)) or Said("une valeur, sans nullFlavor", "a value, no nullFlavor")
            notes.add(verdicts.NULL, element, "@nullFlavor", expected=expected, found=flavour, source=row.source)
        return
    for name in row.attributes:
        if not (text(element) if name == "text()" else attributes.get(name, "").strip()):
            if name == "text()":
                notes.add(
                    verdicts.MISSING, element, name, expected=Said("un texte", "a text"), found=0, source=row.source
                )
            else:
                notes.add(verdicts.ATTRIBUTE_MISSING, element, f"@{name}", expected="1..1", source=row.source)
    for name, values in row.values:
        if name in attributes and attributes[name] not in values:
            _wrong(notes, element, name, values, attributes[name], row.source)
    if row.codes is not None:
        codelists.check(notes, element, attributes, row.codes, row.source)


def _children(notes: Notes, kids: list[etree._Element], tags: list[str], model: Model) -> dict[str, int]:
    """Each child: known, in its order, no more than may be; then what is below it. Gives how many there are of each."""
    counts: dict[str, int] = {}
    rank, before, slots = -1, "", model.slots
    for kid, name in zip(kids, tags, strict=True):
        slot = slots.get(name)
        if slot is None:
            if isinstance(name, str):  # else a comment or an instruction
                _unknown(notes, kid, model)
            continue
        place = slot.place
        if place.rank < rank:
            notes.add(
                verdicts.MISPLACED,
                kid,
                expected=Said(f"avant {before}", f"before {before}"),
                found=Said(f"après {before}", f"after {before}"),
                source=_STRUCTURE,
            )
        else:
            rank, before = place.rank, place.name
        count = counts[name] = counts.get(name, 0) + 1
        if count == slot.beyond:
            verdict = verdicts.REPEATED if slot.most else verdicts.NOT_FORESEEN
            notes.add(verdict, kid, expected=_times(slot), found=_count(kids, name), source=slot.source)
        if place.type != _OPEN:
            below = slot.first if count == 1 else slot.later
            walk(notes, kid, below or slot.model(first=count == 1))
    return counts


def _count(kids: list[etree._Element], name: str) -> int:
    return sum(kid.tag == name for kid in kids)


def _times(slot: Slot) -> str:
    return f"{max(slot.asked, slot.place.least)}..{'*' if slot.most is None else slot.most}"


def _unknown(notes: Notes, kid: etree._Element, model: Model) -> None:
    near = ", ".join(slot.place.name for slot in model.slots.values()) or Said("aucun élément", "no element")
    notes.add(verdicts.UNKNOWN_ELEMENT, kid, expected=near, found=local(kid), source=_STRUCTURE)


def _missing(notes: Notes, element: etree._Element, there: dict[str, int], model: Model, *, null: bool) -> None:
    """Children that must be there: of those that only France asks for, none where the value is not known."""
    if not there.keys() >= (model.must_null if null else model.must):
        for name, slot in model.needed:
            least = slot.place.least if null else max(slot.asked, slot.place.least)
            count = there.get(name, 0)
            if count < least:
                expected, source = _times(slot), slot.source or _STRUCTURE
                notes.add(verdicts.MISSING, element, slot.place.name, expected=expected, found=count, source=source)
    for group in model.type.groups:
        count = sum([times for name, times in there.items() if name in group.tags])
        if group.least <= count and (group.most is None or count <= group.most):
            continue
        names = " | ".join(group.names)
        if count < group.least:
            notes.add(verdicts.MISSING, element, f"({names})", expected="1..1", found=count, source=_STRUCTURE)
        else:
            times = f"{group.least}..{group.most}"
            expected = Said(f"{times} parmi {names}", f"{times} among {names}")
            notes.add(verdicts.REPEATED, element, f"({names})", expected=expected, found=count, source=_STRUCTURE)
