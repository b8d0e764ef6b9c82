"""OperationOutcome: what a FHIR client is told of findings, with the HTTP status that goes with them.

Source: HL7 FHIR 4.0.1, OperationOutcome; the codes of the verdicts (`fhir`/`issue`, `http`/`status`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from typing import Final

from socle.rulebook import Finding, Severity, code
from socle.wire.exchange import Response
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import filled

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/fhir+json; charset=utf-8"
#: The verdict's own catalogue, as a system of codes.
VERDICTS: Final = "urn:socle:verdicts"
_CONTENT: Final = "422"
_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "information"}
#: What decides the status when findings of several weigh on one answer, the heaviest first.
_HEAVIEST = ("500", "503", "401", "403", "404", "410", "412", "415", "406", "405", "409", "413", "422", "400")
#: Where a finding stands, in FHIRPath; empty when only its verdict tells.
Places = Callable[[Finding], str]


def status_of(findings: Sequence[Finding]) -> int:
    """The HTTP status that answers these findings: the heaviest of the errors.

    What is wrong with a document, and has no status of its own, is a rule that its content breaks.
    """
    found = {code(finding, "http", "status") or _CONTENT for finding in findings if finding.is_error}
    return int(next((status for status in _HEAVIEST if status in found), min(found, default="500")))


def issue_of(finding: Finding) -> str:
    """The issue code of a finding; a verdict without one is a log line."""
    own = code(finding, "fhir", "issue")
    if own is None:
        log.error("verdict %s has no FHIR code", finding.verdict.id)
    return own or "processing"


def outcome(findings: Sequence[Finding], places: Places = lambda finding: finding.place) -> Json:
    """The OperationOutcome that tells every finding: sentence, way out, verdict, rules, place."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(found, places(found)) for found in findings]}


def _issue(finding: Finding, place: str) -> Json:
    told = finding.verdict
    rules = f" [{', '.join(told.rules)}]" if told.rules else ""
    return filled(
        severity=_SEVERITIES[told.severity],
        code=issue_of(finding),
        details={"coding": [{"system": VERDICTS, "code": told.id}], "text": finding.sentence("fr")},
        diagnostics=f"{told.way_out}{rules}",
        expression=[place] if place else None,
    )


def refusal(
    findings: Sequence[Finding],
    *,
    status: int | None = None,
    places: Places = lambda finding: finding.place,
    headers: tuple[tuple[str, str], ...] = (),
) -> Response:
    """The answer that refuses for these findings."""
    errors = [finding for finding in findings if finding.is_error] or list(findings)
    return answer(outcome(errors, places), status=status or status_of(errors), headers=headers)


def answer(resource: Json, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """A resource as the answer."""
    body = json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(status, (("Content-Type", MEDIA_TYPE), ("Cache-Control", "no-store"), *headers), body)
