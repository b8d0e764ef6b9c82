"""Who may see what, and the citizen's say in it: the accesses to the record, and one document at a time.

Each act is a POST of its own, decided and traced by a use case of the record; what it undoes is offered at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from socle import codes
from socle.directory import services as directory
from socle.record import services
from socle.record.facts import Action, OpposedTo
from socle.record.portal import reader
from socle.record.portal.access import may_be_told
from socle.record.rules import is_masked, is_minor
from socle.rulebook import Decision, shows
from socle.rulebook.choices import current
from socle.rulebook.days import french_day
from socle.space.visit import Visit, in_a_space
from socle.space.wishes import WISHES, Asked, Emergency, Motive
from socle.web.components import PersonLine
from socle.web.pages import page
from socle.web.places import CITIZEN
from socle.web.words import full_name, listed, lower_first, place_name, plain_day
from socle.wire.xds.model import ARCHIVED

ACCESSES = "/mon-espace/acces/"
DOCUMENTS = "/mon-espace/documents/"
#: Where the session keeps what was just done, until the next page says it.
SAID = "space_said"

#: What a citizen does with one document: the words of its form, the act, what it says, what undoes it.
AMENDING = {
    "masquer": (Action.MASK, "Ce document est masqué aux professionnels.", "montrer"),
    "montrer": (Action.UNMASK, "Les professionnels que vous autorisez voient de nouveau ce document.", "masquer"),
    "archiver": (Action.ARCHIVE, "Ce document est archivé.", "desarchiver"),
    "desarchiver": (Action.UNARCHIVE, "Ce document n’est plus archivé.", "archiver"),
    "supprimer": (Action.DELETE, "Le document est supprimé.", ""),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in a list, the wish that takes him out of it, and its button."""

    id: str
    person: PersonLine
    wish: str = ""
    button: str = ""


def line(found: directory.Called, wish: str = "", button: str = "", detail: str = "") -> Line:
    """One line about somebody of the directory."""
    name = place_name(found.name) if found.is_structure else full_name(found.name)
    quality = codes.label("profession", found.profession) or ""
    told = [quality, place_name(found.places[0]) if found.places else "", lower_first(detail) if quality else detail]
    return Line(found.idnat, PersonLine(name, ", ".join(part for part in told if part)), wish, button)


def lines(ids: Iterable[str], wish: str, button: str) -> list[Line]:
    found = [line(directory.named(id), wish, button) for id in ids]
    return sorted(found, key=lambda one: one.person.name)


def association(visit: Visit) -> str:
    """The first name of the minor who must take part in his representative's decisions; "" for one's own record."""
    minor = is_minor(visit.facts, french_day(visit.at), current().age_of_majority)
    return visit.someone.given_name if not visit.own and minor else ""


def pop_said(request: HttpRequest) -> dict[str, str] | None:
    """What was just done, told once."""
    said: dict[str, str] | None = request.session.pop(SAID, None)
    return said


@require_GET
@in_a_space
@shows("DMP-087")
def accesses(request: HttpRequest, visit: Visit) -> HttpResponse:
    """« Qui peut voir mes documents ? »: what is set, each thing with what changes it."""
    facts = visit.facts
    listing = services.professionals_of(visit.actor, visit.patient, visit.at).listed
    views = services.documents_of(visit.actor, facts.id, visit.at)
    context = {
        "visit": visit,
        "minor": association(visit),
        "said": pop_said(request),
        "count": len(views),
        "masked": sum(is_masked(facts, view.facts) for view in views),
        "masked_from": sum(bool(view.facts.masked_from) for view in views),
        "physicians": lines(facts.treating_physicians, "medecin-retirer", "Retirer"),
        "administrators": lines(facts.administrators, "administrateur-retirer", "Retirer"),
        "blocked": lines(facts.blocked, "debloquer", "Débloquer"),
        "authorised": [
            line(directory.named(one.actor_id), "bloquer", "Bloquer", f"depuis le {plain_day(one.since)}")
            for one in listing
            if not one.blocked and one.actor_id not in facts.treating_physicians
        ],
        "oppositions": _oppositions(visit),
        "emergency": Emergency(
            initial={
                "urgence": not facts.objects_to_break_glass,
                "samu": not facts.objects_to_regulation,
                "masques": facts.shows_masked_in_emergency,
            }
        ),
    }
    return page(request, "space/accesses.html", CITIZEN, context, at=visit.at)


