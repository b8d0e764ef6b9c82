"""Results as data (`xsi:type`) and as words that people read. Source: spec/cda.md 9; HL7 V3 data types; UCUM."""

from __future__ import annotations

import re

from lxml import etree

from socle.documents import times
from socle.documents.building.laboratory import Range, Value
from socle.documents.building.values import Code
from socle.documents.building.xml import add, full

UCUM = "2.16.840.1.113883.6.8"
#: Digits from which thousands are set apart.
_LONG = 5
KINDS = ("PQ", "INT", "REAL", "ST", "CD", "IVL_PQ", "RTO")
_POWERS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def kind_of(value: Value) -> str:
    """The data type of a result: the one said, or the one that what is filled tells; empty when nothing is."""
    if value.kind:
        return value.kind
    filled = (
        ("RTO", value.numerator or value.denominator),
        ("IVL_PQ", value.low or value.high),
        ("PQ", value.quantity),
        ("CD", value.code),
        ("ST", value.text),
    )
    return next((kind for kind, held in filled if held), "")


def write_value(parent: etree._Element, value: Value, mark: str) -> None:
    """The `value` of an observation; words of a coded result are those at `mark` in the narrative."""
    kind = kind_of(value)
    match kind:
        case "PQ":
            element = add(parent, "value", type_=kind, value=value.quantity, unit=value.unit)
            if value.other_quantity:
                add(element, "translation", value=value.other_quantity, code=value.other_unit, codeSystem=UCUM)
        case "INT" | "REAL":
            add(parent, "value", type_=kind, value=value.quantity)
        case "ST":
            add(parent, "value", type_=kind).text = value.text
        case "CD":
            code = value.code or Code(code="")
            element = add(parent, "value", type_=kind, code=code.code, displayName=code.label, codeSystem=code.system)
            point(element, mark)
        case "IVL_PQ":
            _interval(add(parent, "value", type_=kind), value)
        case "RTO":
            element = add(parent, "value", type_=kind)
            for name, number in (("numerator", value.numerator), ("denominator", value.denominator)):
                add(element, name, type_="REAL" if "." in number else "INT", value=number)


def _interval(element: etree._Element, value: Value) -> None:
    for name, number, inclusive in (
        ("low", value.low, value.low_inclusive),
        ("high", value.high, value.high_inclusive),
    ):
        if number:
            add(element, name, value=number, unit=value.unit, inclusive="" if inclusive else "false")


def write_range(parent: etree._Element, reference: Range) -> None:
    """A referenceRange: the values of people in good health."""
    within = add(add(parent, "referenceRange", typeCode="REFV"), "observationRange")
    within.set("classCode", "OBS")
    within.set("moodCode", "EVN.CRT")
    interval = add(within, "value", type_="IVL_PQ")
    for name, number in (("low", reference.low), ("high", reference.high)):
        if number:
            add(interval, name, value=number, unit=reference.unit)
    normal = full(Code(code="N"), "observation_interpretation")
    add(within, "interpretationCode", code=normal.code, displayName=normal.label, codeSystem=normal.system)


def point(element: etree._Element, mark: str) -> None:
    """The words of this code are those at `mark` in the narrative."""
    add(add(element, "originalText"), "reference", value=f"#{mark}")


def words(value: Value) -> str:
    """A result as people read it: decimal comma, µ and powers, signs for open intervals."""
    match kind_of(value):
        case "PQ" | "INT" | "REAL":
            first = _measure(value.quantity, value.unit)
            other = _measure(value.other_quantity, value.other_unit) if value.other_quantity else ""
            return f"{first} ({other})" if other else first
        case "IVL_PQ":
            return _between(value)
        case "RTO":
            return f"{_number(value.numerator)}/{_number(value.denominator)}"
        case _:
            return value.text or (value.code.label or value.code.code if value.code else "")


def _between(value: Value) -> str:
    low_sign, high_sign = "≥" if value.low_inclusive else ">", "≤" if value.high_inclusive else "<"
    if not value.low:
        return f"{high_sign} {_measure(value.high, value.unit)}"
    if not value.high:
        return f"{low_sign} {_measure(value.low, value.unit)}"
    if value.low_inclusive and value.high_inclusive:
        return f"{_number(value.low)} – {_measure(value.high, value.unit)}"
    return f"{low_sign} {_number(value.low)} et {high_sign} {_measure(value.high, value.unit)}"


def range_words(reference: Range) -> str:
    """Reference values as people read them."""
    return _between(Value(low=reference.low, high=reference.high, unit=reference.unit))


def _measure(number: str, unit: str) -> str:
    return f"{_number(number)} {readable_unit(unit)}".strip()


def _number(text: str) -> str:
    """Decimal comma; from five digits on, thousands are set apart by a thin space."""
    whole, point, rest = text.partition(".")
    if len(whole.lstrip("+-")) >= _LONG:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    return f"{whole}{',' if point else ''}{rest}"


def readable_unit(unit: str) -> str:
    """A UCUM unit as people write it: `10*9/L` is 10⁹/L, `ug/mL` µg/mL; annotations lose their braces."""
    text = re.sub(r"10[*^](-?\d+)", lambda match: "10" + match[1].translate(_POWERS), unit)
    text = re.sub(r"(?<![A-Za-z])u(?=[A-Za-z])", "µ", text)
    return re.sub(r"[{}]", "", text)


def day_words(stamp: str) -> str:
    """A time stamp as people read it in French: 04/01/2024 à 07:35, in the offset it was written with."""
    moment = times.read(stamp)
    if moment is None:
        return stamp
    match len(moment.digits):
        case 4:
            return moment.digits
        case 6:
            return f"{moment.start:%m/%Y}"
        case 8:
            return f"{moment.start:%d/%m/%Y}"
        case _:
            return f"{moment.start:%d/%m/%Y à %H:%M}"
