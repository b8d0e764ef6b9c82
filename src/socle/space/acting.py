"""Who the header of every page says is signed in, and for whom."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from socle import codes
from socle.directory.actor import Actor, Kind
from socle.directory.sessions import actor_of
from socle.identity.models import Person
from socle.record.portal.access import someone
from socle.space.visit import FOR
from socle.web.pages import Acting
from socle.web.words import full_name, lower_first, of, place_name


def header(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `acting`, None when nobody is signed in."""
    session = getattr(request, "session", None)
    actor = actor_of(session) if session is not None else None
    if actor is None:
        return {"acting": None}
    if actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE}:
        return {"acting": _citizen(actor, str(request.session.get(FOR) or actor.id))}
    if not actor.is_person:
        return {"acting": Acting(name=place_name(actor.name))}
    return {"acting": Acting(name=full_name(actor.name), quality=_quality(actor))}


def _citizen(actor: Actor, wanted: str) -> Acting:
    people = {person.pk: someone(person) for person in Person.objects.filter(pk__in=[actor.id, wanted])}
    own = people.get(actor.id)
    name = own.name if own else actor.name
    whose = people.get(wanted)
    if wanted == actor.id or whose is None:
        return Acting(name=name)
    return Acting(name=name, for_whom=f"Vous regardez l’espace {of(whose.given_name)}")


def _quality(actor: Actor) -> str:
    label = codes.label("profession", actor.profession) or codes.label("subject_role", actor.profession)
    return ", ".join(part for part in (lower_first(label), place_name(actor.structure_name)) if part)
