"""Feeding a document from the portal: one file, for one patient, by whoever may feed, whether he consults or not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from socle.record import services
from socle.record.facts import Action
from socle.record.forms import DepositFile
from socle.record.pages.frame import denial, frame, would, would_now
from socle.record.portal import reader
from socle.record.portal.consultation import Consultation, at_a_record
from socle.record.rules import feeding_action
from socle.rulebook import Decision, shows
from socle.web.pages import page
from socle.web.places import PROFESSIONAL


@at_a_record
@shows("DMP-110", "DMP-119", "DMP-134")
def feed(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """The form; then what was fed, or every fault of it at once."""
    entitled = would(visit, feeding_action(visit.actor))
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DepositFile(data, files, minor=visit.minor, secret=visit.actor.secret_session)
    replaced = request.POST.get("remplace", request.GET.get("remplace", ""))
    context: dict[str, Any] = {"form": form, "entitled": entitled, "replaced": replaced}
    status = 200
    if request.method == "POST" and form.is_valid():
        deposited = services.deposit(
            visit.actor,
            visit.patient,
            visit.facts.id,
            form.cleaned_data["fichier"].read(),
            visit.at,
            hide=form.hidden,
            replaces=replaced,
        )
        decision = deposited.outcome.decision
        context |= {"decision": decision, "deposited": deposited, "denial": denial(decision)}
        context |= {"warnings": [found for found in decision.findings if not found.is_error]}
        context |= _then(visit, deposited)
        status = 200 if decision.allowed else _status(decision)
    elif request.method == "POST":
        status = 400
    return page(
        request,
        "record/feed.html",
        PROFESSIONAL,
        frame(request, visit, "deposer", **context),
        at=visit.at,
        status=status,
    )


def _status(decision: Decision) -> int:
    """A document that is wrong is refused as such; a right that is missing keeps its own status."""
    return reader.status_of(decision) if denial(decision) else 422


def _then(visit: Consultation, deposited: services.Deposited) -> dict[str, Any]:
    """Where the document may now be seen by whom fed it, if at all."""
    seen = bool(deposited.unique_id) and would_now(visit, Action.RETRIEVE, deposited.unique_id).allowed
    return {"open": f"{visit.address}documents/{deposited.unique_id}/" if seen else ""}
