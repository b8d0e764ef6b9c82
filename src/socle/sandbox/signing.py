"""Signing in to the portals as anybody of the sandbox: no password, everybody here is fictitious."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase

from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.sessions import sign_in
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.services.tracing import Trace
from socle.rulebook import ALLOWED
from socle.sandbox import actors, people
from socle.sandbox.world import World
from socle.web.places import CITIZEN, PROFESSIONAL, RPPS_PLUS, SANDBOX, page_exists


def as_patient(world: World, who: str) -> Actor | None:
    """The patient called `who` as an actor of Mon espace santé; None when nobody is called so."""
    patient = people.patient_of(world, who)
    person = people.person_of(patient) if patient else None
    if patient is None or person is None:
        return None
    return Actor(kind=Kind.PATIENT, id=person.pk, name=patient.name, authentication=Authentication.SPACE)


def as_caregiver(world: World, who: str) -> Actor | None:
    """The professional, employee or structure called `who` as an actor; None when nobody is called so."""
    try:
        return actors.acting(actors.find(world, who))
    except actors.Unknown:
        return None


def person_at_work(world: World, who: str) -> str:
    """The national identifier of the professional or employee called `who`; "" for a structure, or nobody."""
    try:
        found = actors.find(world, who)
    except actors.Unknown:
        return ""
    return found.idnat if found.kind != "structure" else ""


def as_anyone(world: World, who: str) -> Actor | None:
    """Whoever is called `who`, at work if he works; None when nobody is called so."""
    return as_caregiver(world, who) or as_patient(world, who)


def enter(session: SessionBase, actor: Actor, at: datetime) -> str:
    """Open a session for `actor`, told to the journal; gives the address where this actor arrives."""

    def command() -> None:
        sign_in(session, actor)
        Trace(code=ActCode.SIGN_IN, actor=actor, at=at).tell(ALLOWED, object_ids=[actor.id])

    act(command)
    managers = f"{RPPS_PLUS.address}gestionnaires/"
    wanted = {Kind.PATIENT: CITIZEN.address, Kind.STRUCTURE: managers}.get(actor.kind, PROFESSIONAL.address)
    return wanted if page_exists(wanted) else SANDBOX.address
