"""What the patient wants of his record, as it stands and as a professional records it for him."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from socle import codes
from socle.directory.actor import Actor
from socle.record import services
from socle.record.facts import Action, OpposedTo, Opposition
from socle.record.forms import Oppose, Person
from socle.record.pages.frame import frame, refused, say, would
from socle.record.portal.consultation import Consultation, at_a_record
from socle.record.services import ProfessionalListed
from socle.rulebook import shows
from socle.web.components import Cell, Column, Status, Table
from socle.web.pages import page
from socle.web.places import PROFESSIONAL
from socle.web.words import full_name, place_name, plain_day, short_day

#: What the buttons of the form about a professional send.
ACTS = ("bloquer", "debloquer", "designer", "retirer")


@dataclass(frozen=True, slots=True)
class Told:
    """One opposition in words; `to` and `against` name it in the form that ends it."""

    sentence: str
    to: str
    against: str


@at_a_record
@shows("DMP-026", "DMP-087")
def will(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """What the patient decided, who may enter, and what one may record of his word."""
    return page(request, "record/will.html", PROFESSIONAL, _will(request, visit, _form(visit)), at=visit.at)


def _form(visit: Consultation, data: QueryDict | None = None) -> Oppose:
    return Oppose(data, structure=bool(visit.actor.structure))


def _will(request: HttpRequest, visit: Consultation, form: Oppose) -> dict[str, Any]:
    listed = services.professionals_of(visit.actor, visit.patient, visit.at)
    held = [one for one in visit.facts.oppositions if one.holds_at(visit.at)] if listed.decision.allowed else []
    blocks = would(visit, Action.BLOCK)
    return frame(
        request,
        visit,
        "volontes",
        form=form,
        opposes=would(visit, Action.OPPOSE_CONSULTING),
        listing=listed.decision,
        professionals=_table(listed.listed, visit) if listed.decision.allowed else None,
        who=listed.listed,
        oppositions=[_told(one, visit.actor) for one in held],
        blocks=blocks,
        person=Person(),
        appoints=would(visit, Action.APPOINT_ADMINISTRATOR),
        administrators=_administrators(listed.listed, visit) if listed.decision.allowed else [],
    )


def _table(listed: tuple[ProfessionalListed, ...], visit: Consultation) -> Table:
    columns = (Column("Qui"), Column("Depuis le", whole=True), Column("Dernière action", whole=True))
    rows = tuple(
        (
            Cell(_name(one), statuses=_statuses(one, visit), note=codes.label("profession", one.profession) or ""),
            Cell(short_day(one.since)),
            Cell(short_day(one.last_action)),
        )
        for one in listed
    )
    return Table("Professionnels et structures", columns, rows)


def _administrators(listed: tuple[ProfessionalListed, ...], visit: Consultation) -> list[str]:
    """By name where the list above knows it, by number otherwise."""
    names = {one.actor_id: _name(one) for one in listed}
    return sorted(names.get(id, id) for id in visit.facts.administrators)


def _name(one: ProfessionalListed) -> str:
    return (place_name(one.name) if one.is_structure else full_name(one.name)) or one.actor_id


def _statuses(one: ProfessionalListed, visit: Consultation) -> tuple[Status, ...]:
    known = visit.facts.administrators
    marks = (
        (one.blocked, Status("Bloqué", "bad", "lock")),
        (one.treating_physician, Status("Médecin traitant", "accent", "professional")),
        (one.actor_id in known, Status("Administrateur", "accent", "key")),
    )
    return tuple(mark for held, mark in marks if held)


def _told(one: Opposition, actor: Actor) -> Told:
    what = "à la consultation du dossier" if one.to is OpposedTo.CONSULTING else "au dépôt de documents"
    whose = {"": "par tout professionnel", actor.id: "par vous", actor.structure: "par votre structure"}
    by = whose.get(one.against, f"par {one.against}")
    return Told(f"Le patient s’oppose {what} {by}, depuis le {plain_day(one.since)}.", one.to.value, one.against)


@require_POST
@at_a_record
@shows("DMP-002", "DMP-003", "DMP-025", "DMP-026")
def oppose(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Record an opposition of the patient, or its end."""
    if request.POST.get("fin") == "oui":
        to = OpposedTo(request.POST["a"]) if request.POST.get("a") in set(OpposedTo) else OpposedTo.CONSULTING
        against = request.POST.get("contre", "")
        outcome = services.withdraw_opposition(visit.actor, visit.patient, to, visit.at, against=against)
        return _then(request, visit, outcome, "La fin de l’opposition est notée.")
    form = _form(visit, request.POST)
    if not form.is_valid():
        return page(request, "record/will.html", PROFESSIONAL, _will(request, visit, form), at=visit.at, status=400)
    said, actor = form.cleaned_data, visit.actor
    against, name = {
        "moi": (actor.id, actor.name),
        "structure": (actor.structure, actor.structure_name),
    }.get(said["contre"], ("", ""))
    outcome = services.oppose(
        actor,
        visit.patient,
        OpposedTo(said["a"]),
        visit.at,
        against=against,
        name=name,
        motive=said["motif"],
        admitted=said["admis"],
    )
    done = "L’opposition du patient est notée."
    if said["a"] == OpposedTo.FEEDING and not said["admis"]:
        done += " Vous n’avez pas jugé son motif légitime : le dépôt reste possible."
    return _then(request, visit, outcome, done)


@require_POST
@at_a_record
@shows("DMP-081", "DMP-082")
def steer(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Block a professional or let him in again; appoint an administrator or end his role: at the patient's request."""
    form, asked = Person(request.POST), request.POST.get("acte", "")
    if asked not in ACTS:
        raise Http404(asked)
    if not form.is_valid():
        context = _will(request, visit, _form(visit)) | {"person": form}
        return page(request, "record/will.html", PROFESSIONAL, context, at=visit.at, status=400)
    who, name = form.cleaned_data["numero"].replace(" ", ""), form.cleaned_data["nom"]
    actor, patient, at = visit.actor, visit.patient, visit.at
    if asked in {"designer", "retirer"}:
        outcome = services.appoint(actor, patient, who, name, at, dismiss=asked == "retirer")
        done = "Le rôle d’administrateur a pris fin." if asked == "retirer" else "L’administrateur est désigné."
    else:
        lift = asked == "debloquer"
        outcome = services.block(actor, patient, who, name, at, lift=lift)
        done = "Le professionnel peut de nouveau accéder." if lift else "Le professionnel n’accède plus à ce dossier."
    return _then(request, visit, outcome, done)


def _then(request: HttpRequest, visit: Consultation, outcome: services.Outcome, done: str) -> HttpResponse:
    if not outcome.decision.allowed:
        return refused(request, visit, outcome.decision, "volontes")
    say(request, done)
    return redirect(f"{visit.address}volontes/")
