"""A file of entries and exits: try it, send it, read what was said of each line, keep the report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from socle.directory.enrolment import roles
from socle.directory.enrolment.facts import Move
from socle.directory.enrolment.layout import COLUMNS
from socle.directory.enrolment.pages.forms import SendFile
from socle.directory.enrolment.pages.frame import at_the_desk, show, status_of
from socle.directory.enrolment.pages.words import PRACTICES, USES
from socle.directory.enrolment.sheet import MOST, template
from socle.directory.models import EnrolmentFile
from socle.directory.services.enrolled import file_of, files_of
from socle.directory.services.files import take_file
from socle.directory.services.managing import Desk
from socle.rulebook import Severity, shows
from socle.web.components import SEVERITIES, Cell, Column, Status, Table
from socle.web.export import csv_file
from socle.web.words import person_name, plural

HEADER = ("Ligne", "Acte", "Nom", "Structure", "Numéro RPPS", "Résultat", "Gravité", "Colonne", "Constat", "Que faire")
_MOVES = {Move.ENTRY.value: "Entrée", Move.EXIT.value: "Sortie"}
_FAULTY = Status("À corriger", "bad", "refused")
_GOOD = Status("Correcte", "good", "check")
_TAKEN = Status("Enregistrée", "good", "check")


@at_the_desk
@shows("RPPS-011")
def file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form, the layout, the files already sent; after a sending, its report."""
    form = SendFile(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return show(request, "file.html", desk, _context(desk, form))
    if not form.is_valid():
        return show(request, "file.html", desk, _context(desk, form), status=400)
    sent = form.cleaned_data["fichier"]
    dry_run = request.POST.get("action") != "enregistrer"
    taken = take_file(desk.actor, sent.name, sent.read(), desk.at, dry_run=dry_run)
    row = file_of(desk.actor.id, taken.id) if taken.id else None
    if row is not None:
        status = 200 if taken.decision.allowed or dry_run else status_of(taken.decision.errors)
        return _report(request, desk, row, status=status)
    context = _context(desk, form) | {"rest": taken.decision.errors}
    return show(request, "file.html", desk, context, status=status_of(taken.decision.errors))


def _context(desk: Desk, form: SendFile) -> dict[str, Any]:
    columns = (Column("Colonne", whole=True), Column("Ce qu’elle contient"), Column("Titre", whole=True))
    lines = [
        (Cell(one.name), Cell(one.holds), Cell("facultatif" if one.optional else "obligatoire")) for one in COLUMNS
    ]
    codes = [(Cell(code), Cell(label)) for code, label in roles.roles().items()]
    uses = ", ".join(f"{use.value} ({words.lower()})" for use, words in USES.items())
    modes = ", ".join(f"{one.value} ({words.lower()})" for one, words in PRACTICES.items())
    return {
        "form": form,
        "layout": Table("Les colonnes du fichier", columns, tuple(lines)),
        "roles": Table("Les rôles", (Column("Code", whole=True), Column("Rôle")), tuple(codes)),
        "uses": uses,
        "modes": modes,
        "most": MOST,
        "sent": files_of(desk.actor.id),
    }


@at_the_desk
def report(request: HttpRequest, desk: Desk, file_id: int) -> HttpResponse:
    """What was said of each line of a file sent before."""
    return _report(request, desk, _found(desk, file_id))


@at_the_desk
def report_export(request: HttpRequest, desk: Desk, file_id: int) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """The report as a CSV file: one line by finding, one for a line of which nothing was said."""
    row = _found(desk, file_id)
    return csv_file(f"rapport-{row.pk}.csv", HEADER, _rows(row))


@at_the_desk
def template_file(request: HttpRequest, desk: Desk) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """The titles with one line of example."""
    titles, lines = template()
    return csv_file("modele-rpps-plus.csv", titles, lines)


def _found(desk: Desk, file_id: int) -> EnrolmentFile:
    row = file_of(desk.actor.id, file_id)
    if row is None:
        raise Http404(file_id)
    return row


def _report(request: HttpRequest, desk: Desk, row: EnrolmentFile, status: int = 200) -> HttpResponse:
    columns = (
        Column("Ligne", whole=True),
        Column("Acte", whole=True),
        Column("Professionnel"),
        Column("Résultat", whole=True),
        Column("Constats"),
    )
    context = {
        "row": row,
        "table": Table(plural(row.lines, "ligne"), columns, tuple(_line(line, taken=row.taken) for line in row.report)),
        "export": f"/rpps-plus/fichier/{row.pk}/rapport.csv",
    }
    return show(request, "report.html", desk, context, status=status)


def _line(line: dict[str, Any], *, taken: bool) -> tuple[Cell, ...]:
    good = _TAKEN if taken else _GOOD
    told = tuple(f"{one['sentence']} {one['way_out']}".strip() for one in line["said"])
    return (
        Cell(str(line["number"])),
        Cell(_MOVES[line["move"]]),
        Cell(person_name(line["name"]), note=f"RPPS {line['rpps']}" if line["rpps"] else ""),
        Cell("", statuses=(good if line["taken"] else _FAULTY,)),
        Cell("", points=told),
    )


def _rows(row: EnrolmentFile) -> Iterable[tuple[object, ...]]:
    for line in row.report:
        good = _TAKEN if row.taken else _GOOD
        head = (
            line["number"],
            _MOVES[line["move"]],
            line["name"],
            line["structure"],
            line["rpps"],
            (good if line["taken"] else _FAULTY).word,
        )
        if not line["said"]:
            yield (*head, "", "", "", "")
        for one in line["said"]:
            severity = SEVERITIES[Severity(one["severity"])].word
            yield (*head, severity, one["place"], one["sentence"], one["way_out"])
