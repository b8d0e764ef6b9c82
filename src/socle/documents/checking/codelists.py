"""Whether a code is of the list that its place asks for, on the day of the check.

Source: spec/cda.md 11, rule 34 (code and codeSystem are compared, never the label) and 14, pitfall 11.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from lxml import etree

from socle import codes
from socle.documents.cda.nodes import text
from socle.documents.checking import verdicts
from socle.documents.checking.notes import Notes
from socle.documents.checking.tables import Codes
from socle.rulebook import Said

#: Specialties of old documents that no list holds any more. Source: spec/cda.md 14, pitfall 11.
_OLD = {"author_specialty": re.compile(r"G15_\d\d/SCH\d+")}


@cache
def null_flavours() -> frozenset[str]:
    """Every nullFlavor there is."""
    return frozenset(entry.code for entry in codes.value_set("null_flavor"))


def check(notes: Notes, element: etree._Element, attributes: dict[str, str], asked: Codes, source: str) -> None:
    """Note a code that its list does not hold, or holds no more, or not yet."""
    where = asked.where or "@code"
    value = text(element) if where == "text()" else attributes.get(where[1:], "").strip()
    if not value:
        return
    listed = codes.value_set(asked.name)
    entry = listed.get(value, None if asked.alone else attributes.get("codeSystem"))
    title = listed.source.title
    if entry is None:
        if asked.name in _OLD and _OLD[asked.name].fullmatch(value):
            _retired(notes, element, where, Said(f"{title} en vigueur", f"{title} in force"), value, source)
            return
        other = None if asked.alone else listed.get(value)
        if other is not None:
            system = attributes.get("codeSystem", "")
            notes.add(verdicts.VALUE, element, "@codeSystem", expected=other.scheme, found=system, source=source)
            return
        notes.add(verdicts.NOT_LISTED, element, where, expected=title, found=value, source=source)
    elif entry.until is not None and entry.until < notes.day:
        _retired(
            notes,
            element,
            where,
            Said(f"{title}, jusqu'au {_day(entry.until)}", f"{title}, until {_day(entry.until)}"),
            value,
            source,
        )
    elif entry.since is not None and entry.since > notes.day:
        expected = Said(f"{title}, à partir du {_day(entry.since)}", f"{title}, from {_day(entry.since)} on")
        _retired(notes, element, where, expected, value, source)


def _retired(notes: Notes, element: etree._Element, where: str, expected: str, found: str, source: str) -> None:
    verdict = verdicts.RETIRED_IN_WRITING if notes.writing else verdicts.RETIRED
    notes.add(verdict, element, where, expected=expected, found=found, source=source)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
