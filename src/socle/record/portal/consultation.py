"""A professional before a patient's record: who acts, in which mode, and what the record answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from socle import clock
from socle.directory.actor import Actor, Kind
from socle.directory.sessions import actor_of, to_sign_in
from socle.record.facts import RecordFacts
from socle.record.portal.access import Entrance, enter_record
from socle.record.rules import is_minor
from socle.rulebook import Decision
from socle.rulebook.choices import current
from socle.rulebook.days import french_day
from socle.wire.hl7v2 import CX
from socle.wire.vihf.model import AccessMode

P = ParamSpec("P")

#: Where the session keeps the access in progress that is not the normal one: record, mode, reason, since when.
GLASS = "break_glass"
#: Where it keeps the record of the minor with whom a secret consultation goes on, and since when.
APART = "secret_consultation"
#: Such an access ends by itself, should its reader forget to leave it.
GLASS_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Consultation:
    """A professional at a record's door at an instant; `actor` carries the access mode and its reason."""

    actor: Actor
    entrance: Entrance
    facts: RecordFacts
    patient: CX
    at: datetime

    @property
    def decision(self) -> Decision:
        """Whether the list of documents may be shown."""
        return self.entrance.decision

    @property
    def address(self) -> str:
        return f"/pro/dossiers/{self.facts.id}/"

    @property
    def in_emergency(self) -> bool:
        return self.actor.access_mode is AccessMode.BREAK_GLASS

    @property
    def in_regulation(self) -> bool:
        return self.actor.access_mode is AccessMode.REGULATION

    @property
    def minor(self) -> bool:
        """Whether the holder has not come of age, so that his representatives see his record."""
        return is_minor(self.facts, french_day(self.at), current().age_of_majority)


def professional_of(request: HttpRequest) -> Actor | None:
    """The person signed in as a professional or an employee; None when nobody, or someone else, is."""
    actor = actor_of(request.session)
    return actor if actor is not None and actor.kind in {Kind.PROFESSIONAL, Kind.EMPLOYEE} else None


def begin_emergency(session: SessionBase, record_id: str, reason: str, at: datetime) -> None:
    session[GLASS] = {"record": record_id, "reason": reason, "since": at.isoformat()}


def begin_regulation(session: SessionBase, record_id: str, at: datetime) -> None:
    """From now on this record is read as a regulation centre (SAMU) reads it."""
    mode = AccessMode.REGULATION.value
    session[GLASS] = {"record": record_id, "reason": "", "since": at.isoformat(), "mode": mode}


def begin_secret(session: SessionBase, record_id: str, at: datetime) -> None:
    """From now on this minor's record is that of a secret consultation (spec/dmp.md 2)."""
    session[APART] = {"record": record_id, "since": at.isoformat()}


def end_secret(session: SessionBase) -> None:
    session.pop(APART, None)


def end_emergency(session: SessionBase) -> None:
    session.pop(GLASS, None)


def in_mode(actor: Actor, session: SessionBase, record_id: str, at: datetime) -> Actor:
    """The actor as he acts in this record: in the mode, and in the secret, that he asked for less than an hour ago."""
    if _goes_on(session.get(APART), record_id, at):
        actor = replace(actor, secret_session=True)
    held = session.get(GLASS)
    if held is None or not _goes_on(held, record_id, at):
        return actor
    if held.get("mode") == AccessMode.REGULATION.value:
        return in_regulation(actor)
    return in_emergency(actor, held["reason"])


def _goes_on(held: object, record_id: str, at: datetime) -> bool:
    if not isinstance(held, dict) or held.get("record") != record_id:
        return False
    return timedelta(0) <= at - datetime.fromisoformat(held["since"]) < GLASS_LIFE


def in_emergency(actor: Actor, reason: str) -> Actor:
    return replace(actor, access_mode=AccessMode.BREAK_GLASS, reason=reason)


def in_regulation(actor: Actor) -> Actor:
    return replace(actor, access_mode=AccessMode.REGULATION)


def as_professional(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page of the professional place: signs in first, refuses whoever is no professional."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if actor_of(request.session) is None:
            return to_sign_in(request)
        actor = professional_of(request)
        if actor is None:
            raise PermissionDenied
        return view(request, actor, *args, **kwargs)

    return answer


def at_a_record(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about one record, named by its own id in the address. The view gets the consultation instead of it."""

    @wraps(view)
    def answer(request: HttpRequest, record_id: str, **names: str) -> HttpResponse:
        if actor_of(request.session) is None:
            return to_sign_in(request)
        signed_in = professional_of(request)
        if signed_in is None:
            raise PermissionDenied
        at = clock.now()
        actor = in_mode(signed_in, request.session, record_id, at)
        entrance = enter_record(actor, record_id, at)
        if entrance is None or entrance.facts is None or entrance.patient is None:
            raise Http404(record_id)
        consultation = Consultation(actor, entrance, entrance.facts, entrance.patient, at)
        return view(request, consultation, **names)

    return answer
