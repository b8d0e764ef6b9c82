"""Changing what is known of a document (TD3.3): who sees it, whether it is archived or deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import IntegrityError

from socle.directory.actor import Actor, Kind
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import Action, KnownObjects, RecordFacts
from socle.record.profile import DMP, Profile
from socle.record.rules import actions_of, may_update, minor_associated
from socle.record.rules.updating import STATUSES
from socle.record.services.access import facts_of, touch_authorisation
from socle.record.services.outcomes import UpdateOutcome
from socle.record.services.tracing import Trace
from socle.record.store.known import named, set_fingerprints, taken_ids
from socle.record.store.revising import change_status, held_documents, keep_set, revise
from socle.record.store.writing import Deposit
from socle.record.submissions import Surroundings, assign, fingerprint
from socle.record.updates import Held, revisions, status_changes
from socle.record.verdicts.feeding import SET_SENT_AGAIN
from socle.rulebook.choices import current
from socle.rulebook.days import french_day
from socle.wire.hl7v2 import CX
from socle.wire.ids import NewUuid, new_uuid
from socle.wire.xds.model import Submission

ATTEMPTS = 3

#: What the journal calls each act. A refusal to hide is told as the masking it is not.
CODES = {
    Action.MASK: ActCode.DOCUMENT_MASK,
    Action.UNMASK: ActCode.DOCUMENT_UNMASK,
    Action.HIDE_FROM_PATIENT: ActCode.DOCUMENT_HIDE,
    Action.HIDE_FROM_REPRESENTATIVES: ActCode.DOCUMENT_HIDE,
    Action.SHOW_TO_PATIENT: ActCode.DOCUMENT_SHOW,
    Action.SHOW_TO_REPRESENTATIVES: ActCode.DOCUMENT_SHOW,
    Action.DELETE: ActCode.DOCUMENT_DELETE,
    Action.ARCHIVE: ActCode.DOCUMENT_ARCHIVE,
    Action.UNARCHIVE: ActCode.DOCUMENT_UNARCHIVE,
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told to the journal: one act per change, by the uniqueId of its document."""

    code: ActCode
    object_id: str
    details: dict[str, str] = field(default_factory=dict)


def update(
    actor: Actor,
    submission: Submission,
    patient: CX | None,
    at: datetime,
    *,
    profile: Profile = DMP,
    new_uuid: NewUuid = new_uuid,
    associated: bool = False,
) -> UpdateOutcome:
    """Make every change of `submission`, or none of them; a repeated submission succeeds and changes nothing.

    `associated` says that the minor took part in what his representative decides (DMP-148).
    Gives the entryUUID of each new version by the id its sender wrote.
    """
    whose = patient or next((item.patient_id for item in submission.sets if item.patient_id is not None), None)
    for attempt in range(ATTEMPTS):
        try:
            return act(lambda: _transaction(actor, submission, whose, at, profile, new_uuid, associated))
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _transaction(
    actor: Actor,
    submission: Submission,
    patient: CX | None,
    at: datetime,
    profile: Profile,
    new_uuid: NewUuid,
    associated: bool,
) -> UpdateOutcome:
    facts = facts_of(patient)
    held = held_documents(facts, submission) if facts is not None else {}
    known = named(submission)
    print_ = fingerprint(submission, {})
    decision = may_update(
        actor,
        submission,
        facts,
        held,
        KnownObjects(sets=set_fingerprints(known)),
        at,
        current(),
        profile=profile,
        fingerprint=print_,
    )
    if facts is not None and decision.allowed and actor.kind is Kind.REPRESENTATIVE:
        decision += minor_associated(facts, french_day(at), current(), associated=associated)
    again = any(found.verdict is SET_SENT_AGAIN for found in decision.findings)
    for told in _told(submission, held):
        trace = Trace(code=told.code, actor=actor, at=at, record_id=facts.id if facts else None)
        details = told.details | ({"again": "yes"} if again else {})
        trace.tell(decision, object_ids=[told.object_id], details=details)
    if facts is None or not decision.allowed:
        return UpdateOutcome(decision=decision)
    touch_authorisation(actor, facts, at)
    if again:
        return UpdateOutcome(decision=decision, already=True)
    ids = assign(replace(submission, associations=()), Surroundings(taken=taken_ids(submission, known)), new_uuid)
    return UpdateOutcome(
        decision=decision, entry_uuids=_write(actor, submission, facts, held, at, print_, ids, new_uuid)
    )


def _told(submission: Submission, held: dict[str, Held]) -> list[_Told]:
    told: list[_Told] = []
    for revision in revisions(submission):
        known = held.get(revision.entry.logical_id or "")
        actions = actions_of(known.entry.visibility, revision.entry.visibility) if known is not None else ()
        codes = {CODES[action]: "" for action in actions} or {ActCode.DOCUMENT_MASK: ""}
        name = known.facts.unique_id if known is not None else revision.entry.logical_id or ""
        told += [_Told(code, name) for code in codes]
    for change in status_changes(submission):
        known = held.get(change.target)
        action = STATUSES.get((change.original, change.new), Action.ARCHIVE)
        told.append(_Told(CODES[action], known.facts.unique_id if known is not None else change.target))
    return told or [_Told(ActCode.DOCUMENT_MASK, "")]


def _write(
    actor: Actor,
    submission: Submission,
    facts: RecordFacts,
    held: dict[str, Held],
    at: datetime,
    print_: str,
    ids: Mapping[str, str],
    new_uuid: NewUuid,
) -> dict[str, str]:
    deposit = Deposit(record_id=facts.id, actor=actor, at=at, locations={})
    for revision in revisions(submission):
        known = held[revision.entry.logical_id or ""]
        revise(revision, known, deposit, ids[revision.entry.id], masks_all=facts.masks_all)
    for change in status_changes(submission):
        change_status(change, facts.id, at)
    links = tuple(
        replace(link, id=f"urn:uuid:{new_uuid()}", source=ids[link.source], target=ids.get(link.target, link.target))
        for link in submission.associations
    )
    keep_set(replace(submission.sets[0], id=ids[submission.sets[0].id]), links, deposit, print_)
    return {entry.id: ids[entry.id] for entry in submission.entries}
