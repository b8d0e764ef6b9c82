"""`/controle/api/v1/`: the checker for software. Its shapes are described in `openapi.json`, served beside it.

Open to whoever reaches the page, under the same bounds; it reads no cookie and changes nothing, so that no page of
another site gains anything by calling it.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from socle import __version__, clock
from socle.documents.checking import DEFAULT, profiles
from socle.documents.control import report
from socle.documents.control.kinds import Kind, kind_of
from socle.documents.control.sending import examine_all
from socle.documents.control.uploads import PROFILE, Refused, files_of, hold_in_memory
from socle.documents.control.verdicts import IS_PDF, NOT_A_POST, UNREADABLE_CALL
from socle.rulebook import Finding, Said, code

PROBLEM = "application/problem+json"


@csrf_exempt
def checks(request: HttpRequest) -> HttpResponse:
    """Check the documents of a request, and of its archives: `{"documents": [...]}`, whether they are valid or not."""
    try:
        answer: HttpResponse = JsonResponse(_checked(request), json_dumps_params={"ensure_ascii": False})
    except Refused as refused:
        answer = problem(refused.finding)
    answer["Cache-Control"] = "no-store"
    return answer


def _checked(request: HttpRequest) -> dict[str, Any]:
    if request.method != "POST":
        raise Refused(NOT_A_POST.at(found=request.method))
    hold_in_memory(request)
    sent = files_of(request)
    profile = request.GET.get(PROFILE) or request.POST.get(PROFILE) or DEFAULT
    if profile not in profiles():
        raise Refused(UNREADABLE_CALL.at(found=_no_profile()))
    if request.content_type != "multipart/form-data":
        _tell_what_is_no_xml(sent[0][1])
    at = clock.now()
    return dict(report.as_json(examine_all(sent, at=at, profile=profile)))


def _no_profile() -> Said:
    known = ", ".join(sorted(profiles()))
    return Said(f"profil inconnu, au lieu de {known}", f"an unknown profile, not one of {known}")


def _tell_what_is_no_xml(body: bytes) -> None:
    """A PDF that is sent as a document is a fault of the call, not of a document."""
    if kind_of(body) is Kind.PDF:
        raise Refused(IS_PDF.at())


def problem(finding: Finding) -> HttpResponse:
    """A refusal of the call. Source: RFC 9457."""
    status = int(code(finding, "http", "status") or "400")
    document = {
        "type": f"/verdicts/{finding.verdict.id}/",
        "title": finding.sentence("en"),
        "status": status,
        "detail": finding.sentence("fr"),
        "verdict": finding.verdict.id,
        "way_out": finding.verdict.way_out,
    }
    headers = {"Allow": "POST"} if finding.verdict is NOT_A_POST else {}
    return HttpResponse(json.dumps(document, ensure_ascii=False), content_type=PROBLEM, status=status, headers=headers)


def openapi(_request: HttpRequest) -> HttpResponse:
    """The description of this interface (OpenAPI 3.1)."""
    document = json.loads(files(__package__).joinpath("openapi.json").read_text("utf-8"))
    document["info"]["version"] = __version__
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
