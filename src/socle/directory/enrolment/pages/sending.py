"""A file of entries and exits sent by a program with the card of a manager: as the page of files, told in JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from socle import clock
from socle.directory.enrolment.pages.frame import status_of
from socle.directory.enrolment.sheet import LONGEST
from socle.directory.oidc.pages import CERTIFICATE
from socle.directory.services.cards import actor_of_card, card_shown
from socle.directory.services.files import Line, Taken, take_file
from socle.directory.services.managing import open_desk
from socle.rulebook import Decision, Finding

#: What a browser sends for no other site without asking first: nobody else's page can use the card it holds.
_TYPE = "text/csv"


@csrf_exempt
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """Try a file (`essai=1`) or take it; the manager is the holder of the card that opened this connection."""
    at = clock.now()
    if request.content_type != _TYPE:
        return JsonResponse({"error": f"send the file as {_TYPE}"}, status=415)
    dry_run = request.GET.get("essai") == "1"
    shown, decision = card_shown(request.META.get(CERTIFICATE), at)
    if shown is None:
        return _told(Taken(decision, dry_run=dry_run))
    actor = actor_of_card(shown)
    _, decision = open_desk(actor, at)
    if not decision.allowed:
        return _told(Taken(decision, dry_run=dry_run))
    data = request.read(LONGEST + 1)
    return _told(take_file(actor, request.GET.get("nom", ""), data, at, dry_run=dry_run))


def _told(taken: Taken) -> JsonResponse:
    document = {
        "taken": taken.decision.allowed and not taken.dry_run,
        "dry_run": taken.dry_run,
        "faulty": taken.faulty,
        "report": taken.id,
        "verdicts": _verdicts(taken.decision),
        "lines": [_line(line) for line in taken.lines],
    }
    return JsonResponse(document, status=200 if taken.decision.allowed else status_of(taken.decision.errors))


def _line(line: Line) -> dict[str, Any]:
    values = asdict(line)
    said = values.pop("said")
    verdicts = [
        {**{key: one[key] for key in ("id", "severity", "place", "way_out")}, "fr": one["sentence"]} for one in said
    ]
    return {**values, "verdicts": verdicts}


def _verdicts(decision: Decision) -> list[dict[str, str]]:
    return [_verdict(finding) for finding in decision.findings]


def _verdict(finding: Finding) -> dict[str, str]:
    told = {"fr": finding.sentence("fr"), "en": finding.sentence("en"), "way_out": finding.verdict.way_out}
    return {"id": finding.verdict.id, "severity": finding.verdict.severity.value, "place": finding.place, **told}
