"""What the French header asks of values beyond their data type: nullFlavor alone, no empty value, none written twice.

These are the data types of the minimal structure (rules "dtr1" of the official schematron), which are about headers:
nothing of this is asked of a structured body. Source: spec/cda.md 1, "Data type rules that matter", and 11, rule 33.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from lxml import etree

from socle.documents.cda.nodes import local, loose, tag, text
from socle.documents.checking import verdicts
from socle.documents.checking.notes import Notes
from socle.rulebook import Said, applies

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no other name for it

_SOURCE = "spec/cda.md 1 and 11, rule 33; CI-SIS, Structuration minimale, dtr1"
#: Beside nullFlavor: what says no value of its own, in any type. Source: CI-SIS, Structuration minimale, dtr1-1-ANY.
_BESIDE_NULL = frozenset({"nullFlavor", "partType", "classCode", "typeCode", "determinerCode", "moodCode"})
#: Values that an attribute has where it is not written, and which may be. Source: the same.
_DEFAULTS = {"mediaType": "text/plain", "representation": "TXT", "operator": "I", "inclusive": "true", "unit": "1"}
#: What may also stand beside OTH, NA and UNC: why the value could not be written. Source: the same.
_REASONS = frozenset({"codeSystem", "codeSystemName", "codeSystemVersion", "extension"})
_REASONED = frozenset({"OTH", "NA", "UNC"})
_NOTES = frozenset({tag("originalText"), tag("translation")})
_TEMPLATE, _TRANSLATION, _ORIGINAL = tag("templateId"), tag("translation"), tag("originalText")
_LOW, _HIGH, _CENTER, _WIDTH = tag("low"), tag("high"), tag("center"), tag("width")
_UNITS = frozenset({"us", "ms", "s", "min", "h", "d", "wk", "mo", "a"})
_ANY = object()
#: What tells an element from its twins.
Sign = Callable[[Element], set[object]]


def _elements(kids: list[Element]) -> list[Element]:
    return [kid for kid in kids if isinstance(kid.tag, str)]


@applies("DOC-017")
def alone(notes: Notes, element: Element, kids: list[Element]) -> None:
    """A nullFlavor stands alone: no attribute, element or text says a value that there is not."""
    flavour = element.get("nullFlavor")
    if flavour is None:
        return
    reasoned = flavour in _REASONED
    attributes = [(str(name), str(value)) for name, value in element.items()]
    beside = [f"@{name}" for name, value in attributes if not _harmless(name, value, reasoned=reasoned)]
    beside += [local(kid) for kid in _elements(kids) if not (reasoned and kid.tag in _NOTES)]
    if not beside and (words := loose(element)):
        beside = [words]
    if beside:
        expected = Said("nullFlavor seul", "nullFlavor alone")
        notes.add(verdicts.CONTRADICTION, element, expected=expected, found=", ".join(beside), source=_SOURCE)


def _harmless(name: str, value: str, *, reasoned: bool) -> bool:
    if name.startswith("{") or name in _BESIDE_NULL or (reasoned and name in _REASONS):
        return True
    return _DEFAULTS.get(name) == value


def identifier(notes: Notes, element: Element, kids: list[Element]) -> None:
    """An identifier is not written twice side by side; one that has no extension is the same as any of its root."""
    alone(notes, element, kids)
    seen = _before(notes, element, _identified)
    if seen is None:
        return
    parent = element.getparent()
    if element.tag == _TEMPLATE and (parent is None or parent.getparent() is not None):
        return  # of those below the document itself nothing is asked
    if element.get("root"):
        root, extension = element.get("root"), element.get("extension", "")
        twins = {(root, extension), (root, "")} if extension else {(root, _ANY)}
        if twins & seen:
            _twice(notes, element, f"{root} {extension}".strip())
        seen |= _identified(element)


def _identified(element: Element) -> set[object]:
    root = element.get("root")
    return {(root, element.get("extension", "")), (root, _ANY)} if root else set()


def coded(notes: Notes, element: Element, kids: list[Element]) -> None:
    """A coded value has a code, an original text or a nullFlavor; the same translation does not come twice."""
    if not kids and element.get("code") and element.get("codeSystem"):
        return  # as nearly all are: what stands beside a nullFlavor is a code, which its data type refuses
    alone(notes, element, kids)
    inside = _elements(kids)
    if "nullFlavor" not in element.attrib and "code" not in element.attrib and not _has_words(inside):
        expected = Said("un code, un originalText ou nullFlavor", "a code, an originalText or nullFlavor")
        notes.add(verdicts.ATTRIBUTE_MISSING, element, "@code", expected=expected, source=_SOURCE)
    for name in ("codeSystemName", "codeSystemVersion"):
        if name in element.attrib and "codeSystem" not in element.attrib:
            expected = Said(f"avec @{name}", f"with @{name}")
            notes.add(verdicts.ATTRIBUTE_MISSING, element, "@codeSystem", expected=expected, source=_SOURCE)
    seen: set[tuple[str | None, str | None]] = set()
    for kid in inside:
        if kid.tag != _TRANSLATION:
            continue
        key = (kid.get("code"), kid.get("codeSystem"))
        if "nullFlavor" in kid.attrib:
            expected, found = Said("un code", "a code"), kid.get("nullFlavor")
            notes.add(verdicts.NULL, kid, "@nullFlavor", expected=expected, found=found, source=_SOURCE)
        elif key in seen:
            _twice(notes, kid, " ".join(filter(None, key)))
        seen.add(key)


def _has_words(kids: list[Element]) -> bool:
    return any(kid.tag == _ORIGINAL and "nullFlavor" not in kid.attrib for kid in kids)


def address(notes: Notes, element: Element, kids: list[Element]) -> None:
    """An address says something, in parts or in words but not in both, and once."""
    alone(notes, element, kids)
    inside = _elements(kids)
    if "nullFlavor" not in element.attrib:
        words = loose(element)
        if inside and words:
            expected = Said("des parties nommées seules", "named parts alone")
            notes.add(verdicts.TEXT, element, "text()", expected=expected, found=words, source=_SOURCE)
        elif not inside and not words:
            _empty(notes, element, Said("une adresse, ou nullFlavor", "an address, or nullFlavor"))
    _distinct(notes, element)


def name(notes: Notes, element: Element, kids: list[Element]) -> None:
    """A name says something, and once."""
    alone(notes, element, kids)
    if "nullFlavor" not in element.attrib and not _elements(kids) and not loose(element):
        _empty(notes, element, Said("un nom, ou nullFlavor", "a name, or nullFlavor"))
    _distinct(notes, element)


def telecom(notes: Notes, element: Element, kids: list[Element]) -> None:
    """A telecom is written once for the same use."""
    alone(notes, element, kids)
    _distinct(notes, element)


def interval(notes: Notes, element: Element, kids: list[Element]) -> None:
    """An interval has two bounds, or one and a width, or a centre; its bounds are no infinity of the wrong end."""
    alone(notes, element, kids)
    there = {kid.tag: kid for kid in _elements(kids)}
    if _CENTER in there and len(there) > 1:
        _wrong_parts(notes, element, Said("center seul", "center alone"), there)
    elif there.keys() >= {_LOW, _HIGH, _WIDTH}:
        _wrong_parts(notes, element, Said("deux de low, high et width", "two of low, high and width"), there)
    for bound, infinity in ((_LOW, "PINF"), (_HIGH, "NINF")):
        if bound in there and there[bound].get("nullFlavor") == infinity:
            expected = Said("une date", "a date")
            notes.add(verdicts.NULL, there[bound], "@nullFlavor", expected=expected, found=infinity, source=_SOURCE)
    width = there.get(_WIDTH)
    unit = None if width is None else width.get("unit")
    if width is not None and unit and unit not in _UNITS:
        expected_units = " | ".join(sorted(_UNITS))
        notes.add(verdicts.VALUE, width, "@unit", expected=expected_units, found=unit, source=_SOURCE)


def _wrong_parts(notes: Notes, element: Element, expected: str, there: dict[str, Element]) -> None:
    found = ", ".join(local(kid) for kid in there.values())
    notes.add(verdicts.CONTRADICTION, element, expected=expected, found=found, source=_SOURCE)


def _empty(notes: Notes, element: Element, expected: str) -> None:
    notes.add(verdicts.MISSING, element, "text()", expected=expected, found=0, source=_SOURCE)


def _distinct(notes: Notes, element: Element) -> None:
    """Siblings of one name all differ, and none says that it is not known where another is."""
    seen = _before(notes, element, lambda before: {_signature(before)})
    if seen is None:
        return
    mine = _signature(element)
    if mine is not None and mine in seen:
        _twice(notes, element, element.get("value") or text(element))
    elif (seen != {None}) if mine is None else None in seen:
        expected = Said("des valeurs seules, ou nullFlavor seul", "values alone, or nullFlavor alone")
        found = Said("les deux", "both")
        notes.add(verdicts.CONTRADICTION, element, expected=expected, found=found, source=_SOURCE)
    seen.add(mine)


def _signature(element: Element) -> object:
    """What makes a sibling the same as another; None where the value is not known."""
    if "nullFlavor" in element.attrib:
        return None
    return element.get("use"), element.get("value"), "".join("".join(map(str, element.itertext())).split())


def _before(notes: Notes, element: Element, sign: Sign) -> set[object] | None:
    """The signatures of the siblings of this name before; None for the first of them."""
    before: Element | None = element.getprevious()
    while before is not None and callable(before.tag):  # a comment or an instruction
        before = before.getprevious()
    if before is None or before.tag != element.tag:
        return None
    parent = element.getparent()
    key = (parent, str(element.tag))
    if key not in notes.siblings:
        notes.siblings[key] = sign(before)
    return notes.siblings[key]


def _twice(notes: Notes, element: Element, found: str) -> None:
    expected = Said("des valeurs différentes", "different values")
    notes.add(verdicts.DUPLICATE, element, expected=expected, found=found, source=_SOURCE)


#: What is asked in a header of the values of each data type; of any other, that its nullFlavor stands alone.
HEADER_VALUES = {
    "II": identifier,
    **dict.fromkeys(("CE", "CD", "CV", "CO"), coded),
    "AD": address,
    **dict.fromkeys(("EN", "PN", "ON", "TN"), name),
    "TEL": telecom,
    "IVL_TS": interval,
}
