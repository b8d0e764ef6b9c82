"""Rows back into frozen values, opened with the record's key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TypeVar

from socle import storage
from socle.record.serial import load
from socle.record.store.rows import EntryRow
from socle.sql import Statement, Where
from socle.wire.xds.model import Association, DocumentEntry, Folder, RegistryObject, SubmissionSet

T = TypeVar("T", Association, DocumentEntry, Folder, SubmissionSet)

_ENTRIES = "SELECT id, status, sealed FROM record_entry WHERE record_id = %s"
_IN_TIME = "ORDER BY creation_time, deposited_at, id"
_IDS = Statement("SELECT id FROM record_entry WHERE record_id = %s")
_SETS = Statement(
    "SELECT id, status, sealed FROM record_submissionsetrow WHERE record_id = %s ORDER BY received_at, id"
)
_FOLDERS = Statement("SELECT id, status, sealed FROM record_folderrow WHERE record_id = %s ORDER BY id")
_LINKS = Statement("SELECT id, status, sealed FROM record_associationrow WHERE record_id = %s ORDER BY id")


def opened(kind: type[T], thing: str, status: str, sealed: bytes, sealer: storage.Sealer) -> T:
    """The value that a row seals; its status is the column's, which changes without unsealing."""
    return load(kind, sealer.open(thing, sealed), status=status)


def entry(row: EntryRow, sealer: storage.Sealer) -> DocumentEntry:
    """The document entry of a row."""
    return opened(DocumentEntry, f"entry:{row.id}", row.status, row.sealed, sealer)


def references(id: str, sealed: bytes, sealer: storage.Sealer) -> tuple[str, ...]:
    """The local numbers that the metadata of an entry tell (`reference_ids`); nothing else of it is read."""
    told = json.loads(sealer.open(f"entry:{id}", sealed))
    return tuple(told.get("reference_ids", ()))


def entries(record_id: str, keep: Where) -> tuple[DocumentEntry, ...]:
    """The entries of a record that the condition keeps, by creation time."""
    rows = Statement(f"{_ENTRIES} AND {keep.text} {_IN_TIME}").rows(record_id, *keep.values)
    sealer = storage.sealer(record_id)
    return tuple(opened(DocumentEntry, f"entry:{id}", status, sealed, sealer) for id, status, sealed in rows)


def whole(record_id: str, keep: Where) -> tuple[RegistryObject, ...]:
    """Everything of a record, its entries filtered, and the sets that would show nothing but hidden ones left out."""
    sealer = storage.sealer(record_id)

    def every(statement: Statement, kind: type[T], word: str) -> list[T]:
        rows = statement.rows(record_id)
        return [opened(kind, f"{word}:{id}", status, sealed, sealer) for id, status, sealed in rows]

    seen = entries(record_id, keep)
    hidden = {id for (id,) in _IDS.rows(record_id)} - {held.id for held in seen}
    links = every(_LINKS, Association, "association")
    sets = [held for held in every(_SETS, SubmissionSet, "set") if not _only_hidden(held.id, links, hidden)]
    return (*seen, *sets, *every(_FOLDERS, Folder, "folder"), *links)


def _only_hidden(set_id: str, links: Iterable[Association], hidden: set[str]) -> bool:
    """Whether a submission set holds entries, and all of them are hidden: the set would betray them."""
    members = [link.target for link in links if link.source == set_id]
    return any(member in hidden for member in members) and not any(_shown(members, hidden, links))


def _shown(members: list[str], hidden: set[str], links: Iterable[Association]) -> Iterator[str]:
    tied = {link.id for link in links}
    return (member for member in members if member not in hidden and member not in tied)
