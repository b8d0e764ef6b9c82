"""The home page and the help page."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from socle.manual.services import Service, services
from socle.web.components import Cell, Column, Status, Table
from socle.web.pages import page
from socle.web.places import MANUAL

THERE = Status("En service", "good", "check")
NOT_YET = Status("Pas encore disponible", "soft", "history")


def _address(request: HttpRequest, service: Service) -> str:
    """The whole address of a service, as the reader's own software would call it."""
    if service.listener == "http":
        return request.build_absolute_uri(service.address)
    host = urlsplit(request.build_absolute_uri()).hostname
    return f"https://{host}:{getattr(settings, 'SOCLE_TLS_PORT', 8443)}{service.address}"


def _line(request: HttpRequest, service: Service) -> tuple[Cell, ...]:
    state = THERE if service.is_there else NOT_YET
    return Cell(service.name, note=service.detail), Cell(_address(request, service)), Cell("", statuses=(state,))


def home(request: HttpRequest) -> HttpResponse:
    """Every service with its address; what is not there yet is said so."""
    exchanges = tuple(_line(request, item) for item in services() if item.kind == "exchange")
    columns = (Column("Service"), Column("Adresse"), Column("État", whole=True))
    context = {
        "portals": [item for item in services() if item.kind == "portal"],
        "tools": [item for item in services() if item.kind == "tool"],
        "exchanges": Table("Services d’échange", columns, exchanges),
        "not_yet": NOT_YET,
    }
    return page(request, "manual/home.html", MANUAL, context)


def help_page(request: HttpRequest) -> HttpResponse:
    return page(request, "manual/help.html", MANUAL)
