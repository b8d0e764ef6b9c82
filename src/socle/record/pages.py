"""The professional's pages. They ask the record's use cases and show the answer; they decide nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from socle import clock
from socle.directory.actor import Actor
from socle.identity.services import find_by_ins
from socle.record import services
from socle.record.facts import Action, AuthorisationState
from socle.record.forms import Declare, Emergency, FindPatient
from socle.record.portal import acts, reader, shelf
from socle.record.portal.access import enter, possible_ins, recent_patients, treats
from socle.record.portal.consultation import (
    Consultation,
    as_professional,
    at_a_record,
    begin_emergency,
    end_emergency,
    in_emergency,
)
from socle.rulebook import Decision, shows
from socle.web.components import PersonLine, Status
from socle.web.export import csv_file
from socle.web.pages import counted_pages, page
from socle.web.places import PROFESSIONAL
from socle.web.words import elapsed, plain_day

PER_PAGE = 20
STATES = {
    AuthorisationState.VALID: Status("Vous êtes autorisé", "good", "check"),
    AuthorisationState.EXPIRED: Status("Votre autorisation a expiré", "warn", "history"),
    AuthorisationState.FORBIDDEN: Status("Le patient vous a bloqué", "bad", "lock"),
    AuthorisationState.NONE: Status("Pas encore autorisé", "soft", "key"),
}


@as_professional
def patients(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Find a patient by INS, or among those consulted lately."""
    at = clock.now()
    form = FindPatient(request.POST if request.method == "POST" else None)
    decision: Decision | None = None
    unknown = False
    if request.method == "POST" and form.is_valid():
        found = _find(actor, form.cleaned_data["matricule"])
        if isinstance(found, str):
            return redirect(f"/pro/dossiers/{found}/")
        decision, unknown = found, found is None
    recent = [
        PersonLine(
            someone.name,
            f"Date de naissance : {plain_day(someone.birth_date)} · dernière action : {elapsed(last, at)}",
            f"/pro/dossiers/{record_id}/",
            "Ouvrir le dossier",
        )
        for someone, record_id, last in recent_patients(actor)
    ]
    context = {"form": form, "decision": decision, "unknown": unknown, "recent": recent}
    return page(request, "record/patients.html", PROFESSIONAL, context, at=at)


def _find(actor: Actor, matricule: str) -> str | Decision | None:
    """The id of the record, or why there is none to open; None when nobody has this matricule."""
    at = clock.now()
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


def _frame(visit: Consultation, **more: Any) -> dict[str, Any]:
    """What every page of a record shows: the patient, the mode, the addresses."""
    return {"visit": visit, "someone": visit.entrance.someone, "base": visit.address, **more}


