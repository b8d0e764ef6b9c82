"""What every page of the desk shows, and the few things that all of them do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from socle.identity import services
from socle.identity.clerk import Clerk
from socle.identity.facts import LocalFacts
from socle.identity.models import IdentityFile
from socle.identity.pages.words import in_french, labels_of
from socle.rulebook import Decision
from socle.web.components import PersonLine
from socle.web.pages import page
from socle.web.places import PROFESSIONAL
from socle.web.words import person_name, plain_day

HOME = "/admission/"
#: Where the session keeps what was just done, to be said once by the next page.
DONE = "admission_done"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is at the desk, and when."""

    clerk: Clerk
    at: datetime


def address_of(file: IdentityFile) -> str:
    return f"{HOME}fiches/{file.pk}/"


def file_or_404(desk: Desk, file_id: str) -> IdentityFile:
    """The file of this structure. One of another structure is as unknown as one that nobody has."""
    file = services.file_of(desk.clerk, file_id)
    if file is None:
        raise Http404(file_id)
    return file


def name_of(file: IdentityFile) -> str:
    """As people say it: the used names when they are known."""
    return person_name(file.used_given_name or file.first_given_name, file.used_name or file.birth_name)


def line_of(file: IdentityFile, action: str = "Ouvrir la fiche") -> PersonLine:
    facts = services.facts_of(file)
    words = ", ".join(label.word for label in labels_of(facts))
    detail = f"{file.birth_name} {file.first_given_name}, date de naissance : {plain_day(file.birth_date)} · {words}"
    return PersonLine(name_of(file), detail, address_of(file), action)


def say(request: HttpRequest, text: str) -> None:
    """Leave a sentence for the next page."""
    request.session[DONE] = text


def show(
    request: HttpRequest, desk: Desk, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the desk."""
    values = {"home": HOME, "done": request.session.pop(DONE, None), "clerk": desk.clerk, **(context or {})}
    return page(request, f"identity/{template}.html", PROFESSIONAL, values, at=desk.at, status=status)


def show_file(
    request: HttpRequest,
    desk: Desk,
    template: str,
    file: IdentityFile,
    context: dict[str, Any] | None = None,
    *,
    decision: Decision | None = None,
) -> HttpResponse:
    """A page about one file; a decision that refused is told on it."""
    facts: LocalFacts = services.facts_of(file)
    refused = decision is not None and not decision.allowed
    values = {
        "file": file,
        "facts": facts,
        "name": name_of(file),
        "labels": labels_of(facts),
        "base": address_of(file),
        "findings": in_french(decision) if decision is not None else [],
        **(context or {}),
    }
    return show(request, desk, template, values, status=422 if refused else 200)


def back_to(file: IdentityFile) -> HttpResponse:
    return redirect(address_of(file))
