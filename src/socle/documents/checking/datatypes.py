"""Data types of CDA as France wants them. Source: spec/cda.md section 1, "Data type rules that matter"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from socle.documents import times
from socle.documents.cda.embedded import BASE64
from socle.documents.cda.model import II
from socle.documents.cda.nodes import loose, tag, text
from socle.documents.checking import verdicts
from socle.documents.checking.notes import Notes
from socle.documents.identifiers import masked
from socle.identity import matricule, oids
from socle.rulebook import Said
from socle.wire.hl7v2 import PERSON_AUTHORITY, STRUCTURE_AUTHORITY

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no other name for it
Check = Callable[[Notes, Element, dict[str, str], list[Element]], None]

_SOURCE = "spec/cda.md 1 and 11, rule 33"
_OID = re.compile(r"[0-2](?:\.(?:0|[1-9]\d*))+", re.ASCII)
_LONG = 100
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_URL = re.compile(r"(?:tel|fax|mailto|http|https|ftp|mllp):[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.ASCII)
_STAMP = Said(
    "AAAA, AAAAMM, AAAAMMJJ ou AAAAMMJJhh[mm[ss]]+zzzz, une date possible",
    "YYYY, YYYYMM, YYYYMMDD or YYYYMMDDhh[mm[ss]]+zzzz, a possible date",
)
_ANY_UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*", re.ASCII)
_ANY_STAMP = re.compile(r"\d{1,8}|\d{9,14}(?:\.\d+)?(?:[+-]\d{1,4})?", re.ASCII)
_LOCATIONS = frozenset({"UNK", "NASK", "ASKU", "NAV", "MSK"})
_ADDRESS_USES = frozenset({"H", "HP", "HV", "WP", "TMP"})
_TELECOM_USES = frozenset({"H", "HP", "HV", "WP", "DIR", "PUB", "EC", "MC", "PG"})
_KEYED = oids.INS_OIDS | {PERSON_AUTHORITY, STRUCTURE_AUTHORITY}
_LINE = tag("streetAddressLine")
_LOW, _HIGH = tag("low"), tag("high")
_REFERENCE = tag("reference")
_PERIOD = tag("useablePeriod")
_VALIDITY = tag("validTime")


def _elements(kids: list[Element]) -> list[Element]:
    """Those that are neither comments nor instructions."""
    return [kid for kid in kids if isinstance(kid.tag, str)]


def _identifier(notes: Notes, element: etree._Element, attributes: dict[str, str], _: list[etree._Element]) -> None:
    root = attributes.get("root", "")
    if "nullFlavor" in attributes:
        if "root" in attributes or "extension" in attributes:
            notes.add(
                verdicts.CONTRADICTION,
                element,
                expected=Said("nullFlavor seul", "nullFlavor alone"),
                found=root,
                source=_SOURCE,
            )
    elif not root:
        verdict = verdicts.DOUBTFUL if notes.in_body else verdicts.ATTRIBUTE_MISSING
        notes.add(verdict, element, "@root", expected=Said("OID ou UUID", "OID or UUID"), source=_SOURCE)
    elif not _is_oid(root):
        if not _UUID.fullmatch(root):
            verdict = verdicts.DOUBTFUL if notes.in_body and _ANY_UID.fullmatch(root) else verdicts.MALFORMED
            notes.add(
                verdict, element, "@root", expected=Said("OID ou UUID", "OID or UUID"), found=root, source=_SOURCE
            )
        elif root != root.upper():
            notes.add(verdicts.REMARK, element, "@root", expected=root.upper(), found=root, source=_SOURCE)
    elif root in _KEYED and (kind := _wrong_key(root, attributes.get("extension", ""))):
        found = masked(II(root, attributes["extension"]))
        if found not in notes.keys:  # one number is told of once, however often it is written
            notes.keys.add(found)
            notes.add(verdicts.KEY, element, "@extension", expected=kind, found=found)


def _is_oid(text: str) -> bool:
    return _is_known_oid(text) if len(text) < _LONG else _OID.fullmatch(text) is not None


@lru_cache(4096)
def _is_known_oid(text: str) -> bool:
    """The same OIDs of templates, code lists and authorities come back in every document."""
    return _OID.fullmatch(text) is not None


def _wrong_key(root: str, number: str) -> str:
    """What kind of number has a wrong key; empty when the key holds or the number has none."""
    if not number:
        return ""
    if root in oids.INS_OIDS:
        return "" if matricule.is_valid(number) else "matricule INS"
    if root == PERSON_AUTHORITY and number[0] == "8" and "/" not in number:
        return "" if matricule.rpps(number[1:]) else "RPPS"
    if root == STRUCTURE_AUTHORITY and number[0] == "1":
        return "" if matricule.finess(number[1:]) else "FINESS"
    return ""


def _coded(notes: Notes, element: etree._Element, attributes: dict[str, str], _: list[etree._Element]) -> None:
    if "nullFlavor" in attributes and "code" in attributes:
        found = attributes["code"]
        notes.add(
            verdicts.CONTRADICTION,
            element,
            expected=Said("code ou nullFlavor", "code or nullFlavor"),
            found=found,
            source=_SOURCE,
        )
    elif "code" in attributes:
        if not attributes.get("codeSystem"):
            notes.add(
                verdicts.ATTRIBUTE_MISSING,
                element,
                "@codeSystem",
                expected=Said("avec @code", "with @code"),
                source=_SOURCE,
            )
        elif not _is_oid(attributes["codeSystem"]):
            found = attributes["codeSystem"]
            notes.add(
                verdicts.MALFORMED,
                element,
                "@codeSystem",
                expected=Said("un OID", "an OID"),
                found=found,
                source=_SOURCE,
            )
    elif "displayName" in attributes and "nullFlavor" not in attributes:
        notes.add(
            verdicts.ATTRIBUTE_MISSING,
            element,
            "@code",
            expected=Said("avec @displayName", "with @displayName"),
            source=_SOURCE,
        )


def _time(notes: Notes, element: etree._Element, attributes: dict[str, str], _: list[etree._Element]) -> None:
    value = attributes.get("value")
    if value is None:
        return
    if "nullFlavor" in attributes:
        notes.add(
            verdicts.CONTRADICTION,
            element,
            expected=Said("@value ou nullFlavor", "@value or nullFlavor"),
            found=value,
            source=_SOURCE,
        )
        return
    moment = times.read(value) if value == value.strip() else None
    if moment is None:
        # Official documents hold impossible dates in their bodies: there, only the schema's form is asked for.
        verdict = verdicts.DOUBTFUL if notes.in_body and _ANY_STAMP.fullmatch(value) else verdicts.MALFORMED
        notes.add(verdict, element, "@value", expected=_STAMP, found=value, source=_SOURCE)
    elif not moment.usual or not (moment.is_day_or_coarser or "+" in value or "-" in value):
        notes.add(verdicts.DOUBTFUL, element, "@value", expected=_STAMP, found=value, source=_SOURCE)


def _instant(notes: Notes, element: etree._Element, attributes: dict[str, str], kids: list[etree._Element]) -> None:
    if "value" not in attributes and "nullFlavor" not in attributes:
        verdict = verdicts.DOUBTFUL if notes.in_body else verdicts.ATTRIBUTE_MISSING
        notes.add(verdict, element, "@value", expected=Said("ou nullFlavor", "or nullFlavor"), source=_SOURCE)
    _time(notes, element, attributes, kids)


def _interval(notes: Notes, element: etree._Element, attributes: dict[str, str], kids: list[etree._Element]) -> None:
    kids = _elements(kids)
    if kids and "value" in attributes:
        expected = Said("@value, ou low et high", "@value, or low and high")
        notes.add(verdicts.CONTRADICTION, element, expected=expected, found=attributes["value"], source=_SOURCE)
    _time(notes, element, attributes, kids)
    if not kids:
        return
    low, high = (next((kid.get("value", "") for kid in kids if kid.tag == name), "") for name in (_LOW, _HIGH))
    if not low or not high:
        return
    start, end = times.read(low), times.read(high)
    found = f"{low} – {high}"
    if start and end and start.start > end.start and start.start >= end.end:
        notes.add(
            verdicts.CONTRADICTION,
            element,
            expected=Said("low avant high", "low before high"),
            found=found,
            source=_SOURCE,
        )
    elif low == high:  # one of the two official rules refuses it, and official documents hold it
        notes.add(
            verdicts.DOUBTFUL, element, expected=Said("low avant high", "low before high"), found=found, source=_SOURCE
        )


def _address(notes: Notes, element: etree._Element, attributes: dict[str, str], kids: list[etree._Element]) -> None:
    kids = _elements(kids)
    _use(notes, element, attributes, _ADDRESS_USES)
    _location_null(notes, element, attributes)
    parts = [str(kid.tag) for kid in kids if kid.tag != _PERIOD]
    lines = parts.count(_LINE)
    if lines and lines < len(parts):
        expected = Said("streetAddressLine, ou des parties nommées", "streetAddressLine, or named parts")
        notes.add(verdicts.CONTRADICTION, element, expected=expected, found=Said("les deux", "both"), source=_SOURCE)
    for kid in kids:
        name = str(kid.tag)
        if name != _LINE and parts.count(name) > 1 and parts[0:].index(name) != kids.index(kid):
            notes.add(verdicts.REPEATED, kid, expected="0..1", found=parts.count(name), source=_SOURCE)
    if lines > 7:  # noqa: PLR2004 - 0..7 of them, says the rule
        notes.add(verdicts.REPEATED, element, "streetAddressLine", expected="0..7", found=lines, source=_SOURCE)
    _empty_parts(notes, kids)
    _twice(notes, element)


def _telecom(notes: Notes, element: etree._Element, attributes: dict[str, str], _: list[etree._Element]) -> None:
    _use(notes, element, attributes, _TELECOM_USES)
    value = attributes.get("value")
    if element.tag == _REFERENCE:
        if value is not None and not value.startswith("#") and not _URL.fullmatch(value):
            notes.add(verdicts.DOUBTFUL, element, "@value", expected=f"#{value}", found=value, source="spec/cda.md 9")
        return
    if value is not None and "nullFlavor" in attributes:
        notes.add(
            verdicts.CONTRADICTION,
            element,
            expected=Said("@value ou nullFlavor", "@value or nullFlavor"),
            found=value,
            source=_SOURCE,
        )
    elif value is None and "nullFlavor" not in attributes:
        notes.add(
            verdicts.ATTRIBUTE_MISSING,
            element,
            "@value",
            expected=Said("ou nullFlavor", "or nullFlavor"),
            source=_SOURCE,
        )
    elif value is not None and not _URL.fullmatch(value):
        expected = Said(
            "tel:, fax:, mailto:, http:, ftp: ou mllp: et la suite, sans blanc",
            "tel:, fax:, mailto:, http:, ftp: or mllp: and the rest, no blank",
        )
        notes.add(verdicts.MALFORMED, element, "@value", expected=expected, found=value, source=_SOURCE)
    _location_null(notes, element, attributes)
    _twice(notes, element)


def _use(notes: Notes, element: etree._Element, attributes: dict[str, str], uses: frozenset[str]) -> None:
    use = attributes.get("use")
    if use is not None and use not in uses and not set(use.split()) <= uses:
        expected = " | ".join(sorted(uses))
        notes.add(verdicts.VALUE, element, "@use", expected=expected, found=use, source="spec/cda.md 11, rule 18")


def _location_null(notes: Notes, element: etree._Element, attributes: dict[str, str]) -> None:
    flavour = attributes.get("nullFlavor", "UNK")
    if flavour not in _LOCATIONS:
        expected = " | ".join(sorted(_LOCATIONS))
        notes.add(verdicts.NULL, element, "@nullFlavor", expected=expected, found=flavour, source=_SOURCE)


def _twice(notes: Notes, element: etree._Element) -> None:
    """Two equal addresses or telecoms side by side."""
    before = element.getprevious()
    if before is None or before.tag != element.tag or before.get("value") != element.get("value"):
        return
    if _signature(before) == _signature(element):
        found = element.get("value") or text(element)
        if found:
            notes.add(
                verdicts.DUPLICATE,
                element,
                expected=Said("des valeurs différentes", "different values"),
                found=found,
                source=_SOURCE,
            )


def _signature(element: etree._Element) -> tuple[object, ...]:
    return (sorted(element.items()), [(kid.tag, text(kid)) for kid in element], (element.text or "").strip())


def _name(notes: Notes, element: etree._Element, _: dict[str, str], kids: list[etree._Element]) -> None:
    kids = _elements(kids)
    if kids and (found := loose(element)):
        notes.add(verdicts.TEXT, element, "text()", expected="family, given…", found=found, source=_SOURCE)
    _empty_parts(notes, kids)


def _empty_parts(notes: Notes, kids: list[etree._Element]) -> None:
    for kid in kids:
        if kid.tag not in {_PERIOD, _VALIDITY} and "nullFlavor" not in kid.attrib and not text(kid):
            notes.add(verdicts.EMPTY, kid, source=_SOURCE)


def _file(notes: Notes, element: etree._Element, attributes: dict[str, str], _: list[etree._Element]) -> None:
    if attributes.get("representation") == BASE64:
        trouble = notes.file(element).trouble
        if trouble:
            notes.add(
                verdicts.FILE, element, expected=Said("du base64", "base64"), found=trouble, source="spec/cda.md 8"
            )


def _number(pattern: re.Pattern[str], expected: str) -> Check:
    def check(notes: Notes, element: etree._Element, attributes: dict[str, str], _: list[etree._Element]) -> None:
        value = attributes.get("value")
        if value is not None and not pattern.fullmatch(value.strip()):
            notes.add(verdicts.MALFORMED, element, "@value", expected=expected, found=value, source=_SOURCE)

    return check


_decimal = _number(_NUMBER, Said("un nombre décimal, avec un point", "a decimal number, with a point"))
_integer = _number(_INTEGER, Said("un entier", "an integer"))
_boolean = _number(re.compile("true|false"), Said("true ou false", "true or false"))

#: What each data type asks, by its name in the table of structure.
CHECKS: dict[str, Check] = {
    "II": _identifier,
    **dict.fromkeys(("CE", "CD", "CV", "CO"), _coded),
    "TS": _instant,
    **dict.fromkeys(("IVXB_TS", "SXCM_TS"), _time),
    "IVL_TS": _interval,
    "AD": _address,
    "TEL": _telecom,
    "PN": _name,
    "ED": _file,
    **dict.fromkeys(("PQ", "IVXB_PQ", "PQR", "REAL", "MO", "QTY"), _decimal),
    **dict.fromkeys(("INT", "IVXB_INT", "RegionValue"), _integer),
    **dict.fromkeys(("BL", "BN"), _boolean),
}
