"""The national answer: what INSi finds among the persons known here. Reads only; whoever asks tells the journal."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from socle.identity.insi_answer import NUMBER, Asked, AskedByCard, InsFound, Retrieval
from socle.identity.models import Person, PersonIdentifier
from socle.identity.rules.answering import Known, answer, answers, verifies, words
from socle.identity.traits import Traits
from socle.ledger.acting import reading
from socle.wire.hl7v2 import CX


def ask_insi(asked: Asked) -> Retrieval:
    """Search by traits (WS_INS2): 00 and the identity when there is one, 01 for none, 02 for several."""
    if asked.birth_date is None:
        return answer(())
    with reading():
        born = Person.objects.filter(birth_date=asked.birth_date, sex=asked.sex)
        found = _known(person for person in born if answers(asked, person.traits))
    return answer(found, asked.given_names[0] if asked.given_names else "")


def ask_insi_by_card(asked: AskedByCard) -> Retrieval:
    """Search by what a carte Vitale holds (WS_INS1): who has, or had, this matricule, whatever its kind.

    The birth name and the birth date, when they are said, tell the beneficiaries of one card apart. The rank of birth
    tells twins apart on a card alone: no national trait holds it.
    """
    if len(asked.number) < NUMBER:
        return answer(())
    with reading():
        held = PersonIdentifier.objects.filter(value__startswith=asked.number)
        people = Person.objects.filter(pk__in=held.values("person_id"))
        found = _known(person for person in people if _is_beneficiary(asked, person))
    return answer(found)


def verify_ins(ins: CX, traits: Traits) -> bool:
    """Verification (WS_INS3): whether this matricule, this OID and these traits are those of one identity."""
    with reading():
        held = PersonIdentifier.objects.filter(value=ins.id, authority=ins.authority, active=True)
        known = _known(Person.objects.filter(pk__in=held.values("person_id")))
    return verifies(ins, traits, known[0] if known else None)


def _is_beneficiary(asked: AskedByCard, person: Person) -> bool:
    named = not asked.birth_name or words(asked.birth_name) == words(person.birth_name)
    return named and asked.birth_date in {None, person.birth_date}


def _known(people: Iterable[Person] | QuerySet[Person]) -> list[Known]:
    """Those of these people who have an active INS, with every INS they had."""
    known = []
    for person in people:
        rows = list(person.identifiers.order_by("pk"))
        active = next((row for row in rows if row.active), None)
        if active is not None:
            history = tuple(_found(row) for row in rows if not row.active)
            known.append(Known(traits=person.traits, active=_found(active), history=history))
    return known


def _found(row: PersonIdentifier) -> InsFound:
    return InsFound.of(row.value, row.authority, since=row.valid_from, until=row.valid_until)
