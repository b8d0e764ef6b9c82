"""ITI-41 ProvideAndRegisterDocumentSet-b: TD2.1, and TD2.2 when the card is an employee's.

Paragraphs in order: token and rights (spec/dmp.md 2, 6; by the endpoint), metadata and parts (4.1, 4.2),
patient of the token (4.1, check 1), use case, RegistryResponse (5).
"""

from __future__ import annotations

from typing import Final

from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call, faults
from socle.record.rules import check_submission, same_patient_fed
from socle.record.tracing import refused
from socle.rulebook import ALLOWED, Decision, choices, refuse
from socle.wire.exchange import Response
from socle.wire.xds import read, write
from socle.wire.xds.model import Submission

PHASE: Final = "repository"


def provide_and_register(call: Call) -> Response:
    """Feed what the message holds; every fault at once, each naming its document."""
    submission, findings = read.submission(call.body, call.parts)
    decision = same_patient_fed(call.patient, submission) if call.profile.token else ALLOWED
    if decision.allowed and any(finding.is_error for finding in findings):
        decision = _unreadable(call, submission) + refuse(*findings)
    if not decision.allowed:
        refused(
            call.actor,
            decision.findings,
            code=ActCode.SUBMISSION_FEED,
            service=PHASE,
            transaction_id="TD2.1",
            at=call.at,
        )
        return _render(call, decision)
    outcome = services.feed(
        call.actor, submission, call.at, profile=call.profile, trust=call.trust, new_uuid=call.new_uuid
    )
    return _render(call, Decision(tuple(findings)) + outcome.decision)


def _unreadable(call: Call, submission: Submission) -> Decision:
    """What else is wrong in a message whose form is: told in the same answer, without touching the record."""
    return check_submission(call.actor, submission, call.at, choices.current(), profile=call.profile, trust=call.trust)


def _render(call: Call, decision: Decision) -> Response:
    stopped = faults(decision, PHASE)
    if stopped:
        return call.fault(stopped)
    return call.answer(write.registry_response(decision.findings, phase=PHASE))
