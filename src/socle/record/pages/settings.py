"""How a professional likes his pages: kept by his browser, signed."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from socle import clock, codes
from socle.directory.actor import Actor
from socle.record import words
from socle.record.forms import Settings
from socle.record.portal.consultation import as_professional
from socle.rulebook import shows
from socle.web.pages import page
from socle.web.places import PROFESSIONAL
from socle.web.words import full_name, lower_first, place_name

COOKIE = "socle_pro"
YEAR = 365 * 24 * 3600
DEFAULTS: dict[str, Any] = {"jours": 30, "vue": "fiches", "par_page": 20}


def preferences(request: HttpRequest) -> dict[str, Any]:
    """What was chosen, or the defaults: a cookie that cannot be read is as none."""
    try:
        held = json.loads(request.get_signed_cookie(COOKIE, default="{}") or "{}")
    except (ValueError, TypeError, AttributeError):
        held = {}
    return DEFAULTS | {name: value for name, value in held.items() if _is_offered(name, value)}


def _is_offered(name: str, value: Any) -> bool:
    field = Settings.base_fields.get(name)
    return field is not None and value in {key for key, _ in field.choices}  # type: ignore[attr-defined]


@as_professional
@shows("DMP-167")
def settings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who is signed in and how, and what the pages show first."""
    form = Settings(request.POST if request.method == "POST" else None, initial=preferences(request))
    if request.method == "POST" and form.is_valid():
        answer = redirect("/pro/")
        answer.set_signed_cookie(
            COOKIE,
            json.dumps(form.cleaned_data),
            max_age=YEAR,
            path="/pro/",
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
        return answer
    context = {
        "form": form,
        "name": full_name(actor.name),
        "quality": lower_first(
            codes.label("profession", actor.profession) or codes.label("subject_role", actor.profession) or ""
        ),
        "structure": place_name(actor.structure_name),
        "way": actor.means or words.AUTHENTICATIONS[actor.authentication],
    }
    status = 400 if form.is_bound else 200
    return page(request, "record/settings.html", PROFESSIONAL, context, at=clock.now(), status=status)
