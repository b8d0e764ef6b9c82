"""What the holder decides from his space beyond blocks and masks: his médecins traitants, emergencies, one document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from socle.directory import services as directory
from socle.directory.actor import Actor
from socle.ledger import ActCode
from socle.ledger.acting import reading
from socle.record.facts import Action, RecordFacts
from socle.record.models import Record, TreatingPhysician
from socle.record.rules import may, may_be_named
from socle.record.services.changing import change_document
from socle.record.services.outcomes import Outcome, UpdateOutcome
from socle.record.services.steering import current_document, decide
from socle.record.store.facts import facts
from socle.record.verdicts.updating import VERSION_STALE
from socle.rulebook import Decision, applies
from socle.rulebook.choices import current
from socle.wire.hl7v2 import CX

#: A reader of the space who lost a race tries again: what he asked for names no version.
ATTEMPTS = 8
#: What a holder may do with one document.
ON_ONE_DOCUMENT = (Action.MASK, Action.UNMASK, Action.MASK_FROM, Action.ARCHIVE, Action.UNARCHIVE, Action.DELETE)


@applies("DMP-093")
def name_physician(
    actor: Actor, patient: CX | None, who: str, at: datetime, *, lift: bool = False, associated: bool = False
) -> Outcome:
    """Name a physician of the directory as one's médecin traitant, or no longer; there may be several."""
    known = directory.professional(who)

    def change(record: RecordFacts) -> bool:
        held = TreatingPhysician.objects.filter(record_id=record.id, actor_id=who, until=None)
        if lift:
            return held.update(until=at) > 0
        if held.exists():
            return False
        name = known.name if known is not None else ""
        TreatingPhysician.objects.create(record_id=record.id, id=uuid4().hex, actor_id=who, name=name, since=at)
        return True

    def check(record: RecordFacts) -> Decision:
        return may_be_named(who, known.profession if known is not None else "", record)

    action, code = (
        (Action.UNNAME_PHYSICIAN, ActCode.PHYSICIAN_REMOVE) if lift else (Action.NAME_PHYSICIAN, ActCode.PHYSICIAN_ADD)
    )
    return decide(
        actor,
        patient,
        action,
        code,
        at,
        change,
        object_id=who,
        check=None if lift else check,
        associated=associated,
    )


def set_emergency_access(
    actor: Actor,
    patient: CX | None,
    at: datetime,
    *,
    break_glass: bool,
    regulation: bool,
    masked: bool,
    associated: bool = False,
) -> Outcome:
    """Whether professionals may open the record in an emergency (break-glass), a regulation centre too, and whether
    they then see what is masked. Source: CSP R1111-48, L1111-17.
    """
    wanted = {
        "objects_to_break_glass": not break_glass,
        "objects_to_regulation": not regulation,
        "shows_masked_in_emergency": masked,
    }

    def change(record: RecordFacts) -> bool:
        if all(getattr(record, name) is value for name, value in wanted.items()):
            return False
        return Record.objects.filter(pk=record.id).update(**wanted) > 0

    code = ActCode.OPPOSITION_REMOVE if break_glass and regulation else ActCode.OPPOSITION_ADD
    return decide(actor, patient, Action.SET_EMERGENCY_ACCESS, code, at, change, associated=associated)


# --- one document ----------------------------------------------------------------------------------------


@applies("DMP-090", "DMP-095", "DMP-101", "DMP-158")
def amend_document(
    actor: Actor,
    patient: CX,
    record_id: str,
    unique_id: str,
    action: Action,
    at: datetime,
    *,
    associated: bool = False,
) -> UpdateOutcome:
    """Mask, unmask, archive, unarchive or delete one document as it stands now, whatever version it has.

    Who loses a race looks again: what a holder asks for is not about versions.
    """
    outcome = UpdateOutcome()
    for _ in range(ATTEMPTS):
        outcome = change_document(actor, patient, record_id, unique_id, action, at, associated=associated)
        if not any(found.verdict is VERSION_STALE for found in outcome.decision.errors):
            break
    return outcome


def choices_on(actor: Actor, record_id: str, unique_id: str, at: datetime) -> Mapping[Action, Decision]:
    """What `actor` may do with this document, act by act, without doing it and without trace; nothing without one."""
    with reading():
        record = facts(record_id)
        document = current_document(record, unique_id) if record is not None else None
    if document is None:
        return {}
    return {action: may(actor, action, record, document, at=at, choices=current()) for action in ON_ONE_DOCUMENT}