def _oppositions(visit: Visit) -> list[tuple[Line, str]]:
    """Oppositions in force and demands that wait for a professional's judgement, in words."""
    told: list[tuple[Line, str]] = []
    for one in visit.facts.oppositions:
        if one.until is not None and one.until <= visit.at:
            continue
        wish = "opposition-retirer" if one.to is OpposedTo.CONSULTING else "depot-retirer"
        who = line(directory.named(one.against), wish, "Retirer") if one.against else Line("", PersonLine("Tous"), wish)
        if one.to is OpposedTo.CONSULTING:
            told.append((who, "ne consulte pas le dossier"))
        elif one.admitted:
            told.append((who, "ne dépose rien : le motif a été admis"))
        else:
            told.append((who, "ne rien déposer : demande à faire admettre par ce professionnel"))
    return told


@require_GET
@in_a_space
def choose(request: HttpRequest, visit: Visit, wish: str) -> HttpResponse:
    """Find whom a wish is about: those who know the record first, then anybody of the directory."""
    chosen = WISHES.get(wish)
    if chosen is None or not chosen.title:
        raise Http404(wish)
    words = request.GET.get("q", "")
    found = directory.called(words, structures=chosen.structures)
    if not words:
        listing = services.professionals_of(visit.actor, visit.patient, visit.at).listed
        found = tuple(
            directory.named(one.actor_id)
            for one in listing
            if not one.blocked and (chosen.structures or not one.is_structure)
        )
    context = {
        "visit": visit,
        "minor": association(visit),
        "wish": wish,
        "chosen": chosen,
        "words": words,
        "found": [line(one, wish, chosen.button) for one in found],
        "motive": Motive() if wish == "depot" else None,
        "everyone": chosen.everyone,
    }
    return page(request, "space/choose.html", CITIZEN, context, at=visit.at)


@require_POST
@in_a_space
def decide(request: HttpRequest, visit: Visit, wish: str) -> HttpResponse:
    """Do one wish; say so, with what undoes it, on the page of accesses."""
    chosen = WISHES.get(wish)
    asked = _asked(visit, request.POST)
    if chosen is None or not chosen.accepts(asked.who):
        raise Http404(wish)
    outcome = chosen.do(asked)
    if not outcome.decision.allowed:
        return _refused(request, visit, outcome.decision, ACCESSES)
    name = line(directory.named(asked.who)).person.name if asked.who else ""
    undo = f"{ACCESSES}{chosen.undo}/" if chosen.undo else ""
    request.session[SAID] = {"sentence": chosen.done.format(name), "undo": undo, "who": asked.who}
    return redirect(ACCESSES)


def _asked(visit: Visit, data: QueryDict) -> Asked:
    return Asked(visit, data.get("qui", ""), associated="associe" in data, data=data)


def _refused(request: HttpRequest, visit: Visit, decision: Decision, back: str) -> HttpResponse:
    """Why nothing was done, and the way back."""
    context = {"visit": visit, "decision": decision, "back": back}
    return page(request, "space/refused.html", CITIZEN, context, at=visit.at, status=reader.status_of(decision))


# --- one document ----------------------------------------------------------------------------------------


