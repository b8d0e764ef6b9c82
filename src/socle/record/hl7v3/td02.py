"""TD0.2: is there a record, how does the caller stand there (PRPA_IN201307UV02, reason TEST_EXST).

Paragraphs in order: token and rights (spec/dmp.md 2, 6; by the endpoint), query (3.1), patient of the token
(2), use case, PRPA_IN201308UV02 (3.1).
"""

from __future__ import annotations

from socle.identity.services import find_by_ins
from socle.ledger import ActCode
from socle.record import services
from socle.record.calls import Call
from socle.record.facts import RecordFacts, RecordStatus, SpaceStatus
from socle.record.hl7v3 import persons
from socle.record.rules import same_patient
from socle.record.rules.registration import MOTIVES, OWN_MOTIVES
from socle.record.services import Existence
from socle.record.tracing import refused
from socle.rulebook import Decision, applies
from socle.wire import hl7v3
from socle.wire.exchange import Response
from socle.wire.hl7v3 import II, Closing, Observation, PatientFound, PatientQuery
from socle.wire.hl7v3.model import ATTACHED_TO_SPACE, CLOSING_MOTIVES, INTERNET_ACCOUNT
from socle.wire.xds.model import Code


@applies("DMP-170", "DMP-171")
def test_existence(call: Call) -> Response:
    """Answer whether the patient has a record. The INS is all that is asked: no carte Vitale, even at first access."""
    query, findings = hl7v3.patient_query(call.body)
    decision = Decision(tuple(findings))
    if query is not None:
        decision += same_patient(call.patient, query.patient_identifier) if call.patient else same_patient(None, None)
    if query is None or not decision.allowed:
        refused(
            call.actor,
            decision.findings,
            code=ActCode.RECORD_TEST,
            service="patients",
            transaction_id="TD0.2",
            at=call.at,
        )
        return call.fault(decision.errors)
    existence = services.existence(call.actor, query.patient_identifier, call.at)
    if not existence.decision.allowed:
        return call.fault(existence.decision.errors)
    return call.answer(hl7v3.write_patient_answer(_answer(call, query, existence)))


def _answer(call: Call, query: PatientQuery, existence: Existence) -> hl7v3.PatientAnswer:
    """A record that was deleted is no record any more: its data are erased (MES-009)."""
    record = existence.record
    there = record is not None and record.status is not RecordStatus.DELETED
    return hl7v3.PatientAnswer(
        message_id=II(str(call.new_uuid())),
        answers=query.message_id,
        query_id=query.query_id,
        receiver=query.sender,
        created=persons.stamp(call.at),
        reason=query.reason,
        found=_found(query, record, has_account=existence.has_account) if record is not None and there else None,
        authorisation=existence.authorisation.value if there else None,
        treating_physician=existence.is_treating_physician if there else None,
    )


@applies("DMP-205")
def _found(query: PatientQuery, record: RecordFacts, *, has_account: bool) -> PatientFound:
    """The record is there whether or not its holder activated Mon espace santé; both are said."""
    person = find_by_ins(query.patient_identifier)
    open_ = record.status is RecordStatus.OPEN
    attached = open_ and record.space is not SpaceStatus.NONE
    observations = [Observation(ATTACHED_TO_SPACE, attached)]
    if open_:
        observations.insert(0, Observation(INTERNET_ACCOUNT, has_account or record.space is SpaceStatus.ACTIVE))
    return PatientFound(
        ids=persons.ids(record),
        names=(persons.name(person),) if person is not None else (),
        gender=persons.gender(person),
        birth_date=persons.day(record.birth_date),
        observations=tuple(observations),
        closing=None if open_ else _closing(record),
    )


def _closing(record: RecordFacts) -> Closing:
    label = (MOTIVES | OWN_MOTIVES).get(record.closing_motive, "")
    motive = Code(record.closing_motive, CLOSING_MOTIVES, label)
    return Closing(
        persons.stamp(record.closed_at) if record.closed_at is not None else "", motive, record.closing_reason
    )
