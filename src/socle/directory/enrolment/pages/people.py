"""The professionals of a manager's structures: who is there, who left, one of them, his leaving, his profile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from socle.directory.actor import Authentication
from socle.directory.enrolment import roles, store
from socle.directory.enrolment.facts import PersonFacts, Practice, Use
from socle.directory.enrolment.layout import read
from socle.directory.enrolment.pages.forms import Filters
from socle.directory.enrolment.pages.frame import at_the_desk, refused, say, show
from socle.directory.enrolment.pages.words import PRACTICES, STATES, USES
from socle.directory.rules.enrolment import may_choose_profile, service_is_open
from socle.directory.services import enrolment as acts
from socle.directory.services.enrolled import Enrolled, State, civil_status, enrolled
from socle.directory.services.managing import Desk
from socle.rulebook import shows
from socle.web.components import Cell, Column, Status, Table
from socle.web.export import csv_file
from socle.web.pages import counted_pages
from socle.web.search import holds
from socle.web.words import full_name, place_name, plain_day, short_day

HOME = "/rpps-plus/"
PER_PAGE = 40
HEADER = (
    *("Numéro RPPS", "Nom", "Prénom", "Rôle", "Libellé du rôle", "Profession", "Mode", "Usages", "Structure"),
    *("Nom de la structure", "Premier jour", "Dernier jour", "Situation", "Profil d’accès"),
)
_COLUMNS = (
    Column("Professionnel"),
    Column("Rôle"),
    Column("Structure"),
    Column("Depuis le", whole=True),
    Column("Jusqu’au", whole=True),
    Column("Situation", whole=True),
)
OPEN, CLOSED = Status("Oui", "good", "check"), Status("Non", "soft", "cross")


@at_the_desk
@shows("RPPS-014")
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody registered, present or gone, as the filters let through."""
    places = desk.places()
    everybody = enrolled(places)
    form = Filters(request.GET, places, everybody)
    kept = _kept(form, everybody, desk.day)
    shown = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.urlencode()
    context = {
        "form": form,
        "empty": not everybody,
        "here": sum(line.state(desk.day) is State.HERE for line in everybody),
        "gone": sum(line.state(desk.day) is State.LEFT for line in everybody),
        "places": [place_name(place.name) for place in desk.holders],
        "shown": shown,
        "table": Table(
            counted_pages(shown, "enregistrement"), _COLUMNS, tuple(_line(line, desk.day) for line in shown)
        ),
        "export": f"{HOME}professionnels.csv" + (f"?{query}" if query else ""),
    }
    return show(request, "people.html", desk, context)


