"""What every page of a record shows, and the few things that all of them do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from socle.record import services
from socle.record.facts import Action, DocumentFacts
from socle.record.portal import reader
from socle.record.portal.consultation import Consultation, in_emergency
from socle.record.rules import may
from socle.rulebook import Decision, code
from socle.rulebook.choices import current
from socle.web.pages import page
from socle.web.places import PROFESSIONAL

#: Where the session keeps what was just done, to be said once by the next page.
DONE = "pro_done"


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the record, as its navigation names it."""

    label: str
    address: str
    icon: str
    here: bool


_TABS = (
    ("documents", "Documents", "", "document"),
    ("parcours", "Parcours", "parcours/", "history"),
    ("deposer", "Déposer", "deposer/", "plus"),
    ("acces", "Accès", "acces/", "key"),
    ("volontes", "Volontés", "volontes/", "sliders"),
    ("historique", "Historique", "historique/", "eye"),
)


def frame(request: HttpRequest, visit: Consultation, here: str = "", **more: Any) -> dict[str, Any]:
    """The patient, the mode, the record's own navigation, and what was just done."""
    return {
        "visit": visit,
        "someone": visit.entrance.someone,
        "base": visit.address,
        "here": here,
        "tabs": [Tab(label, visit.address + path, icon, key == here) for key, label, path, icon in _TABS],
        "done": request.session.pop(DONE, None),
        **more,
    }


def say(request: HttpRequest, text: str, *, undo: str = "", fields: dict[str, str] | None = None) -> None:
    """Leave a sentence for the next page, with the address and the fields of the form that would undo it."""
    request.session[DONE] = {"text": text, "undo": undo, "fields": list((fields or {}).items())}


def would(visit: Consultation, action: Action, document: DocumentFacts | None = None) -> Decision:
    """What would be decided of this act, on what the page knows, for it to offer the act or to say why not."""
    return may(visit.actor, action, visit.facts, document, at=visit.at, choices=current())


def would_now(visit: Consultation, action: Action, unique_id: str) -> Decision:
    """The same on a document that has just changed, or has just come."""
    return services.why(visit.actor, action, visit.patient, unique_id, visit.at)


def would_in_emergency(visit: Consultation) -> Decision:
    """Whether this record would open in emergency to this actor."""
    return may(in_emergency(visit.actor, "?"), Action.SEARCH, visit.facts, at=visit.at, choices=current())


def denial(decision: Decision) -> str:
    """The code that the DMP gives a refusal (DMPAccessDeniedByRightsService), as its web access shows it.

    Source: PDT-INF-527 (spec/dmp.md 3.4).
    """
    return next(filter(None, (code(finding, "soap", "sender") for finding in decision.errors)), "")


def refused(request: HttpRequest, visit: Consultation, decision: Decision, here: str = "") -> HttpResponse:
    """Why it was refused, and the way back."""
    context = frame(request, visit, here, decision=decision, denial=denial(decision))
    status = reader.status_of(decision)
    return page(request, "record/refused.html", PROFESSIONAL, context, at=visit.at, status=status)
