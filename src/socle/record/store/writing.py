"""A plan into rows, all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from socle import storage
from socle.directory.actor import Actor, Kind
from socle.record import models
from socle.record.serial import dump, load
from socle.record.store.identifiers import Kind as IdentifierKind
from socle.record.store.identifiers import claim
from socle.record.store.rows import joined, parted
from socle.record.submissions import Plan
from socle.sql import Insert, Statement, listed
from socle.storage.schema.twins import told
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

ENTRIES = Insert(
    "record_entry",
    (
        *("record_id", "id", "lid", "unique_id", "version", "status", "object_type", "type_code", "class_code"),
        *("format_code", "creation_time", "service_start", "service_stop", "author_ids", "author_structures"),
        *("masked", "hidden_from_patient", "hidden_from_representatives", "is_signature", "by_patient"),
        *("deposited_at", "deposited_by", "masked_from", "shown_apart", "author_blocked"),
        *("hash", "size", "location", "sealed"),
    ),
    told(models.Entry),
)
SETS = Insert(
    "record_submissionsetrow",
    (
        *("record_id", "id", "unique_id", "status", "submission_time", "fingerprint"),
        *("received_at", "deposited_by", "sealed"),
    ),
    told(models.SubmissionSetRow),
)
FOLDERS = Insert("record_folderrow", ("record_id", "id", "unique_id", "status", "sealed"), told(models.FolderRow))
ASSOCIATIONS = Insert(
    "record_associationrow",
    ("record_id", "id", "type", "source", "target", "status", "sealed"),
    told(models.AssociationRow),
)

_DEPRECATE = listed("UPDATE record_entry SET status = %s WHERE record_id = %s AND status = %s AND id IN ({})")
_SOME_FOLDERS = listed("SELECT id, sealed FROM record_folderrow WHERE record_id = %s AND id IN ({})")
_SEAL_FOLDER = Statement("UPDATE record_folderrow SET sealed = %s WHERE record_id = %s AND id = %s")
_TOUCH = Statement("""
    UPDATE record_authorisationrow SET last_action_at = %s
    WHERE record_id = %s AND actor_id = %s AND removed_at IS NULL
""")


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
    if plan.entries:
        ENTRIES([_entry_row(entry, deposit, sealer) for entry in plan.entries])
    held = plan.submission_set
    sealed = sealer.seal(f"set:{held.id}", dump(held))
    status, submitted = held.status or APPROVED, (held.submission_time or "")[:14]
    said = (held.unique_id or "", status, submitted, fingerprint, deposit.at, deposit.actor.id)
    SETS([(deposit.record_id, held.id, *said, sealed)])
    if plan.folders:
        FOLDERS([_folder_row(folder, deposit, sealer) for folder in plan.folders])
    if plan.associations:
        ASSOCIATIONS([_association_row(link, deposit, sealer) for link in plan.associations])
    if plan.deprecated:
        deprecated = sorted(plan.deprecated)
        _DEPRECATE(len(deprecated)).run(DEPRECATED, deposit.record_id, APPROVED, *deprecated)
    if plan.touched_folders:
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
    wanted = {kind: {value: id for value, id in values.items() if value} for kind, values in taken.items()}
    claim(wanted, deposit.record_id, deposit.at)


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


def _entry_row(entry: DocumentEntry, deposit: Deposit, sealer: storage.Sealer) -> list[Any]:
    """The values of the columns of `ENTRIES`."""
    columns = searched(entry)
    authors = parted(columns["author_ids"]) | parted(columns["author_structures"])
    visibility = entry.visibility
    columns |= {
        "record_id": deposit.record_id,
        "id": entry.id,
        "status": entry.status or APPROVED,
        "masked": MASKED_TO_PROFESSIONALS in visibility,
        "hidden_from_patient": INVISIBLE_TO_PATIENT in visibility,
        "hidden_from_representatives": INVISIBLE_TO_REPRESENTATIVES in visibility,
        "by_patient": deposit.actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE},
        "deposited_at": deposit.at,
        "deposited_by": deposit.actor.id,
        "masked_from": "",
        "shown_apart": False,
        "author_blocked": not deposit.blocked.isdisjoint(authors),
        "location": deposit.locations.get(entry.id, ""),
        "sealed": sealer.seal(f"entry:{entry.id}", dump(entry)),
    }
    return [columns[name] for name in ENTRIES.columns]


def _folder_row(folder: Folder, deposit: Deposit, sealer: storage.Sealer) -> tuple[Any, ...]:
    """The values of the columns of `FOLDERS`."""
    sealed = sealer.seal(f"folder:{folder.id}", dump(folder))
    return deposit.record_id, folder.id, folder.unique_id or "", folder.status or APPROVED, sealed


def _association_row(link: Association, deposit: Deposit, sealer: storage.Sealer) -> tuple[Any, ...]:
    """The values of the columns of `ASSOCIATIONS`."""
    sealed = sealer.seal(f"association:{link.id}", dump(link))
    return deposit.record_id, link.id, link.type, link.source, link.target, link.status or APPROVED, sealed


def _touch_folders(plan: Plan, deposit: Deposit, sealer: storage.Sealer) -> None:
    """A folder that receives something was updated now (IHE ITI TF-3 4.2.3.4.6)."""
    now = deposit.at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    touched = sorted(plan.touched_folders)
    for id, sealed in _SOME_FOLDERS(len(touched)).rows(deposit.record_id, *touched):
        folder = load(Folder, sealer.open(f"folder:{id}", sealed), last_update_time=now)
        _SEAL_FOLDER.run(sealer.seal(f"folder:{id}", dump(folder)), deposit.record_id, id)


def touch(record_id: str, actor_id: str, at: datetime) -> None:
    """The last action of whom an authorisation that was not removed is for."""
    _TOUCH.run(at, record_id, actor_id)
