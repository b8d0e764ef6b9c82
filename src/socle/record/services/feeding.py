"""Feeding a record (TD2.1, TD2.2): the one way in for documents, whatever the binding.

The order is design.md's: bytes made durable, then one transaction in which the facts are read, the rules
decide, and metadata and journal are written. Before it nothing is visible; after it everything is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from socle import storage
from socle.directory.actor import Actor
from socle.documents.services import check as check_document
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import RecordFacts
from socle.record.lengths import check_lengths
from socle.record.profile import DMP, Profile
from socle.record.rules import check_submission, may_feed, site_to_trace
from socle.record.services.opening import opens_for, record_to_feed
from socle.record.services.outcomes import FeedOutcome
from socle.record.services.tracing import Trace
from socle.record.store.facts import locked_facts
from socle.record.store.known import Named, known_objects, named, stored_ids, surroundings
from socle.record.store.writing import Deposit, write
from socle.record.submissions import REPLACING, Digest, Plan, fingerprint, plan
from socle.record.verdicts.feeding import SET_SENT_AGAIN
from socle.rulebook import Decision, Finding, refuse
from socle.rulebook.choices import current
from socle.storage.verdicts import UNAVAILABLE
from socle.wire import xades
from socle.wire.certificates import Trust
from socle.wire.ids import NewUuid, new_uuid
from socle.wire.xds.model import Submission

#: Two submissions that meet on an identifier: the second reads what the first wrote and is decided again.
ATTEMPTS = 3
#: An imaging manifest (KOS) is no CDA document: it has no header to compare. Source: spec/dmp.md 4.2.
NOT_CLINICAL = "application/dicom"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A submission ready for its transaction: judged alone, its bytes durable."""

    actor: Actor
    submission: Submission
    at: datetime
    profile: Profile
    trust: Trust | None
    record_id: str | None
    digests: Mapping[str, Digest]
    fingerprint: str
    checked: Decision
    locations: Mapping[str, str]


def feed(
    actor: Actor,
    submission: Submission,
    at: datetime,
    *,
    profile: Profile = DMP,
    trust: Trust | None = None,
    new_uuid: NewUuid = new_uuid,
) -> FeedOutcome:
    """Feed a submission into the record of its submission set's patient, all or nothing.

    Gives every fault at once, or the stored id of each object by the id its sender wrote. The same submission
    sent again succeeds and stores nothing. What is answered is durable; what is refused leaves no trace but
    the journal's.
    """
    digests = {id: Digest(part.content.sha1, part.size) for id, part in submission.parts.items()}
    checked = _judge_alone(actor, submission, at, profile, trust)
    record_id = record_to_feed(submission, profile, at, may_open=checked.allowed)
    locations: Mapping[str, str] = {}
    if record_id and checked.allowed:
        try:
            locations = _store(record_id, submission, at)
        except (storage.StorageUnavailable, storage.KeyMissing) as error:  # no key: a deleted record, told below
            checked += refuse(UNAVAILABLE.at(found=str(error)))
    prepared = _Prepared(
        actor=actor,
        submission=submission,
        at=at,
        profile=profile,
        trust=trust,
        record_id=record_id,
        digests=digests,
        fingerprint=fingerprint(submission, digests),
        checked=checked,
        locations=locations,
    )
    outcome, kept = _decide_and_write(prepared, new_uuid)
    # Bytes that no row refers to. When the lines above raise, nothing is discarded: a commit whose answer was lost may
    # have happened, and its rows need their bytes; `storage.sweep` removes what proves to be an orphan.
    for location in set(locations.values()) - kept:
        storage.documents().discard(location)
    return outcome


def _judge_alone(actor: Actor, submission: Submission, at: datetime, profile: Profile, trust: Trust | None) -> Decision:
    """What is wrong with the message itself and, where the profile asks, between each document and its entry."""
    choices = current()
    documents: list[Finding] = []
    if profile.clinical_document:
        for entry in submission.entries:
            part = submission.parts.get(entry.id)
            if part is not None and not entry.is_signature and entry.mime_type != NOT_CLINICAL:
                site = site_to_trace(actor, entry, at, choices)
                documents += check_document(part.content, entry, at=at, choices=choices, site=site).findings
                if profile.signature:
                    xades.digest_ahead(part.content)
                part.content.forget()
    decision = check_submission(actor, submission, at=at, choices=choices, profile=profile, trust=trust)
    return decision + Decision((*check_lengths(submission), *documents))


