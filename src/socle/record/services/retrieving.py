"""Retrieving documents (TD3.2): their bytes, verified, each request answered on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from socle import storage
from socle.directory.actor import Actor
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import Action, RecordFacts
from socle.record.profile import DMP, Profile
from socle.record.rules import may
from socle.record.services.access import facts_of, touch_authorisation
from socle.record.services.outcomes import ReadOutcome, RetrieveOutcome
from socle.record.services.tracing import Trace
from socle.record.store.facts import locked_facts
from socle.record.store.identifiers import Kind, holders
from socle.record.store.reading import entry as read_entry
from socle.record.store.rows import EntryRow, document_facts, latest
from socle.record.submissions import REPOSITORY, Digest
from socle.record.verdicts.visibility import DOCUMENT_UNKNOWN, ENTRY_UUID_GIVEN, REPOSITORY_UNKNOWN
from socle.rulebook import Decision, Finding, refuse
from socle.rulebook.choices import current
from socle.storage.verdicts import CORRUPT, DESTROYED, UNAVAILABLE
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import DocumentEntry, DocumentRequest, RetrievedDocument


@dataclass(frozen=True, slots=True)
class _Opened:
    """One document given to its reader."""

    entry: DocumentEntry
    content: bytes


def retrieve(
    actor: Actor, requests: Sequence[DocumentRequest], patient: CX | None, at: datetime, *, profile: Profile = DMP
) -> RetrieveOutcome:
    """Give the documents asked for that `actor` may read; a finding for each of the others.

    A document he may not read answers as if it were absent (spec/dmp.md 4.4): the journal alone knows why.
    `patient` is the token's; without it only the neutral profile answers.
    """

    def command() -> RetrieveOutcome:
        documents: list[RetrievedDocument] = []
        findings: list[Finding] = []
        facts = facts_of(patient, shared=True)
        if patient is not None or profile.token:
            decision = may(actor, Action.RETRIEVE, facts, None, at=at, choices=current())
            if not decision.allowed:
                _trace(actor, at, facts).tell(decision, object_ids=[held.document_unique_id for held in requests])
                return RetrieveOutcome(decision=decision)
        for request in requests:
            record = facts or _record_of(request.document_unique_id)
            opened, found = _answer(actor, request, record, at)
            findings += found
            if opened is not None:
                documents.append(_rendered(request, opened))
        if facts is not None:
            touch_authorisation(actor, facts, at)
        return RetrieveOutcome(documents=tuple(documents), findings=tuple(findings))

    return act(command)


def read_document(actor: Actor, record_id: str, unique_id: str, at: datetime) -> ReadOutcome:
    """One document of a page: its metadata and bytes, or why not."""

    def command() -> tuple[_Opened | None, Decision]:
        facts = locked_facts(record_id, shared=True)
        opened, decision = _open(actor, facts, unique_id, at)
        if facts is not None and opened is not None:
            touch_authorisation(actor, facts, at)
        return opened, decision

    opened, decision = act(command)
    if opened is None:
        return ReadOutcome(decision=decision)
    return ReadOutcome(decision=decision, entry=opened.entry, content=opened.content)


def _trace(actor: Actor, at: datetime, facts: RecordFacts | None) -> Trace:
    return Trace(code=ActCode.DOCUMENT_READ, actor=actor, at=at, record_id=facts.id if facts else None)


def _record_of(unique_id: str) -> RecordFacts | None:
    """The record that holds a document, for a reader without token."""
    holder = next(iter(holders([(Kind.DOCUMENT, unique_id)]).values()), None)
    return locked_facts(holder.record_id, shared=True) if holder else None


def _answer(
    actor: Actor, request: DocumentRequest, facts: RecordFacts | None, at: datetime
) -> tuple[_Opened | None, list[Finding]]:
    unique_id = request.document_unique_id
    if request.repository_unique_id != REPOSITORY:
        found = request.repository_unique_id
        wrong = REPOSITORY_UNKNOWN.at("RepositoryUniqueId", expected=REPOSITORY, found=found, document=unique_id)
        _trace(actor, at, facts).tell(refuse(wrong), object_ids=[unique_id])
        return None, [wrong]
    if unique_id.startswith("urn:uuid:"):
        wrong = ENTRY_UUID_GIVEN.at("DocumentUniqueId", found=unique_id, document=unique_id)
        _trace(actor, at, facts).tell(refuse(wrong), object_ids=[unique_id])
        return None, [wrong]
    opened, decision = _open(actor, facts, unique_id, at)
    if opened is not None:
        return opened, []
    broken = [found for found in decision.errors if found.verdict in (CORRUPT, DESTROYED, UNAVAILABLE)]
    return None, broken or [DOCUMENT_UNKNOWN.at("DocumentUniqueId", document=unique_id)]


def _open(actor: Actor, facts: RecordFacts | None, unique_id: str, at: datetime) -> tuple[_Opened | None, Decision]:
    """Decide on one document and open it; told to the journal in any case."""
    row = latest(facts.id, unique_id) if facts is not None else None
    if row is None:
        decision = may(actor, Action.RETRIEVE, facts, None, at=at, choices=current())
        decision += refuse(DOCUMENT_UNKNOWN.at("DocumentUniqueId", document=unique_id))
    else:
        decision = may(actor, Action.RETRIEVE, facts, document_facts(row), at=at, choices=current())
    opened: _Opened | None = None
    if row is not None and decision.allowed:
        read = _read(row)
        opened, decision = (None, decision + refuse(read)) if isinstance(read, Finding) else (read, decision)
    _trace(actor, at, facts).tell(decision, object_ids=[unique_id])
    return opened, decision


def _read(row: EntryRow) -> _Opened | Finding:
    """The metadata and bytes of a row, verified against its hash; a finding when they are no longer themselves."""
    if not row.location:  # registered here, kept by another repository (ITI-42)
        return DOCUMENT_UNKNOWN.at("DocumentUniqueId", document=row.unique_id)
    try:
        entry = read_entry(row, storage.sealer(row.record_id))
        content = storage.documents().get(row.record_id, row.unique_id, row.location)
    except storage.KeyMissing:
        return DESTROYED.at(document=row.unique_id)
    except storage.CorruptDocument as error:
        return CORRUPT.at(error.place, document=row.unique_id)
    except storage.StorageUnavailable as error:
        return UNAVAILABLE.at(found=str(error), document=row.unique_id)
    if Digest.of(content) != Digest(row.hash, row.size):
        return CORRUPT.at(row.location, expected=row.hash, document=row.unique_id)
    return _Opened(entry, content)


def _rendered(request: DocumentRequest, opened: _Opened) -> RetrievedDocument:
    return RetrievedDocument(
        request.repository_unique_id, request.document_unique_id, opened.entry.mime_type or "", opened.content
    )
