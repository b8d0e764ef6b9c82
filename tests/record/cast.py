"""The cast of the worked dialogues, registered through the rooms' own use cases (tests/data/dmp/README.md)."""

from __future__ import annotations

from datetime import UTC, datetime

from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.services import register
from socle.identity import services as identity
from socle.identity.models import Person
from socle.identity.traits import Traits
from socle.record.facts import SpaceStatus
from socle.record.services.bringing import Blocking, FormerLife, Granted, bring_in
from socle.sandbox.administrative import administrative_of
from socle.sandbox.world import Inhabitant, World
from socle.sandbox.world import load as read_world
from socle.wire.hl7v2 import CX

MORNING = datetime(2026, 9, 15, 7, tzinfo=UTC)


def assemble() -> World:
    """Everybody of the story in the directory, their records as the day begins."""
    world = read_world("trois-ponts")
    for place in sorted(world.structures, key=lambda place: bool(place.legal_entity)):
        entity = world.place(place.legal_entity)
        register.register_structure(
            place.idnat,
            place.name,
            sector=place.sector,
            legal_entity=entity.idnat if entity else "",
            is_legal_entity=place.is_legal_entity,
        )
    for one in world.professionals:
        register.register_professional(
            one.idnat, one.family, one.given, profession=one.profession, specialties=one.specialties
        )
        for post in one.posts:
            register.register_exercise(one.idnat, idnat(world, post.structure))
    for staff in world.employees:
        register.register_employee(
            staff.idnat, staff.family, staff.given, structure=idnat(world, staff.structure), role=staff.role
        )
    for program in world.software:
        register.register_software(program.homologation, program.name, program.version, api_version=program.api_version)
    persons = {patient.id: _person(patient) for patient in world.patients}
    for patient in world.patients:
        _record(world, patient, persons)
    return world


def idnat(world: World, id: str) -> str:
    return world.numbers()[id]


def _person(patient: Inhabitant) -> Person:
    traits = Traits(
        birth_name=patient.birth_name,
        given_names=patient.given_names,
        first_given_name=patient.first_given_name,
        sex=patient.sex,
        birth_date=patient.birth_date,
        birth_place=patient.birth_place,
        used_name=patient.used_name,
    )
    person, findings = identity.register(traits, CX.of(patient.ins, patient.oid, "NH"), at=MORNING)
    assert person is not None, findings
    return person


def _record(world: World, patient: Inhabitant, persons: dict[str, Person]) -> None:
    dossier = patient.record
    if dossier is None:
        return
    life = FormerLife(
        opened_at=dossier.opened,
        space=SpaceStatus(dossier.space),
        closed_at=dossier.closed,
        closing_motive=dossier.closing_motive,
        closing_reason=dossier.closing_reason,
        objects_to_break_glass=dossier.objects_to_break_glass,
        objects_to_regulation=dossier.objects_to_regulation,
        granted=tuple(
            Granted(
                actor=_actor(world, grant.who),
                since=grant.since,
                until=grant.until,
                treating_physician=grant.treating_physician,
            )
            for grant in dossier.grants
        ),
        blocked=tuple(Blocking(_actor(world, blocked.who), blocked.since) for blocked in dossier.blocked),
        representatives=tuple(persons[id] for id in patient.representatives),
        administrative=administrative_of(world, patient),
    )
    bring_in(persons[patient.id], life)


def _actor(world: World, id: str) -> Actor:
    place = world.place(id)
    kind = Kind.STRUCTURE if place is not None else Kind.PROFESSIONAL
    authentication = Authentication.CERTIFICATE if place is not None else Authentication.CARD
    return Actor(kind=kind, id=idnat(world, id), name=id, authentication=authentication, profession="10")
