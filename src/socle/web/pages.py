"""How a room shows a page: its template, the place it belongs to, the instant it speaks from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from socle import clock
from socle.web.places import MANUAL, Place, page_exists
from socle.web.typography import typeset
from socle.web.words import plural


@dataclass(frozen=True, slots=True)
class Acting:
    """The person signed in, as the header says it: name, quality, and for whom when it is someone else."""

    name: str
    quality: str = ""
    for_whom: str = ""
    change_address: str = "/bac-a-sable/"


def page(
    request: HttpRequest,
    template: str,
    place: Place,
    context: Mapping[str, Any] | None = None,
    *,
    at: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `template` as a page of `place`. `at` is the instant of the page, when its use cases had one."""
    values: dict[str, Any] = {"place": place, **(context or {})}
    if at is not None:
        values["now"] = at
    return set_in_french(render(request, template, values, status=status))


def set_in_french(answer: HttpResponse) -> HttpResponse:
    """The same page, its French text set."""
    answer.content = typeset(answer.content.decode()).encode()
    return answer


def counted_pages(shown: Page[Any], one: str, many: str = "") -> str:
    """`622 règles, page 2 sur 13`: what a list's caption says."""
    text = plural(shown.paginator.count, one, many)
    pages = shown.paginator.num_pages
    return f"{text}, page {shown.number} sur {pages}" if pages > 1 else text


def layout(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - Django calls it so
    """Context processor: what the frame of every page shows."""
    return {
        "place": MANUAL,
        "now": clock.now(),
        "sandbox": bool(getattr(settings, "SOCLE_SANDBOX", False)),
        "sandbox_page": page_exists("/bac-a-sable/"),
    }
