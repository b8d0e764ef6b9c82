"""Use cases: register a person, find one by any INS, know and change the current INS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import uuid4

from socle.identity import rules, store
from socle.identity.models import Person, PersonIdentifier
from socle.identity.traits import Traits, check
from socle.identity.verdicts import INS_OF_ANOTHER_PERSON
from socle.ledger.acting import act
from socle.rulebook import Finding
from socle.rulebook.choices import current
from socle.rulebook.days import french_day
from socle.wire.hl7v2 import CX


def _new_id() -> str:
    return uuid4().hex


def find_by_ins(identifier: CX) -> Person | None:
    """The person who has this INS, or else had it. None for an identifier that nobody, or several, had."""
    rows = store.holders(identifier.id, identifier.authority)
    people = {person.pk: person for person, active in rows if active} or {person.pk: person for person, _ in rows}
    return next(iter(people.values())) if len(people) == 1 else None


def current_ins(person: Person) -> CX | None:
    """The active INS of this person, the only one that may be sent as current; None when removed."""
    row = person.identifiers.filter(active=True).first()
    return row.cx if row is not None else None


def identifiers_of(person: Person) -> tuple[CX, ...]:
    """Every INS this person ever had, the current one first, then the latest."""
    return tuple(row.cx for row in person.identifiers.order_by("-active", "-pk"))


def register(
    traits: Traits,
    ins: CX | None = None,
    *,
    history: Iterable[CX] = (),
    at: datetime | None = None,
    new_id: Callable[[], str] = _new_id,
) -> tuple[Person | None, list[Finding]]:
    """Record a person with traits as INSi gives them, the active INS and the former ones.

    Gives the person, or None and the errors that refused it (warnings may come with a person). `at` dates the
    beginning of the active INS.
    """
    findings = check(traits)
    for identifier in filter(None, (ins, *history)):
        findings.extend(rules.is_acceptable_ins(identifier, current()).findings)

    def command() -> tuple[Person | None, list[Finding]]:
        taken = ins is not None and _active(ins) is not None
        found = [*findings, INS_OF_ANOTHER_PERSON.at("ins", found=ins.id)] if ins is not None and taken else findings
        if any(finding.is_error for finding in found):
            return None, found
        person = Person.objects.create(
            id=new_id(),
            birth_name=traits.birth_name,
            given_names=traits.given_names,
            first_given_name=traits.first_given_name,
            sex=traits.sex,
            birth_date=traits.birth_date,
            birth_place=traits.birth_place,
            used_name=traits.used_name,
            used_given_name=traits.used_given_name,
        )
        for former in history:
            person.identifiers.create(value=former.id, authority=former.authority, active=False)
        if ins is not None:
            _activate(person, ins, at)
        return person, found

    return act(command)


def change_ins(person: Person, ins: CX, at: datetime) -> list[Finding]:
    """Give this person a new active INS; the former one goes to history and stays searchable.

    Source: spec/identity.md a.9 (a waiting number becomes a NIR, the sex of the civil status changes).
    """
    findings = list(rules.is_acceptable_ins(ins, current()).findings)

    def command() -> list[Finding]:
        holder = _active(ins)
        if holder is not None and holder.person_id != person.pk:
            return [*findings, INS_OF_ANOTHER_PERSON.at("ins", found=ins.id)]
        if any(finding.is_error for finding in findings) or holder is not None:
            return findings
        person.identifiers.filter(active=True).update(active=False, valid_until=french_day(at))
        _activate(person, ins, at)
        return findings

    return act(command)


def _active(identifier: CX) -> PersonIdentifier | None:
    return PersonIdentifier.objects.filter(value=identifier.id, authority=identifier.authority, active=True).first()


def _activate(person: Person, ins: CX, at: datetime | None) -> None:
    since = french_day(at) if at is not None else None
    person.identifiers.create(value=ins.id, authority=ins.authority, active=True, valid_from=since)
