"""FHIR resources of the Annuaire as files: one, a Bundle, an array, or one a line. They are kept whole.

Source: guide Annuaire Santé 1.2.0 (profiles as-dp-* and as-dr-*); FHIR R4.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from socle.directory.annuaire import codes
from socle.directory.annuaire.entries import Held
from socle.rulebook import Finding
from socle.rulebook.days import french_day
from socle.wire.fhir import reading, shape
from socle.wire.fhir.parameters import asked_span
from socle.wire.fhir.reading import Json

_TYPES: Final = frozenset(codes.LETTERS)
_WHOLE: Final = frozenset({*_TYPES, "Bundle"})
_INSTANT: Final = timedelta(microseconds=1)


def read(data: bytes) -> tuple[list[tuple[int, Json]], list[tuple[int, Finding]]]:
    """The resources of a file with their places (lines, or ranks), and everything wrong with them."""
    value, findings = reading.read(data)
    if findings and data.count(b"\n"):
        found: list[tuple[int, Json]] = []
        wrong: list[tuple[int, Finding]] = []
        for number, line in enumerate(data.splitlines(), 1):
            if line.strip():
                one, faults = reading.read(line)
                some, more = _of(one, number) if not faults else ([], [(number, fault) for fault in faults])
                found += some
                wrong += more
        return found, wrong
    return ([], [(0, finding) for finding in findings]) if findings else _of(value, 0)


def _of(value: Any, place: int) -> tuple[list[tuple[int, Json]], list[tuple[int, Finding]]]:
    many = value if isinstance(value, list) else [value]
    found: list[tuple[int, Json]] = []
    wrong: list[tuple[int, Finding]] = []
    for rank, one in enumerate(many, 1):
        where = place or (rank if len(many) > 1 else 0)
        if isinstance(one, dict) and one.get("resourceType") == "Bundle" and isinstance(one.get("entry"), list):
            inside = [entry.get("resource") for entry in one["entry"] if isinstance(entry, dict)]
            some, more = _of(inside, 0)
            found += some
            wrong += more
            continue
        faults = shape.check(one, _named(one), among=_TYPES)
        wrong += [(where, fault) for fault in faults]
        found += [(where, one)] if not faults else []
    return found, wrong


def _named(one: Any) -> str:
    name = one.get("resourceType") if isinstance(one, dict) else None
    return name if isinstance(name, str) and name in _WHOLE else "Resource"


def held(resource: Json, at: datetime) -> Held:
    """The entry of a loaded resource: its own id, or one made of its content."""
    letter = codes.LETTERS[resource["resourceType"]]
    content = json.dumps(resource, sort_keys=True, default=str).encode()
    key = resource.get("id") or hashlib.sha256(content).hexdigest()[:32]
    return Held(type=letter, key=key, facts=dict(_facts(letter, resource)), updated=at, resource=resource)


def _facts(letter: str, resource: Json) -> Iterator[tuple[str, Any]]:
    """What access asks of a person or a structure (`annuaire.acting`)."""
    if letter == "R":
        yield from _period(resource)
    numbers = {held.get("system"): held.get("value") for held in resource.get("identifier", ())}
    national = numbers.get(codes.IDNPS if letter == "P" else codes.IDNST)
    if letter not in {"P", "O"} or not national:
        return
    yield "idnat", national
    if letter == "O":
        yield "name", resource.get("name", "")
        sector = codes.nos("TRE_R02-SecteurActivite")
        yield "sector", next(iter(_codes(resource.get("type", ()), sector)), "")
        yield "entity", "LEGAL-ENTITY" in _codes(resource.get("type", ()), codes.ENTITY_TYPES)
        return
    name: Json = next(iter(resource.get("name", ())), {})
    yield "family", name.get("family", "")
    yield "given", " ".join(name.get("given", ()))
    concepts = [held["code"] for held in resource.get("qualification", ())]
    tables = ("TRE_G15-ProfessionSante", "TRE_R94-ProfessionSocial", "TRE_R95-UsagerTitre")
    professions = [code for table in tables for code in _codes(concepts, codes.nos(table))]
    known = [code for table in codes.KNOW_HOW.values() for code in _codes(concepts, codes.nos(table))]
    yield "professions", [[professions[0] if professions else "", "", [["", code] for code in known]]]


def _period(held: Json) -> Iterator[tuple[str, str]]:
    """The first and the last day of a period, as far as it tells them."""
    period: Json = held.get("period", {})
    start, end = (asked_span(period.get(name, "")) for name in ("start", "end"))
    if start is not None:
        yield "since", french_day(start[1].start).isoformat()
    if end is not None:
        yield "until", french_day(end[1].end - _INSTANT).isoformat()


def _codes(concepts: Any, system: str) -> list[str]:
    codings = [held for concept in concepts for held in concept.get("coding", ())]
    return [held["code"] for held in codings if held.get("system") == system and "code" in held]
