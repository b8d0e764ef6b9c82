"""Use cases of who registers: a structure designates its managers, or delegates to an ARS or a GRADeS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from socle.directory import store as directory
from socle.directory.actor import Actor
from socle.directory.enrolment import store, tracing
from socle.directory.enrolment.facts import BodyFacts, BodyKind, Mandate
from socle.directory.enrolment.verdicts import managers, people
from socle.directory.facts import StructureFacts
from socle.directory.models import Delegation, Manager, RegistrationBody, Structure
from socle.directory.rules import managing as rules
from socle.ledger import ActCode
from socle.ledger.acting import act, as_one_act
from socle.rulebook import Decision, refuse
from socle.rulebook.days import french_day
from socle.web.words import place_name

_RPPS_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Desk:
    """A manager at work at an instant: what he holds, what was delegated to him, whether his card lets him in."""

    actor: Actor
    at: datetime
    mandates: tuple[Mandate, ...]
    delegations: tuple[Mandate, ...]
    admission: Decision

    @property
    def day(self) -> date:
        return french_day(self.at)

    @property
    def holders(self) -> tuple[StructureFacts, ...]:
        """The structures for which something can be declared, without their sites."""
        held = [one.structure for one in self.mandates if one.holds_on(self.day)]
        names = {one.idnat for one in held}
        given = [one.structure for one in self.delegations if one.holds_on(self.day) and one.holder in names]
        return tuple({one.idnat: one for one in (*held, *given)}.values())

    @property
    def is_manager(self) -> bool:
        return bool(self.holders)

    def places(self) -> tuple[StructureFacts, ...]:
        """Every structure for which this manager declares, sites included, by name."""
        return tuple(one for one in store.places_under(self.holders) if one.exists_on(self.day))

    def may_declare(self, place: StructureFacts) -> Decision:
        return self.admission + rules.may_declare(place, self.mandates, self.delegations, self.at)

    def authority(self, place: StructureFacts) -> str:
        return rules.authority_for(place, self.mandates, self.delegations, self.day)


def desk_of(actor: Actor, at: datetime) -> Desk:
    """What a signed-in person may do in RPPS+ at this instant."""
    mandates = store.mandates_of(actor.id)
    delegations = store.delegations_to(one.structure.idnat for one in mandates)
    admission = rules.may_enter(actor.authentication, store.cards_of(actor.id), at)
    return Desk(actor, at, mandates, delegations, admission)


def open_desk(actor: Actor, at: datetime) -> tuple[Desk, Decision]:
    """The desk of whoever manages something that day and holds a card in force, and whether he may work there.

    Who may not for want of a card is told to the journal (RPPS-007, RPPS-016).
    """
    desk = desk_of(actor, at)
    if not desk.is_manager:
        return desk, refuse(people.NOT_MANAGER.at("structure", found=place_name(actor.structure_name) or "aucune"))
    if not desk.admission.allowed:
        tell_refusal(actor, desk.admission, at)
    return desk, desk.admission


@as_one_act
def tell_refusal(actor: Actor, decision: Decision, at: datetime) -> None:
    """Tell the journal that a manager was not let in (RPPS-016)."""
    mandates = store.mandates_of(actor.id)
    place = mandates[0].structure if mandates else None
    tracing.tell(actor, ActCode.PORTAL_REFUSE, decision, at, place=place, about=actor.id)


def register_body(idnat: str, kind: BodyKind, departments: Iterable[str], *, since: date) -> None:
    """Record that a structure is authority of registration on these departments. Idempotent."""
    RegistrationBody.objects.update_or_create(
        structure=Structure.objects.get(idnat=idnat),
        defaults={"kind": kind.value, "departments": " ".join(sorted(departments)), "since": since},
    )


def seat_manager(structure: str, holder: str, decided_by: str, at: datetime, *, since: date) -> None:
    """Record a manager of a world that is loaded: what was decided before its first instant. Idempotent."""
    Manager.objects.get_or_create(
        structure=Structure.objects.get(idnat=structure),
        holder=holder,
        defaults={"name": _named(holder), "since": since, "decided_by": decided_by, "decided_at": at},
    )


def _named(idnat: str) -> str:
    known = directory.professional(idnat) or directory.employee(idnat)
    return known.name if known is not None else ""


def identifier_of(number: str) -> str:
    """The IdNat_PS that a number typed in a form means: RPPS digits, or the identifier itself."""
    text = "".join(number.split())
    return f"8{text}" if len(text) == _RPPS_DIGITS and text.isdigit() else text


def designate(actor: Actor, structure: str, number: str, who: str, at: datetime) -> Decision:
    """The legal representative `who` designates a manager by RPPS number or card identifier, from this day on."""
    return act(lambda: _designate(actor, structure, identifier_of(number), who, at))


def _designate(actor: Actor, structure: str, person: str, who: str, at: datetime) -> Decision:
    place = store.place(structure)
    if place is None:
        return refuse(managers.NOT_REPRESENTATIVE.at("structure", found=structure))
    store.hold_numbers()
    around = _around(place)
    decision = rules.is_representative(actor.kind, actor.id, place, who)
    name = _named(person)
    if not name:
        decision += refuse(managers.PERSON_UNKNOWN.at("personne", found=person))
    decision += rules.may_designate(place, person, store.managers_of(around), store.delegations_of(around), at)
    if decision.allowed:
        Manager.objects.create(
            structure=Structure.objects.get(idnat=place.idnat),
            holder=person,
            name=name,
            since=french_day(at),
            decided_by=who.strip()[:200],
            decided_at=at,
        )
    tracing.tell(actor, ActCode.MANAGER_ADD, decision, at, place=place, about=person, details={"decided": who.strip()})
    return decision


def end_designation(actor: Actor, id: int, who: str, at: datetime) -> Decision:
    """The legal representative ends a designation: it no longer holds from this instant on."""
    return act(lambda: _end(actor, Manager.objects.filter(pk=id).first(), ActCode.MANAGER_REMOVE, who, at))


def end_delegation(actor: Actor, id: int, who: str, at: datetime) -> Decision:
    """The legal representative ends a delegation: the structure is its own authority again."""
    return act(lambda: _end(actor, Delegation.objects.filter(pk=id).first(), ActCode.DELEGATION_REMOVE, who, at))


def _end(actor: Actor, row: Manager | Delegation | None, code: ActCode, who: str, at: datetime) -> Decision:
    if row is None:
        return rules.is_in_force(None, at)
    place = store.structure_facts(row.structure)
    holder = row.holder if isinstance(row, Manager) else row.body.structure.idnat
    mandate = Mandate(id=row.pk, structure=place, holder=holder, since=row.since, until=row.until)
    decision = rules.is_representative(actor.kind, actor.id, place, who) + rules.is_in_force(mandate, at)
    if decision.allowed:
        row.until = french_day(at) - timedelta(days=1)
        row.save(update_fields=["until"])
    tracing.tell(actor, code, decision, at, place=place, about=holder, details={"decided": who.strip()})
    return decision


def delegate(actor: Actor, structure: str, body: str, who: str, at: datetime) -> Decision:
    """The legal representative leaves the registrations to an ARS or a GRADeS (its IdNat_Struct), from this day on."""
    return act(lambda: _delegate(actor, structure, body, who, at))


def _delegate(actor: Actor, structure: str, body: str, who: str, at: datetime) -> Decision:
    place = store.place(structure)
    if place is None:
        return refuse(managers.NOT_REPRESENTATIVE.at("structure", found=structure))
    store.hold_numbers()
    known: BodyFacts | None = next((one for one in store.bodies() if one.structure.idnat == body), None)
    around = _around(place)
    decision = rules.is_representative(actor.kind, actor.id, place, who)
    decision += rules.may_delegate(place, known, store.managers_of(around), store.delegations_of(around), at)
    if decision.allowed:
        Delegation.objects.create(
            structure=Structure.objects.get(idnat=place.idnat),
            body=RegistrationBody.objects.get(structure__idnat=body),
            since=french_day(at),
            decided_by=who.strip()[:200],
            decided_at=at,
        )
    tracing.tell(actor, ActCode.DELEGATION_ADD, decision, at, place=place, about=body, details={"decided": who.strip()})
    return decision


def _around(place: StructureFacts) -> tuple[StructureFacts, ...]:
    """The structure, its legal entity, its sites: wherever else somebody may register for it."""
    entity = store.place(place.legal_entity) if place.legal_entity else None
    return (place, *((entity,) if entity is not None else ()), *store.places_under([place]))
