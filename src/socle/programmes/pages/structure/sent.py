"""`/structure/transmis/`: what a structure sent to this Socle, in figures, for whoever manages it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from socle import clock, codes
from socle.directory.sessions import to_sign_in
from socle.programmes import activity
from socle.programmes.pages.structure import ours
from socle.programmes.pages.structure.forms import Sent
from socle.programmes.pages.words import percent, tenths
from socle.record.services import FedInFigures
from socle.rulebook import Decision
from socle.web.components import Cell, Column, Measure, Table
from socle.web.pages import page
from socle.web.places import STRUCTURE
from socle.web.words import PARIS, number, plural

#: Kinds of documents that are drawn; the table has them all.
_DRAWN = 10


@dataclass(frozen=True, slots=True)
class Use:
    """The use of the DMP that ESMS numérique asks for (EN.4)."""

    rate: float | None
    caption: str
    sentence: str


def sent(request: HttpRequest) -> HttpResponse:
    """The form, and the figures of the period asked for."""
    at = clock.now()
    manager = ours.manager_of(request, at)
    if manager is None:
        return to_sign_in(request)
    today = at.astimezone(PARIS).date()
    asked = request.GET.get("structure", "")
    if not manager.places or (asked and asked not in {one.idnat for one in manager.places}):
        decision, _ = activity.asked_by(manager.actor, asked, manager.places, (today, today), at)
        return _refused(request, decision, at)
    first = {"structure": manager.places[0].idnat, "du": today.replace(day=1), "au": today}
    form = Sent(request.GET or None, initial=first, places=manager.places)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        context |= _figures(manager, form.cleaned_data, at)
    return page(request, "programmes/structure/sent.html", STRUCTURE, context, at=at)


def _refused(request: HttpRequest, decision: Decision, at: datetime) -> HttpResponse:
    context = {"findings": decision.findings}
    return page(request, "programmes/structure/not_yours.html", STRUCTURE, context, at=at, status=403)


def _figures(manager: ours.Manager, said: dict[str, Any], at: datetime) -> dict[str, Any]:
    days: tuple[date, date] = said["du"], said["au"]
    _, place = activity.asked_by(manager.actor, said["structure"], manager.places, days, at)
    if place is None:
        return {}
    found = activity.figures(place, days)
    if not found.documents:
        return {"nothing": ours.nothing_sent(place, days)}
    return {
        "sentence": sentence(place.name, days, found),
        "gone": gone(found),
        "bars": [Measure(label, count) for label, _, count, _ in _by_type(found)[:_DRAWN]],
        "table": table(found),
        "use": use(found, said["qualifiables"]),
    }


def sentence(name: str, days: tuple[date, date], found: FedInFigures) -> str:
    """The answer, in one sentence. Pure, as what follows."""
    documents, persons = plural(found.documents, "document", "documents"), plural(found.persons, "personne")
    return f"{name} a transmis {documents}, pour {persons}, {ours.between(days)}."


def gone(found: FedInFigures) -> str:
    """What is not counted."""
    if not found.gone:
        return ""
    words = (
        "document supprimé ou remplacé depuis n’est pas compté",
        "documents supprimés ou remplacés depuis ne sont pas comptés",
    )
    return f"{plural(found.gone, *words)}."


def _by_type(found: FedInFigures) -> list[tuple[str, str, int, int]]:
    """Label, code, documents, persons."""
    return [(codes.label("type_code", code), code, count, who) for code, (count, who) in found.by_type.items()]


def table(found: FedInFigures) -> Table:
    """Each kind of document."""
    columns = (Column("Document"), Column("Code"), Column("Documents", numeric=True), Column("Personnes", numeric=True))
    rows = tuple(
        (Cell(label), Cell(code), Cell(number(count)), Cell(number(who))) for label, code, count, who in _by_type(found)
    )
    return Table("Documents et personnes, par type", columns, rows)


def use(found: FedInFigures, qualifiable: int | None) -> Use | None:
    """The persons with a document fed, over those whose INS is qualifiable; nothing where their number is not told."""
    if not qualifiable:
        return None
    if found.persons > qualifiable:
        return Use(
            None,
            "",
            "Des documents ont été transmis pour plus de personnes que vous n’en dites : vérifiez ce nombre (les "
            "personnes sorties dans la période comptent aussi).",
        )
    rate = tenths(found.persons, qualifiable)
    caption = f"{plural(found.persons, 'personne')} sur {number(qualifiable)}"
    return Use(rate, caption, f"{percent(rate)} : au moins un document a été transmis pour {caption}.")
