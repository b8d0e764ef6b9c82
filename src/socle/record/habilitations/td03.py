"""TD0.3: authorise oneself on a record, become or stop being médecin traitant (setAuthorization).

Paragraphs in order: token and rights (spec/dmp.md 2, 6; by the endpoint), request (3.2), patient, which comes
from the token alone (2), use case, status and context (3.2, 5).
"""

from __future__ import annotations

from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call
from socle.record.rules import same_patient
from socle.record.tracing import refused
from socle.rulebook import Decision
from socle.wire import habilitations
from socle.wire.exchange import Response
from socle.wire.habilitations import ActionAsked, AuthorisationAnswer, AuthorisationRequest

#: What `context` says when there was nothing to do. Source: samples of TD0.3 (idempotent).
ALREADY_THERE = "L'autorisation était déjà en place : rien n'a changé."
ALREADY_GONE = "Aucune autorisation n'était en place : rien n'a changé."


def set_authorization(call: Call) -> Response:
    """Add or remove the caller's authorisation, or his being médecin traitant."""
    request, findings = habilitations.read_request(call.body)
    decision = Decision(tuple(findings)) + same_patient(call.patient, call.patient)
    if request is None or not decision.allowed:
        refused(
            call.actor,
            decision.findings,
            code=ActCode.AUTHORISATION_ADD,
            service="habilitations",
            transaction_id="TD0.3",
            at=call.at,
        )
        return call.fault(decision.errors)
    outcome = services.authorise(
        call.actor,
        call.patient,
        call.at,
        role=services.TREATING_PHYSICIAN if request.treating_physician else None,
        remove=request.action is ActionAsked.REMOVE,
    )
    if not outcome.decision.allowed:
        return call.fault(outcome.decision.errors)
    context = _context(request) if outcome.already else ""
    return call.answer(habilitations.write_answer(AuthorisationAnswer(habilitations.DMP_OK, context)))


def _context(request: AuthorisationRequest) -> str:
    return ALREADY_GONE if request.action is ActionAsked.REMOVE else ALREADY_THERE
