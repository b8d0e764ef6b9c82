"""How long somebody stays signed in: asked at each request, before any page is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from socle import clock
from socle.directory import services as directory
from socle.directory.actor import Actor, Kind
from socle.directory.sessions import actor_of, since_of
from socle.directory.verdicts import PROFESSIONAL_INACTIVE
from socle.record.rules.signing import session_goes_on
from socle.record.services.signing import close_portal
from socle.record.verdicts.access import HOLDER_LEFT, SESSION_ENDED
from socle.rulebook import Decision, refuse

#: Where the web session keeps why the one before it ended, and the verdicts that end one.
_ENDED = "session_ended"
_ENDING = {one.id: one for one in (SESSION_ENDED, HOLDER_LEFT, PROFESSIONAL_INACTIVE)}


def sessions_end(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whoever's session is over is nobody any more, here and at Pro Santé Connect; the journal is told."""

    def answer(request: HttpRequest) -> HttpResponse:
        actor = actor_of(request.session)
        if actor is not None:
            at = clock.now()
            decision = _goes_on(request.session, actor, at)
            if not decision.allowed:
                close_portal(request.session, at)
                (why,) = decision.errors
                request.session[_ENDED] = [why.verdict.id, why.expected, why.found]
        return get_response(request)

    return answer


def _goes_on(session: SessionBase, actor: Actor, at: datetime) -> Decision:
    since = since_of(session)
    known = directory.professional(actor.id) if actor.kind is Kind.PROFESSIONAL else None
    return session_goes_on(actor, since, settings.SOCLE_SESSION_LASTS, known, at)


def ended(session: SessionBase) -> Decision | None:
    """Why the session before this one ended, to be said once; None when nothing ended it."""
    told = session.pop(_ENDED, None)
    if not isinstance(told, list):
        return None
    name, expected, found = told
    return refuse(_ENDING[name].at(expected=expected, found=found))
