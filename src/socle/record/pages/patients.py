"""The professional's first page: a patient by INS or by traits, what is new, whom he saw lately."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from socle import clock
from socle.directory.actor import Actor
from socle.identity.services import find_by_ins
from socle.record import services
from socle.record.facts import Action
from socle.record.forms import FindByTraits, FindPatient
from socle.record.pages.settings import preferences
from socle.record.portal.access import enter, possible_ins, recent_patients, someone
from socle.record.portal.consultation import as_professional, in_regulation
from socle.record.rules.likeness import plain
from socle.record.services import RecordListed
from socle.record.store.identifiers import locate
from socle.rulebook import Decision, shows
from socle.web.components import PersonLine
from socle.web.pages import page
from socle.web.places import PROFESSIONAL
from socle.web.words import elapsed, person_name, plain_day
from socle.wire.hl7v3 import Address
from socle.wire.hl7v3.searching import SearchedTraits

#: Further back than any authorisation that still holds.
EVER = timedelta(days=365 * 100)
SHORT = 8


@as_professional
def patients(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Find a patient by INS; what is new; those consulted lately."""
    at = clock.now()
    form = FindPatient(request.POST if request.method == "POST" else None)
    decision: Decision | None = None
    unknown = False
    if request.method == "POST" and form.is_valid():
        found = _find(actor, form.cleaned_data["matricule"], at)
        if isinstance(found, str):
            return redirect(f"/pro/dossiers/{found}/")
        decision, unknown = found, found is None
    context = {"form": form, "decision": decision, "unknown": unknown, "traits": FindByTraits()}
    return page(request, "record/patients.html", PROFESSIONAL, context | _board(request, actor, at), at=at)


@shows("DMP-167")
def _board(request: HttpRequest, actor: Actor, at: datetime) -> dict[str, Any]:
    """The records with new documents that this professional may see, and those he acted in lately."""
    days = preferences(request)["jours"]
    listed = services.records_of(actor, at - timedelta(days=days), at, by_document=True)
    fresh = sorted(listed.listed, key=lambda one: one.last_add or at, reverse=True)[:SHORT]
    recent = [
        PersonLine(
            someone.name,
            f"Date de naissance : {plain_day(someone.birth_date)} · dernière action : {elapsed(last, at)}",
            f"/pro/dossiers/{record_id}/",
            "Ouvrir le dossier",
        )
        for someone, record_id, last in recent_patients(actor)
    ]
    return {
        "fresh": [line for one in fresh if (line := _fresh(one, at, days)) is not None],
        "board": listed.decision,
        "days": days,
        "recent": recent,
    }


def _fresh(one: RecordListed, at: datetime, days: int) -> PersonLine | None:
    record_id = locate(one.patient_ids[0]) if one.patient_ids else None
    if record_id is None or one.last_add is None:
        return None
    since = f"{at - timedelta(days=days):%Y-%m-%d}"
    detail = f"Date de naissance : {plain_day(one.birth_date)} · dernier document : {elapsed(one.last_add, at)}"
    address = f"/pro/dossiers/{record_id}/?depot={since}"
    return PersonLine(person_name(one.given_name, one.used_name), detail, address, "Voir les nouveaux documents")


def _find(actor: Actor, matricule: str, at: datetime) -> str | Decision | None:
    """The id of the record, or why there is none to open; None when nobody has this matricule."""
    for patient in possible_ins(matricule):
        person = find_by_ins(patient)
        if person is None:
            continue
        existence = services.existence(actor, patient, at)
        if existence.record is not None:
            return existence.record.id
        door = enter(actor, person.pk, at)
        return existence.decision if not existence.decision.allowed or door is None else door.decision
    return None


@require_POST
@as_professional
@shows("DMP-170")
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A patient by traits: among one's own patients, or among all of them for a regulation centre (TD0.5)."""
    at = clock.now()
    form = FindByTraits(request.POST)
    context: dict[str, Any] = {"form": FindPatient(), "traits": form, "searched": form.is_valid()}
    if form.is_valid():
        asked = _asked(form.cleaned_data)
        if form.cleaned_data["regulation"]:
            outcome = services.candidates(in_regulation(actor), asked, at)
            context |= {"decision": outcome.decision, "candidates": [_candidate(one) for one in outcome.candidates]}
        else:
            own = services.records_of(actor, at - EVER, at)
            context |= {"own": [line for one in own.listed if _is(one, asked) and (line := _mine(one)) is not None]}
            context["beyond"] = services.why(actor, Action.SEARCH_WITHOUT_INS, None, None, at)
    return page(
        request,
        "record/search.html",
        PROFESSIONAL,
        context,
        at=at,
        status=200 if context["searched"] else 400,
    )


def _asked(said: dict[str, Any]) -> SearchedTraits:
    born, place = said["naissance"], said["code_postal"]
    return SearchedTraits(
        family=said["nom"],
        given=said["prenom"],
        gender=said["sexe"],
        birth_date=f"{born:%Y%m%d}" if born else "",
        address=Address(postal_code=place) if place else None,
    )


def _is(one: RecordListed, asked: SearchedTraits) -> bool:
    """Whether everything asked of a name or of a birth agrees; a name may be begun."""
    names = {plain(one.used_name), plain(one.birth_name)}
    born = f"{one.birth_date:%Y%m%d}" if one.birth_date else ""
    return (
        any(name.startswith(plain(asked.family)) for name in names)
        and plain(one.given_name).startswith(plain(asked.given))
        and asked.birth_date in {"", born}
        and asked.gender in {"", one.sex}
    )


def _mine(one: RecordListed) -> PersonLine | None:
    record_id = locate(one.patient_ids[0]) if one.patient_ids else None
    if record_id is None:
        return None
    born = f"Date de naissance : {plain_day(one.birth_date)}"
    return PersonLine(
        person_name(one.given_name, one.used_name), born, f"/pro/dossiers/{record_id}/", "Ouvrir le dossier"
    )


def _candidate(found: services.CandidateFound) -> tuple[str, PersonLine]:
    """The record's id, for the form that opens it, and the person."""
    holder = found.holder
    assert holder.record is not None  # noqa: S101 - a candidate has a record
    assert holder.person is not None  # noqa: S101 - and its holder is known
    one = someone(holder.person)
    detail = f"Date de naissance : {plain_day(one.birth_date)} · ressemblance : {found.percentage} %"
    return holder.record.id, replace(PersonLine(one.name), detail=detail)
