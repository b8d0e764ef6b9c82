"""Reading ebRIM objects, with the tolerance that the DMP's senders need.

A `Node` gives one object's slots, texts, classifications and identifiers, whether they stand inside the
object or beside it in the list. Tolerated (spec/dmp.md 4.2): any charset or language on a LocalizedString,
empty nodeRepresentation on authors, missing classifiedObject and objectType, ids of classifications that
are not unique.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from socle.rulebook import Finding
from socle.wire import xml
from socle.wire.namespaces import RIM, XML, qname
from socle.wire.xds import verdicts

Slots = Mapping[str, tuple[str, ...]]

_SLOT, _VALUE_LIST, _VALUE = (qname(RIM, name) for name in ("Slot", "ValueList", "Value"))
_CLASSIFICATION, _IDENTIFIER = qname(RIM, "Classification"), qname(RIM, "ExternalIdentifier")
_NAME, _LOCALIZED, _LANG = qname(RIM, "Name"), qname(RIM, "LocalizedString"), qname(XML, "lang")


@dataclass(frozen=True, slots=True)
class Classification:
    scheme: str
    node: str
    representation: str
    label: str
    slots: Slots


@dataclass(slots=True)
class Node:
    """One ebRIM object, and the findings met while it is read. `taken` holds the slots already used."""

    element: etree._Element
    id: str
    slots: Slots
    classifications: list[Classification]
    identifiers: list[tuple[str, str]]
    findings: list[Finding]
    taken: set[str] = field(default_factory=set)

    def text(self, tag: str) -> str | None:
        """Name or Description: the French text, else the first; None when there is none."""
        return localized(xml.first(self.element, qname(RIM, tag)))

    def one(self, name: str) -> str | None:
        """The value of a slot that holds one."""
        values = self.many(name)
        if len(values) > 1:
            self.findings.append(verdicts.SLOT_NOT_SINGLE.at(f"{self.id}/{name}", expected=1, found=len(values)))
        return values[0] if values else None

    def many(self, name: str) -> tuple[str, ...]:
        self.taken.add(name)
        return self.slots.get(name, ())

    def extra(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The slots nobody asked for, in the order received."""
        return tuple((name, values) for name, values in self.slots.items() if name not in self.taken)

    def identifier(self, scheme: str, name: str) -> str | None:
        values = list(dict.fromkeys(value for found, value in self.identifiers if found == scheme and value))
        if len(values) > 1:
            self.findings.append(verdicts.IDENTIFIER_REPEATED.at(f"{self.id}/{name}", found=", ".join(values)))
        return values[0] if values else None

    def classified(self, scheme: str) -> list[Classification]:
        return [entry for entry in self.classifications if entry.scheme == scheme]

    def note_unknown(self, schemes: Iterable[str]) -> None:
        """Warn of classifications and identifiers that stand outside the profile."""
        known = set(schemes)
        for entry in self.classifications:
            if entry.scheme and entry.scheme not in known:
                self.findings.append(verdicts.CLASSIFICATION_IGNORED.at(self.id, found=entry.scheme))
        for scheme, _value in self.identifiers:
            if scheme not in known:
                self.findings.append(verdicts.CLASSIFICATION_IGNORED.at(self.id, found=scheme))


def localized(holder: etree._Element | None) -> str | None:
    if holder is None:
        return None
    strings = list(xml.children(holder, _LOCALIZED))
    french = [entry for entry in strings if (entry.get(_LANG) or "").lower().startswith("fr")]
    chosen = next(iter(french or strings), None)
    return (chosen.get("value") or None) if chosen is not None else None


def slots(holder: etree._Element, place: str, findings: list[Finding]) -> dict[str, tuple[str, ...]]:
    """Every slot of an element that has a value; a slot written twice is told, and its values are joined."""
    found: dict[str, tuple[str, ...]] = {}
    for slot in xml.children(holder, _SLOT):
        name = slot.get("name") or ""
        if not name:
            findings.append(verdicts.SLOT_WITHOUT_NAME.at(place))
            continue
        values = tuple(
            text
            for values in xml.children(slot, _VALUE_LIST)
            for value in xml.children(values, _VALUE)
            if (text := xml.text_of(value))
        )
        if name in found:
            findings.append(verdicts.SLOT_REPEATED.at(f"{place}/{name}", found=name))
        if values:
            found[name] = found.get(name, ()) + values
    return found


def classification(element: etree._Element, place: str, findings: list[Finding]) -> Classification:
    return Classification(
        scheme=element.get("classificationScheme") or "",
        node=element.get("classificationNode") or "",
        representation=(element.get("nodeRepresentation") or "").strip(),
        label=localized(xml.first(element, _NAME)) or "",
        slots=slots(element, place, findings),
    )


@dataclass(frozen=True, slots=True)
class Loose:
    """Classifications and identifiers that stand in the list itself, by the id of the object they are about."""

    classifications: Mapping[str, list[etree._Element]]
    identifiers: Mapping[str, list[etree._Element]]


def loose(listing: etree._Element) -> Loose:
    classifications: dict[str, list[etree._Element]] = {}
    identifiers: dict[str, list[etree._Element]] = {}
    for entry in xml.children(listing, _CLASSIFICATION):
        classifications.setdefault(entry.get("classifiedObject") or "", []).append(entry)
    for entry in xml.children(listing, _IDENTIFIER):
        identifiers.setdefault(entry.get("registryObject") or "", []).append(entry)
    return Loose(classifications, identifiers)


def node(element: etree._Element, beside: Loose) -> Node:
    """Read one object of a RegistryObjectList."""
    findings: list[Finding] = []
    id = (element.get("id") or "").strip()
    if not id:
        findings.append(verdicts.OBJECT_WITHOUT_ID.at(xml.path_of(element), found=xml.local_name(element)))
    inside = list(xml.children(element, _CLASSIFICATION))
    identifiers = list(xml.children(element, _IDENTIFIER))
    if id:
        inside += beside.classifications.get(id, [])
        identifiers += beside.identifiers.get(id, [])
    return Node(
        element=element,
        id=id,
        slots=slots(element, id, findings),
        classifications=[classification(entry, id, findings) for entry in inside],
        identifiers=[
            (entry.get("identificationScheme") or "", (entry.get("value") or "").strip()) for entry in identifiers
        ],
        findings=findings,
    )
