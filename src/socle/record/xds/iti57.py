"""ITI-57 UpdateDocumentSet: TD3.3 (mask, show, delete, archive), and in the neutral profile what IHE makes of it.

Paragraphs in order: token and rights (by the endpoint), metadata (spec/dmp.md 4.5), patient of the token, use case,
RegistryResponse (5). In the neutral profile a SubmitObjectsRequest that updates nothing is a registration (ITI-42).
"""

from __future__ import annotations

from typing import Final

from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call, faults
from socle.record.rules import check_structure_of_update, same_patient_fed
from socle.record.tracing import refused
from socle.record.updates import is_update
from socle.record.xds.iti42 import register_document_set
from socle.rulebook import ALLOWED, Decision, refuse
from socle.wire.exchange import Response
from socle.wire.xds import read, write

PHASE: Final = "registry"


def update_document_set(call: Call) -> Response:
    """Make every change that the message asks for, or none."""
    submission, findings = read.submission(call.body, {})
    if not call.profile.token and not is_update(submission):
        return register_document_set(call)
    decision = same_patient_fed(call.patient, submission) if call.profile.token else ALLOWED
    findings += check_structure_of_update(submission)
    if decision.allowed and any(finding.is_error for finding in findings):
        decision = refuse(*findings)
    if not decision.allowed:
        refused(
            call.actor,
            decision.findings,
            code=ActCode.DOCUMENT_MASK,
            service=PHASE,
            transaction_id="TD3.3",
            at=call.at,
        )
        return _render(call, decision)
    outcome = services.update(
        call.actor, submission, call.patient, call.at, profile=call.profile, new_uuid=call.new_uuid
    )
    return _render(call, Decision(tuple(findings)) + outcome.decision)


def _render(call: Call, decision: Decision) -> Response:
    stopped = faults(decision, PHASE)
    if stopped:
        return call.fault(stopped)
    return call.answer(write.registry_response(decision.findings, phase=PHASE))
