"""Who registers: the managers that a structure designates, the body that it leaves the registration to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from socle import clock
from socle.directory.actor import Actor, Kind
from socle.directory.enrolment import store
from socle.directory.enrolment.facts import Mandate, department_of
from socle.directory.enrolment.pages.forms import Delegate, Designate
from socle.directory.enrolment.pages.frame import MANAGERS, refused, say, show, signed_in, status_of
from socle.directory.facts import StructureFacts
from socle.directory.services import managing
from socle.directory.services.enrolled import names_of
from socle.rulebook import Decision, Finding, shows
from socle.rulebook.days import french_day
from socle.web.components import in_plain_words
from socle.web.words import full_name, place_name, plain_day


@signed_in
@shows("RPPS-007", "RPPS-008", "RPPS-020")
def managers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who is designated, and for the legal representative the forms that designate and delegate."""
    return _page(request, actor, clock.now())


def _page(
    request: HttpRequest,
    actor: Actor,
    at: datetime,
    *,
    designate: Designate | None = None,
    delegate: Delegate | None = None,
    rest: tuple[Finding, ...] = (),
    status: int = 200,
) -> HttpResponse:
    decides = actor.kind is Kind.STRUCTURE
    places = _places(actor, at)
    named = places if decides else tuple({one.idnat: one for one in (*places, *_entities(places))}.values())
    mandates = [one for one in store.managers_of(named) if _lasts(one, at)]
    given = [one for one in store.delegations_of(named) if _lasts(one, at)]
    bodies = _bodies(places, at)
    context: dict[str, Any] = {
        "decides": decides,
        "places": [place_name(place.name) for place in places],
        "mandates": _told(mandates),
        "given": _told(given, bodies=True),
        "designate": designate or Designate(places),
        "delegate": delegate or Delegate(places, bodies),
        "bodies": bodies,
        "rest": rest,
    }
    desk = None if decides else managing.desk_of(actor, at)
    return show(request, "managers.html", desk, context, status=status)


def _places(actor: Actor, at: datetime) -> tuple[StructureFacts, ...]:
    """The structures that this reader represents, or manages."""
    if actor.kind is not Kind.STRUCTURE:
        return managing.desk_of(actor, at).places()
    own = store.place(actor.id)
    return store.places_under([own]) if own is not None else ()


def _entities(places: tuple[StructureFacts, ...]) -> tuple[StructureFacts, ...]:
    found = (store.place(idnat) for idnat in dict.fromkeys(place.entity for place in places) if idnat)
    return tuple(place for place in found if place is not None)


def _bodies(places: tuple[StructureFacts, ...], at: datetime) -> tuple[Any, ...]:
    departments = {department_of(place.idnat) for place in places}
    return tuple(one for one in store.bodies() if one.holds_on(french_day(at)) and one.departments & departments)


def _lasts(one: Mandate, at: datetime) -> bool:
    return one.until is None or one.until >= french_day(at)


def _told(mandates: list[Mandate], *, bodies: bool = False) -> list[dict[str, Any]]:
    """Mandates in words: who, for what, since when."""
    names = names_of(one.holder for one in mandates)
    places = {one.holder: found.name for one in mandates if (found := store.place(one.holder)) is not None}
    return [
        {
            "id": one.id,
            "name": place_name(places.get(one.holder, one.holder)) if bodies else full_name(names.get(one.holder, "")),
            "number": one.holder,
            "where": place_name(one.structure.name),
            "central": one.structure.is_legal_entity,
            "since": plain_day(one.since),
        }
        for one in mandates
    ]


@require_POST
@signed_in
def designate(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One more manager."""
    at = clock.now()
    form = Designate(_places(actor, at), request.POST)
    if not form.is_valid():
        return _page(request, actor, at, designate=form, status=400)
    said = form.cleaned_data
    decision = managing.designate(actor, said["structure"], said["personne"], said["representant"], at)
    if not decision.allowed:
        rest = _blame(form, decision)
        return _page(request, actor, at, designate=form, rest=rest, status=status_of(decision.errors))
    say(request, "Le gestionnaire est désigné : il peut enregistrer dès maintenant.")
    return redirect(MANAGERS)


@require_POST
@signed_in
def delegate(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The registration left to a body."""
    at = clock.now()
    places = _places(actor, at)
    form = Delegate(places, _bodies(places, at), request.POST)
    if not form.is_valid():
        return _page(request, actor, at, delegate=form, status=400)
    said = form.cleaned_data
    decision = managing.delegate(actor, said["structure"], said["organisme"], said["representant"], at)
    if not decision.allowed:
        rest = _blame(form, decision)
        return _page(request, actor, at, delegate=form, rest=rest, status=status_of(decision.errors))
    say(request, "L’enregistrement est délégué : les gestionnaires de cet organisme déclarent désormais pour vous.")
    return redirect(MANAGERS)


def _blame(form: Designate, decision: Decision) -> tuple[Finding, ...]:
    """Put what is about a field at the field; the rest is told above the forms."""
    rest = []
    for finding in decision.errors:
        if finding.place in form.fields:
            form.add_error(finding.place, in_plain_words(finding))
        else:
            rest.append(finding)
    return tuple(rest)


@require_POST
@signed_in
def end(request: HttpRequest, actor: Actor) -> HttpResponse:
    """End a designation or a delegation."""
    number, who = request.POST.get("mandat", ""), request.POST.get("representant", "")
    kind = request.POST.get("nature")
    ending = managing.end_delegation if kind == "delegation" else managing.end_designation
    decision = ending(actor, int(number) if number.isascii() and number.isdigit() else 0, who, clock.now())
    if not decision.allowed:
        return refused(request, None, decision)
    say(request, "La délégation a pris fin." if kind == "delegation" else "La désignation a pris fin.")
    return redirect(MANAGERS)
