"""The citizen's pages. They ask the record's use cases and show the answer; they decide nothing."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from socle import clock
from socle.ledger import ActCode
from socle.record import services
from socle.record.portal import acts, reader, shelf
from socle.record.portal.access import may_be_told, notices_of, read_notices, represented_by
from socle.rulebook import Decision, shows
from socle.space import life
from socle.space.visit import FOR, SIGN_IN, Visit, citizen_of, in_a_space
from socle.space.will import of_document, pop_said
from socle.web.components import PersonLine
from socle.web.export import csv_file
from socle.web.pages import counted_pages, page
from socle.web.places import CITIZEN
from socle.web.words import plain_day

LIST = "/mon-espace/documents/"
NEW = timedelta(days=30)
SHORT = 5
PER_PAGE = 20
#: What others do when they look into a record.
LOOKS = frozenset({ActCode.DOCUMENT_READ, ActCode.DOCUMENT_SEARCH})


@in_a_space
@shows("DMP-165", "DMP-166", "MES-065")
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is new, who saw the record; above them what the holder must be told."""
    views = services.documents_of(visit.actor, visit.facts.id, visit.at)
    recent = [view for view in views if timedelta(0) <= visit.at - view.facts.deposited_at < NEW]
    recent.sort(key=lambda view: view.facts.deposited_at, reverse=True)
    told = acts.tell(services.history(visit.actor, visit.facts.id, visit.at).lines, visit.actor)
    seen = [one for one in told if not one.own and not one.refused and one.code in LOOKS]
    context = {
        "visit": visit,
        "new": [shelf.line(view, LIST, visit.at) for view in recent[:SHORT]],
        "new_count": len(recent),
        "seen": [acts.event(one) for one in seen[:SHORT]],
        "urgent": [acts.event(one) for one in _urgent(visit, told)],
        "told": life.messages(visit),
        "represented": _represented(visit),
    }
    return page(request, "space/home.html", CITIZEN, context, at=visit.at)


def _urgent(visit: Visit, told: tuple[acts.Told, ...]) -> list[acts.Told]:
    """The break-glass accesses that the holder was told of and has not acknowledged."""
    since = [notice.at for notice in notices_of(visit.facts) if notice.about not in life.MESSAGES]
    return [one for one in told if one.mode and not one.own and since and one.at >= min(since)]


def _represented(visit: Visit) -> list[tuple[str, PersonLine, bool]]:
    return [
        (one.id, PersonLine(one.name, f"Date de naissance : {plain_day(one.birth_date)}"), one.id == visit.someone.id)
        for one in visit.represented
    ]


@require_POST
@in_a_space
def acknowledge(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """The holder has read what he was told."""
    read_notices(visit.facts, visit.at)
    return redirect("/mon-espace/")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """For whom the citizen acts from now on: himself, or a minor he represents."""
    citizen = citizen_of(request)
    if citizen is None:
        return redirect(SIGN_IN)
    wanted = request.POST.get("personne", "")
    if wanted in {one.id for one in represented_by(citizen, clock.now())}:
        request.session[FOR] = wanted
    else:
        request.session.pop(FOR, None)
    return redirect("/mon-espace/")


@in_a_space
def documents(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The documents that the citizen may see, filtered."""
    views = services.documents_of(visit.actor, visit.facts.id, visit.at)
    form = shelf.ShelfFilters(request.GET, views)
    shown = Paginator(form.keep(views), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.urlencode()
    context = {
        "form": form,
        "shown": shown,
        "count": counted_pages(shown, "document"),
        "lines": [shelf.line(view, LIST, visit.at) for view in shown],
        "empty": not views,
        "said": pop_said(request),
        "export": "/mon-espace/documents.csv" + (f"?{query}" if query else ""),
    }
    return page(request, "space/documents.html", CITIZEN, context, at=visit.at)


@in_a_space
def documents_export(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same list as a CSV file."""
    views = services.documents_of(visit.actor, visit.facts.id, visit.at)
    kept = shelf.ShelfFilters(request.GET, views).keep(views)
    return csv_file("documents.csv", shelf.HEADER, (shelf.row(view, visit.at) for view in kept))


def _open(visit: Visit, unique_id: str) -> tuple[reader.Opened | None, Decision]:
    """The document, or why not; 404 when the reason itself would tell of a hidden document."""
    outcome = services.read_document(visit.actor, visit.facts.id, unique_id, visit.at)
    if not may_be_told(outcome.decision):
        raise Http404(unique_id)
    return reader.opened(outcome), outcome.decision


@in_a_space
def document(request: HttpRequest, visit: Visit, unique_id: str) -> HttpResponse:
    """One document: what it says, who wrote it, who looked at it."""
    opened, decision = _open(visit, unique_id)
    told = acts.tell(services.history(visit.actor, visit.facts.id, visit.at).lines, visit.actor)
    looked = [one for one in told if one.object_id == unique_id and one.code is ActCode.DOCUMENT_READ and not one.own]
    address = f"{LIST}{quote(unique_id, safe='')}/"
    context = {
        "opened": opened,
        "decision": decision,
        "kind": shelf.kind_of(opened.entry) if opened else "",
        "when": shelf.moment_of(opened.entry) if opened else None,
        "authors": [shelf.author_name(author) for author in opened.entry.authors] if opened else [],
        "looked": [acts.event(one) for one in looked],
        "pieces": f"{address}piece/",
        "download": f"{address}fichier/",
        "list": LIST,
        "address": address,
        "asked": life.asked(visit, unique_id) if opened else None,
        "said": pop_said(request),
    }
    if opened:
        context |= of_document(visit, unique_id)
    return page(
        request,
        "space/document.html",
        CITIZEN,
        context,
        at=visit.at,
        status=200 if opened else reader.status_of(decision),
    )


@in_a_space
def piece(request: HttpRequest, visit: Visit, unique_id: str) -> HttpResponse:
    """A file inside the document (`?piece=<id>`), to be shown in its page."""
    opened, _ = _open(visit, unique_id)
    if opened is None:
        raise Http404(unique_id)
    return reader.piece(opened, request.GET.get("piece", ""))


@in_a_space
def download(request: HttpRequest, visit: Visit, unique_id: str) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """The document to keep."""
    opened, _ = _open(visit, unique_id)
    if opened is None:
        raise Http404(unique_id)
    return reader.download(opened)


@in_a_space
def history(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who did what in the record."""
    told = acts.tell(services.history(visit.actor, visit.facts.id, visit.at).lines, visit.actor)
    form = acts.ActFilters(request.GET)
    shown = Paginator(form.keep(told), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.urlencode()
    context = {
        "form": form,
        "shown": shown,
        "count": counted_pages(shown, "action"),
        "events": [acts.event(one) for one in shown],
        "export": "/mon-espace/historique.csv" + (f"?{query}" if query else ""),
    }
    return page(request, "space/history.html", CITIZEN, context, at=visit.at)


@in_a_space
def history_export(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same acts as a CSV file, each on its own line."""
    lines = services.history(visit.actor, visit.facts.id, visit.at).lines
    kept = acts.ActFilters(request.GET).keep(acts.tell(lines, visit.actor, together=False))
    return csv_file("historique.csv", acts.HEADER, map(acts.row, kept))
