"""`/bac-a-sable/`: choose whom to act as, see and move the clock, begin again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from socle import codes
from socle.directory.sessions import sign_out
from socle.sandbox import api, people, resetting, signing, state
from socle.sandbox.forms import ClockForm
from socle.sandbox.guard import is_loopback
from socle.sandbox.world import World
from socle.web.pages import page
from socle.web.places import SANDBOX
from socle.web.words import lower_first

#: Steps that the page offers, by the duration `socle clock advance` takes.
STEPS = (("1h", "1 heure"), ("1d", "1 jour"), ("15d", "15 jours"), ("42d", "6 semaines"), ("365d", "1 an"))
CLOCK_ADDRESS = f"{SANDBOX.address}#horloge"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everybody one may act as, the clock, and the way back to the first state."""
    return _home(request, ClockForm())


def _home(request: HttpRequest, form: ClockForm, status: int = 200) -> HttpResponse:
    here = state.installed()
    now = here.clock.now()
    if not form.is_bound:
        form = ClockForm(initial={"instant": now})
    context = {
        "world": here.world,
        "people": _people(here.world, now),
        "frozen": here.clock.frozen,
        "steps": STEPS,
        "clock_form": form,
    }
    return page(request, "sandbox/home.html", SANDBOX, context, at=now, status=status)


def _people(world: World, at: datetime) -> dict[str, Any]:
    """Everybody, with what each professional does in words."""
    found = people.listing(world, at)
    for one in found["professionals"]:
        one["calling"] = _calling(one["profession_label"], one["profession"], one["specialty"])
    return found


def _calling(profession: str, code: str, specialty: str) -> str:
    """`médecin, médecine d’urgence`; the profession alone when the specialty has no words.

    Source: TRE_R38, whose labels read « Médecin - Médecine d'urgence (SM) ».
    """
    key = f"G15_{code}/{specialty}"
    label = codes.label("author_specialty", key)
    words = "" if label == key else label.partition(" - ")[2].partition(" (")[0]
    return ", ".join(lower_first(part) for part in (profession, words) if part)


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as the patient or the structure whose button was pressed; a person who works, by Pro Santé Connect."""
    here = state.installed()
    patient, caregiver = request.POST.get("patient", ""), request.POST.get("professional", "")
    person = "" if patient else signing.person_at_work(here.world, caregiver)
    if person:
        return HttpResponseRedirect(f"/pro/connexion/psc/?{urlencode({'qui': person})}")
    actor = signing.as_patient(here.world, patient) if patient else signing.as_caregiver(here.world, caregiver)
    if actor is None:
        return HttpResponseRedirect(SANDBOX.address)
    return HttpResponseRedirect(signing.enter(request.session, actor, here.clock.now()))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in any more."""
    sign_out(request.session)
    return HttpResponseRedirect(SANDBOX.address)


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Freeze, run, advance, or go to an instant. From this machine only."""
    if not is_loopback(request.META.get("REMOTE_ADDR", "")):
        return HttpResponseForbidden(_("L’horloge se règle depuis cette machine seulement."))
    here = state.installed()
    action = request.POST.get("action", "")
    if action == "set":
        form = ClockForm(request.POST)
        if not form.is_valid():
            return _home(request, form, status=400)
        api.move_clock(here, "set", form.cleaned_data["instant"].isoformat())
    elif action in {"freeze", "run"}:
        api.move_clock(here, action, "")
    elif request.POST.get("advance") in dict(STEPS):
        api.move_clock(here, "advance", request.POST["advance"])
    return HttpResponseRedirect(CLOCK_ADDRESS)


@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """Back to the first state; every session ends with it."""
    if not is_loopback(request.META.get("REMOTE_ADDR", "")):
        return HttpResponseForbidden(_("Le bac à sable se remet à zéro depuis cette machine seulement."))
    resetting.reset(state.installed())
    return HttpResponseRedirect(SANDBOX.address)
