"""What may be due at an instant, found by the indexes made for it; whether it is, the rules say of each."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from socle.record.facts import RecordStatus
from socle.record.models import Entry, Notice, Record
from socle.record.visible import opened
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.sql import Statement
from socle.wire.xds.model import DELETED

#: How the notice of a document kept back is named, before the document's logical id: one for each.
KEPT_BACK = "kept-back:"

#: No calendar differs from another by more.
_SLACK = timedelta(days=2)

_OPENING = """
    SELECT DISTINCT e.record_id, e.unique_id FROM record_entry e JOIN record_record r ON r.id = e.record_id
    WHERE e.hidden_from_patient AND NOT e.is_signature AND e.status <> %s AND r.status = 'open' AND {}
    ORDER BY e.record_id, e.unique_id
"""


def to_tell(at: datetime, choices: Choices) -> list[tuple[str, str]]:
    """Record and uniqueId of what has been kept back for two weeks without its holder being told."""
    told = Notice.objects.filter(record_id=OuterRef("record_id"), id=Concat(Value(KEPT_BACK), OuterRef("lid")))
    rows = Entry.objects.filter(
        hidden_from_patient=True,
        is_signature=False,
        deposited_at__lte=at - choices.announcement_notice,
        record__status=RecordStatus.OPEN,
    ).exclude(status=DELETED)
    return sorted(set(rows.exclude(Exists(told)).values_list("record_id", "unique_id")))


def to_open(at: datetime, choices: Choices) -> list[tuple[str, str]]:
    """Record and uniqueId of what was kept back, and whose month is over."""
    over = opened(at, choices)
    return [(row[0], row[1]) for row in Statement(_OPENING.format(over.text)).rows(DELETED, *over.values)]


def to_close(at: datetime) -> list[str]:
    """The records that are open and whose holder is known to have died."""
    rows = Record.objects.filter(status=RecordStatus.OPEN, died_on__isnull=False, died_on__lte=french_day(at))
    return list(rows.order_by("died_on", "id").values_list("id", flat=True))


def to_destroy(at: datetime, choices: Choices) -> list[str]:
    """The records closed so long ago that they may be no longer kept."""
    limit = at - timedelta(days=365 * choices.retention_years) + _SLACK
    rows = Record.objects.filter(status=RecordStatus.CLOSED, closed_at__lt=limit)
    return list(rows.order_by("closed_at", "id").values_list("id", flat=True))