def of_document(visit: Visit, unique_id: str) -> dict[str, Any]:
    """What the page of a document tells of who sees it, and what the citizen may do about it."""
    standing = services.standing(visit.facts.id, unique_id, visit.at)
    choices = services.choices_on(visit.actor, visit.facts.id, unique_id, visit.at)
    if standing is None or not choices:
        return {}
    document = standing.document
    refused = {action: decision for action, decision in choices.items() if not decision.allowed}
    names = [line(directory.named(id)).person.name for id in sorted(document.masked_from)]
    return {
        "will": True,
        "address": address_of(unique_id),
        "minor": association(visit),
        "masked": is_masked(visit.facts, document),
        "masks_all": visit.facts.masks_all,
        "masked_ids": document.masked_from,
        "masked_from": listed(names),
        "may_mask": Action.MASK not in refused and Action.UNMASK not in refused,
        "may_mask_from": Action.MASK_FROM not in refused,
        "may_delete": Action.DELETE not in refused,
        "by_patient": document.by_patient,
        "archived": document.status == ARCHIVED,
        "delete_findings": refused[Action.DELETE].errors if Action.DELETE in refused else (),
    }


def address_of(unique_id: str) -> str:
    return f"{DOCUMENTS}{quote(unique_id, safe='')}/"


@require_POST
@in_a_space
def amend(request: HttpRequest, visit: Visit, unique_id: str) -> HttpResponse:
    """Mask, show, archive or delete one document."""
    action, sentence, undo = AMENDING.get(request.POST.get("acte", ""), (None, "", ""))
    if action is None or visit.patient is None:
        raise Http404(unique_id)
    associated = "associe" in request.POST
    outcome = services.amend_document(
        visit.actor, visit.patient, visit.facts.id, unique_id, action, visit.at, associated=associated
    )
    address = address_of(unique_id)
    if not outcome.decision.allowed:
        return _refused_document(request, visit, outcome.decision, unique_id)
    deleted = action is Action.DELETE
    request.session[SAID] = {"sentence": sentence, "undo": f"{address}volonte/" if undo else "", "act": undo}
    return redirect(DOCUMENTS if deleted else address)


@in_a_space
def delete(request: HttpRequest, visit: Visit, unique_id: str) -> HttpResponse:
    """Ask once before a document is deleted, naming what will be lost."""
    outcome = services.read_document(visit.actor, visit.facts.id, unique_id, visit.at)
    told = of_document(visit, unique_id)
    if outcome.entry is None or not told:
        raise Http404(unique_id)
    return page(request, "space/delete.html", CITIZEN, told | {"entry": outcome.entry}, at=visit.at)


@in_a_space
def mask_from(request: HttpRequest, visit: Visit, unique_id: str) -> HttpResponse:
    """Choose the professionals and structures to whom alone a document is masked."""
    told = of_document(visit, unique_id)
    if not told or not told["may_mask_from"]:
        raise Http404(unique_id)
    if request.method == "POST":
        outcome = services.mask_from(
            visit.actor,
            visit.patient,
            unique_id,
            [id for id in request.POST.getlist("qui") if directory.named(id).known],
            visit.at,
            associated="associe" in request.POST,
        )
        if not outcome.decision.allowed:
            return _refused_document(request, visit, outcome.decision, unique_id)
        request.session[SAID] = {"sentence": "Votre choix est enregistré pour ce document.", "undo": ""}
        return redirect(told["address"])
    chosen = told["masked_ids"]
    listing = services.professionals_of(visit.actor, visit.patient, visit.at).listed
    found = {id: directory.named(id) for id in (*sorted(chosen), *(one.actor_id for one in listing))}
    found |= {one.idnat: one for one in directory.called(request.GET.get("q", ""))}
    context = told | {
        "people": [(line(one), id in chosen) for id, one in found.items()],
        "words": request.GET.get("q", ""),
    }
    return page(request, "space/masking.html", CITIZEN, context, at=visit.at)


def _refused_document(request: HttpRequest, visit: Visit, decision: Decision, unique_id: str) -> HttpResponse:
    if not may_be_told(decision):
        raise Http404(unique_id)
    return _refused(request, visit, decision, address_of(unique_id))
