"""What the record's rows say is at rest, for `socle check`: their bytes, their sealed details, their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from socle.record.administrative import Administrative
from socle.record.models import (
    AdministrativeRow,
    AssociationRow,
    DeletionRequest,
    Entry,
    FolderRow,
    InternetAccount,
    Notice,
    OppositionRow,
    Record,
    SubmissionSetRow,
)
from socle.record.serial import load
from socle.record.services.sweeping import referenced
from socle.record.store.administrative import postal_code
from socle.record.store.writing import searched
from socle.storage.checking import Checker, Detail, Kept
from socle.wire.xds.model import Association, DocumentEntry, Folder, SubmissionSet

#: Rows fetched at once.
CHUNK = 500


def check(checker: Checker) -> None:
    """Verify all that the record keeps at rest."""
    checker.keys(Record.objects.order_by("id").values_list("id", flat=True).iterator(CHUNK))
    checker.documents(_kept())
    checker.details(_details(Entry.objects.all(), "entry", _entry))
    checker.details(_details(SubmissionSetRow.objects.all(), "set", _set))
    checker.details(_details(FolderRow.objects.all(), "folder", _folder))
    checker.details(_details(AssociationRow.objects.all(), "association", _association))
    checker.details(_details(AdministrativeRow.objects.all(), "administrative", _administrative))
    checker.details(_details(Notice.objects.all(), "notice", lambda _row, _opened: ()))
    checker.details(_details(OppositionRow.objects.all(), "opposition", lambda _row, _opened: ()))
    checker.details(_details(DeletionRequest.objects.all(), "deletion", lambda _row, _opened: ()))
    checker.details(_details(InternetAccount.objects.all(), "account", lambda _row, _opened: ()))
    checker.orphans(referenced)


def _kept() -> Iterator[Kept]:
    rows = Entry.objects.exclude(location="").order_by("record_id", "location", "id")
    for row in rows.iterator(CHUNK):
        yield Kept(f"entry {row.id}", row.record_id, row.unique_id, row.location, row.hash, row.size)


def _details(rows: QuerySet[Any], prefix: str, wrong: Callable[[Any, bytes], Iterable[str]]) -> Iterator[Detail]:
    for row in rows.order_by("record_id", "id").iterator(CHUNK):
        yield Detail(
            f"{prefix} {row.id}",
            row.record_id,
            f"{prefix}:{row.id}",
            bytes(row.sealed),
            lambda opened, row=row: wrong(row, opened),  # type: ignore[misc]
        )


def _differences(row: Model, said: Mapping[str, object]) -> Iterator[str]:
    for column, value in said.items():
        if getattr(row, column) != value:
            yield f"column {column} reads {getattr(row, column)!r}, the sealed details {value!r}"


def _entry(row: Entry, opened: bytes) -> Iterator[str]:
    return _differences(row, searched(load(DocumentEntry, opened)))


def _set(row: SubmissionSetRow, opened: bytes) -> Iterator[str]:
    held = load(SubmissionSet, opened)
    said = {"unique_id": held.unique_id or "", "submission_time": (held.submission_time or "")[:14]}
    return _differences(row, said)


def _folder(row: FolderRow, opened: bytes) -> Iterator[str]:
    return _differences(row, {"unique_id": load(Folder, opened).unique_id or ""})


def _association(row: AssociationRow, opened: bytes) -> Iterator[str]:
    held = load(Association, opened)
    return _differences(row, {"type": held.type, "source": held.source, "target": held.target})


def _administrative(row: AdministrativeRow, opened: bytes) -> Iterator[str]:
    return _differences(row, {"postal_code": postal_code(load(Administrative, opened))})
