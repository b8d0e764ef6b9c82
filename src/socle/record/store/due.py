"""What may be due at an instant, found by the indexes made for it; whether it is, the rules say of each."""

from __future__ import annotations

from datetime import datetime, timedelta

from socle.record.facts import RecordStatus
from socle.record.models import Record
from socle.record.visible import opened
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.sql import Row, Statement
from socle.wire.xds.model import DELETED

#: How the notice of a document kept back is named, before the document's logical id: one for each.
KEPT_BACK = "kept-back:"

#: No calendar differs from another by more.
_SLACK = timedelta(days=2)

#: The documents kept back come first (CROSS JOIN: SQLite keeps the order, PostgreSQL is free), found by the small index
#: of those alone: from the records on, or in the order of another index, SQLite would read every document at each look.
_KEPT_BACK = """
    SELECT e.record_id, e.unique_id FROM record_entry e CROSS JOIN record_record r
    WHERE r.id = e.record_id AND r.status = 'open' AND e.status <> %s
    AND e.hidden_from_patient AND NOT e.is_signature AND e.deposited_at <= %s AND {}
"""
_NOT_TOLD = "NOT EXISTS (SELECT 1 FROM record_notice n WHERE n.record_id = e.record_id AND n.id = %s || e.lid)"
_TO_TELL = Statement(_KEPT_BACK.format(_NOT_TOLD))


def to_tell(at: datetime, choices: Choices) -> list[tuple[str, str]]:
    """Record and uniqueId of what has been kept back for two weeks without its holder being told."""
    return _each_once(_TO_TELL.rows(DELETED, at - choices.announcement_notice, KEPT_BACK))


def to_open(at: datetime, choices: Choices) -> list[tuple[str, str]]:
    """Record and uniqueId of what was kept back, and whose month is over."""
    over = opened(at, choices)
    return _each_once(Statement(_KEPT_BACK.format(over.text)).rows(DELETED, at, *over.values))


def _each_once(rows: list[Row]) -> list[tuple[str, str]]:
    """A document has one row for each of its versions."""
    return sorted({(row[0], row[1]) for row in rows})


def to_close(at: datetime) -> list[str]:
    """The records that are open and whose holder is known to have died."""
    rows = Record.objects.filter(status=RecordStatus.OPEN, died_on__isnull=False, died_on__lte=french_day(at))
    return list(rows.order_by("died_on", "id").values_list("id", flat=True))


def to_destroy(at: datetime, choices: Choices) -> list[str]:
    """The records closed so long ago that they may be no longer kept."""
    limit = at - timedelta(days=365 * choices.retention_years) + _SLACK
    rows = Record.objects.filter(status=RecordStatus.CLOSED, closed_at__lt=limit)
    return list(rows.order_by("closed_at", "id").values_list("id", flat=True))
