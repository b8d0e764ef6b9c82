"""Rows back into frozen values, opened with the record's key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db.models import Q

from socle import storage
from socle.record.models import AssociationRow, Entry, FolderRow, SubmissionSetRow
from socle.record.serial import load
from socle.wire.xds.model import Association, DocumentEntry, Folder, RegistryObject, SubmissionSet


def entry(row: Entry, sealer: storage.Sealer) -> DocumentEntry:
    """The document entry of a row; its status is the column's, which changes without unsealing."""
    held = load(DocumentEntry, sealer.open(f"entry:{row.id}", row.sealed))
    return replace(held, status=row.status)


def submission_set(row: SubmissionSetRow, sealer: storage.Sealer) -> SubmissionSet:
    return replace(load(SubmissionSet, sealer.open(f"set:{row.id}", row.sealed)), status=row.status)


def folder(row: FolderRow, sealer: storage.Sealer) -> Folder:
    return replace(load(Folder, sealer.open(f"folder:{row.id}", row.sealed)), status=row.status)


def association(row: AssociationRow, sealer: storage.Sealer) -> Association:
    return replace(load(Association, sealer.open(f"association:{row.id}", row.sealed)), status=row.status)


def entries(record_id: str, keep: Q) -> tuple[DocumentEntry, ...]:
    """The entries of a record that the filter keeps, by creation time."""
    rows = Entry.objects.filter(keep, record_id=record_id).order_by("creation_time", "deposited_at", "id")
    sealer = storage.sealer(record_id)
    return tuple(entry(row, sealer) for row in rows)


def whole(record_id: str, keep: Q) -> tuple[RegistryObject, ...]:
    """Everything of a record, its entries filtered, and the sets that would show nothing but hidden ones left out."""
    sealer = storage.sealer(record_id)
    seen = entries(record_id, keep)
    hidden = set(Entry.objects.filter(record_id=record_id).values_list("id", flat=True)) - {held.id for held in seen}
    links = tuple(association(row, sealer) for row in AssociationRow.objects.filter(record_id=record_id).order_by("id"))
    sets = SubmissionSetRow.objects.filter(record_id=record_id).order_by("received_at", "id")
    shown = (submission_set(row, sealer) for row in sets if not _only_hidden(row.id, links, hidden))
    folders = (folder(row, sealer) for row in FolderRow.objects.filter(record_id=record_id).order_by("id"))
    return (*seen, *shown, *folders, *links)


def _only_hidden(set_id: str, links: Iterable[Association], hidden: set[str]) -> bool:
    """Whether a submission set holds entries, and all of them are hidden: the set would betray them."""
    members = [link.target for link in links if link.source == set_id]
    return any(member in hidden for member in members) and not any(_shown(members, hidden, links))


def _shown(members: list[str], hidden: set[str], links: Iterable[Association]) -> Iterator[str]:
    tied = {link.id for link in links}
    return (member for member in members if member not in hidden and member not in tied)
