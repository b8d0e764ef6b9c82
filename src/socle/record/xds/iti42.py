"""ITI-42 RegisterDocumentSet-b, in the neutral profile alone: metadata of documents that another repository keeps.

Paragraphs in order: metadata (IHE ITI TF-2 3.42.4.1), use case, RegistryResponse (TF-3 4.2.4). Under the DMP's
profile the same body is a TD3.3, and stays refused.
"""

from __future__ import annotations

from typing import Final

from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call, faults
from socle.record.profile import IHE_REGISTRY
from socle.record.rules import check_submission, first_versions
from socle.record.tracing import refused
from socle.rulebook import Decision, choices, refuse
from socle.wire.exchange import Response
from socle.wire.xds import read, write

PHASE: Final = "registry"


def register_document_set(call: Call) -> Response:
    """Register what the message describes, all of it or nothing."""
    submission, findings = read.submission(call.body, {})
    findings += first_versions(submission)
    if any(finding.is_error for finding in findings):
        checked = check_submission(call.actor, submission, call.at, choices.current(), profile=IHE_REGISTRY)
        decision = checked + refuse(*findings)
        refused(
            call.actor,
            decision.findings,
            code=ActCode.SUBMISSION_FEED,
            service=PHASE,
            transaction_id="ITI-42",
            at=call.at,
        )
        return _render(call, decision)
    outcome = services.feed(call.actor, submission, call.at, profile=IHE_REGISTRY, new_uuid=call.new_uuid)
    return _render(call, Decision(tuple(findings)) + outcome.decision)


def _render(call: Call, decision: Decision) -> Response:
    stopped = faults(decision, PHASE)
    if stopped:
        return call.fault(stopped)
    return call.answer(write.registry_response(decision.findings, phase=PHASE))
