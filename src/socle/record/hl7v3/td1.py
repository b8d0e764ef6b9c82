"""TD1.1, TD1.2, TD1.3b, TD1.4: a record created, reopened, changed, closed (PRPA_IN201311UV02, PRPA_IN201314UV02).

Paragraphs in order: token and rights (spec/dmp.md 2, 6; by the endpoint), request (3.1), patient of the token (2),
use case by the request's reason, accepted or refused interaction (3.1, 5).
"""

from __future__ import annotations

from dataclasses import replace

from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call
from socle.record.facts import Action
from socle.record.hl7v3 import persons
from socle.record.hl7v3.td13a import described
from socle.record.rules import same_patient
from socle.record.services import Outcome
from socle.record.tracing import refused
from socle.rulebook import Decision, code
from socle.wire.exchange import Response
from socle.wire.hl7v3 import II, PatientFound, registration
from socle.wire.hl7v3.registration import RegistrationAnswer, RegistrationRequest


def register(call: Call) -> Response:
    """Do what the request asks of the record, or say in its own terms why not."""
    request, findings = registration.read_request(call.body)
    decision = Decision(tuple(findings))
    if request is not None:
        same = same_patient(call.patient, request.patient_identifier) if call.patient else same_patient(None, None)
        decision += same
    if request is None or not decision.allowed:
        refused(
            call.actor,
            decision.findings,
            code=ActCode.MESSAGE_REFUSE,
            service="patients",
            transaction_id="TD1",
            at=call.at,
        )
        return call.fault(decision.errors)
    outcome = _done(call, request)
    if outcome.decision.allowed:
        return _answer(call, _base(call, request, patient=_now(call, request), active=request.active))
    return _refusal(call, request, outcome.decision)


def _done(call: Call, request: RegistrationRequest) -> Outcome:
    """One use case for each reason; a request that creates has only one (spec/dmp.md 3.1)."""
    if request.reason == registration.CHANGE:
        return services.change_administrative_data(call.actor, call.patient, request, call.at)
    if request.reason == registration.CLOSE:
        return services.close(call.actor, call.patient, request, call.at)
    action = Action.REOPEN_RECORD if request.reason == registration.REOPEN else Action.CREATE_RECORD
    return services.refuse_legacy(call.actor, call.patient, action, call.at)


def _now(call: Call, request: RegistrationRequest) -> PatientFound:
    """The record as it now stands: described after a change, named only after a closing."""
    asked = request.patient
    if request.reason != registration.CHANGE or call.patient is None:
        return PatientFound(ids=asked.ids, names=asked.names)
    held = described(services.holder_of(call.patient)) or asked
    bare = tuple(replace(one, code=replace(one.code, label="")) for one in held.observations)
    return replace(held, observations=bare)


def _refusal(call: Call, request: RegistrationRequest, decision: Decision) -> Response:
    """What the record itself refuses is an interaction; security, rights and the holder's will are faults."""
    first = decision.errors[0]
    known = code(first, "hl7v3", "acknowledgement")
    if known is None:
        return call.fault(decision.errors)
    return _answer(call, _base(call, request, code=known, text=first.sentence("fr")))


def _base(
    call: Call,
    request: RegistrationRequest,
    *,
    patient: PatientFound | None = None,
    active: bool = True,
    code: str = "",
    text: str = "",
) -> RegistrationAnswer:
    return RegistrationAnswer(
        interaction=request.interaction,
        message_id=II(str(call.new_uuid())),
        answers=request.message_id,
        receiver=request.sender,
        created=persons.stamp(call.at),
        reason=request.reason,
        patient=patient,
        active=active,
        code=code,
        text=text,
    )


def _answer(call: Call, answer: RegistrationAnswer) -> Response:
    return call.answer(registration.write_answer(answer))
