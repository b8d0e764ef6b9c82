"""FSH instances as JSON: as much of the language as the examples of the guide use. Source: FHIR Shorthand 3.0, 3.5 and 3.6.

Rules assign values to paths; `[0]`, `[+]` and `[=]` choose a rank, other words in brackets name a slice or an extension.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from socle.wire.fhir import shape

_ALIAS = re.compile(r"Alias:\s*(\$\S+)\s*=\s*(\S+)")
_RULE = re.compile(r"\*\s+(\S+)\s*=\s*(.+)")
_CODE = re.compile(r'(\S*?)#(\S+)(?:\s+"([^"]*)")?')
_STEP = re.compile(r"([A-Za-z]+)(?:\[([^\]]*)\])?")

EXTENSIONS = {
    "designationType": "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-designationType",
    "ihe-sourceId": "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId",
    "authorOrg": "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-authorOrg",
    "isArchived": "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived",
    "PDSmintendedRecipient": "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-intended-recipient",
}
#: Resources behind the profiles that the examples name.
OF = {
    "PDSm_ComprehensiveDocumentReference": "DocumentReference",
    "pdsm-comprehensive-document-reference": "DocumentReference",
    "PDSm_SubmissionSetComprehensive": "List",
    "FRCorePatientProfile": "Patient",
    "as-practitionerrole": "PractitionerRole",
}


def instances(*texts: str) -> dict[str, dict[str, Any]]:
    """Every instance of several FSH files, by its id."""
    aliases = dict(_ALIAS.findall("\n".join(texts)))
    found: dict[str, dict[str, Any]] = {}
    for text in texts:
        for block in re.split(r"(?m)^Instance:\s*", text)[1:]:
            id, type = block.split()[0], re.search(r"InstanceOf:\s*(\S+)", block)[1]  # type: ignore[index]
            found[id] = {"resourceType": OF.get(type, type), "id": id, "_rules": _RULE.findall(block)}
    for resource in found.values():
        for path, text in resource.pop("_rules"):
            _assign(resource, path, partial(_value, text.strip(), aliases=aliases, known=found.get))
    return found


def _value(text: str, type: str, *, aliases: dict[str, str], known: Callable[[str], Any]) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    if text.isdigit():
        return int(text)
    if text.startswith('"'):
        return text.strip('"')
    if text.startswith("Reference("):
        target = text[len("Reference(") : text.rindex(")")]
        return {"reference": f"#{target}" if known(target) is not None else target}
    code = _CODE.match(text)
    if code is None:
        return {"id": text}
    pairs = (("system", aliases.get(code[1], code[1])), ("code", code[2]), ("display", code[3]))
    coding = {key: held for key, held in pairs if held}
    return {"CodeableConcept": {"coding": [coding]}, "Coding": coding}.get(type, code[2])


def _element(type: str, name: str) -> shape.Element:
    return shape.types().get(type, {}).get(name) or shape._choice(type, name) or shape.Element("Any", False, False)


def _assign(resource: dict[str, Any], path: str, make: Callable[[str], Any]) -> None:
    """Put what `make` gives for the element's type where the path leads, making what is on the way."""
    held, type = resource, resource["resourceType"]
    steps = _STEP.findall(path)
    for place, (name, rank) in enumerate(steps):
        last, element = place == len(steps) - 1, _element(type, name)
        type = element.type
        if not element.many:
            held[name] = make(type) if last else held.get(name, {})
            held = held[name]
            continue
        items = held.setdefault(name, [])
        index = _index(items, rank)
        if last:
            items[index] = make(type)
        held = items[index]


def _index(items: list[Any], rank: str) -> int:
    """Which item a rank or the name of a slice means, made when it is not there yet."""
    mark: dict[str, str] = {}
    if rank in EXTENSIONS:
        mark = {"url": EXTENSIONS[rank]}
    elif rank in {"uniqueId", "entryUUID"}:
        mark = {"use": "official" if rank == "entryUUID" else "usual", "system": "urn:ietf:rfc:3986"}
    if mark:
        known = [place for place, item in enumerate(items) if item.items() >= mark.items()]
        if not known:
            items.append(mark)
        return known[0] if known else len(items) - 1
    if rank == "+" or not items or (rank.isdigit() and int(rank) >= len(items)):
        items.append({})
    return int(rank) if rank.isdigit() else len(items) - 1
