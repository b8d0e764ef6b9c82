"""TD1.5: the former internet account of a holder (createPatientAccess, patientOTPUpdate, updatePatientAccess).

Paragraphs in order: token and rights (by the endpoint), request (spec/dmp.md 3.3), patient of the token (2), use
case, status and context (5).
"""

from __future__ import annotations

from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call
from socle.record.rules import same_patient
from socle.record.services import AccountOutcome
from socle.record.tracing import refused
from socle.rulebook import Decision, Finding, code
from socle.wire import patients
from socle.wire.exchange import Response
from socle.wire.habilitations import DMP_OK
from socle.wire.patients import AccountAnswer, Channel, account


def manage_account(call: Call) -> Response:
    """Open, change or renew the account of the token's patient."""
    channel: Channel | None = None
    findings: list[Finding] = []
    if call.body.tag != account.RENEW:
        channel, findings = patients.read_channel(call.body)
    decision = Decision(tuple(findings)) + same_patient(call.patient, call.patient)
    if not decision.allowed:
        refused(
            call.actor,
            decision.findings,
            code=ActCode.ACCOUNT_CHANGE,
            service="patients",
            transaction_id="TD1.5",
            at=call.at,
        )
        return call.fault(decision.errors)
    outcome = _done(call, channel)
    if outcome.decision.allowed:
        return _answer(call, AccountAnswer(status=DMP_OK, login=outcome.login, password=outcome.password))
    first = outcome.decision.errors[0]
    known = code(first, "dmp", "status")
    if known is None:
        return call.fault(outcome.decision.errors)
    return _answer(call, AccountAnswer(status=known, context=first.sentence("fr")))


def _done(call: Call, channel: Channel | None) -> AccountOutcome:
    if channel is None:
        return services.renew_account(call.actor, call.patient, call.at, new_uuid=call.new_uuid)
    if call.body.tag == account.CHANNEL:
        return services.change_channel(call.actor, call.patient, channel, call.at)
    return services.open_account(call.actor, call.patient, channel, call.at, new_uuid=call.new_uuid)


def _answer(call: Call, answer: AccountAnswer) -> Response:
    return call.answer(patients.write_account_answer(call.body, answer))
