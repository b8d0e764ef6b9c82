"""Values of observations in the words of a page: numbers with a comma, units as people write them, ranges.

Digits stay those that the document wrote (1.950 is 1,950): how many there are says how precise it is.
Source: HL7 CDA R2 data types PQ, IVL_PQ, CD, ST, ED, INT, REAL, RTO, BL; UCUM (units).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Protocol

from lxml import etree

from socle.documents.cda.datatypes import attribute
from socle.documents.cda.nodes import child, children, text

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
#: UCUM units that people write otherwise; what stands in braces is a note that UCUM reads as one.
_UNITS: Mapping[str, str] = MappingProxyType({"[IU]": "UI", "[iU]": "UI", "Cel": "°C", "[pH]": "", "[degF]": "°F"})
_NOTE = re.compile(r"\{[^}]*\}")
_POWER = re.compile(r"10[*^](-?\d{1,3})")
_MICRO = re.compile(r"(?<![A-Za-z])u(?=[A-Za-z\[])")
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
#: Four zeros and more that end a decimal number say how a machine counts, not how precise it is.
_ZEROS = re.compile(r"[.,]0{4,}$|(?<=[.,])(\d*[1-9])0{4,}$")
_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,2})?", re.ASCII)
#: Why a value is absent. Source: value set null_flavor.
_ABSENT: Mapping[str, str] = MappingProxyType({"MSK": "masqué", "NA": "sans objet", "NASK": "non demandé"})
_TRUTH: Mapping[str, str] = MappingProxyType({"true": "oui", "false": "non"})


class Read(Protocol):
    """Gives the text of an element, or of what it refers to in the narrative."""

    def __call__(self, element: etree._Element | None, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Measure:
    """A value in words, the same in other units; its number and unit as written, when it is one."""

    words: str
    others: tuple[str, ...] = ()
    number: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """A reference range in words; its bounds, either of which may be missing, in one unit."""

    words: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""

    def stands(self, value: Measure) -> str:
        """`below`, `within` or `above`; empty when nothing can be compared: no number, no bound, another unit."""
        if value.number is None or (self.low is None and self.high is None) or value.unit != self.unit:
            return ""
        if self.low is not None and value.number < self.low:
            return "below"
        return "above" if self.high is not None and value.number > self.high else "within"


def unit_in_words(unit: str) -> str:
    """`m[IU]/L` → `mUI/L`, `10*9/L` → `10⁹/L`, `ug/mL` → `µg/mL`, `{ratio}` → nothing."""
    words = _NOTE.sub("", unit)
    words = _POWER.sub(lambda found: "10" + found[1].translate(_SUPERSCRIPT), words)
    words = _MICRO.sub("µ", words)
    for written, said in _UNITS.items():
        words = words.replace(written, said)
    return "" if words == "1" else words


def number_of(written: str) -> Decimal | None:
    """A number as CDA writes it; None for what is none."""
    if not _NUMBER.fullmatch(written):
        return None
    try:
        return Decimal(written)
    except InvalidOperation:
        return None


def _said(written: str, unit: str) -> str:
    shown = _ZEROS.sub(r"\1", written).replace(".", ",") if number_of(written) is not None else written
    words = unit_in_words(unit)
    return f"{shown}\u00a0{words}" if shown and words else shown


def measure(element: etree._Element, read: Read) -> Measure:
    """A `value` element in words. `read` gives the text of an element, or of what it refers to in the narrative."""
    kind = (element.get(_XSI) or "").rpartition(":")[2]
    if element.get("nullFlavor"):
        return Measure(_ABSENT.get(attribute(element, "nullFlavor"), "non renseigné"))
    if kind.startswith("IVL"):
        return Measure(range_words(element))
    if kind == "RTO":
        parts = (_said(attribute(child(element, name), "value"), "") for name in ("numerator", "denominator"))
        return Measure("/".join(part for part in parts if part))
    written, unit = attribute(element, "value"), attribute(element, "unit")
    if kind == "BL":
        return Measure(_TRUTH.get(written, written))
    if written:
        others = (_said(attribute(each, "value"), _unit_of(each)) for each in children(element, "translation"))
        shown = tuple(other for other in others if other)
        return Measure(_said(written, unit), shown, number_of(written), unit)
    label = attribute(element, "displayName") or read(child(element, "originalText")) or read(element)
    return Measure(label or text(element) or attribute(element, "code"))


def _unit_of(translation: etree._Element) -> str:
    """The unit of a translation: its label, else its code."""
    return attribute(translation, "displayName") or attribute(translation, "code")


def range_of(element: etree._Element, read: Read) -> Range | None:
    """An observationRange: what it says in words when it has no interval; None when it says nothing."""
    interval = child(element, "value")
    words = range_words(interval) if interval is not None else ""
    if not words:
        said = read(child(element, "text"))
        return Range(said) if said else None
    ends = [child(interval, name) for name in ("low", "high")]
    units = {attribute(end, "unit") for end in ends if end is not None and attribute(end, "value")}
    if len(units) != 1:
        return Range(words)
    low, high = (number_of(attribute(end, "value")) for end in ends)
    if low is not None and high is not None and low >= high:  # an official sample writes the same bound twice
        return Range(words)
    return Range(words, low, high, units.pop())


def range_words(element: etree._Element) -> str:
    """`0,270 à 4,200 mUI/L`, `≥ 0,512 µg/mL`, `< 5 g/L`."""
    low, high = child(element, "low"), child(element, "high")
    first, last = attribute(low, "value"), attribute(high, "value")
    unit = attribute(high, "unit") or attribute(low, "unit")
    if first and last:
        both = attribute(low, "unit") == attribute(high, "unit")
        return f"{_said(first, '' if both else attribute(low, 'unit'))} à {_said(last, unit)}"
    if first or last:
        written, end, sign = (first, low, ">") if first else (last, high, "<")
        strict = attribute(end, "inclusive") == "false"
        return f"{sign if strict else {'>': '≥', '<': '≤'}[sign]}\u00a0{_said(written, unit)}"
    return _said(attribute(element, "value"), attribute(element, "unit"))
