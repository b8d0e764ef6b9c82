"""Writing ebRIM objects in the order that the schema asks for.

Order: slots, Name, Description, VersionInfo, classifications, external identifiers. Source: ebRIM 3.0, 2.4.
Ids of classifications and identifiers are derived from what they say, so the same object reads the same twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha1
from uuid import NAMESPACE_URL

from lxml import etree

from socle.wire import xml
from socle.wire.ebrim import schemes
from socle.wire.namespaces import RIM, XML, qname

_LANG = qname(XML, "lang")


def slot(parent: etree._Element, name: str, values: Iterable[str | None]) -> None:
    """Add a slot, unless it would be empty."""
    given = [value for value in values if value]
    if not given:
        return
    holder = xml.child(xml.child(parent, qname(RIM, "Slot"), {"name": name}), qname(RIM, "ValueList"))
    for value in given:
        xml.child(holder, qname(RIM, "Value"), text=value)


def text(parent: etree._Element, tag: str, value: str | None) -> None:
    """Add a Name or Description, unless it would be empty."""
    if value:
        holder = xml.child(parent, qname(RIM, tag))
        attributes = {_LANG: "fr-FR", "charset": "UTF-8", "value": value}
        xml.child(holder, qname(RIM, "LocalizedString"), attributes)


def _derived(*words: str) -> str:
    """A UUID made of a name (version 5), written out: an entry has a dozen. Source: RFC 9562 5.5."""
    name = xml.clean("|".join(words)).encode("utf-8", "replace")
    octets = bytearray(sha1(NAMESPACE_URL.bytes + name, usedforsecurity=False).digest()[:16])
    octets[6] = octets[6] & 0x0F | 0x50
    octets[8] = octets[8] & 0x3F | 0x80
    digits = octets.hex()
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def classification(
    parent: etree._Element, scheme: str, representation: str, rank: int, *, label: str = "", scheme_name: str = ""
) -> etree._Element:
    """Add a classification of `parent` and give it, for slots of its own (an author's)."""
    owner = parent.get("id") or ""
    element = xml.child(
        parent,
        qname(RIM, "Classification"),
        {
            "id": _derived(owner, scheme, str(rank)),
            "objectType": schemes.CLASSIFICATION_TYPE,
            "classificationScheme": scheme,
            "classifiedObject": owner,
            "nodeRepresentation": representation,
        },
    )
    slot(element, "codingScheme", [scheme_name])
    text(element, "Name", label)
    return element


def kind(parent: etree._Element, node: str) -> None:
    """Say what a RegistryPackage is: a submission set or a folder."""
    owner = parent.get("id") or ""
    xml.child(
        parent,
        qname(RIM, "Classification"),
        {
            "id": _derived(owner, node),
            "objectType": schemes.CLASSIFICATION_TYPE,
            "classifiedObject": owner,
            "classificationNode": node,
        },
    )


def identifier(parent: etree._Element, scheme: str, name: str, value: str | None) -> None:
    """Add an external identifier, unless it would be empty."""
    if not value:
        return
    owner = parent.get("id") or ""
    element = xml.child(
        parent,
        qname(RIM, "ExternalIdentifier"),
        {
            "id": _derived(owner, scheme),
            "objectType": schemes.EXTERNAL_IDENTIFIER_TYPE,
            "registryObject": owner,
            "identificationScheme": scheme,
            "value": value,
        },
    )
    text(element, "Name", name)
