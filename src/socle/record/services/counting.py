"""What a structure fed, for the programmes that count it: documents, without anything of whom they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from socle.record.models import Entry
from socle.wire.xds.model import DELETED, DEPRECATED

#: Documents whose statuses are asked for at once.
_TOGETHER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """One document that a structure fed: what it is, when it was deposited, and whether it still stands."""

    unique_id: str
    type_code: str
    format_code: str
    deposited_at: datetime
    deleted: bool
    replaced: bool


def fed_by(structure: str, start: datetime, end: datetime) -> Iterator[Fed]:
    """The documents deposited from `start` to `end` (excluded) of which `structure` (an IdNat_Struct) is an author's.

    Without trace, as it tells nothing of anybody: no patient, no author. It reads every deposit of the period, which no
    index leads to: for a report, not for a page.
    """
    deposits = Entry.objects.filter(
        version=1,
        is_signature=False,
        deposited_at__gte=start,
        deposited_at__lt=end,
        author_structures__contains=f"|{structure}|",
    )
    waiting: list[Entry] = []
    for entry in deposits.order_by("deposited_at", "unique_id").iterator(_TOGETHER):
        waiting.append(entry)
        if len(waiting) == _TOGETHER:
            yield from _standing(waiting)
            waiting.clear()
    yield from _standing(waiting)


def _standing(deposits: Sequence[Entry]) -> Iterator[Fed]:
    """The same, each with the status of its latest version."""
    versions = Entry.objects.filter(
        record_id__in={entry.record_id for entry in deposits}, lid__in=[entry.lid for entry in deposits]
    )
    statuses = dict(versions.order_by("version").values_list("lid", "status"))
    for entry in deposits:
        status = statuses[entry.lid]
        yield Fed(
            unique_id=entry.unique_id,
            type_code=entry.type_code,
            format_code=entry.format_code,
            deposited_at=entry.deposited_at,
            deleted=status == DELETED,
            replaced=status == DEPRECATED,
        )
