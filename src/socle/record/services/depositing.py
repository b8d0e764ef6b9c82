"""Feeding a document from a page: the submission that a software would have sent, made of the one file received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from socle.directory.actor import Actor
from socle.documents import cda, derive
from socle.ledger import ActCode
from socle.ledger.acting import act, reading
from socle.record.profile import DMP
from socle.record.services.changing import submission_set, visibility_code
from socle.record.services.feeding import feed
from socle.record.services.outcomes import FeedOutcome
from socle.record.services.tracing import Trace
from socle.record.store.rows import latest
from socle.rulebook import Decision, applies
from socle.wire.hl7v2 import CX
from socle.wire.ids import NewUuid, new_uuid
from socle.wire.mtom import document_part
from socle.wire.xds.model import HAS_MEMBER, REPLACES, Association, DocumentEntry, Submission

#: What is fed on a page is signed in person, not sealed by a software: no signature document comes with it.
PORTAL = replace(DMP, name="portal", signature=False)
_DOCUMENT = "Document01"


@dataclass(frozen=True, slots=True)
class Deposited:
    """What came of one file: its uniqueId and title as its header gives them, "" when nothing could be read."""

    outcome: FeedOutcome
    unique_id: str = ""
    title: str = ""


@applies("DMP-038", "DMP-059", "DMP-160", "DMP-203")
def deposit(
    actor: Actor,
    patient: CX,
    record_id: str,
    data: bytes,
    at: datetime,
    *,
    hide: Iterable[str] = (),
    replaces: str = "",
    new_uuid: NewUuid = new_uuid,
) -> Deposited:
    """Feed the CDA document `data` into the record of `patient`, all faults told at once.

    Whoever may feed does it here, a pharmacist or a secretary with a CPE as anybody, having consulted nothing before.

    `hide` are codes of visibility that a person chose for this document alone (DMP-119); `replaces` the uniqueId of the
    document of this record that it replaces.
    """
    document, findings = cda.read(data)
    if document is None:
        return Deposited(_unreadable(actor, record_id, Decision(tuple(findings)), at))
    entry = derive(document, data, id=_DOCUMENT)
    marks = tuple(visibility_code(code) for code in dict.fromkeys(hide))
    entry = replace(entry, confidentiality=entry.confidentiality + marks)
    submission = _submission(actor, patient, entry, data, at, _target(record_id, replaces), new_uuid)
    outcome = feed(actor, submission, at, profile=PORTAL, new_uuid=new_uuid)
    return Deposited(outcome, entry.unique_id or "", entry.title or "")


def _unreadable(actor: Actor, record_id: str, decision: Decision, at: datetime) -> FeedOutcome:
    trace = Trace(code=ActCode.SUBMISSION_FEED, actor=actor, at=at, record_id=record_id)
    act(lambda: trace.tell(decision))
    return FeedOutcome(decision=decision)


def _target(record_id: str, unique_id: str) -> str:
    """The entryUUID of what is replaced; its uniqueId as written when this record holds no such document."""
    if not unique_id:
        return ""
    with reading():
        row = latest(record_id, unique_id)
    return row.id if row is not None else unique_id


def _submission(
    actor: Actor, patient: CX, entry: DocumentEntry, data: bytes, at: datetime, target: str, new_uuid: NewUuid
) -> Submission:
    package = submission_set(actor, patient, f"Dépôt depuis le portail : {entry.title or ''}"[:120], at, new_uuid)
    links = [
        Association(
            id="Member01",
            type=HAS_MEMBER,
            source=package.id,
            target=entry.id,
            slots=(("SubmissionSetStatus", ("Original",)),),
        )
    ]
    if target:
        links.append(Association(id="Replaces01", type=REPLACES, source=entry.id, target=target))
    return Submission(
        sets=(package,),
        entries=(entry,),
        associations=tuple(links),
        parts={entry.id: document_part(entry.id, "text/xml", data)},
    )
