"""The pages of the catalogue of verdicts."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from socle.manual.forms import VerdictFilters
from socle.manual.registry import whole_catalogue
from socle.manual.rulepages import named
from socle.manual.verdictsearch import codes, search
from socle.manual.vocabulary import PHASES, PROTOCOLS
from socle.rulebook import Verdict, rules
from socle.web.components import SEVERITIES, Cell, Column, Table, outline
from socle.web.export import csv_file
from socle.web.pages import counted_pages, page
from socle.web.places import MANUAL

PER_PAGE = 40
HEADER = (
    *("Verdict", "Gravité", "Phrase", "Phrase (anglais)", "Que faire", "Comment l’obtenir"),
    *("Règles", "Codes", "Source"),
)


def _line(verdict: Verdict) -> tuple[Cell, ...]:
    return (
        Cell(outline(verdict.fr), href=f"/verdicts/{verdict.id}/", note=verdict.id),
        Cell("", statuses=(SEVERITIES[verdict.severity],)),
        Cell(", ".join(dict.fromkeys(code for _, _, code in codes(verdict) if code))),
        Cell(", ".join(verdict.rules)),
    )


def index(request: HttpRequest) -> HttpResponse:
    """The verdicts that the filters let through."""
    form = VerdictFilters(request.GET)
    found = search(whole_catalogue().values(), form.query())
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    columns = (Column("Phrase"), Column("Gravité", whole=True), Column("Codes"), Column("Règles"))
    query = request.GET.urlencode()
    context = {
        "form": form,
        "shown": shown,
        "table": Table(counted_pages(shown, "verdict"), columns, tuple(map(_line, shown))),
        "export": "/verdicts/verdicts.csv" + (f"?{query}" if query else ""),
    }
    return page(request, "manual/verdicts.html", MANUAL, context)


def export(request: HttpRequest) -> HttpResponse:
    """The same list as a CSV file."""
    found = search(whole_catalogue().values(), VerdictFilters(request.GET).query())
    rows = map(_row, found)
    return csv_file("verdicts.csv", HEADER, rows)


def _row(verdict: Verdict) -> tuple[object, ...]:
    return (
        verdict.id,
        SEVERITIES[verdict.severity].word,
        verdict.fr,
        verdict.en,
        verdict.way_out,
        verdict.how_to_obtain,
        ", ".join(verdict.rules),
        ", ".join(f"{protocol}/{phase} {code}".strip() for protocol, phase, code in codes(verdict)),
        verdict.source,
    )


def detail(request: HttpRequest, verdict_id: str) -> HttpResponse:
    """One verdict; an unknown id is a 404."""
    verdict = whole_catalogue().get(verdict_id)
    if verdict is None:
        raise Http404(verdict_id)
    columns = (Column("Protocole"), Column("Moment"), Column("Code"))
    lines = tuple(
        (
            Cell(PROTOCOLS.get(protocol, protocol)),
            Cell(str(PHASES.get(phase, phase)), note=phase),
            Cell(code or "sans sous-code"),
        )
        for protocol, phase, code in codes(verdict)
    )
    context = {
        "verdict": verdict,
        "severity": SEVERITIES[verdict.severity],
        "rules": [named(rules()[rule_id]) for rule_id in verdict.rules],
        "codes": Table("Ce que chaque protocole répond", columns, lines) if lines else None,
    }
    return page(request, "manual/verdict.html", MANUAL, context)