def _store(record_id: str, submission: Submission, at: datetime) -> dict[str, str]:
    """Make the bytes of each described part durable; gives their locations by the sender's id."""
    described = [entry for entry in submission.entries if entry.id in submission.parts]
    pieces = [
        storage.Piece(record_id, entry.unique_id or "", submission.parts[entry.id].content.data) for entry in described
    ]
    placed = storage.documents().put_many(pieces, at=at)
    return {entry.id: location for entry, location in zip(described, placed, strict=True)}


def _decide_and_write(prepared: _Prepared, new_uuid: NewUuid) -> tuple[FeedOutcome, set[str]]:
    """The transaction, again when another submission took an identifier meanwhile."""
    for attempt in range(ATTEMPTS):
        try:
            return act(lambda: _transaction(prepared, new_uuid))
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _transaction(prepared: _Prepared, new_uuid: NewUuid) -> tuple[FeedOutcome, set[str]]:
    """Read the facts, decide, write; gives the outcome and the locations that rows now refer to."""
    facts = locked_facts(prepared.record_id) if prepared.record_id else None
    held = named(prepared.submission)
    decision = _decide(prepared, facts, held)
    trace = Trace(
        code=ActCode.SUBMISSION_FEED, actor=prepared.actor, at=prepared.at, record_id=facts.id if facts else None
    )
    set_id = prepared.submission.sets[0].unique_id or "" if prepared.submission.sets else ""
    if facts is None or not decision.allowed:
        trace.tell(decision, object_ids=[set_id])
        return FeedOutcome(decision=decision), set()
    if _is_again(decision):
        trace.tell(decision, object_ids=[set_id], details={"again": "yes"})
        return FeedOutcome(
            decision=decision, entry_uuids=stored_ids(facts.id, prepared.submission, held), already=True
        ), set()
    written = plan(
        prepared.submission,
        prepared.digests,
        surroundings(facts.id, prepared.submission, held),
        at=prepared.at,
        new_uuid=new_uuid,
    )
    locations = _write(prepared, facts, written)
    trace.tell(decision, object_ids=[set_id])
    _tell_documents(prepared, facts.id, written)
    return FeedOutcome(decision=decision, entry_uuids=written.assigned), locations


def _decide(prepared: _Prepared, facts: RecordFacts | None, held: Named) -> Decision:
    if facts is None and not prepared.checked.allowed and opens_for(prepared.submission, prepared.profile):
        return prepared.checked  # its own faults alone kept the record from being opened
    return may_feed(
        prepared.actor,
        prepared.submission,
        facts,
        known_objects(prepared.submission, held),
        at=prepared.at,
        choices=current(),
        profile=prepared.profile,
        checked=prepared.checked,
        fingerprint=prepared.fingerprint,
        trust=prepared.trust,
    )


def _is_again(decision: Decision) -> bool:
    return any(finding.verdict is SET_SENT_AGAIN for finding in decision.findings)


def _write(prepared: _Prepared, facts: RecordFacts, written: Plan) -> set[str]:
    stored = {written.assigned[id]: location for id, location in prepared.locations.items()}
    deposit = Deposit(record_id=facts.id, actor=prepared.actor, at=prepared.at, locations=stored, blocked=facts.blocked)
    write(written, deposit, prepared.fingerprint)
    return {stored[entry.id] for entry in written.entries if entry.id in stored}


def _tell_documents(prepared: _Prepared, record_id: str, written: Plan) -> None:
    """One act per document, so that the history tells each."""
    replacing = {link.source for link in written.associations if link.type in REPLACING}
    for entry in written.entries:
        if entry.is_signature:
            continue
        code = ActCode.DOCUMENT_REPLACE if entry.id in replacing else ActCode.DOCUMENT_FEED
        trace = Trace(code=code, actor=prepared.actor, at=prepared.at, record_id=record_id)
        trace.tell(Decision(), object_ids=[entry.unique_id or ""])
