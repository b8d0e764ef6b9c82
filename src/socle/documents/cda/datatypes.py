"""Reading CDA data types: what is malformed is noted and what can be read of it is kept.

Source: spec/cda.md section 1, "Data type rules that matter".
"""

from __future__ import annotations

import re

from lxml import etree

from socle.documents import times
from socle.documents.cda.model import II, Address, Coded, NamePart, Period, PersonName, Telecom
from socle.documents.cda.nodes import Places, child, children, local, text
from socle.documents.verdicts import DOUBTFUL, MALFORMED
from socle.rulebook import Finding, Said, Verdict

#: Values noted as malformed in one document, at most: twice what any answer tells (`wire.xds.write.MOST_TOLD`).
MOST_NOTED = 2000

OID = re.compile(r"[0-2](?:\.(?:0|[1-9]\d*))+", re.ASCII)
UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_STAMP = Said("AAAAMMJJhhmmss+zzzz", "YYYYMMDDhhmmss+zzzz")
_OID_OR_UUID = Said("@root : OID ou UUID", "@root: OID or UUID")
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)


class Reader:
    """Reads elements into values and gathers what is malformed in `findings`, up to `MOST_NOTED`."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._places = Places()

    def note(self, element: etree._Element, found: str, expected: str, verdict: Verdict = MALFORMED) -> None:
        if len(self.findings) < MOST_NOTED:
            self.findings.append(verdict.at(self._places.of(element), expected=expected, found=found))

    def identifier(self, element: etree._Element | None) -> II | None:
        """An II; None when there is no element."""
        if element is None:
            return None
        read = II(_attribute(element, "root"), _attribute(element, "extension"), _attribute(element, "nullFlavor"))
        if not read.null_flavor and not (OID.fullmatch(read.root) or UUID.fullmatch(read.root)):
            self.note(element, read.root, _OID_OR_UUID)
        return read

    def identifiers(self, element: etree._Element | None, name: str = "id") -> tuple[II, ...]:
        found = (self.identifier(each) for each in children(element, name))
        return tuple(id for id in found if id is not None)

    def coded(self, element: etree._Element | None) -> Coded | None:
        """A CS, CE or CD with its translations; None when there is no element."""
        if element is None:
            return None
        translations = (self.coded(each) for each in children(element, "translation"))
        return Coded(
            _attribute(element, "code"),
            _attribute(element, "codeSystem"),
            _attribute(element, "displayName"),
            _attribute(element, "nullFlavor"),
            text(child(element, "originalText")),
            tuple(each for each in translations if each is not None),
        )

    def stamp(self, element: etree._Element | None) -> str:
        """The @value of a TS, as written; noted when it is no possible time."""
        if element is None:
            return ""
        value = _attribute(element, "value")
        moment = times.read(value)
        if value and moment is None:
            self.note(element, value, _STAMP)
        elif moment is not None and not moment.usual:
            self.note(element, value, _STAMP, DOUBTFUL)
        return value

    def period(self, element: etree._Element | None) -> Period:
        """A TS or an IVL_TS; noted when it ends before it begins."""
        if element is None:
            return Period()
        read = Period(
            self.stamp(element),
            self.stamp(child(element, "low")),
            self.stamp(child(element, "high")),
            _attribute(element, "nullFlavor"),
        )
        low, high = times.read(read.low), times.read(read.high)
        if low and high and low.start >= high.end:
            self.note(element, f"{read.low} – {read.high}", Said("low avant high", "low before high"))
        return read

    def integer(self, element: etree._Element | None) -> str:
        if element is None:
            return ""
        value = _attribute(element, "value")
        if value and not _INTEGER.fullmatch(value):
            self.note(element, value, Said("un entier", "an integer"))
        return value

    def name(self, element: etree._Element | None) -> PersonName | None:
        """A PN; None when there is no element."""
        if element is None:
            return None
        return PersonName(
            _name_parts(element, "family"),
            _name_parts(element, "given"),
            text(child(element, "prefix")),
            text(child(element, "suffix")),
        )

    def addresses(self, element: etree._Element | None) -> tuple[Address, ...]:
        return tuple(_address(each) for each in children(element, "addr"))

    def telecoms(self, element: etree._Element | None) -> tuple[Telecom, ...]:
        return tuple(
            Telecom(_attribute(each, "value"), _attribute(each, "use"), _attribute(each, "nullFlavor"))
            for each in children(element, "telecom")
        )


def _attribute(element: etree._Element, name: str) -> str:
    return (element.get(name) or "").strip()


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute without the blanks around it; empty when it or the element is absent."""
    return "" if element is None else _attribute(element, name)


def _name_parts(element: etree._Element, name: str) -> tuple[NamePart, ...]:
    found = (NamePart(text(each), _attribute(each, "qualifier")) for each in children(element, name))
    return tuple(part for part in found if part.text)


def _address(element: etree._Element) -> Address:
    lines = tuple(line for each in children(element, "streetAddressLine") if (line := text(each)))
    named = ((local(each), text(each)) for each in element.iterchildren(etree.Element))
    parts = tuple((name, value) for name, value in named if value and name != "streetAddressLine")
    return Address(lines, parts, _attribute(element, "use"), _attribute(element, "nullFlavor"))