@at_a_record
@shows("DMP-035", "DMP-215")
def record(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """A record: where one stands in it, its documents, or why they are not shown and what remains possible."""
    existence = services.existence(visit.actor, visit.patient, visit.at)
    allowed = visit.decision.allowed
    views = services.documents_of(visit.actor, visit.facts.id, visit.at) if allowed else ()
    form = shelf.ShelfFilters(request.GET, views)
    shown = Paginator(form.keep(views), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.urlencode()
    context = _frame(
        visit,
        state=STATES[existence.authorisation],
        authorised=existence.authorisation is AuthorisationState.VALID,
        is_treating=existence.is_treating_physician,
        allowed=allowed,
        declare=Declare() if _may(visit, Action.DECLARE_AUTHORISED) and not allowed else None,
        may_treat=_may(visit, Action.BECOME_TREATING_PHYSICIAN) and not existence.is_treating_physician,
        may_break=not allowed and _emergency(visit).allowed,
        emergency=_emergency(visit),
        form=form,
        shown=shown,
        count=counted_pages(shown, "document"),
        lines=[shelf.line(view, f"{visit.address}documents/", visit.at) for view in shown],
        empty=not views,
        export=f"{visit.address}documents.csv" + (f"?{query}" if query else ""),
    )
    return page(request, "record/record.html", PROFESSIONAL, context, at=visit.at)


def _may(visit: Consultation, action: Action) -> bool:
    return services.why(visit.actor, action, visit.patient, None, visit.at).allowed


def _emergency(visit: Consultation) -> Decision:
    """Whether this record would open in emergency to this actor."""
    actor = in_emergency(visit.actor, "?")
    return services.why(actor, Action.SEARCH, visit.patient, None, visit.at)


@require_POST
@at_a_record
def authorise(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Declare the patient's consent, become or stop being médecin traitant, give the authorisation back."""
    remove = request.POST.get("retirer") == "oui"
    role = services.TREATING_PHYSICIAN if request.POST.get("role") == "medecin-traitant" else None
    form = Declare(request.POST)
    if not remove and not form.is_valid():
        context = _frame(visit, declare=form, role=role)
        return page(request, "record/declare.html", PROFESSIONAL, context, at=visit.at, status=400)
    outcome = services.authorise(visit.actor, visit.patient, visit.at, role=role, remove=remove)
    if outcome.decision.allowed:
        return redirect("/pro/" if remove and role is None else visit.address)
    return _refused(request, visit, outcome.decision)


def _refused(request: HttpRequest, visit: Consultation, decision: Decision) -> HttpResponse:
    context = _frame(visit, decision=decision)
    status = reader.status_of(decision)
    return page(request, "record/refused.html", PROFESSIONAL, context, at=visit.at, status=status)


@at_a_record
@shows("DMP-035")
def emergency(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Break-glass: its reason, its consequences, then the record in emergency mode."""
    form = Emergency(request.POST if request.method == "POST" else None)
    decision = _emergency(visit)
    if request.method == "POST" and form.is_valid() and decision.allowed:
        begin_emergency(request.session, visit.facts.id, form.cleaned_data["motif"], visit.at)
        return redirect(visit.address)
    context = _frame(visit, form=form, decision=decision)
    return page(request, "record/emergency.html", PROFESSIONAL, context, at=visit.at)


@require_POST
@at_a_record
def leave_emergency(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Back to the normal mode."""
    end_emergency(request.session)
    return redirect(visit.address)


@at_a_record
def documents_export(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """The filtered list as a CSV file."""
    views = services.documents_of(visit.actor, visit.facts.id, visit.at)
    kept = shelf.ShelfFilters(request.GET, views).keep(views)
    return csv_file("documents.csv", shelf.HEADER, (shelf.row(view, visit.at) for view in kept))


@at_a_record
def document(request: HttpRequest, visit: Consultation, unique_id: str) -> HttpResponse:
    """One document, or the refusal explained with its rule."""
    outcome = services.read_document(visit.actor, visit.facts.id, unique_id, visit.at)
    opened = reader.opened(outcome)
    if opened is None:
        return _refused(request, visit, outcome.decision)
    address = f"{visit.address}documents/{quote(unique_id, safe='')}/"
    context = _frame(
        visit,
        opened=opened,
        kind=shelf.kind_of(opened.entry),
        when=shelf.moment_of(opened.entry),
        authors=[shelf.author_name(author) for author in opened.entry.authors],
        marks=shelf.hidden_from(opened.entry.visibility),
        asked=services.deletions_asked(visit.actor, visit.facts.id).get(unique_id),
        pieces=f"{address}piece/",
        download=f"{address}fichier/",
    )
    return page(request, "record/document.html", PROFESSIONAL, context, at=visit.at)


def _content(visit: Consultation, unique_id: str) -> reader.Opened:
    outcome = services.read_document(visit.actor, visit.facts.id, unique_id, visit.at)
    opened = reader.opened(outcome)
    if opened is None:
        raise Http404(unique_id)
    return opened


@at_a_record
def piece(request: HttpRequest, visit: Consultation, unique_id: str) -> HttpResponse:
    """A file inside the document (`?piece=<id>`), to be shown in its page."""
    return reader.piece(_content(visit, unique_id), request.GET.get("piece", ""))


@at_a_record
def download(request: HttpRequest, visit: Consultation, unique_id: str) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """The document to keep."""
    return reader.download(_content(visit, unique_id))


@at_a_record
def history(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """One's own acts in the record; all of them for a médecin traitant."""
    outcome = services.history(visit.actor, visit.facts.id, visit.at)
    if not outcome.decision.allowed:
        return _refused(request, visit, outcome.decision)
    form = acts.ActFilters(request.GET)
    del form.fields["moi"]  # one's own acts are all that most readers of this page may see
    told = acts.tell(outcome.lines, visit.actor)
    shown = Paginator(form.keep(told, own=True), PER_PAGE).get_page(request.GET.get("page"))
    context = _frame(
        visit,
        form=form,
        shown=shown,
        count=counted_pages(shown, "action"),
        events=[acts.event(one) for one in shown],
        sees_all=treats(visit.actor, visit.facts),
        here=request.path,
        export=f"{visit.address}historique.csv" + (f"?{request.GET.urlencode()}" if request.GET else ""),
    )
    return page(request, "record/history.html", PROFESSIONAL, context, at=visit.at)


@at_a_record
def history_export(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """The same acts as a CSV file, each on its own line."""
    lines = services.history(visit.actor, visit.facts.id, visit.at).lines
    told = acts.tell(lines, visit.actor, together=False)
    return csv_file("historique.csv", acts.HEADER, map(acts.row, acts.ActFilters(request.GET).keep(told, own=True)))
