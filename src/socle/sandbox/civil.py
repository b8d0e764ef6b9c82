"""What the civil registers and INSi would tell of a fictitious person: a death, another INS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest

from socle.identity import services as identity
from socle.identity.models import Person
from socle.record import services as record
from socle.sandbox import people, state
from socle.sandbox.guard import Refused, interface
from socle.sandbox.world import TEST_NIR
from socle.wire.hl7v2 import CX


def _tell(_request: HttpRequest, wanted: Mapping[str, Any]) -> Any:
    """Tell Socle, once: `died` (a day) closes the record at the next look, `ins` leads to the same record."""
    here, who = state.installed(), str(wanted.get("patient", ""))
    inhabitant = people.patient_of(here.world, who)
    person = people.person_of(inhabitant) if inhabitant is not None else None
    if person is None:
        raise Refused(f"nobody here is called '{who}', or nobody who has an INS: see `socle people`", 404)
    told = False
    if died := str(wanted.get("died") or ""):
        told = record.declare_death(person, _day(died), here.clock.now())
    if ins := str(wanted.get("ins") or ""):
        told = _change(person, CX.of(ins, TEST_NIR, "NH")) or told
    present = identity.current_ins(person)
    return {"patient": who, "ins": present.id if present else "", "told": told}


def _change(person: Person, ins: CX) -> bool:
    before = identity.current_ins(person)
    findings = identity.change_ins(person, ins, state.installed().clock.now())
    if any(finding.is_error for finding in findings):
        raise Refused(" ".join(finding.sentence("en") for finding in findings if finding.is_error))
    return before is None or not before.same_as(ins)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"'{text}' is not a day: write 2026-09-15") from error


civil_status = interface(post=_tell)
