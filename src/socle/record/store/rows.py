"""The rows of entries as they are read, by hand: as named tuples, no more columns than are asked about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from socle.record.facts import DocumentFacts
from socle.sql import Row, Statement, Where, instant, listed
from socle.wire.xds.model import INVISIBLE_TO_PATIENT, INVISIBLE_TO_REPRESENTATIVES, MASKED_TO_PROFESSIONALS


class EntryRow(NamedTuple):
    """One metadata version of a document, as `models.Entry` describes it; `sealed` opens to the whole."""

    record_id: str
    id: str
    lid: str
    unique_id: str
    version: int
    status: str
    type_code: str
    creation_time: str
    author_ids: str
    author_structures: str
    masked: bool
    hidden_from_patient: bool
    hidden_from_representatives: bool
    is_signature: bool
    by_patient: bool
    deposited_by: str
    masked_from: str
    shown_apart: bool
    author_blocked: bool
    hash: str
    size: int
    location: str
    sealed: bytes
    deposited_at: datetime


_ROWS = f"SELECT {', '.join(EntryRow._fields)} FROM record_entry WHERE record_id = %s"
_LAST = "SELECT MAX(deposited_at) FROM record_entry WHERE record_id = %s"
_LATEST = Statement(f"{_ROWS} AND unique_id = %s ORDER BY version DESC LIMIT 1")
_VERSIONS = listed(f"{_ROWS} AND lid IN ({{}}) ORDER BY version")
_BY_ID = Statement(f"{_ROWS} AND id = %s")


def latest(record_id: str, unique_id: str) -> EntryRow | None:
    """The current metadata version of a document of this record."""
    row = _LATEST.row(record_id, unique_id)
    return _entry(row) if row is not None else None


def current(record_id: str, lids: Collection[str]) -> dict[str, EntryRow]:
    """The current metadata version of each document, by logical id."""
    rows = map(_entry, _VERSIONS(len(lids)).rows(record_id, *lids) if lids else ())
    return {row.lid: row for row in rows}


def one(record_id: str, id: str) -> EntryRow | None:
    """The metadata version of this entryUUID."""
    row = _BY_ID.row(record_id, id)
    return _entry(row) if row is not None else None


def kept(record_id: str, keep: Where) -> list[EntryRow]:
    """Every version that the condition keeps, the first versions first."""
    return list(map(_entry, Statement(f"{_ROWS} AND {keep.text} ORDER BY version").rows(record_id, *keep.values)))


def last_deposit(record_id: str, keep: Where) -> datetime | None:
    """When the last of the documents that the condition keeps entered the record."""
    row = Statement(f"{_LAST} AND {keep.text}").row(record_id, *keep.values)
    return instant(row[0]) if row is not None else None


def _entry(row: Row) -> EntryRow:
    return EntryRow._make((*row[:-1], instant(row[-1])))


def joined(ids: Collection[str]) -> str:
    """Ids as one column holds them: `|a|b|`, empty for none."""
    return "|" + "|".join(sorted(ids)) + "|" if ids else ""


def parted(column: str) -> frozenset[str]:
    return frozenset(column.strip("|").split("|")) if column else frozenset()


def holds(column: str, id: str) -> Where:
    """Whether a column of ids holds this one, letter for letter on both engines."""
    return Where(f"replace({column}, %s, '') <> {column}", (f"|{id}|",))


def document_facts(row: EntryRow) -> DocumentFacts:
    """One entry as the rules see it, from its columns alone: nothing is decrypted to decide."""
    flags = (
        (row.masked, MASKED_TO_PROFESSIONALS),
        (row.hidden_from_patient, INVISIBLE_TO_PATIENT),
        (row.hidden_from_representatives, INVISIBLE_TO_REPRESENTATIVES),
    )
    return DocumentFacts(
        unique_id=row.unique_id,
        entry_uuid=row.id,
        status=row.status,
        type_code=row.type_code,
        visibility=frozenset(code for held, code in flags if held),
        author_ids=parted(row.author_ids),
        author_structures=parted(row.author_structures),
        deposited_at=row.deposited_at,
        deposited_by=row.deposited_by,
        by_patient=row.by_patient,
        is_signature=row.is_signature,
        hash=row.hash,
        masked_from=parted(row.masked_from),
        shown_apart=row.shown_apart,
        author_blocked=row.author_blocked,
    )
