"""The administrative part of a record: read, changed, closed by a professional; created and reopened by none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from socle.directory.actor import Actor
from socle.identity.models import Person
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.administrative import NOTHING, Administrative
from socle.record.facts import Action, RecordFacts, RecordStatus
from socle.record.models import Record
from socle.record.rules import may
from socle.record.rules.registration import closing_told, same_person
from socle.record.services.access import facts_of
from socle.record.services.outcomes import Outcome
from socle.record.services.steering import Check, decide
from socle.record.services.tracing import Trace
from socle.record.store import administrative
from socle.record.store.facts import facts
from socle.record.store.identifiers import locate
from socle.rulebook import ALLOWED, Decision, applies
from socle.rulebook.choices import current
from socle.wire.hl7v2 import CX
from socle.wire.hl7v3.model import OBJECTS_TO_BREAK_GLASS, OBJECTS_TO_REGULATION
from socle.wire.hl7v3.registration import RegistrationRequest

_CODES = {
    Action.CREATE_RECORD: ActCode.RECORD_OPEN,
    Action.REOPEN_RECORD: ActCode.RECORD_REOPEN,
    Action.CHANGE_ADMINISTRATIVE_DATA: ActCode.ADMINISTRATIVE_CHANGE,
    Action.CLOSE_RECORD: ActCode.RECORD_CLOSE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministrativeOutcome:
    """The administrative part of a record; `record` is None when there is none, or when the decision refuses."""

    decision: Decision = ALLOWED
    record: RecordFacts | None = None
    person: Person | None = None
    data: Administrative = NOTHING


def administrative_data(actor: Actor, patient: CX, at: datetime) -> AdministrativeOutcome:
    """TD1.3a: the holder, how to reach him, who answers for him, and his oppositions.

    A record that is not there, or no more, is an answer and not a refusal.
    """

    def command() -> AdministrativeOutcome:
        record = facts_of(patient, shared=True)
        if record is not None and record.status is RecordStatus.DELETED:
            record = None
        trace = Trace(code=ActCode.ADMINISTRATIVE_READ, actor=actor, at=at, record_id=record.id if record else None)
        decision = ALLOWED
        if record is not None:
            decision = may(actor, Action.READ_ADMINISTRATIVE_DATA, record, at=at, choices=current())
        trace.tell(decision)
        return described(record, decision) if decision.allowed else AdministrativeOutcome(decision=decision)

    return act(command)


def holder_of(patient: CX) -> AdministrativeOutcome:
    """What is kept of this patient's record, for who has just been let do something there."""
    record_id = locate(patient)
    return described(facts(record_id) if record_id else None)


def described(record: RecordFacts | None, decision: Decision = ALLOWED) -> AdministrativeOutcome:
    """What is kept of this record's holder."""
    if record is None:
        return AdministrativeOutcome(decision=decision)
    person = Person.objects.filter(pk=record.person_id).first()
    return AdministrativeOutcome(decision=decision, record=record, person=person, data=administrative.read(record.id))


@applies("DMP-207")
def refuse_legacy(actor: Actor, patient: CX | None, action: Action, at: datetime) -> Outcome:
    """TD1.1 and TD1.2: software creates and reopens no record any more; why is told, and traced."""
    return decide(actor, patient, action, _CODES[action], at, lambda _record: False)


def change_administrative_data(actor: Actor, patient: CX | None, request: RegistrationRequest, at: datetime) -> Outcome:
    """TD1.3b: the address, telecoms, relationships and oppositions that the request tells replace those kept.

    What it does not tell stays. The traits of the INS never change here. `already` when nothing differs.
    """

    def change(record: RecordFacts) -> bool:
        held, asked = administrative.read(record.id), request.patient
        told = replace(
            held,
            telecoms=asked.telecoms or held.telecoms,
            address=asked.address or held.address,
            deceased=held.deceased if asked.deceased is None else asked.deceased,
            relationships=asked.relationships or held.relationships,
        )
        if told != held:
            administrative.write(record.id, told, at)
        return _oppose(record, request) or told != held

    action = Action.CHANGE_ADMINISTRATIVE_DATA
    return decide(actor, patient, action, _CODES[action], at, change, check=_checked(actor, request))


def _oppose(record: RecordFacts, request: RegistrationRequest) -> bool:
    """Record the oppositions told; whether they changed."""
    asked = request.patient
    break_glass, regulation = (asked.observed(code.code) for code in (OBJECTS_TO_BREAK_GLASS, OBJECTS_TO_REGULATION))
    before = (record.objects_to_break_glass, record.objects_to_regulation)
    after = tuple(old if new is None else new for old, new in zip(before, (break_glass, regulation), strict=True))
    if after == before:
        return False
    Record.objects.filter(pk=record.id).update(objects_to_break_glass=after[0], objects_to_regulation=after[1])
    return True


@applies("MES-007", "MES-008", "MES-010")
def close(actor: Actor, patient: CX | None, request: RegistrationRequest, at: datetime) -> Outcome:
    """TD1.4: close a record at its holder's request. Nothing of it is erased; it serves nobody any more."""

    def check(record: RecordFacts) -> Decision:
        return closing_told(request.motive, request.text) + _checked(actor, request)(record)

    def change(record: RecordFacts) -> bool:
        motive = request.motive.code if request.motive is not None else ""
        return (
            Record.objects.filter(pk=record.id).update(
                status=RecordStatus.CLOSED, closed_at=at, closing_motive=motive, closing_reason=request.text
            )
            > 0
        )

    action = Action.CLOSE_RECORD
    return decide(actor, patient, action, _CODES[action], at, change, check=check)


def _checked(actor: Actor, request: RegistrationRequest) -> Check:
    def check(record: RecordFacts) -> Decision:
        person = Person.objects.filter(pk=record.person_id).first()
        traits = person.traits if person is not None else None
        return same_person(request.patient, traits, request.writer, actor)

    return check
