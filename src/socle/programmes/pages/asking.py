"""From a form to the page of its answer, in both rooms: files into a folder, a child computes, a page shows.

The answer's address is drawn at random, and opens in the browser that asked alone: its cookie holds the secret.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_protect

from socle import clock
from socle.programmes.engine import verdicts as engine_verdicts
from socle.programmes.files import verdicts as files_verdicts
from socle.programmes.pages import child, uploads
from socle.programmes.pages.limits import AT_ONCE, KEPT, PATIENCE, SECONDS
from socle.programmes.pages.shelf import DONE, FAILED, REFUSED, RUNNING, Passing, Shelf, ShelfBusy, new_secret
from socle.programmes.pages.verdicts import BUSY, TOO_COSTLY
from socle.programmes.region import verdicts as region_verdicts
from socle.programmes.sunes import verdicts as sunes_verdicts
from socle.rulebook import Finding, catalogue, code
from socle.storage.place import data_dir
from socle.web.components import Measure
from socle.web.pages import page
from socle.web.places import Place

COOKIE = "socle_programmes"
#: What a computation may answer: registered before any of it is read back.
KNOWN = (engine_verdicts, files_verdicts, region_verdicts, sunes_verdicts)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_STOPPED = "arrêt"
#: Characters of the name of a sheet.
_LONGEST_TITLE = 31
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What is to be computed, or the page that says why it cannot be.
Asked = Callable[[HttpRequest], Mapping[str, Any] | HttpResponse]
#: The page of the form again, with a finding and a status.
Again = Callable[[HttpRequest, Finding, int], HttpResponse]


@dataclass(frozen=True, slots=True)
class Room:
    """One of the rooms that ask so: its key in the program, its place on the site."""

    key: str
    place: Place

    def address(self, name: str) -> str:
        return f"{self.place.address}{name}/"


def shelf() -> Shelf:
    """The one shelf of this Socle, shared by its processes."""
    return Shelf(data_dir() / "passing")


def received(request: HttpRequest, room: Room, asked: Asked, again: Again) -> HttpResponse:
    """Take a form in, have it computed, and lead to the page of its answer.

    The caller exempts its view from Django's check of the form's token: it is made here, once the files are sure to
    go where they must.
    """
    secret = _secret(request) or new_secret()
    try:
        place = shelf().begin(room.key, secret, time.monotonic())
    except ShelfBusy:
        return again(request, BUSY.at(expected=AT_ONCE), 503)
    answer: HttpResponse | None = None
    try:
        uploads.receive_into(request, place.files)
        uploads.read(request)
        answer = _begun(request, room, place, asked)
    except uploads.Refused as refused:
        return again(request, refused.finding, int(code(refused.finding, "http", "status") or "400"))
    finally:
        if not isinstance(answer, HttpResponseRedirect):
            place.forget()
    if isinstance(answer, HttpResponseRedirect):
        secure = not settings.SOCLE_SANDBOX
        answer.set_cookie(COOKIE, secret, httponly=True, samesite="Lax", secure=secure)
    return answer


@csrf_protect
def _begun(request: HttpRequest, room: Room, place: Passing, asked: Asked) -> HttpResponse:
    task = asked(request)
    if isinstance(task, HttpResponse):
        return task
    child.start(place, room.key, task, clock.now())
    child.wait(place, PATIENCE)
    answer = HttpResponseRedirect(room.address(place.name))
    answer.status_code = 303
    return answer


def opened(request: HttpRequest, room: Room, name: str) -> tuple[Passing, dict[str, Any]] | HttpResponse:
    """The answer that stands at this name, or the page that says why there is none (yet)."""
    place = shelf().find(room.key, name, _secret(request), time.monotonic())
    if place is None:
        return _gone(request, room)
    try:
        state = place.state()
    except OSError:
        return _gone(request, room)
    if state.state == RUNNING:
        return _waiting(request, room, name, state.doing, state.share)
    if state.state == REFUSED:
        findings = [_finding(told) for told in json.loads(place.get("refused") or b"[]")]
        return page(request, "programmes/refused.html", room.place, {"findings": findings}, status=422)
    document = place.get("answer") if state.state == DONE else None
    if document is None:
        return _failed(request, room, state.doing if state.state == FAILED else "")
    return place, json.loads(document)


def forget(request: HttpRequest, room: Room, name: str) -> HttpResponse:
    """Remove an answer before its hour is over."""
    place = shelf().find(room.key, name, _secret(request), time.monotonic())
    if place is not None:
        place.forget()
    return page(request, "programmes/forgotten.html", room.place)


def download(data: bytes | None, name: str, media_type: str) -> HttpResponse | None:
    """A file of an answer; None when there is none."""
    if data is None:
        return None
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=media_type, headers=headers)


def sheet(name: str, title: str, header: Sequence[str], rows: Sequence[Sequence[Any]], at: datetime) -> HttpResponse:
    """A list as a workbook of one sheet, named `name`."""
    from socle.programmes import reports  # noqa: PLC0415 - loads when something is written

    columns = tuple(reports.Column(one) for one in header)
    data = reports.workbook([reports.Sheet(title[:_LONGEST_TITLE], columns, rows)], title=title, at=at)
    return HttpResponse(data, content_type=WORKBOOK, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _secret(request: HttpRequest) -> str:
    """The secret of this browser, empty when it has none of ours."""
    held = request.COOKIES.get(COOKIE, "")
    return held if _SECRET.fullmatch(held) else ""


def _finding(told: list[str]) -> Finding:
    id, place, expected, found = told
    return catalogue()[id].at(place, expected=expected, found=found)


def _waiting(request: HttpRequest, room: Room, name: str, doing: str, share: float | None) -> HttpResponse:
    context = {
        "address": room.address(name),
        "doing": doing or "Le calcul commence",
        "percent": None if share is None else math.floor(100 * share),
        "series": () if share is None else (Measure(doing, math.floor(100 * share)),),
    }
    return page(request, "programmes/waiting.html", room.place, context)


def _failed(request: HttpRequest, room: Room, why: str) -> HttpResponse:
    if why.startswith(_STOPPED):
        minutes = SECONDS // 60
        findings = [TOO_COSTLY.at(found=f"{minutes} minutes, ou la mémoire")]
        return page(request, "programmes/refused.html", room.place, {"findings": findings}, status=503)
    context = {
        "title": "Le calcul n’a pas abouti",
        "happened": "Une erreur s’est produite de notre côté pendant le calcul.",
        "kept": "Rien : vos fichiers sont effacés, et il n’y a pas de résultat.",
        "then": f"Recommencez ; si cela se répète, dites cette référence à qui tient ce service : {why or 'inconnue'}.",
        "status": 500,
    }
    return page(request, "web/error.html", room.place, context, status=500)


def _gone(request: HttpRequest, room: Room) -> HttpResponse:
    minutes = int(KEPT // 60)
    context = {
        "title": "Ce résultat n’est plus là",
        "happened": f"Un résultat est gardé {minutes} minutes, et seul le navigateur qui l’a demandé peut l’ouvrir.",
        "kept": "Rien : ni les fichiers, ni le résultat.",
        "then": f"Envoyez de nouveau vos fichiers depuis la page {room.place.address}.",
        "status": 404,
    }
    return page(request, "web/error.html", room.place, context, status=404)
