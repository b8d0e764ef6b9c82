"""The trace: who registered whom, opened which rights, designated whom, and what was refused (RPPS-015)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from socle.directory.enrolment import roles
from socle.directory.enrolment.pages.forms import TraceFilters
from socle.directory.enrolment.pages.frame import at_the_desk, show
from socle.directory.enrolment.pages.words import ACTS
from socle.directory.services.enrolled import names_of, trace
from socle.directory.services.managing import Desk
from socle.ledger import Entry, Outcome
from socle.rulebook import catalogue, shows
from socle.web.components import Cell, Column, Status, Table, outline
from socle.web.export import csv_file
from socle.web.pages import counted_pages
from socle.web.search import holds
from socle.web.words import full_name, in_words, place_name, short_day

PER_PAGE = 50
HEADER = ("Instant", "Acte", "Par", "Identifiant", "Sur", "Identifiant", "Structure", "Résultat", "Détail", "Règles")
_DONE, _REFUSED = Status("Fait", "good", "check"), Status("Refusé", "bad", "refused")


@dataclass(frozen=True, slots=True)
class Told:
    """One act in words."""

    at: datetime
    code: str
    act: str
    by: str
    by_id: str
    on: str
    on_id: str
    structure: str
    done: bool
    detail: str
    rules: tuple[str, ...]


@at_the_desk
@shows("RPPS-015")
def traces(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The acts on the manager's structures, the latest first."""
    form = TraceFilters(request.GET)
    shown = Paginator(_kept(form, _told(desk)), PER_PAGE).get_page(request.GET.get("page"))
    columns = (
        *(Column("Quand"), Column("Acte"), Column("Par"), Column("Sur")),
        *(Column("Structure"), Column("Résultat", whole=True)),
    )
    query = request.GET.urlencode()
    context = {
        "form": form,
        "shown": shown,
        "table": Table(counted_pages(shown, "acte"), columns, tuple(map(_line, shown))),
        "export": "/rpps-plus/traces.csv" + (f"?{query}" if query else ""),
    }
    return show(request, "traces.html", desk, context)


@at_the_desk
@shows("RPPS-015")
def export(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The same as a CSV file."""
    kept = _kept(TraceFilters(request.GET), _told(desk))
    return csv_file("traces.csv", HEADER, map(_row, kept))


def _told(desk: Desk) -> list[Told]:
    places = {place.idnat: place_name(place.name) for place in desk.places()}
    found = trace(desk.places())
    names = names_of(number for entry in found for number in (entry.author.id, entry.object_id))
    return [_one(entry, places, names) for entry in found]


def _one(entry: Entry, places: dict[str, str], names: dict[str, str]) -> Told:
    by = entry.author.name or names.get(entry.author.id, "")
    about = entry.object_id
    return Told(
        at=entry.at,
        code=entry.code.value,
        act=ACTS[entry.code],
        by=place_name(by) if entry.author.kind == "structure" else full_name(by),
        by_id=entry.author.id,
        on=full_name(names.get(about, "")),
        on_id=about,
        structure=places.get(entry.details.get("structure", ""), ""),
        done=entry.outcome is Outcome.DONE,
        detail=_detail(entry),
        rules=entry.rules,
    )


def _detail(entry: Entry) -> str:
    """What an act says of itself: the role, the days, who decided, why it was refused."""
    said = entry.details
    parts = []
    if said.get("role"):
        parts.append(roles.label(said["role"]))
    if said.get("profile"):
        parts.append(f"profil : {roles.label(said['profile'])}")
    if said.get("since"):
        parts.append(f"depuis le {short_day(date.fromisoformat(said['since']))}")
    if said.get("until"):
        parts.append(f"jusqu’au {short_day(date.fromisoformat(said['until']))}")
    if said.get("decided"):
        parts.append(f"décidé par {said['decided']}")
    if entry.outcome is Outcome.REFUSED:
        known = catalogue()
        return " ".join(outline(known[one].fr) for one in entry.verdicts if one in known)
    return ", ".join(parts)


def _kept(form: TraceFilters, told: Iterable[Told]) -> list[Told]:
    form.is_valid()
    asked = form.cleaned_data
    return [
        one
        for one in told
        if asked.get("acte", "") in {"", one.code}
        and asked.get("resultat", "") in {"", "done" if one.done else "refused"}
        and holds([one.by, one.by_id, one.on, one.on_id], asked.get("q", ""))
    ]


def _line(one: Told) -> tuple[Cell, ...]:
    return (
        Cell(in_words(one.at)),
        Cell(one.act, note=one.detail),
        Cell(one.by or one.by_id, note=one.by_id if one.by else ""),
        Cell(one.on or one.on_id or "sans numéro", note=one.on_id if one.on else ""),
        Cell(one.structure),
        Cell("", statuses=(_DONE if one.done else _REFUSED,)),
    )


def _row(one: Told) -> tuple[object, ...]:
    return (
        one.at.isoformat(),
        one.act,
        one.by,
        one.by_id,
        one.on,
        one.on_id,
        one.structure,
        (_DONE if one.done else _REFUSED).word,
        one.detail,
        " ".join(one.rules),
    )
