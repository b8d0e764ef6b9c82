"""TD1.3a: the administrative data of a record (PRPA_IN201307UV02, reason CNSLT_DATA).

Paragraphs in order: token and rights (spec/dmp.md 2, 6; by the endpoint), query (3.1), patient of the token
(2), use case, PRPA_IN201308UV02 (3.1).
"""

from __future__ import annotations

from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call
from socle.record.hl7v3 import persons
from socle.record.rules import same_patient
from socle.record.services import AdministrativeOutcome
from socle.record.tracing import refused
from socle.rulebook import Decision
from socle.wire import hl7v3
from socle.wire.exchange import Response
from socle.wire.hl7v3 import II, PatientFound


def read_data(call: Call) -> Response:
    """Answer who the holder is and how to reach him; NF where there is no record."""
    query, findings = hl7v3.patient_query(call.body)
    decision = Decision(tuple(findings))
    if query is not None:
        decision += same_patient(call.patient, query.patient_identifier) if call.patient else same_patient(None, None)
    if query is None or not decision.allowed:
        code, service, transaction = ActCode.ADMINISTRATIVE_READ, "patients", "TD1.3a"
        refused(call.actor, decision.findings, code=code, service=service, transaction_id=transaction, at=call.at)
        return call.fault(decision.errors)
    outcome = services.administrative_data(call.actor, query.patient_identifier, call.at)
    if not outcome.decision.allowed:
        return call.fault(outcome.decision.errors)
    answer = hl7v3.PatientAnswer(
        message_id=II(str(call.new_uuid())),
        answers=query.message_id,
        query_id=query.query_id,
        receiver=query.sender,
        created=persons.stamp(call.at),
        reason=query.reason,
        found=described(outcome),
    )
    return call.answer(hl7v3.write_patient_answer(answer))


def described(outcome: AdministrativeOutcome) -> PatientFound | None:
    """The holder as TD1.3 tells him; None where there is no record."""
    record, person, data = outcome.record, outcome.person, outcome.data
    if record is None:
        return None
    return PatientFound(
        ids=persons.ids(record),
        names=(persons.name(person, prefixed=True),) if person is not None else (),
        gender=persons.gender(person),
        birth_date=persons.day(record.birth_date),
        telecoms=data.telecoms,
        observations=persons.oppositions(record),
        address=data.address,
        deceased=data.deceased,
        birth_place=person.birth_place if person is not None else "",
        relationships=data.relationships,
    )
