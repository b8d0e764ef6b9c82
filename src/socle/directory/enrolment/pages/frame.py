"""Who is at the desk of RPPS+, what all of its pages show, and what was just done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from socle import clock
from socle.directory.actor import Actor, Kind
from socle.directory.services.managing import Desk, open_desk
from socle.directory.sessions import actor_of, to_sign_in
from socle.rulebook import Decision, Finding, code
from socle.web.pages import page
from socle.web.places import RPPS_PLUS

P = ParamSpec("P")

MANAGERS = "/rpps-plus/gestionnaires/"
#: Where the session keeps what was just done, to be said once by the next page.
DONE = "rpps_done"
_REFUSED = 403


def say(request: HttpRequest, text: str) -> None:
    """Leave a sentence for the next page."""
    request.session[DONE] = text


def show(
    request: HttpRequest, template: str, desk: Desk | None, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of RPPS+, with what was just done."""
    at = desk.at if desk is not None else clock.now()
    values = {"done": request.session.pop(DONE, None), "desk": desk, **context}
    return page(request, f"rppsplus/{template}", RPPS_PLUS, values, at=at, status=status)


def refused(request: HttpRequest, desk: Desk | None, decision: Decision) -> HttpResponse:
    """Why it was refused, each finding with its rule and what to do."""
    return show(request, "refused.html", desk, {"decision": decision}, status=status_of(decision.errors))


def status_of(errors: tuple[Finding, ...]) -> int:
    """The HTTP status of the first refusal that has one."""
    told = (code(finding, "http", "status") for finding in errors)
    return int(next(filter(None, told), _REFUSED))


def signed_in(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for whoever works: signs in first, refuses citizens."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of(request.session)
        if actor is None:
            return to_sign_in(request)
        if actor.kind not in {Kind.PROFESSIONAL, Kind.EMPLOYEE, Kind.STRUCTURE}:
            raise PermissionDenied
        return view(request, actor, *args, **kwargs)

    return answer


def at_the_desk(
    view: Callable[Concatenate[HttpRequest, Desk, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for managers: designated, and with a card (RPPS-007, RPPS-016). The view gets the desk.

    A structure, which designates and does not register by itself, is led to its managers.
    """

    @signed_in
    @wraps(view)
    def answer(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if actor.kind is Kind.STRUCTURE:
            return redirect(MANAGERS)
        desk, decision = open_desk(actor, clock.now())
        if not decision.allowed:
            return refused(request, None, decision)
        return view(request, desk, *args, **kwargs)

    return answer
