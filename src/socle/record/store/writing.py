"""A plan into rows, all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from socle import storage
from socle.directory.actor import Actor, Kind
from socle.record.models import AssociationRow, Entry, FolderRow, SubmissionSetRow
from socle.record.serial import dump
from socle.record.store.facts import joined, parted
from socle.record.store.identifiers import Kind as IdentifierKind
from socle.record.store.identifiers import claim
from socle.record.store.reading import folder as read_folder
from socle.record.submissions import Plan
from socle.wire.xds.model import (
    APPROVED,
    DEPRECATED,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
    Association,
    DocumentEntry,
    Folder,
    RegistryObject,
)


@dataclass(frozen=True, slots=True)
class Deposit:
    """Who deposits, when, in which record, and where the bytes of each entry (by stored id) already stand.

    `blocked` are those whom the holder keeps out at that instant (DMP-157).
    An entry without location describes a document that another repository keeps (ITI-42).
    """

    record_id: str
    actor: Actor
    at: datetime
    locations: Mapping[str, str]
    blocked: frozenset[str] = frozenset()


def write(plan: Plan, deposit: Deposit, fingerprint: str) -> None:
    """Write everything of `plan`. Raises `IntegrityError` when an identifier was taken meanwhile."""
    sealer = storage.sealer(deposit.record_id)
    _claim(plan, deposit)
    Entry.objects.bulk_create(_entry_row(entry, deposit, sealer) for entry in plan.entries)
    held = plan.submission_set
    SubmissionSetRow.objects.create(
        record_id=deposit.record_id,
        id=held.id,
        unique_id=held.unique_id or "",
        status=held.status or APPROVED,
        submission_time=(held.submission_time or "")[:14],
        fingerprint=fingerprint,
        received_at=deposit.at,
        deposited_by=deposit.actor.id,
        sealed=sealer.seal(f"set:{held.id}", dump(held)),
    )
    FolderRow.objects.bulk_create(_folder_row(folder, deposit, sealer) for folder in plan.folders)
    AssociationRow.objects.bulk_create(_association_row(link, deposit, sealer) for link in plan.associations)
    own = {"record_id": deposit.record_id}
    Entry.objects.filter(**own, id__in=plan.deprecated, status=APPROVED).update(status=DEPRECATED)
    _touch_folders(plan, deposit, sealer)


def _claim(plan: Plan, deposit: Deposit) -> None:
    """Take every identifier of the plan: here alone two submissions of one thing meet."""
    objects: tuple[RegistryObject, ...] = (plan.submission_set, *plan.folders, *plan.associations)
    taken: dict[str, dict[str | None, str]] = {
        IdentifierKind.SET: {plan.submission_set.unique_id: plan.submission_set.id},
        IdentifierKind.DOCUMENT: {entry.unique_id: entry.id for entry in plan.entries},
        IdentifierKind.FOLDER: {folder.unique_id: folder.id for folder in plan.folders},
        IdentifierKind.ENTRY: {entry.id: entry.id for entry in plan.entries},
        IdentifierKind.OBJECT: {held.id: held.id for held in objects},
    }
    for kind, values in taken.items():
        claim(kind, {value: id for value, id in values.items() if value}, deposit.record_id, deposit.at)


def searched(entry: DocumentEntry) -> dict[str, Any]:
    """The clear columns that repeat what the sealed entry says and that never change once written."""
    people = [author.person for author in entry.authors] + [entry.legal_authenticator]
    institutions = [institution for author in entry.authors for institution in author.institutions]
    return {
        "lid": entry.logical_id or entry.id,
        "unique_id": entry.unique_id or "",
        "version": entry.version,
        "object_type": entry.object_type,
        "type_code": entry.type_code.code if entry.type_code else "",
        "class_code": entry.class_code.code if entry.class_code else "",
        "format_code": entry.format_code.code if entry.format_code else "",
        "creation_time": (entry.creation_time or "")[:14],
        "service_start": (entry.service_start_time or "")[:14],
        "service_stop": (entry.service_stop_time or "")[:14],
        "author_ids": joined({person.id for person in people if person is not None and person.id}),
        "author_structures": joined({institution.id for institution in institutions if institution.id}),
        "is_signature": entry.is_signature,
        "hash": entry.hash or "",
        "size": entry.size or 0,
    }


def _entry_row(entry: DocumentEntry, deposit: Deposit, sealer: storage.Sealer) -> Entry:
    columns = searched(entry)
    authors = parted(columns["author_ids"]) | parted(columns["author_structures"])
    return Entry(
        record_id=deposit.record_id,
        id=entry.id,
        status=entry.status or APPROVED,
        masked=MASKED_TO_PROFESSIONALS in entry.visibility,
        hidden_from_patient=INVISIBLE_TO_PATIENT in entry.visibility,
        hidden_from_representatives=INVISIBLE_TO_REPRESENTATIVES in entry.visibility,
        by_patient=deposit.actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE},
        deposited_at=deposit.at,
        deposited_by=deposit.actor.id,
        location=deposit.locations.get(entry.id, ""),
        sealed=sealer.seal(f"entry:{entry.id}", dump(entry)),
        author_blocked=not deposit.blocked.isdisjoint(authors),
        **columns,
    )


def _folder_row(folder: Folder, deposit: Deposit, sealer: storage.Sealer) -> FolderRow:
    return FolderRow(
        record_id=deposit.record_id,
        id=folder.id,
        unique_id=folder.unique_id or "",
        status=folder.status or APPROVED,
        sealed=sealer.seal(f"folder:{folder.id}", dump(folder)),
    )


def _association_row(link: Association, deposit: Deposit, sealer: storage.Sealer) -> AssociationRow:
    return AssociationRow(
        record_id=deposit.record_id,
        id=link.id,
        type=link.type,
        source=link.source,
        target=link.target,
        status=link.status or APPROVED,
        sealed=sealer.seal(f"association:{link.id}", dump(link)),
    )


def _touch_folders(plan: Plan, deposit: Deposit, sealer: storage.Sealer) -> None:
    """A folder that receives something was updated now (IHE ITI TF-3 4.2.3.4.6)."""
    now = deposit.at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    for row in FolderRow.objects.filter(record_id=deposit.record_id, id__in=plan.touched_folders):
        folder = replace(read_folder(row, sealer), last_update_time=now)
        sealed = sealer.seal(f"folder:{row.id}", dump(folder))
        FolderRow.objects.filter(record_id=row.record_id, id=row.id).update(sealed=sealed)
