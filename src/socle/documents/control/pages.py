"""`/controle/`: documents in, what is wrong with each of them out, beside its source. Nothing is kept."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from socle import clock
from socle.documents.checking.judgement import Located
from socle.documents.control import report
from socle.documents.control.entries import table_of
from socle.documents.control.examining import Examined
from socle.documents.control.forms import SendDocuments
from socle.documents.control.sending import examine_all
from socle.documents.control.source import Row
from socle.documents.control.uploads import PROFILE, Refused, files_of, hold_in_memory
from socle.rulebook import Severity, code
from socle.rulebook.finding import Finding
from socle.web.components import Status, Table
from socle.web.export import csv_text
from socle.web.middleware import CONTENT_SECURITY_POLICY
from socle.web.pages import page
from socle.web.places import MANUAL
from socle.web.words import plural

#: Findings of one document shown on the page; the files of the report hold them all.
MOST_SHOWN = 200
#: The PDF of a document stands in the page itself: nothing is kept from which it could be fetched.
POLICY = CONTENT_SECURITY_POLICY.replace(
    "object-src 'self'; frame-src 'self'", "object-src 'self' data:; frame-src 'self' data:"
)
_GROUPS = ((Severity.ERROR, "Erreurs"), (Severity.WARNING, "Avertissements"), (Severity.INFO, "Informations"))


@dataclass(frozen=True, slots=True)
class Told:
    """A finding on the page: its rank in its document, and whether it leads to a row of the source."""

    rank: int
    located: Located
    row: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A document on the page."""

    number: int
    examined: Examined
    status: Status
    sentence: str
    groups: tuple[tuple[str, tuple[Told, ...]], ...]
    hidden: int
    rows: tuple[Row, ...]
    metadata: Table | None

    @property
    def anchor(self) -> str:
        """What the anchors of its preview begin with."""
        return f"d{self.number}-"

    @property
    def steps(self) -> list[str]:
        """Its name, step by step where it is a path: a line may break after each."""
        return self.examined.name.split("/")


@csrf_exempt  # once the files are sure to stay in memory, `_home` checks it
def home(request: HttpRequest) -> HttpResponse:
    """The form; after a sending, what is wrong with each document."""
    try:
        if request.method == "POST":
            hold_in_memory(request)
    except Refused as refused:
        return _answer(request, SendDocuments(), {"refused": refused.finding}, status=_status(refused.finding))
    answer: HttpResponse = _home(request)
    return answer


@csrf_protect
def _home(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _answer(request, SendDocuments(), {})
    form = SendDocuments(request.POST)
    at = clock.now()
    try:
        files = files_of(request)
        if not form.is_valid():
            return _answer(request, form, {}, status=400)
        examined = examine_all(files, at=at, profile=form.cleaned_data[PROFILE])
    except Refused as refused:
        return _answer(request, form, {"refused": refused.finding}, status=_status(refused.finding))
    return _answer(request, form, _result(examined, at), at=at)


def _status(finding: Finding) -> int:
    return int(code(finding, "http", "status") or "400")


def _answer(
    request: HttpRequest, form: SendDocuments, context: dict[str, Any], *, status: int = 200, at: datetime | None = None
) -> HttpResponse:
    answer = page(request, "documents/control/home.html", MANUAL, {"form": form, **context}, status=status, at=at)
    answer["Content-Security-Policy"] = POLICY
    answer["Cache-Control"] = "no-store"
    return answer


def _result(examined: list[Examined], at: datetime) -> dict[str, Any]:
    return {
        "shown": [_shown(number, one) for number, one in enumerate(examined, 1)],
        "summary": _summary(examined) if len(examined) > 1 else "",
        "json": _inline("application/json", report.json_bytes(examined)),
        "csv": _inline("text/csv", csv_text(report.HEADER, report.lines(examined)).encode()),
        "checked": at,
    }


def _summary(examined: list[Examined]) -> str:
    """How many archives and documents there are, and how many of each are to be put right."""
    documents = [one for one in examined if not one.is_archive]
    archives = [one for one in examined if one.is_archive]
    told = [f"{plural(len(archives), 'archive')}, {_faulty(archives) or 'aucune'} à corriger"] if archives else []
    many = plural(len(documents), "document contrôlé", "documents contrôlés")
    told += [f"{many}, {_faulty(documents) or 'aucun'} à corriger"] if documents else []
    return " ; ".join(told)


def _faulty(examined: list[Examined]) -> int:
    return sum(not one.valid for one in examined)


def _inline(media_type: str, data: bytes) -> str:
    """A file that stands in its own link: there is nowhere to fetch it from, since nothing is kept."""
    return f"data:{media_type};charset=utf-8;base64,{base64.b64encode(data).decode('ascii')}"


def _shown(number: int, examined: Examined) -> Shown:
    rows, index = examined.rows(MOST_SHOWN)
    told = [Told(rank, one, rank in index) for rank, one in enumerate(examined.findings[:MOST_SHOWN], 1)]
    groups = ((name, tuple(one for one in told if one.located.severity is severity)) for severity, name in _GROUPS)
    entry = examined.entry
    return Shown(
        number,
        examined,
        Status("Valide", "good", "check") if examined.valid else Status("À corriger", "bad", "refused"),
        _sentence(examined),
        tuple((name, found) for name, found in groups if found),
        max(0, len(examined.findings) - MOST_SHOWN),
        tuple(rows) if examined.data else (),
        table_of(entry) if entry else None,
    )


def _sentence(examined: Examined) -> str:
    """Whether the document or the archive is valid, in one sentence."""
    what = "Cette archive" if examined.is_archive else "Ce document"
    errors, warnings = examined.count(Severity.ERROR), examined.count(Severity.WARNING)
    if errors:
        return f"{what} n'est pas valide : {plural(errors, 'erreur')} à corriger."
    if warnings:
        return f"{what} est valide, avec {plural(warnings, 'avertissement')}."
    return f"{what} est valide."
