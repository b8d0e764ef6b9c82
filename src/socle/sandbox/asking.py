"""`/bac-a-sable/pourquoi/`: one question (who, what, in whose record, which document, when) and the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from socle.directory.actor import Actor, Kind
from socle.record import services as record
from socle.record.facts import Action
from socle.rulebook import Decision, rules
from socle.sandbox import people, signing, state
from socle.sandbox.forms import QuestionForm
from socle.sandbox.vocabulary import OBLIGATIONS
from socle.sandbox.world import TEST_NIR
from socle.web.pages import page
from socle.web.places import SANDBOX
from socle.wire.vihf.model import AccessMode


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """The decision that would be taken, explained. Nothing is done and nothing is traced."""
    here = state.installed()
    now = here.clock.now()
    form = QuestionForm(request.GET or None, world=here.world, people=people.listing(here.world, now))
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        context |= _answer(here, form.cleaned_data, now) | {"asked": form.in_words()}
    return page(request, "sandbox/why.html", SANDBOX, context, at=now)


def _answer(here: state.Sandbox, asked: dict[str, Any], now: datetime) -> dict[str, Any]:
    at = asked["quand"] or now
    actor = _actor(here, asked)
    if actor is None:
        return {"nobody": True}
    patient = people.ins_of(here.world, asked["patient"], TEST_NIR)
    decision = record.why(actor, Action(asked["acte"]), patient, asked["document"] or None, at)
    return {
        "decision": decision,
        "at": at,
        "obligations": [OBLIGATIONS[obligation] for obligation in decision.obligations],
        "cited": _cited(decision),
    }


def _actor(here: state.Sandbox, asked: dict[str, Any]) -> Actor | None:
    """Who asks: a parent stands for his child, a professional comes in the mode that was chosen."""
    actor = signing.as_anyone(here.world, asked["qui"])
    patient = people.patient_of(here.world, asked["patient"])
    if actor is None or actor.kind is not Kind.PATIENT:
        return actor and replace(actor, access_mode=AccessMode(asked["acces"]))
    stands_for = patient is not None and asked["qui"] in patient.representatives
    return replace(actor, kind=Kind.REPRESENTATIVE) if stands_for else actor


def _cited(decision: Decision) -> list[tuple[str, str]]:
    """The rules applied, with the beginning of what the texts say."""
    known = rules()
    found = dict.fromkeys(rule for rule in decision.rules if rule in known)
    return [(rule, known[rule].quotes[0].text if known[rule].quotes else "") for rule in found]
