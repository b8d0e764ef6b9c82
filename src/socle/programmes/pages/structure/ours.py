"""The feeds of a computation from Socle's own record, for whoever manages a structure: offered, written, told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest

from socle.directory.actor import Actor
from socle.directory.sessions import actor_of
from socle.programmes import activity
from socle.programmes.activity import Place
from socle.programmes.pages.verdicts import NOTHING_SENT
from socle.programmes.sunes import programme
from socle.rulebook import Finding
from socle.rulebook.choices import current
from socle.web.words import PARIS, plain_day

#: The file that is written, in its folder beside those that were sent.
FILE: Final = "socle/transmis-a-socle.csv"
#: A dialysis stay spans four months; what was fed later than so after the window is no more declared. ASSUMED.
_BEFORE, _AFTER = timedelta(days=124), timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Manager:
    """Who is signed in, and the structures that he manages."""

    actor: Actor
    places: tuple[Place, ...]


def manager_of(request: HttpRequest, at: datetime) -> Manager | None:
    """Whoever is signed in; None when nobody is."""
    actor = actor_of(request.session)
    return Manager(actor, activity.places(actor, at)) if actor is not None else None


def span(window: str, until: date | None, at: datetime) -> tuple[date, date]:
    """The days whose feeds may count in a window. Pure."""
    one = programme.window(window)
    today = at.astimezone(PARIS).date()
    if one is None:
        return today, today
    start, end = one.measure
    return start - _BEFORE, min(until or today, today, end + _AFTER)


def taken(
    manager: Manager, asked: str, days: tuple[date, date], folder: Path, at: datetime
) -> Mapping[str, Any] | Finding:
    """Have the file written into the folder of a computation: what is told of it, or why there is none."""
    decision, place = activity.asked_by(manager.actor, asked, manager.places, days, at)
    if place is None:
        return decision.findings[0]
    (folder / FILE).parent.mkdir()
    written = activity.feeds(place, days, folder / FILE)
    if not written.documents:
        return nothing_sent(place, days)
    return {
        "file": FILE,
        "place": place.name,
        "days": between(days),
        "documents": written.documents,
        "numbered": written.numbered,
        "unqualified": written.unqualified,
        "qualified_from": plain_day(current().qualified_ins_first_day),
    }


def nothing_sent(place: Place, days: tuple[date, date]) -> Finding:
    return NOTHING_SENT.at(place.name, found=between(days))


def between(days: tuple[date, date]) -> str:
    """`du 1er octobre 2022 au 31 octobre 2022`."""
    return f"du {plain_day(days[0])} au {plain_day(days[1])}"
