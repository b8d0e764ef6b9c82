"""Whose record a page is about, and who may be there. Read only; what is read is journaled by the use cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from socle.directory.actor import Actor, Kind
from socle.identity import oids
from socle.identity.models import Person
from socle.identity.services import current_ins
from socle.ledger.acting import reading
from socle.record.facts import Action, RecordFacts
from socle.record.models import AuthorisationRow, Notice, Record, Representative
from socle.record.rules import is_treating_physician, may
from socle.record.rules.representation import is_theirs
from socle.record.store.facts import facts as facts_of_record
from socle.record.verdicts import visibility
from socle.record.verdicts.access import NO_RECORD
from socle.rulebook import ALLOWED, Decision, refuse
from socle.rulebook.choices import current
from socle.storage.verdicts import CORRUPT, DESTROYED, UNAVAILABLE
from socle.web.words import person_name
from socle.wire.hl7v2 import CX

#: Refusals of one document whose reason may be told to a reader who found no such document in his list.
_TOLD = (CORRUPT, DESTROYED, UNAVAILABLE)
#: Reasons that name a document hidden from its reader: to the holder, there is no such document.
_SILENT = (
    visibility.DOCUMENT_UNKNOWN,
    visibility.INVISIBLE_TO_PATIENT,
    visibility.INVISIBLE_TO_REPRESENTATIVES,
    visibility.DOCUMENT_DELETED,
    visibility.SIGNATURE_HIDDEN,
)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as pages name him: how people write it, and what tells two of the same name apart."""

    id: str
    given: str
    family: str
    birth_date: date

    @property
    def name(self) -> str:
        return person_name(self.given, self.family)

    @property
    def given_name(self) -> str:
        return person_name(self.given)


@dataclass(frozen=True, slots=True)
class Entrance:
    """Someone's record at its door: the facts (None when there is none) and whether the list may be shown."""

    someone: Someone
    facts: RecordFacts | None
    decision: Decision = ALLOWED

    @property
    def patient(self) -> CX | None:
        """The current INS of the record."""
        return self.facts.patient_ids[0] if self.facts and self.facts.patient_ids else None


@dataclass(frozen=True, slots=True)
class Told:
    """A notice to the holder: what kind of act, when, by whom (an id of the directory)."""

    id: str
    at: datetime
    about: str
    read_at: datetime | None


def someone(person: Person) -> Someone:
    used = person.used_given_name or person.first_given_name
    return Someone(person.pk, used, person.used_name or person.birth_name, person.birth_date)


def enter(actor: Actor, person_id: str, at: datetime) -> Entrance | None:
    """The door of a person's record for this actor; None for a person nobody knows."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return None
    facts = facts_of_person(person_id)
    if facts is None:
        ins = current_ins(person)
        return Entrance(someone(person), None, refuse(NO_RECORD.at(found=ins.id if ins else "")))
    return Entrance(someone(person), facts, may(actor, Action.SEARCH, facts, None, at=at, choices=current()))


def enter_record(actor: Actor, record_id: str, at: datetime) -> Entrance | None:
    """The same by the record's own id; None when there is no such record, or nobody known holds it."""
    person_id = Record.objects.filter(pk=record_id).values_list("person_id", flat=True).first()
    return enter(actor, person_id, at) if person_id else None


def facts_of_person(person_id: str) -> RecordFacts | None:
    with reading():
        record_id = Record.objects.filter(person_id=person_id).values_list("id", flat=True).first()
        return facts_of_record(record_id) if record_id else None


def represented_by(actor: Actor, at: datetime) -> tuple[Someone, ...]:
    """The minors whose legal representative this citizen is, at this instant, by first name."""
    if actor.kind not in {Kind.PATIENT, Kind.REPRESENTATIVE}:
        return ()
    as_representative = representing(actor)
    rows = Representative.objects.filter(person_id=actor.id, until=None).values_list("record_id", flat=True)
    found: list[Someone] = []
    for record in Record.objects.filter(pk__in=list(rows)):
        facts = facts_of_record(record.pk)
        if facts is not None and is_theirs(as_representative, facts, at, current()).allowed:
            found.extend(map(someone, Person.objects.filter(pk=record.person_id)))
    return tuple(sorted(found, key=lambda one: one.given))


def representing(actor: Actor) -> Actor:
    """The same citizen, acting for someone else."""
    return Actor(kind=Kind.REPRESENTATIVE, id=actor.id, name=actor.name, authentication=actor.authentication)


def notices_of(facts: RecordFacts) -> tuple[Told, ...]:
    """What the holder was told and has not read yet, the latest first."""
    rows = Notice.objects.filter(record_id=facts.id, to=Notice.To.HOLDER, read_at=None).order_by("-at", "id")
    return tuple(Told(row.id, row.at, row.about, row.read_at) for row in rows)


def read_notices(facts: RecordFacts, at: datetime) -> None:
    """The holder has read what he was told."""
    Notice.objects.filter(record_id=facts.id, to=Notice.To.HOLDER, read_at=None).update(read_at=at)


def recent_patients(actor: Actor, limit: int = 20) -> tuple[tuple[Someone, str, datetime], ...]:
    """Those in whose record this professional is authorised: who, the record's id, the last time. Latest first."""
    holders = [id for id in (actor.id, actor.structure) if id]
    rows = AuthorisationRow.objects.filter(actor_id__in=holders, removed_at=None).order_by("-last_action_at")
    latest: dict[str, datetime] = {}
    for record_id, last in rows.values_list("record_id", "last_action_at")[: limit * 3]:
        latest.setdefault(record_id, last)
    owners = dict(Record.objects.filter(pk__in=list(latest)).values_list("person_id", "id"))
    people = {owners[person.pk]: someone(person) for person in Person.objects.filter(pk__in=list(owners))}
    return tuple((people[id], id, last) for id, last in latest.items() if id in people)[:limit]


def possible_ins(matricule: str) -> tuple[CX, ...]:
    """What a matricule typed without its authority may be, the most usual authority first."""
    digits = "".join(matricule.split()).upper()
    return tuple(CX.of(digits, oid, "NH") for oid in (oids.NIR, oids.NIA, oids.NIR_TEST, oids.NIR_DEMO))


def may_be_told(decision: Decision) -> bool:
    """Whether the reasons of a refusal may be told to a citizen: never one that names a hidden document."""
    return not any(finding.verdict in _SILENT for finding in decision.errors) or any(
        finding.verdict in _TOLD for finding in decision.errors
    )


def treats(actor: Actor, facts: RecordFacts | None) -> bool:
    """Whether the actor is a médecin traitant of this record."""
    return facts is not None and is_treating_physician(actor, facts)
