"""What a structure fed, for the programmes that count it: documents, without anything of whom they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from socle import storage
from socle.record.models import Entry
from socle.record.store import reading
from socle.wire.xds.model import DELETED, DEPRECATED

#: Documents whose statuses are asked for at once.
_TOGETHER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """One document that a structure fed: what it is, when it was deposited, and whether it still stands.

    `structure` (an IdNat_Struct) is the one that was asked for; `references` are the local numbers that its metadata
    tell (referenceIdList, as written): an order, an exam, a stay.
    """

    unique_id: str
    type_code: str
    format_code: str
    deposited_at: datetime
    deleted: bool
    replaced: bool
    structure: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FedInFigures:
    """The documents of structures that still stand: how many, for how many persons, and both by typeCode."""

    documents: int
    persons: int
    by_type: dict[str, tuple[int, int]]
    gone: int


def fed_by(structures: Collection[str], start: datetime, end: datetime) -> Iterator[Fed]:
    """The documents deposited from `start` to `end` (excluded) of which one of `structures` (IdNat_Struct) is an
    author's.

    Without trace, as it tells nothing of anybody: no patient, no author. It reads every deposit of the period, whoever
    made it, to which an index leads (`record_entry_deposited`): for a report, or for the few pages of whoever manages a
    structure, who are traced there.
    """
    for entry, status in _standing(structures, start, end):
        yield Fed(
            unique_id=entry.unique_id,
            type_code=entry.type_code,
            format_code=entry.format_code,
            deposited_at=entry.deposited_at,
            deleted=status == DELETED,
            replaced=status == DEPRECATED,
            structure=next(one for one in structures if f"|{one}|" in entry.author_structures),
            references=_references(entry),
        )


def fed_in_figures(structures: Collection[str], start: datetime, end: datetime) -> FedInFigures:
    """The same, counted: deleted and replaced documents are `gone`, and count in nothing else. Without trace."""
    persons: dict[str, set[str]] = {}
    documents: Counter[str] = Counter()
    gone = 0
    for entry, status in _standing(structures, start, end):
        if status in {DELETED, DEPRECATED}:
            gone += 1
        else:
            documents[entry.type_code] += 1
            persons.setdefault(entry.type_code, set()).add(entry.record_id)
    return FedInFigures(
        documents=documents.total(),
        persons=len(set().union(*persons.values())),
        by_type={code: (count, len(persons[code])) for code, count in documents.most_common()},
        gone=gone,
    )


def _standing(structures: Collection[str], start: datetime, end: datetime) -> Iterator[tuple[Entry, str]]:
    """The deposits of the structures in that time, the first ones first, each with its present status."""
    if not structures:
        return
    deposits = Entry.objects.filter(
        reduce(or_, (Q(author_structures__contains=f"|{one}|") for one in structures)),
        version=1,
        is_signature=False,
        deposited_at__gte=start,
        deposited_at__lt=end,
    )
    waiting: list[Entry] = []
    for entry in deposits.order_by("deposited_at", "unique_id").iterator(_TOGETHER):
        waiting.append(entry)
        if len(waiting) == _TOGETHER:
            yield from _with_status(waiting)
            waiting.clear()
    yield from _with_status(waiting)


def _with_status(deposits: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """Each with the status of its latest version."""
    versions = Entry.objects.filter(
        record_id__in={entry.record_id for entry in deposits}, lid__in=[entry.lid for entry in deposits]
    )
    statuses = dict(versions.order_by("version").values_list("lid", "status"))
    for entry in deposits:
        yield entry, statuses[entry.lid]


def _references(entry: Entry) -> tuple[str, ...]:
    """The numbers that the metadata of a deposit tell; none where they cannot be opened any more."""
    try:
        sealer = storage.sealer(entry.record_id)
        return reading.references(entry.id, bytes(entry.sealed), sealer)
    except (storage.KeyMissing, storage.CorruptDocument):
        return ()
