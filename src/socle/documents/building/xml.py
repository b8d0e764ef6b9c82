"""Writing CDA elements: what is not said is not written."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from socle import codes
from socle.documents.building.values import Code, Contact, Identifier, Postal
from socle.documents.cda.nodes import DICOM, HL7, LAB, SDTC, tag

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSI_TYPE = f"{{{XSI}}}type"
#: Prefixes of a whole document.
PREFIXES = {None: HL7, "xsi": XSI, "sdtc": SDTC, "lab": LAB, "ps3-20": DICOM}
LOINC = "2.16.840.1.113883.6.1"
#: What nomenclatures are called where one is named: the waiting codes of LOINC, the taxonomy of germs, any other.
_NAMES = {
    LOINC: "LOINC",
    "1.2.250.1.213.1.1.5.130": "Codes d'attente LOINC",
    "2.16.840.1.113883.3.9471": "NCBI-Taxonomy",
}
_LOCAL = "Nomenclature locale"


def add(parent: etree._Element, name: str, *, ns: str = HL7, **attributes: str) -> etree._Element:
    """A child element with the attributes that are not empty; `type_` is `xsi:type`."""
    element = etree.SubElement(parent, tag(name, ns))
    for key, value in attributes.items():
        if value:
            element.set(XSI_TYPE if key == "type_" else key, value)
    return element


def say(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    """A child element with a text; none for an empty one."""
    if text:
        add(parent, name, **attributes).text = text


def templates(parent: etree._Element, *roots: str) -> None:
    for root in roots:
        add(parent, "templateId", root=root)


def identify(parent: etree._Element, id: Identifier | None, name: str = "id") -> None:
    if id is not None:
        add(parent, name, root=id.root, extension=id.extension)


def stamp(parent: etree._Element, name: str, value: str) -> None:
    if value:
        add(parent, name, value=value)


def period(parent: etree._Element, name: str, low: str, high: str, *, type_: str = "") -> None:
    """An interval; nothing when neither end is said."""
    if low or high:
        within = add(parent, name, type_=type_)
        stamp(within, "low", low)
        stamp(within, "high", high)


def full(code: Code, table: str = "") -> Code:
    """A code with the system and the label of its table where it has none of its own."""
    entry = codes.value_set(table).get(code.code, code.system or None) if table else None
    if entry is None:
        return code
    return replace(code, system=code.system or entry.scheme, label=code.label or entry.label)


def told(code: Code, system: str) -> Code:
    """A code with the system that goes without saying."""
    return replace(code, system=code.system or system)


def coded(
    parent: etree._Element, name: str, code: Code | None, table: str = "", *, type_: str = ""
) -> etree._Element | None:
    """A coded element; None when there is no code."""
    if code is None:
        return None
    whole = full(code, table)
    element = add(parent, name, type_=type_, code=whole.code, displayName=whole.label, codeSystem=whole.system)
    if whole.system_name:
        element.set("codeSystemName", whole.system_name)
    return element


def translated(parent: etree._Element, code: Code | None) -> None:
    """A code in a further nomenclature, which is named (spec/cda.md 11, rule 49)."""
    if code is not None:
        coded(parent, "translation", replace(code, system_name=code.system_name or _NAMES.get(code.system, _LOCAL)))


def address(parent: etree._Element, postal: Postal | None, *, needed: bool = False) -> None:
    """An address; when `needed` and not said, one whose value is unknown."""
    if postal is None:
        if needed:
            add(parent, "addr", nullFlavor="UNK")
        return
    element = add(parent, "addr", use=postal.use)
    for line in postal.lines:
        say(element, "streetAddressLine", line)
    for part, text in postal.parts:
        say(element, part, text)


def telecoms(parent: etree._Element, contacts: tuple[Contact, ...], *, needed: bool = False) -> None:
    for contact in contacts:
        add(parent, "telecom", value=contact.value, use=contact.use)
    if needed and not contacts:
        add(parent, "telecom", nullFlavor="UNK")
