"""Making a world true: through the rooms' own use cases, in one transaction, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache, partial

from socle.directory.actor import Actor
from socle.directory.cards.facts import Level, Role
from socle.directory.enrolment.facts import BodyKind
from socle.directory.kinds import StructureKind
from socle.directory.services import managing, mandates, register
from socle.identity import services as identity
from socle.identity.models import Person
from socle.identity.traits import Traits
from socle.ledger.acting import as_one_act
from socle.record.facts import SpaceStatus
from socle.record.rules.registration import CLOSED_BY_DEATH
from socle.record.services.bringing import Blocking, FormerLife, Granted, bring_in
from socle.rulebook.days import FRANCE, french_day
from socle.sandbox import actors, telephones
from socle.sandbox.administrative import administrative_of
from socle.sandbox.models import LoadedWorld
from socle.sandbox.world import Caregiver, Grant, Inhabitant, Place, Program, Staff, World
from socle.wire.hl7v2 import CX

#: Socle's own command line, homologated in every world.
OWN_SOFTWARE = Program(
    homologation=actors.CLIENT.homologation, name=actors.CLIENT.name, version=actors.CLIENT.version, api_version="2.5"
)


class NotLoaded(Exception):  # noqa: N818 - told to the person who starts, with the way out
    """The world cannot be loaded here: the database holds another, or an identity of it is faulty."""


def load_once(world: World, at: datetime) -> bool:
    """Load `world` unless it is there already; whether it was loaded now. Raises `NotLoaded`."""
    there = LoadedWorld.objects.first()
    if there is None:
        load(world, at)
        return True
    if there.name != world.name:
        raise NotLoaded(
            f"this folder holds the world '{there.name}', not '{world.name}': "
            "name another folder with --data, or start with the former world"
        )
    return False


@as_one_act
def load(world: World, at: datetime) -> None:
    """Register everybody and open their records. `at` dates what the world itself does not date."""
    for place in sorted(world.structures, key=lambda place: bool(place.legal_entity)):
        _structure(world, place)
    for caregiver in world.professionals:
        _professional(world, caregiver)
        telephones.equip(caregiver.idnat, caregiver.card, at, name=caregiver.id)
    for staff in world.employees:
        _employee(world, staff)
        telephones.equip(staff.idnat, staff.card, at)
    _management(world)
    for program in (*world.software, OWN_SOFTWARE):
        _program(program)
    _registration(world, at)
    persons = {patient.id: _person(patient, at) for patient in world.patients}
    acting = cache(partial(_actor, world))  # the same few act on many records
    for patient in world.patients:
        _record(world, patient, persons, acting, at)
    LoadedWorld.objects.create(name=world.name, at=at)


def _structure(world: World, place: Place) -> None:
    entity = world.place(place.legal_entity)
    register.register_structure(
        place.idnat,
        place.name,
        sector=place.sector,
        kind=StructureKind(place.kind) if place.kind else None,
        legal_entity=entity.idnat if entity else "",
        is_legal_entity=place.is_legal_entity,
        finess=place.finess,
        siret=place.siret,
    )


def _idnat(world: World, id: str) -> str:
    place = world.place(id)
    if place is None:
        raise ValueError(f"{id} is no structure of this world")
    return place.idnat


def _professional(world: World, caregiver: Caregiver) -> None:
    register.register_professional(
        caregiver.idnat,
        caregiver.family,
        caregiver.given,
        profession=caregiver.profession,
        specialties=caregiver.specialties,
    )
    for post in caregiver.posts:
        register.register_exercise(caregiver.idnat, _idnat(world, post.structure), since=post.since, until=post.until)
    if caregiver.card_number:
        register.register_card(caregiver.card_number, caregiver.card, caregiver.idnat)


def _employee(world: World, staff: Staff) -> None:
    register.register_employee(
        staff.idnat, staff.family, staff.given, structure=_idnat(world, staff.structure), role=staff.role
    )
    if staff.card_number:
        register.register_card(staff.card_number, staff.card, staff.idnat)


def _management(world: World) -> None:
    numbers = world.numbers()
    for one in world.mandates:
        mandates.give_mandate(_idnat(world, one.structure), numbers[one.who], Role(one.role))
    for contract in world.contracts:
        mandates.sign_agreement(_idnat(world, contract.structure), Level(contract.level), contract.since)


def _registration(world: World, at: datetime) -> None:
    """Who registers in RPPS+ as the world begins."""
    for body in world.registration_bodies:
        kind = BodyKind(body.kind)
        managing.register_body(_idnat(world, body.structure), kind, body.departments, since=body.since)
    numbers = world.numbers()
    for seat in world.managers:
        place = _idnat(world, seat.structure)
        managing.seat_manager(place, numbers[seat.who], seat.decided_by, at, since=seat.since)


def _program(program: Program) -> None:
    register.register_software(
        program.homologation,
        program.name,
        program.version,
        api_version=program.api_version,
        valid_from=program.valid_from,
        valid_until=program.valid_until,
    )


def traits(patient: Inhabitant) -> Traits:
    """The traits of a patient as `identity` takes them."""
    return Traits(
        birth_name=patient.birth_name,
        given_names=patient.given_names,
        first_given_name=patient.first_given_name,
        sex=patient.sex,
        birth_date=patient.birth_date,
        birth_place=patient.birth_place,
        used_name=patient.used_name,
    )


def _person(patient: Inhabitant, at: datetime) -> Person:
    ins = CX.of(patient.ins, patient.oid, "NH") if patient.ins else None
    history = [CX.of(former, patient.oid, "NH") for former in patient.former_ins]
    person, findings = identity.register(traits(patient), ins, history=history, at=at)
    if person is None:
        faults = "; ".join(f"{finding.place}: {finding.sentence('en')}" for finding in findings)
        raise NotLoaded(f"this world does not load: patient {patient.id}, {faults}")
    return person


def _record(
    world: World, patient: Inhabitant, persons: dict[str, Person], acting: Callable[[str], Actor], at: datetime
) -> None:
    """The record of a patient who has one; of a patient who died before `at`, closed as it would have been."""
    dossier = patient.record
    if dossier is None:
        return
    if patient.deceased is not None and dossier.closed is None and patient.deceased < french_day(at):
        next_day = datetime.combine(patient.deceased + timedelta(days=1), time(), FRANCE)
        dossier = replace(dossier, closed=next_day, closing_motive=CLOSED_BY_DEATH)
    life = FormerLife(
        opened_at=dossier.opened,
        space=SpaceStatus(dossier.space),
        closed_at=dossier.closed,
        closing_motive=dossier.closing_motive,
        closing_reason=dossier.closing_reason,
        objects_to_break_glass=dossier.objects_to_break_glass,
        objects_to_regulation=dossier.objects_to_regulation,
        granted=tuple(_granted(acting(grant.who), grant) for grant in dossier.grants),
        blocked=tuple(Blocking(acting(blocked.who), blocked.since) for blocked in dossier.blocked),
        representatives=tuple(persons[id] for id in patient.representatives),
        administrative=administrative_of(world, patient),
        died_on=patient.deceased,
    )
    bring_in(persons[patient.id], life)


def _granted(actor: Actor, grant: Grant) -> Granted:
    return Granted(
        actor=actor,
        since=grant.since,
        until=grant.until,
        treating_physician=grant.treating_physician,
    )


def _actor(world: World, id: str) -> Actor:
    return actors.acting(actors.find(world, id))