@at_the_desk
@shows("RPPS-014")
def export(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The same list as a CSV file."""
    places = desk.places()
    everybody = enrolled(places)
    kept = _kept(Filters(request.GET, places, everybody), everybody, desk.day)
    return csv_file("professionnels.csv", HEADER, (_row(line, desk.day) for line in kept))


def _kept(form: Filters, lines: Iterable[Enrolled], day: date) -> list[Enrolled]:
    """What the filters let through; a filter that makes no sense does not count."""
    form.is_valid()
    asked = form.cleaned_data
    return [
        line
        for line in lines
        if asked.get("etat", "") in {"", line.state(day).value}
        and asked.get("role", "") in {"", line.role}
        and asked.get("structure", "") in {"", line.structure}
        and holds([line.family, line.given, line.rpps], asked.get("q", ""))
    ]


def _line(line: Enrolled, day: date) -> tuple[Cell, ...]:
    return (
        Cell(full_name(line.name), href=f"{HOME}professionnels/{line.id}/", note=f"RPPS {line.rpps}"),
        Cell(roles.label(line.role)),
        Cell(place_name(line.structure_name)),
        Cell(short_day(line.since)),
        Cell(short_day(line.until) or "sans fin"),
        Cell("", statuses=(STATES[line.state(day)],)),
    )


def _row(line: Enrolled, day: date) -> tuple[object, ...]:
    return (
        line.rpps,
        line.family,
        line.given,
        line.role,
        roles.label(line.role),
        line.profession,
        line.practice,
        " ".join(line.uses),
        line.structure,
        line.structure_name,
        line.since.isoformat(),
        line.until.isoformat() if line.until else "",
        STATES[line.state(day)].word,
        roles.label(line.profile),
    )


def _found(desk: Desk, enrolment: int) -> Enrolled:
    """A registration of this manager's structures. Raises `Http404` for any other."""
    found = enrolled(desk.places(), enrolment)
    if not found:
        raise Http404(enrolment)
    return found[0]


@at_the_desk
@shows("RPPS-002", "RPPS-013", "RPPS-017")
def person(request: HttpRequest, desk: Desk, enrolment: int) -> HttpResponse:
    """One registration: who, which situation, which profile, what it opens, and what may be declared of it."""
    line = _found(desk, enrolment)
    known = store.person(f"8{line.rpps}", desk.day)
    if known is None:
        raise Http404(enrolment)
    places = {place.idnat for place in desk.places()}
    context = {
        "line": line,
        "name": full_name(line.name),
        "where": place_name(line.structure_name),
        "role": roles.label(line.role),
        "profession": roles.label(line.profession) if line.profession else "",
        "practice": PRACTICES[Practice(line.practice)],
        "uses": [USES[Use(use)] for use in line.uses],
        "civil": civil_status(line.rpps),
        "born": plain_day(known.civil.birth_date) if known.civil else "",
        "state": STATES[line.state(desk.day)],
        "gone": line.state(desk.day) is State.LEFT,
        "profile": roles.label(known.profession),
        "chooses": known.profession != line.role and may_choose_profile(known, line.role, desk.day).allowed,
        "others": sum(one.structure not in places and not one.is_over(desk.day) for one in known.enrolments),
        "opens": _opens(desk, known),
        "address": f"{HOME}professionnels/{line.id}/",
        "today": desk.day,
    }
    return show(request, "person.html", desk, context)


def _opens(desk: Desk, known: PersonFacts) -> Table:
    """What the registration opens that an employee's card does not (RPPS-019)."""
    lines = []
    for use, words in USES.items():
        with_number = service_is_open(use, Authentication.CARD, known.enrolments, desk.at, in_rpps=True)
        with_cpe = service_is_open(use, Authentication.EMPLOYEE_CARD, (), desk.at, in_rpps=False)
        lines.append(
            (
                Cell(words),
                *(Cell("", statuses=(OPEN if one.allowed else CLOSED,)) for one in (with_number, with_cpe)),
            )
        )
    columns = (Column("Service"), Column("Enregistré au RPPS", whole=True), Column("Carte CPE seule", whole=True))
    return Table("Services ouverts aujourd’hui", columns, tuple(lines))


@require_POST
@at_the_desk
def leave(request: HttpRequest, desk: Desk, enrolment: int) -> HttpResponse:
    """Declare the last day of somebody."""
    line = _found(desk, enrolment)
    draft, faults = read({"fin": request.POST.get("fin", "")})
    declared = acts.leave(desk.actor, enrolment, draft.until, desk.at)
    if faults or not declared.decision.allowed:
        return refused(request, desk, declared.decision)
    last = plain_day(draft.until)
    say(request, f"Le départ de {full_name(line.name)} est déclaré : dernier jour, le {last}.")
    return redirect(f"{HOME}professionnels/{enrolment}/")


@require_POST
@at_the_desk
def choose_profile(request: HttpRequest, desk: Desk, enrolment: int) -> HttpResponse:
    """Make the role of this registration the person's one profile."""
    line = _found(desk, enrolment)
    declared = acts.choose_profile(desk.actor, enrolment, desk.at)
    if not declared.decision.allowed:
        return refused(request, desk, declared.decision)
    say(request, f"Le profil d’accès de {full_name(line.name)} est désormais : {roles.label(line.role)}.")
    return redirect(f"{HOME}professionnels/{enrolment}/")
