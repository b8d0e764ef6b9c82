"""Use cases on the public directory: looking somebody up, the mailboxes of a FINESS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from socle.directory.annuaire import codes, editions, mirror, searching, store
from socle.directory.annuaire.criteria import Code, Wanted
from socle.directory.annuaire.entries import Held
from socle.directory.annuaire.indexing import extensions
from socle.directory.annuaire.words import folded
from socle.rulebook import applies

_MOST: Final = 50
_NUMBER: Final = re.compile(r"[0-9][0-9AB]{7,14}(/\S+)?")


def looked_up(words: str, at: datetime) -> list[dict[str, str]]:
    """People and structures whose name begins with these words, or who bear this number; `_MOST` of each at most."""
    mirror.refresh(at)
    told: list[dict[str, str]] = []
    for letter in ("P", "O"):
        if _NUMBER.fullmatch(words.strip()):
            wanted = Wanted(terms=("identifier",), codes=(Code(code=words.strip()),))
        else:
            wanted = Wanted(terms=("family", "name"), columns=("name",), texts=(folded(words),))
        page = searching.search(searching.Asked(letter=letter, wanted=(wanted,), count=_MOST))
        told += [_told(held) for held in page.entries]
    return told


def _told(held: Held) -> dict[str, str]:
    resource = held.written()
    name = resource.get("name", "")
    if isinstance(name, list):
        first = name[0] if name else {}
        name = " ".join((first.get("family", ""), *first.get("given", ())))
    concepts = [*resource.get("type", ()), *(one["code"] for one in resource.get("qualification", ()))]
    what = [coding["code"] for concept in concepts for coding in concept.get("coding", ()) if "code" in coding]
    numbers = [one.get("value", "") for one in resource.get("identifier", ())]
    return {
        "type": codes.TYPES[held.type],
        "id": held.key,
        "number": numbers[0] if numbers else "",
        "name": str(name),
        "what": ", ".join(what),
    }


@applies("MSS-044")
def mailboxes_of(finess: str, at: datetime) -> list[dict[str, str]]:
    """Every mailbox attached to a FINESS: those of the structure, then those of who exercises there."""
    mirror.refresh(at)
    wanted = Wanted(terms=("identifier",), codes=(Code(code=finess), Code(code=f"1{finess}")))
    places = searching.search(searching.Asked(letter="O", wanted=(wanted,), count=_MOST)).entries
    found = [told for place in places for told in _mailboxes(place)]
    for person in _people([place.key for place in places]):
        found += _mailboxes(person)
    return list({one["address"]: one for one in found}.values())


def _people(places: list[str]) -> Iterator[Held]:
    read = store.current()
    more = [read[name][0] for name in editions.DETAILS if name in read]
    numbers = [read[name][0] for name in editions.ENTRIES if name in read]
    seen: set[str] = set()
    for place in places:
        for number in numbers:
            roles = store.belonging(number, "R", column="owner", key=place, most=10_000)
            ids = sorted({role.person for role in roles} - seen)
            seen.update(ids)
            for start in range(0, len(ids), 500):
                for other in numbers:
                    yield from searching.complete(store.some(other, "P", ids[start : start + 500]), more)


def _mailboxes(held: Held) -> Iterator[dict[str, str]]:
    resource: dict[str, Any] = held.written()
    contacts = [
        *resource.get("telecom", ()),
        *(one for who in resource.get("contact", ()) for one in who.get("telecom", ())),
    ]
    for contact in contacts:
        told = list(extensions(contact, "as-ext-mailbox-mss-metadata"))
        kinds = list(extensions(contact, "fr-core-contact-point-email-type"))
        if not told and not any(one.get("valueCoding", {}).get("code") == "MSSANTE" for one in kinds):
            continue
        types = [part for one in told for part in extensions(one, "type")]
        type = next((one["valueCodeableConcept"]["coding"][0]["code"] for one in types), "")
        yield {"address": contact.get("value", ""), "type": type, "of": held.key}
