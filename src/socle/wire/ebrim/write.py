"""Writing ebRIM objects, as text, in the order that the schema asks for; `rim` is the prefix of their namespace.

Order: slots, Name, Description, VersionInfo, classifications, external identifiers. Source: ebRIM 3.0, 2.4.
Ids of classifications and identifiers are derived from what they say, so the same object reads the same twice.
What is empty writes nothing. An entry has eighty small elements: made one by one they take ten times as long.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha1
from uuid import NAMESPACE_URL

from socle.wire import xml
from socle.wire.ebrim import schemes
from socle.wire.xml import escaped, quoted

_URL = sha1(NAMESPACE_URL.bytes, usedforsecurity=False)


def slot(name: str, values: Iterable[str | None]) -> str:
    """A slot with those values that are given."""
    given = "".join([f"<rim:Value>{escaped(value)}</rim:Value>" for value in values if value])
    return f"<rim:Slot name={quoted(name)}><rim:ValueList>{given}</rim:ValueList></rim:Slot>" if given else ""


def text(tag: str, value: str | None) -> str:
    """A Name or Description."""
    if not value:
        return ""
    return f'<rim:{tag}><rim:LocalizedString xml:lang="fr-FR" charset="UTF-8" value={quoted(value)}/></rim:{tag}>'


def derived(*words: str) -> str:
    """A UUID made of a name (version 5), written out: an entry has a dozen. Source: RFC 9562 5.5."""
    digest = _URL.copy()
    digest.update(xml.clean("|".join(words)).encode())
    digits = digest.hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def classification(owner: str, scheme: str, representation: str, rank: int, content: str) -> str:
    """A classification of the object of this id, with slots or a name inside."""
    return (
        f'<rim:Classification id="{derived(owner, scheme, str(rank))}" objectType="{schemes.CLASSIFICATION_TYPE}"'
        f" classificationScheme={quoted(scheme)} classifiedObject={quoted(owner)}"
        f" nodeRepresentation={quoted(representation)}" + (f">{content}</rim:Classification>" if content else "/>")
    )


def kind(owner: str, node: str) -> str:
    """What a RegistryPackage is: a submission set or a folder."""
    return (
        f'<rim:Classification id="{derived(owner, node)}" objectType="{schemes.CLASSIFICATION_TYPE}"'
        f" classifiedObject={quoted(owner)} classificationNode={quoted(node)}/>"
    )


def identifier(owner: str, scheme: str, name: str, value: str | None) -> str:
    """An external identifier of the object of this id."""
    if not value:
        return ""
    return (
        f'<rim:ExternalIdentifier id="{derived(owner, scheme)}" objectType="{schemes.EXTERNAL_IDENTIFIER_TYPE}"'
        f" registryObject={quoted(owner)} identificationScheme={quoted(scheme)} value={quoted(value)}>"
        f"{text('Name', name)}</rim:ExternalIdentifier>"
    )


def element(tag: str, attributes: dict[str, str | None], *content: str) -> str:
    """An element; attributes that are None are left out."""
    given = "".join([f" {name}={quoted(value)}" for name, value in attributes.items() if value is not None])
    within = "".join(content)
    return f"<rim:{tag}{given}>{within}</rim:{tag}>" if within else f"<rim:{tag}{given}/>"
