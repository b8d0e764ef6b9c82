"""By what a resource is found: columns and terms, read from the resource itself, whoever wrote it. Pure.

Source: guide Annuaire Santé 1.2.0, CapabilityStatement AsServerDP and its SearchParameters; FHIR R4, 3.1.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from socle.directory.annuaire import codes
from socle.directory.annuaire.words import folded
from socle.wire.fhir.reading import Json

#: name, code, system.
Term = tuple[str, str, str]
_LONGEST: Final = 200


class Indexed(NamedTuple):
    """Columns of an entry (see `models.Entry`) and its terms, each once."""

    active: bool = True
    name: str | None = None
    given: str | None = None
    city: str | None = None
    postal: str | None = None
    owner: str | None = None
    person: str | None = None
    terms: frozenset[Term] = frozenset()


def index(resource: Json) -> Indexed:
    """How this resource is found. Shapes are those of FHIR R4 (`wire.fhir.shape`)."""
    of = _OF[codes.LETTERS[resource["resourceType"]]]
    found: dict[str, Any] = {"active": resource.get("active", resource.get("status", "active") == "active")}
    terms = {*_common(resource), *of(resource, found)}
    kept = ((name, code[:_LONGEST], _short(system)) for name, code, system in terms if code)
    return Indexed(**found, terms=frozenset(kept))


@lru_cache(1024)
def _short(system: str) -> str:
    return codes.short(system)[:_LONGEST]


def id_of(reference: Mapping[str, Any] | None) -> str | None:
    """The id at the end of a reference, without version; None without one."""
    text = str((reference or {}).get("reference", "")).partition("/_history/")[0]
    return text.rpartition("/")[2][:64] or None


def extensions(held: Mapping[str, Any], *names: str) -> Iterator[Json]:
    """Extensions whose address ends by one of these names, or is one of them."""
    for found in held.get("extension", ()):
        if not isinstance(found, dict):
            continue
        url = str(found.get("url", ""))
        if any(url == name or url.endswith(f"/{name}") for name in names):
            yield found


def _codings(value: Any) -> Iterator[tuple[str, str]]:
    """Codes with their systems, of a code, a Coding, a CodeableConcept or several."""
    if isinstance(value, str):
        yield value, ""
    elif isinstance(value, list):
        for held in value:
            yield from _codings(held)
    elif isinstance(value, dict):
        if "code" in value and isinstance(value["code"], str):
            yield value["code"], str(value.get("system", ""))
        yield from _codings(value.get("coding", []))


def _coded(name: str, value: Any) -> Iterator[Term]:
    return ((name, code, system) for code, system in _codings(value))


def _value(extension: Mapping[str, Any]) -> Any:
    return next((value for key, value in extension.items() if key.startswith("value")), None)


def _common(resource: Json) -> Iterator[Term]:
    for held in resource.get("identifier", ()):
        yield "identifier", str(held.get("value", "")), str(held.get("system", ""))
        yield from _coded("identifier-type", held.get("type"))
    for profile in resource.get("meta", {}).get("profile", ()):
        yield "_profile", str(profile).partition("|")[0], ""
    for place in (resource, resource.get("meta", {})):
        for trace in extensions(place, "as-ext-data-trace", "as-data-trace"):
            for part in extensions(trace, "autorite-enregistrement"):
                yield from _coded("data-registration-authority", _value(part))
            for part in extensions(trace, "systeme-information"):
                yield from _coded("data-information-system", _value(part))
    yield from _cards(resource)
    for contact in _contacts(resource):
        yield from _mailbox(contact)


def _cards(resource: Json) -> Iterator[Term]:
    for card in extensions(resource, "as-ext-smartcard", "as-ext-practitionerrole-smartcard"):
        for part in extensions(card, "type"):
            yield from _coded("type-smartcard", _value(part))
        for part in extensions(card, "number"):
            yield "number-smartcard", folded(str(_value(part))), ""


def _contacts(resource: Json) -> Iterator[Json]:
    yield from resource.get("telecom", ())
    for contact in resource.get("contact", ()):
        yield from contact.get("telecom", ())


def _mailbox(contact: Json) -> Iterator[Term]:
    kinds = {
        code for held in extensions(contact, "fr-core-contact-point-email-type") for code, _ in _codings(_value(held))
    }
    told = list(extensions(contact, "as-ext-mailbox-mss-metadata", "as-mailbox-mss-metadata"))
    if "MSSANTE" not in kinds and not told:
        return
    yield "mailbox-mss", folded(str(contact.get("value", ""))), ""
    for held in told:
        for part in extensions(held, "type"):
            yield from _coded("mailbox-mss-type", _value(part))


def _practitioner(resource: Json, found: dict[str, Any]) -> Iterator[Term]:
    for rank, name in enumerate(resource.get("name", ())):
        family, givens = folded(name.get("family", "")), [folded(word) for word in name.get("given", ())]
        if not rank:
            found["name"], found["given"] = family or None, givens[0] if givens else None
        yield from (("family", text, "") for text in ([family] if rank else ()))
        yield from (("given", text, "") for text in (givens if rank else givens[1:]))
        words = [*name.get("prefix", ()), *name.get("suffix", ()), name.get("text", "")]
        yield from (("name", folded(word), "") for word in words)
    for held in resource.get("qualification", ()):
        yield from _coded("qualification-code", held.get("code"))


def _role(resource: Json, found: dict[str, Any]) -> Iterator[Term]:
    found["owner"], found["person"] = id_of(resource.get("organization")), id_of(resource.get("practitioner"))
    return _coded("role", resource.get("code", []))


def _organization(resource: Json, found: dict[str, Any]) -> Iterator[Term]:
    found["name"], found["owner"] = folded(resource.get("name", "")) or None, id_of(resource.get("partOf"))
    yield from (("name", folded(alias), "") for alias in resource.get("alias", ()))
    yield from _coded("type", resource.get("type", []))
    for held in extensions(resource, "as-ext-organization-pharmacy-licence"):
        yield "pharmacy-licence", folded(str(_value(held))), ""
    for rank, address in enumerate(resource.get("address", ())):
        city, postal = folded(address.get("city", "")) or None, folded(address.get("postalCode", ""))[:16] or None
        if not rank:
            found["city"], found["postal"] = city, postal
        elif city:
            yield "address-city", city, ""
        yield from (("address-line", line, "") for line in _lines(address))
        for held in extensions(address, "fr-core-address-insee-code"):
            yield from _coded("insee-code", _value(held))


def _lines(address: Json) -> Iterator[str]:
    """Each line of an address; of one that is told in parts only, its parts one after the other."""
    lines, parts = address.get("line", []), address.get("_line", [])
    parts = parts if isinstance(parts, list) else []  # nothing verifies the extensions of a text
    for rank in range(max(len(lines), len(parts))):
        text = lines[rank] if rank < len(lines) else ""
        told = parts[rank].get("extension", ()) if rank < len(parts) and isinstance(parts[rank], dict) else ()
        yield folded(text or " ".join(str(_value(part)) for part in told if isinstance(part, dict)))


def _service(resource: Json, found: dict[str, Any]) -> Iterator[Term]:
    found["owner"], found["name"] = id_of(resource.get("providedBy")), folded(resource.get("name", "")) or None
    yield from _coded("characteristic", resource.get("characteristic", []))
    yield from _coded("service-category", resource.get("category", []))
    yield from _coded("service-type", resource.get("type", []))


def _device(resource: Json, found: dict[str, Any]) -> Iterator[Term]:
    found["owner"] = id_of(resource.get("owner"))
    yield "status", str(resource.get("status", "")), ""
    yield "manufacturer", folded(resource.get("manufacturer", "")), ""
    models: Iterable[str] = (
        resource.get("modelNumber", ""),
        *(held["name"] for held in resource.get("deviceName", ())),
    )
    yield from (("model", folded(model), "") for model in models)
    yield from _coded("type", resource.get("type"))


def _person(resource: Json, found: dict[str, Any]) -> Iterator[Term]:
    for name in resource.get("name", ())[:1]:
        found["name"] = folded(name.get("family", "")) or None
        found["given"] = folded(" ".join(name.get("given", ()))) or None
    return iter(())


_OF: Final = {"P": _practitioner, "R": _role, "O": _organization, "H": _service, "D": _device, "N": _person}
