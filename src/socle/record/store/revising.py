"""New metadata versions and new statuses of documents already there, all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from socle import storage
from socle.record.facts import DocumentFacts, RecordFacts
from socle.record.models import AssociationRow, DeletionRequest, Entry, SubmissionSetRow
from socle.record.rules import is_masked
from socle.record.serial import dump
from socle.record.store.identifiers import Kind, claim
from socle.record.store.reading import entry as read_entry
from socle.record.store.rows import current, document_facts
from socle.record.store.writing import Deposit, searched
from socle.record.updates import Held, Revision, StatusChange
from socle.wire.xds.amend import MASKED
from socle.wire.xds.model import (
    APPROVED,
    DELETED,
    DEPRECATED,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
    Association,
    DocumentEntry,
    Submission,
    SubmissionSet,
)


def as_shown(entry: DocumentEntry, record: RecordFacts, document: DocumentFacts) -> DocumentEntry:
    """The entry with the mask that holds for it: the holder may mask everything without a version of each (DMP-099)."""
    if MASKED_TO_PROFESSIONALS in entry.visibility or not is_masked(record, document):
        return entry
    return replace(entry, confidentiality=(*entry.confidentiality, MASKED))


def held_documents(record: RecordFacts, submission: Submission) -> dict[str, Held]:
    """The current version of each document that an update names, by logical id and by its current entryUUID."""
    lids = {entry.logical_id for entry in submission.entries if entry.logical_id}
    targets = [link.target for link in submission.associations]
    named = Entry.objects.filter(record_id=record.id, id__in=targets).values_list("lid", flat=True)
    sealer = storage.sealer(record.id)
    found: dict[str, Held] = {}
    for lid, row in current(record.id, lids | set(named)).items():
        if row.is_signature:
            continue
        facts = document_facts(row)
        held = Held(as_shown(read_entry(row, sealer), record, facts), facts, row.version, bool(row.location))
        found |= {lid: held, row.id: held}
    return found


def revise(revision: Revision, held: Held, deposit: Deposit, new_id: str, *, masks_all: bool) -> None:
    """Write the next version of a document: the former one becomes Deprecated, the flags hold for all versions."""
    own = {"record_id": deposit.record_id}
    former = Entry.objects.get(**own, id=held.facts.entry_uuid)
    entry = replace(
        revision.entry,
        id=new_id,
        logical_id=former.lid,
        version=held.version + 1,
        status=former.status,
        hash=former.hash if former.location else revision.entry.hash,
        size=former.size if former.location else revision.entry.size,
        repository_unique_id=(held if former.location else revision).entry.repository_unique_id,
    )
    claim({Kind.ENTRY: {new_id: new_id}}, deposit.record_id, deposit.at)
    visibility = entry.visibility
    flags = {
        "masked": MASKED_TO_PROFESSIONALS in visibility,
        "hidden_from_patient": INVISIBLE_TO_PATIENT in visibility,
        "hidden_from_representatives": INVISIBLE_TO_REPRESENTATIVES in visibility,
        "shown_apart": masks_all and MASKED_TO_PROFESSIONALS not in visibility,
    }
    columns = searched(entry) | flags
    sealed = storage.sealer(deposit.record_id).seal(f"entry:{new_id}", dump(entry))
    Entry.objects.create(
        **own,
        id=new_id,
        status=former.status,
        by_patient=former.by_patient,
        deposited_at=former.deposited_at,
        deposited_by=former.deposited_by,
        masked_from=former.masked_from,
        author_blocked=former.author_blocked,
        location=former.location,
        sealed=sealed,
        **columns,
    )
    Entry.objects.filter(**own, id=former.id).update(status=DEPRECATED)
    Entry.objects.filter(**own, lid=former.lid).update(**flags)


def change_status(change: StatusChange, record_id: str, at: datetime) -> None:
    """The new status of an entry. What its holder asked is done once it is deleted (DMP-016)."""
    if change.new == DELETED:
        named = Entry.objects.filter(record_id=record_id, id=change.target).values("unique_id")
        DeletionRequest.objects.filter(record_id=record_id, unique_id__in=named, until=None).update(until=at)
    Entry.objects.filter(record_id=record_id, id=change.target).update(status=change.new)


def keep_set(held: SubmissionSet, links: Iterable[Association], deposit: Deposit, fingerprint: str) -> None:
    """The submission set of an update, and what ties it to new versions and to the changes of status it made."""
    own, tied = {"record_id": deposit.record_id}, [replace(link, status=APPROVED) for link in links]
    stored = replace(held, status=APPROVED)
    objects = {id: id for id in (stored.id, *(link.id for link in tied))}
    claim({Kind.SET: {stored.unique_id or "": stored.id}, Kind.OBJECT: objects}, deposit.record_id, deposit.at)
    sealer = storage.sealer(deposit.record_id)
    SubmissionSetRow.objects.create(
        **own,
        id=stored.id,
        unique_id=stored.unique_id or "",
        status=APPROVED,
        submission_time=(stored.submission_time or "")[:14],
        fingerprint=fingerprint,
        received_at=deposit.at,
        deposited_by=deposit.actor.id,
        sealed=sealer.seal(f"set:{stored.id}", dump(stored)),
    )
    AssociationRow.objects.bulk_create(
        AssociationRow(
            **own,
            id=link.id,
            type=link.type,
            source=link.source,
            target=link.target,
            status=APPROVED,
            sealed=sealer.seal(f"association:{link.id}", dump(link)),
        )
        for link in tied
    )
