"""Use cases of RPPS+: a manager registers somebody, says that he left, chooses which of his roles is his profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from socle.directory.actor import Actor
from socle.directory.enrolment import store, tracing
from socle.directory.enrolment.facts import Civil, Draft, EnrolmentFacts, Entry, Move, PersonFacts
from socle.directory.enrolment.verdicts import people
from socle.directory.facts import StructureFacts
from socle.directory.models import Enrolment, Structure
from socle.directory.rules import enrolment as rules
from socle.directory.services.connect import register_contact
from socle.directory.services.managing import Desk, desk_of
from socle.directory.services.register import register_situation
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.rulebook import Decision, Finding, applies, refuse
from socle.rulebook.choices import current
from socle.rulebook.days import french_day


@dataclass(frozen=True, slots=True)
class Declared:
    """What became of a declaration: its decision, and when it was done whom it is about (RPPS) and which row."""

    decision: Decision
    rpps: str = ""
    enrolment: int = 0
    created: bool = False


def enrol(actor: Actor, draft: Draft, at: datetime, faults: Iterable[Finding] = ()) -> Declared:
    """Register somebody, or say why not. `faults` are the values of the draft that could not be read."""
    unread = tuple(faults)
    names = [name for name in (draft.birth_name, draft.family) if name]
    return act(lambda: enter(desk_of(actor, at), draft, store.Lookups(names), unread))


def enter(desk: Desk, draft: Draft, lookups: store.Lookups, faults: Iterable[Finding] = ()) -> Declared:
    """The same inside an act that is under way; told to the journal whatever its end."""
    structure, place = lookups.structure(draft.structure), lookups.place(draft.structure)
    unread = tuple(faults)
    decision = Decision(findings=unread) + rules.is_complete(draft, (fault.place for fault in unread))
    decision += rules.place_exists(draft.structure, place, desk.at)
    decision += desk.may_declare(place) if place is not None else desk.admission
    if not decision.allowed or place is None or structure is None:
        return _told(desk, ActCode.ENROLMENT_ADD, Declared(decision), place, draft.rpps)
    lookups.hold_numbers()
    entry = rules.entry_of(draft)
    person, decision = _judged(desk, entry, lookups.namesakes, decision)
    if not decision.allowed:
        return _told(desk, ActCode.ENROLMENT_ADD, Declared(decision), place, entry.rpps)
    idnat = person.idnat if person is not None else f"8{lookups.new_number()}"
    row, profile = _write(desk, entry, structure, place, idnat, person)
    declared = Declared(decision, rpps=idnat[1:], enrolment=row.pk, created=person is None)
    _told(desk, ActCode.ENROLMENT_ADD, declared, place, idnat[1:], _details(row))
    if person is None or person.profession != profile:
        _told(desk, ActCode.PROFILE_CHANGE, declared, place, idnat[1:], {"profile": profile})
    return declared


def _judged(
    desk: Desk, entry: Entry, namesakes: store.Namesakes, decision: Decision
) -> tuple[PersonFacts | None, Decision]:
    """Whom an entry is about, on facts of this act, and whether he may be registered."""
    known = rules.Known(
        person=store.person(f"8{entry.rpps}", desk.day) if entry.rpps else None,
        alike=store.alike(entry.civil, entry.family, namesakes, desk.day)
        if entry.civil is not None and not entry.rpps
        else (),
    )
    choices = current()
    person, _ = rules.who_is_it(entry, known, choices)
    return person, decision + rules.may_enrol(entry, known, desk.at, choices)


@applies("RPPS-002", "RPPS-017")
def _write(
    desk: Desk, entry: Entry, structure: Structure, place: StructureFacts, idnat: str, person: PersonFacts | None
) -> tuple[Enrolment, str]:
    """The registration, the person and the exercise that access rules read. It orders no card (RPPS-017).

    The number is a national identity, from which an e-CPS is activated and services open (RPPS-002).
    """
    said = entry.situation
    former = person.enrolments if person is not None else ()
    profile = rules.access_profile(person.profession if person else "", former, said.role, desk.day)
    professional = register_situation(
        idnat,
        profession=profile,
        structure=structure,
        since=said.since,
        until=said.until,
        family=entry.family.upper(),
        given=entry.given.title() if entry.given.isupper() else entry.given,
        is_new=person is None,
    )
    store.keep_civil_status(professional, entry.civil, entry.mail, entry.mobile, is_new=person is None)
    if person is None and entry.mail and entry.mobile:
        # An e-CPS is activated from these (AUTH-020): of whoever is known already, no structure changes them.
        register_contact(idnat, entry.mail, entry.mobile)
    row = Enrolment.objects.create(
        professional=professional,
        structure=structure,
        role=said.role,
        profession=said.profession,
        practice=said.practice.value if said.practice else "",
        uses=sorted(use.value for use in said.uses),
        since=said.since,
        until=said.until,
        enrolled_by=desk.actor.id,
        enrolled_at=desk.at,
        authority=desk.authority(place),
    )
    return row, profile


def leave(actor: Actor, enrolment: int, on: date | None, at: datetime) -> Declared:
    """Declare that somebody leaves: `on` is his last day. Rights in the structure end with it."""
    return act(lambda: _leave_row(desk_of(actor, at), enrolment, on))


def _leave_row(desk: Desk, enrolment: int, on: date | None) -> Declared:
    row = Enrolment.objects.select_related("structure").filter(pk=enrolment).first()
    if row is None:
        return Declared(refuse(people.NOT_ENROLLED.at("structure")))
    draft = Draft(move=Move.EXIT, rpps=row.professional.rpps, structure=row.structure.idnat, until=on)
    return depart(desk, draft, store.Lookups(()), enrolment=enrolment)


def depart(
    desk: Desk, draft: Draft, lookups: store.Lookups, faults: Iterable[Finding] = (), *, enrolment: int = 0
) -> Declared:
    """An exit inside an act that is under way: of this registration, or when none is named (a line of a file) of the
    one at this place that is not over, else of the last one.
    """
    place = lookups.place(draft.structure)
    decision = Decision(findings=tuple(faults)) + rules.number_verifies(draft)
    decision += rules.place_exists(draft.structure, place, desk.at)
    decision += desk.may_declare(place) if place is not None else desk.admission
    lookups.hold_numbers()
    row = _row_at(draft, desk.day, enrolment)
    here = None
    if row is not None:
        here = EnrolmentFacts(id=row.pk, structure=row.structure.idnat, role=row.role, since=row.since, until=row.until)
    decision += rules.may_leave(here, place.name if place else draft.structure, draft.until, desk.at)
    declared = Declared(decision, rpps=draft.rpps, enrolment=row.pk if row is not None else 0)
    if not decision.allowed or row is None or draft.until is None:
        return _told(desk, ActCode.ENROLMENT_END, declared, place, draft.rpps)
    row.until, row.left_by, row.left_at = draft.until, desk.actor.id, desk.at
    row.save(update_fields=["until", "left_by", "left_at"])
    return _after_leaving(desk, row, place, declared)


def _row_at(draft: Draft, day: date, enrolment: int) -> Enrolment | None:
    rows = Enrolment.objects.select_related("structure", "professional").filter(
        professional__idnat=f"8{draft.rpps}", structure__idnat=draft.structure
    )
    if enrolment:
        return rows.filter(pk=enrolment).first()
    found = list(rows.order_by("since", "pk"))
    going_on = [row for row in found if row.until is None or row.until >= day]
    kept = going_on or found
    return kept[-1] if kept else None


def _after_leaving(desk: Desk, row: Enrolment, place: StructureFacts | None, declared: Declared) -> Declared:
    """End the exercise with the registration; the profile becomes that of what goes on."""
    professional = row.professional
    others = store.enrolments_of(professional)
    profile = rules.access_profile(professional.profession, others, professional.profession, desk.day)
    former = professional.profession
    register_situation(
        professional.idnat, profession=profile, structure=row.structure, since=row.since, until=row.until
    )
    _told(desk, ActCode.ENROLMENT_END, declared, place, declared.rpps, _details(row))
    if profile != former:
        _told(desk, ActCode.PROFILE_CHANGE, declared, place, declared.rpps, {"profile": profile})
    return declared


def choose_profile(actor: Actor, enrolment: int, at: datetime) -> Declared:
    """Make the role of this registration the one profile of its person (RPPS-013)."""
    return act(lambda: _choose(desk_of(actor, at), enrolment))


def _choose(desk: Desk, enrolment: int) -> Declared:
    store.hold_numbers()  # so that nobody leaves between what is read here and what is written
    row = Enrolment.objects.select_related("structure__legal_entity", "professional").filter(pk=enrolment).first()
    person = store.person(row.professional.idnat, desk.day) if row is not None else None
    if row is None or person is None:
        return Declared(refuse(people.NOT_ENROLLED.at("structure")))
    place = store.structure_facts(row.structure)
    decision = desk.may_declare(place) + rules.may_choose_profile(person, row.role, desk.day)
    if decision.allowed:
        register_situation(person.idnat, profession=row.role)
    declared = Declared(decision, rpps=person.rpps, enrolment=row.pk)
    return _told(desk, ActCode.PROFILE_CHANGE, declared, place, person.rpps, {"profile": row.role})


def look_up(draft: Draft, at: datetime) -> tuple[PersonFacts, ...]:
    """Who bears this number, or who may be this person, before anybody is created."""
    day = french_day(at)
    if draft.rpps:
        found = store.person(f"8{draft.rpps}", day)
        return (found,) if found is not None else ()
    if draft.birth_date is None or not (draft.birth_name and draft.given_names):
        return ()
    civil = Civil(
        birth_name=draft.birth_name,
        given_names=draft.given_names,
        sex=draft.sex,
        birth_date=draft.birth_date,
        birth_place=draft.birth_place,
    )
    names = store.Namesakes([draft.birth_name, draft.family])
    return store.alike(civil, draft.family or draft.birth_name, names, day)


def _details(row: Enrolment) -> dict[str, str]:
    until = row.until.isoformat() if row.until is not None else ""
    return {"role": row.role, "since": row.since.isoformat(), "until": until, "authority": row.authority}


def _told(
    desk: Desk,
    code: ActCode,
    declared: Declared,
    place: StructureFacts | None,
    rpps: str,
    details: dict[str, str] | None = None,
) -> Declared:
    about = f"8{rpps}" if rpps else ""
    tracing.tell(desk.actor, code, declared.decision, desk.at, place=place, about=about, details=details)
    return declared
