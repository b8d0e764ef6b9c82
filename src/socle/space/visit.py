"""Who is in the space, and whose it is: oneself, or a minor one represents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from socle import clock
from socle.directory.actor import Actor, Kind
from socle.directory.sessions import actor_of
from socle.record.facts import RecordFacts, RecordStatus, SpaceStatus
from socle.record.portal.access import Entrance, Someone, enter, represented_by, representing
from socle.rulebook import applies
from socle.web.pages import page
from socle.web.places import CITIZEN
from socle.wire.hl7v2 import CX

P = ParamSpec("P")

#: Where the session keeps for whom the citizen acts.
FOR = "space_for"
SIGN_IN = "/bac-a-sable/"


@dataclass(frozen=True, slots=True)
class Visit:
    """A citizen at an instant in a space that serves him. `facts` are those of the record behind it."""

    actor: Actor
    entrance: Entrance
    facts: RecordFacts
    at: datetime
    represented: tuple[Someone, ...]

    @property
    def someone(self) -> Someone:
        return self.entrance.someone

    @property
    def patient(self) -> CX | None:
        """The current INS of the record."""
        return self.entrance.patient

    @property
    def own(self) -> bool:
        return self.actor.kind is Kind.PATIENT


def citizen_of(request: HttpRequest) -> Actor | None:
    """The citizen signed in, as himself; None when nobody, or someone else, is."""
    actor = actor_of(request.session)
    return actor if actor is not None and actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE} else None


@applies("MES-005", "MES-006", "MES-007", "MES-009")
def state_of(facts: RecordFacts | None) -> str:
    """Why a space does not open, as its page explains it; empty for one that does."""
    if facts is None:
        return "none"
    if facts.status is not RecordStatus.OPEN:
        return "closed" if facts.status is RecordStatus.CLOSED else "deleted"
    return {
        SpaceStatus.NONE: "unattached",
        SpaceStatus.NOT_ACTIVATED: "inactive",
        SpaceStatus.DEACTIVATED: "deactivated",
    }.get(facts.space, "")


View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]


def in_a_space(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page of the space: signs in first, explains a space that does not open, refuses other people's."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if actor_of(request.session) is None:
            return redirect(SIGN_IN)
        citizen = citizen_of(request)
        if citizen is None:
            raise PermissionDenied
        at = clock.now()
        visit = _visit(request, citizen, at)
        return view(request, visit, *args, **kwargs) if isinstance(visit, Visit) else visit

    return answer


def _visit(request: HttpRequest, citizen: Actor, at: datetime) -> Visit | HttpResponse:
    wanted = request.session.get(FOR) or citizen.id
    actor = citizen if wanted == citizen.id else representing(citizen)
    entrance = enter(actor, wanted, at)
    if entrance is None:
        raise PermissionDenied
    represented = represented_by(citizen, at)
    if entrance.facts is not None and entrance.decision.allowed:
        return Visit(actor, entrance, entrance.facts, at, represented)
    context = {
        "state": state_of(entrance.facts),
        "facts": entrance.facts,
        "decision": entrance.decision,
        "someone": entrance.someone,
        "represented": represented,
    }
    return page(request, "space/not_open.html", CITIZEN, context, at=at)
