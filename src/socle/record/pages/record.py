"""A record's documents: as cards, as a table, along the patient's care, or the vaccinations alone."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from socle.record import services
from socle.record.facts import Action, AuthorisationState, RecordStatus
from socle.record.forms import DeclareConsent
from socle.record.pages.frame import denial, frame, refused, would, would_in_emergency
from socle.record.pages.settings import preferences
from socle.record.portal import shelf
from socle.record.portal.consultation import Consultation, at_a_record
from socle.record.services import DocumentView
from socle.rulebook import shows
from socle.web.components import Status
from socle.web.export import csv_file
from socle.web.pages import counted_pages, page
from socle.web.places import PROFESSIONAL
from socle.web.words import MONTHS

STATES = {
    AuthorisationState.VALID: Status("Vous êtes autorisé", "good", "check"),
    AuthorisationState.EXPIRED: Status("Votre autorisation a expiré", "warn", "history"),
    AuthorisationState.FORBIDDEN: Status("Le patient vous a bloqué", "bad", "lock"),
    AuthorisationState.NONE: Status("Pas encore autorisé", "soft", "key"),
}
#: Of a record that serves no more, nobody needs to know whether he was authorised.
ENDED = {
    RecordStatus.CLOSED: Status("Dossier fermé", "soft", "lock"),
    RecordStatus.DELETED: Status("Dossier supprimé", "soft", "lock"),
}
#: What a vaccination booklet gathers. Source: data/matrix_documents.csv (« historique de vaccinations »).
VACCINATIONS = frozenset({"11369-6", "87273-9", "96874-3"})
VIEWS = ("fiches", "tableau")


@at_a_record
@shows("DMP-035", "DMP-215")
def record(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """A record: where one stands in it, its documents, or why they are not shown and what remains possible."""
    existence = services.existence(visit.actor, visit.patient, visit.at)
    context = frame(
        request,
        visit,
        "documents",
        state=ENDED.get(visit.facts.status) or STATES[existence.authorisation],
        is_treating=existence.is_treating_physician,
        allowed=visit.decision.allowed,
    )
    context |= _documents(request, visit) if visit.decision.allowed else _door(visit)
    return page(request, "record/record.html", PROFESSIONAL, context, at=visit.at)


def _documents(request: HttpRequest, visit: Consultation) -> dict[str, Any]:
    views = services.documents_of(visit.actor, visit.facts.id, visit.at)
    liked = preferences(request)
    form = shelf.WideFilters(request.GET, views)
    shown = Paginator(form.keep(views), liked["par_page"]).get_page(request.GET.get("page"))
    base, query = f"{visit.address}documents/", request.GET.copy()
    query.pop("vue", None)
    asked = request.GET.get("vue")
    view = asked if asked in VIEWS else liked["vue"]
    return {
        "form": form,
        "shown": shown,
        "count": counted_pages(shown, "document"),
        "view": view,
        "other": next(one for one in VIEWS if one != view),
        "kept": f"{query.urlencode()}&" if query else "",
        "lines": [shelf.line(one, base, visit.at) for one in shown] if view == "fiches" else [],
        "table": shelf.table(shown, base, visit.at, counted_pages(shown, "document")) if view == "tableau" else None,
        "empty": not views,
        "feeds": f"{visit.address}deposer/",
        "export": f"{visit.address}documents.csv" + (f"?{query.urlencode()}" if query else ""),
    }


def _door(visit: Consultation) -> dict[str, Any]:
    """What remains possible for whom the documents are not shown."""
    emergency = would_in_emergency(visit)
    declares = would(visit, Action.DECLARE_AUTHORISED).allowed
    return {
        "declare": DeclareConsent() if declares else None,
        "denial": denial(visit.decision),
        "may_break": emergency.allowed,
        "emergency": emergency,
    }


@at_a_record
def documents_export(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """The filtered list as a CSV file."""
    views = services.documents_of(visit.actor, visit.facts.id, visit.at)
    kept = shelf.WideFilters(request.GET, views).keep(views)
    return csv_file("documents.csv", shelf.HEADER, (shelf.row(view, visit.at) for view in kept))


@at_a_record
def journey(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """The same documents along the patient's care, month by month, the latest first."""
    if not visit.decision.allowed:
        return refused(request, visit, visit.decision, "parcours")
    views = services.documents_of(visit.actor, visit.facts.id, visit.at)
    form = shelf.WideFilters(request.GET, views)
    base = f"{visit.address}documents/"
    kept = sorted(form.keep(views), key=lambda view: shelf.day_of(view) or date.min, reverse=True)
    months = [
        (month, [(shelf.day_of(view), shelf.line(view, base, visit.at)) for view in held])
        for month, held in groupby(kept, key=_month)
    ]
    context = frame(request, visit, "parcours", form=form, months=months, empty=not views)
    return page(request, "record/journey.html", PROFESSIONAL, context, at=visit.at)


def _month(view: DocumentView) -> str:
    day = shelf.day_of(view)
    return f"{MONTHS[day.month - 1]} {day.year}" if day is not None else "sans date"


@at_a_record
def vaccinations(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """The documents about vaccinations, the latest first."""
    if not visit.decision.allowed:
        return refused(request, visit, visit.decision)
    views = services.documents_of(visit.actor, visit.facts.id, visit.at)
    base = f"{visit.address}documents/"
    lines = [shelf.line(view, base, visit.at) for view in views if view.facts.type_code in VACCINATIONS]
    return page(request, "record/vaccinations.html", PROFESSIONAL, frame(request, visit, lines=lines), at=visit.at)
