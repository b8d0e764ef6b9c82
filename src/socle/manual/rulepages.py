"""The pages of the rulebook: list, one rule, the documented choices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from socle import clock
from socle.manual.forms import ChoiceFilters, RuleFilters
from socle.manual.registry import whole_catalogue
from socle.manual.rulesearch import search
from socle.manual.vocabulary import KINDS, STATUS_MEANINGS, STATUSES
from socle.programmes import choices as of_programmes
from socle.rulebook import AREAS, Rule, rules
from socle.rulebook.choices import documented
from socle.rulebook.coverage import RuleCoverage, report
from socle.web.components import Cell, Column, Measure, Status, Table
from socle.web.export import csv_file
from socle.web.pages import counted_pages, page
from socle.web.places import MANUAL
from socle.web.search import holds
from socle.web.words import PARIS, short_day

PER_PAGE = 40
HEADER = (
    *("Règle", "Titre (anglais)", "Formulation (anglais)", "Citation", "Source", "Nature", "Statut"),
    *("Systèmes", "En vigueur du", "Au", "Appliquée dans", "Prouvée par"),
)
EXCERPT = 180


def _excerpt(rule: Rule) -> str:
    """The beginning of the first quote, cut between words."""
    text = rule.quotes[0].text if rule.quotes else rule.statement
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + "…"


def _line(entry: RuleCoverage) -> tuple[Cell, ...]:
    rule = entry.rule
    return (
        Cell(rule.id, href=f"/regles/{rule.id}/"),
        Cell(_excerpt(rule), lang="" if rule.quotes else "en", note=rule.title, note_lang="en"),
        Cell(str(KINDS.get(rule.kind, rule.kind))),
        Cell("", statuses=(STATUSES[entry.status],)),
    )


def index(request: HttpRequest) -> HttpResponse:
    """The rules that the filters let through, forty a page."""
    form = RuleFilters(request.GET)
    found = search(report().rules, form.query())
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    columns = (
        Column("Règle", whole=True),
        Column("Ce que disent les textes"),
        Column("Nature"),
        Column("Statut", whole=True),
    )
    query = request.GET.urlencode()
    summary = report().summary
    context = {
        "form": form,
        "shown": shown,
        "table": Table(counted_pages(shown, "règle"), columns, tuple(_line(entry) for entry in shown)),
        "export": "/regles/regles.csv" + (f"?{query}" if query else ""),
        "measures": [Measure(STATUSES[key].word, count) for key, count in summary.items()],
        "meanings": [(STATUSES[key], meaning) for key, meaning in STATUS_MEANINGS.items()],
    }
    return page(request, "manual/rules.html", MANUAL, context)


def export(request: HttpRequest) -> HttpResponse:
    """The same list as a CSV file."""
    found = search(report().rules, RuleFilters(request.GET).query())
    return csv_file("regles.csv", HEADER, (_row(entry) for entry in found))


def _row(entry: RuleCoverage) -> tuple[object, ...]:
    rule = entry.rule
    return (
        rule.id,
        rule.title,
        rule.statement,
        " / ".join(quote.text for quote in rule.quotes),
        " / ".join(dict.fromkeys(quote.source.title for quote in rule.quotes)),
        KINDS.get(rule.kind, rule.kind),
        STATUSES[entry.status].word,
        ", ".join(rule.systems),
        short_day(rule.valid_from),
        short_day(rule.valid_until),
        " ".join([*entry.applied, *entry.shown]),
        " ".join(entry.tests),
    )


def named(rule: Rule) -> Cell:
    """A rule where another page names it: its number, and how its texts begin."""
    return Cell(rule.id, href=f"/regles/{rule.id}/", note=_excerpt(rule), note_lang="" if rule.quotes else "en")


def _force(rule: Rule, day: date) -> Status:
    """Whether the rule holds on `day`, in words."""
    if rule.in_force(day):
        return Status("En vigueur aujourd’hui", "good", "check")
    if rule.valid_from is not None and day < rule.valid_from:
        return Status("Pas encore en vigueur", "accent", "history")
    return Status("N’est plus en vigueur", "soft", "archive")


def _choices(rule_id: str) -> list[Mapping[str, Any]]:
    own = [one | {"page": "/regles/choix/"} for one in documented()]
    others = (one for room in of_programmes.documented() for one in room.settings)
    every = [*own, *({**one, "page": "/regles/choix/programmes/"} for one in others)]
    return [choice for choice in every if rule_id in choice["rules"]]


def detail(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule with its evidence; an unknown number is a 404."""
    entry = report().get(rule_id)
    if entry is None:
        raise Http404(rule_id)
    at: datetime = clock.now()
    rule = entry.rule
    context = {
        "rule": rule,
        "entry": entry,
        "area": AREAS[rule.area],
        "kind": KINDS.get(rule.kind, rule.kind),
        "status": STATUSES[entry.status],
        "meaning": STATUS_MEANINGS[entry.status],
        "force": _force(rule, at.astimezone(PARIS).date()),
        "answered": date.fromisoformat(rule.answered) if rule.answered else None,
        "others": [
            *(("En contradiction avec", named(rules()[id])) for id in rule.contradicts if id in rules()),
            *(("Remplace", named(rules()[id])) for id in rule.supersedes if id in rules()),
            *(("Remplacée par", named(other)) for other in rules().values() if rule.id in other.supersedes),
        ],
        "choices": _choices(rule.id),
        "verdicts": [verdict for verdict in whole_catalogue().values() if rule.id in verdict.rules],
    }
    return page(request, "manual/rule.html", MANUAL, context, at=at)


def choices_page(request: HttpRequest) -> HttpResponse:
    """The documented settings: what Socle chose where the public sources leave a choice."""
    return page(request, "manual/choices.html", MANUAL, {"choices": documented(), "rooms": of_programmes.documented()})


def choices_of_programmes(request: HttpRequest) -> HttpResponse:
    """The settings of the programmes that the filters let through, room by room: each is given with a computation."""
    form = ChoiceFilters(request.GET)
    words, programme = form.query()
    rooms = [
        {"number": number, "title": room.title, "where": room.where, "settings": found}
        for number, room in enumerate(of_programmes.documented(), 1)
        if programme in {"", str(number)}
        and (found := [one for one in room.settings if holds(_texts(one, room.title), words)])
    ]
    context = {"rooms": rooms, "form": form, "opened": bool(words or programme)}
    return page(request, "manual/choices_of_programmes.html", MANUAL, context)


def _texts(choice: Mapping[str, Any], title: str) -> tuple[str, ...]:
    """What a word is looked for in."""
    told = choice["fr"]
    return title, choice["name"], told["subject"], told["readings"], choice["where"], *choice["rules"]
