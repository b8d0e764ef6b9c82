"""The life of a record beside what is in it: the space opened over it, put aside, closed, erased; a death.

What the holder decides is decided by `record.rules` and told to the journal in one transaction, as all he does.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from uuid import uuid4

from socle import storage
from socle.directory.actor import Actor
from socle.identity.models import Person
from socle.ledger import ActCode
from socle.ledger.acting import act, as_one_act
from socle.record.facts import Action, DocumentFacts, RecordFacts, RecordStatus, SpaceStatus
from socle.record.models import ID, DeletionRequest, Identifier, Record
from socle.record.rules.registration import CLOSED_BY_HOLDER
from socle.record.rules.state import may_attach
from socle.record.services.erasing import erase
from socle.record.services.opening import SYSTEM, open_record
from socle.record.services.outcomes import Outcome
from socle.record.services.steering import decide, mask_all
from socle.record.services.tracing import Trace
from socle.record.store import administrative
from socle.record.store.facts import locked_facts
from socle.record.store.identifiers import locate
from socle.record.store.rows import document_facts, latest, parted
from socle.rulebook import ALLOWED, applies
from socle.wire.hl7v2 import CX


@as_one_act
def attach(person: Person, at: datetime, *, actor: Actor = SYSTEM, masks_all: bool = False) -> Outcome:
    """Mon espace santé opens: over the record that is there, with all its history, or over a new one.

    `masks_all`: the holder hides everything from professionals as he opens it (DMP-103), and may stop at any time.
    """
    held = Record.objects.filter(person_id=person.pk).values_list("id", flat=True).first()
    former = locked_facts(held) if held else None
    decision = may_attach(former)
    if held and former is not None and former.status is RecordStatus.DELETED:
        _leave_to_another(held)
        held = None
    record_id = held or open_record(person, at, actor=actor)
    facts = locked_facts(record_id)
    already = bool(held) and facts is not None and facts.space is SpaceStatus.ACTIVE
    if decision.allowed and not already:
        Record.objects.filter(pk=record_id).update(space=SpaceStatus.ACTIVE)
    details = {"already": "yes"} if already and decision.allowed else {}
    Trace(code=ActCode.SPACE_ACTIVATE, actor=actor, at=at, record_id=record_id).tell(decision, details=details)
    if decision.allowed and masks_all and facts is not None:
        decision += mask_all(actor, facts.patient_ids[0], at).decision
    return Outcome(decision=decision, already=already and decision.allowed)


def _leave_to_another(record_id: str) -> None:
    """The row of an erased record lets go of its person and of what led to it: they lead to the next one."""
    Identifier.objects.filter(record_id=record_id, kind=Identifier.Kind.INS).delete()
    Record.objects.filter(pk=record_id).update(person_id=f"erased:{record_id}"[:ID])


def deactivate(actor: Actor, patient: CX | None, at: datetime, *, associated: bool = False) -> Outcome:
    """The holder puts his space aside: he enters no more, professionals go on (MES-006)."""
    act_code = ActCode.SPACE_DEACTIVATE
    return _stand(actor, patient, Action.DEACTIVATE_SPACE, act_code, SpaceStatus.DEACTIVATED, at, associated)


def reactivate(actor: Actor, patient: CX | None, at: datetime, *, associated: bool = False) -> Outcome:
    """He takes it up again, with everything that came meanwhile (MES-005)."""
    return _stand(actor, patient, Action.REACTIVATE_SPACE, ActCode.SPACE_REACTIVATE, SpaceStatus.ACTIVE, at, associated)


def _stand(
    actor: Actor,
    patient: CX | None,
    action: Action,
    code: ActCode,
    wanted: SpaceStatus,
    at: datetime,
    associated: bool,
) -> Outcome:
    def change(facts: RecordFacts) -> bool:
        return Record.objects.filter(pk=facts.id).exclude(space=wanted).update(space=wanted) > 0

    return decide(actor, patient, action, code, at, change, associated=associated)


@applies("MES-007", "MES-010")
def close_space(
    actor: Actor, patient: CX | None, at: datetime, *, reason: str = "", associated: bool = False
) -> Outcome:
    """The holder closes his space, and his record with it: kept ten years, serving nobody (MES-007, MES-010)."""

    def change(facts: RecordFacts) -> bool:
        closed = {"status": RecordStatus.CLOSED, "closed_at": at, "closing_motive": CLOSED_BY_HOLDER}
        return Record.objects.filter(pk=facts.id).update(**closed, closing_reason=reason[:300]) > 0

    return decide(actor, patient, Action.CLOSE_SPACE, ActCode.RECORD_CLOSE, at, change, associated=associated)


def reopen_space(actor: Actor, patient: CX | None, at: datetime, *, associated: bool = False) -> Outcome:
    """The holder has his closed record served again, as it was, while it is kept; his space opens with it."""

    def change(facts: RecordFacts) -> bool:
        opened = {"status": RecordStatus.OPEN, "space": SpaceStatus.ACTIVE, "closed_at": None}
        closed = Record.objects.filter(pk=facts.id, status=RecordStatus.CLOSED)
        return closed.update(**opened, closing_motive="", closing_reason="") > 0

    return decide(actor, patient, Action.REOPEN_SPACE, ActCode.RECORD_REOPEN, at, change, associated=associated)


@applies("MES-009", "MES-010")
def erase_space(actor: Actor, patient: CX | None, at: datetime, *, associated: bool = False) -> Outcome:
    """The holder has everything erased, his record and its key with his space (MES-009, MES-010)."""
    wanted = locate(patient) if patient is not None else None
    outcome = decide(
        actor, patient, Action.ERASE_SPACE, ActCode.ERASURE_ASK, at, lambda _record: True, associated=associated
    )
    if outcome.decision.allowed and wanted is not None:
        erase(wanted, at, actor=actor)
    return outcome


def declare_death(person: Person, died_on: date, at: datetime, *, actor: Actor = SYSTEM) -> bool:
    """The civil registers tell that the holder died: his record says so, and closes at the next look (MES-023).

    False when there is no open record, or when it is known already.
    """

    def command() -> bool:
        record_id = Record.objects.filter(person_id=person.pk).values_list("id", flat=True).first()
        facts = locked_facts(record_id) if record_id else None
        if facts is None or facts.status is not RecordStatus.OPEN:
            return False
        if Record.objects.filter(pk=facts.id, died_on=died_on).exists():
            return False
        Record.objects.filter(pk=facts.id).update(died_on=died_on)
        administrative.tell_death(facts.id, at)
        Trace(code=ActCode.DEATH_ADD, actor=actor, at=at, record_id=facts.id).tell(ALLOWED)
        return True

    return act(command)


def ask_deletion(actor: Actor, patient: CX | None, unique_id: str, reason: str, at: datetime) -> Outcome:
    """The holder changed his mind: he asks who fed a document to delete it (DMP-016). `already` when he asked before.

    Nothing of the document changes: its author alone deletes it, and reads the request in the record.
    """

    def change(facts: RecordFacts) -> bool:
        asked = DeletionRequest.objects.filter(record_id=facts.id, unique_id=unique_id, until=None)
        if asked.exists():
            return False
        id = uuid4().hex
        sealed = storage.seal_text(facts.id, json.dumps({"reason": reason[:1000]}).encode(), f"deletion:{id}")
        DeletionRequest.objects.create(
            record_id=facts.id, id=id, unique_id=unique_id, asked_by=actor.id, since=at, sealed=sealed
        )
        return True

    def document(facts: RecordFacts) -> DocumentFacts | None:
        row = latest(facts.id, unique_id)
        return document_facts(row) if row is not None else None

    code = ActCode.DELETION_ASK
    return decide(actor, patient, Action.ASK_DELETION, code, at, change, object_id=unique_id, document=document)


def deletions_asked(actor: Actor, record_id: str) -> dict[str, str]:
    """What the holder asks this author to delete, and why: by uniqueId. Documents of others are not told."""
    asked: dict[str, str] = {}
    for request in DeletionRequest.objects.filter(record_id=record_id, until=None):
        row = latest(record_id, request.unique_id)
        ids = {actor.id, actor.structure} - {""}
        authors = parted(row.author_ids) | parted(row.author_structures) | {row.deposited_by} if row else frozenset()
        if ids & authors:
            told = json.loads(storage.open_text(record_id, bytes(request.sealed), f"deletion:{request.id}"))
            asked[request.unique_id] = told["reason"]
    return asked


def deletion_asked(record_id: str, unique_id: str) -> bool | None:
    """Whether its holder asked its author to delete this document; None for what he deposited and deletes himself."""
    row = latest(record_id, unique_id)
    if row is None or row.by_patient:
        return None
    return DeletionRequest.objects.filter(record_id=record_id, unique_id=unique_id, until=None).exists()
