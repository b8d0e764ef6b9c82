"""What time alone does: a document kept back is announced, then opens; a record closes, is kept, is destroyed.

Source: CSP R1111-53 (announcement), L1111-18 (ten years); spec/dmp.md 3.1, 6.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from socle.record.facts import DocumentFacts, RecordFacts, RecordStatus
from socle.record.rules.visibility import opens_at
from socle.record.rules.will import is_minor
from socle.rulebook import applies
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.xds.model import DELETED, INVISIBLE_TO_PATIENT, INVISIBLE_TO_REPRESENTATIVES


class Announcement(StrEnum):
    """Where a document kept back for an announcement stands."""

    NONE = "none"  # not kept back, or no more
    WAITING = "waiting"  # for the consultation
    TO_TELL = "to tell"  # two weeks are over: the holder is told of an update, never of which
    TO_OPEN = "to open"  # its month is over


@applies("DMP-113", "DMP-116", "DMP-117")
def announcement(record: RecordFacts, document: DocumentFacts, at: datetime, choices: Choices) -> Announcement:
    """What is due for this document at `at`. The holder is told of an update and invited to see a professional.

    What a minor keeps from his representatives is told to nobody, since they read what he is told (CSP R1111-50).
    """
    kept = INVISIBLE_TO_PATIENT in document.visibility and not document.is_signature
    if record.status is not RecordStatus.OPEN or not kept or document.status == DELETED:
        return Announcement.NONE
    if at >= opens_at(document.deposited_at, choices):
        return Announcement.TO_OPEN
    secret = INVISIBLE_TO_REPRESENTATIVES in document.visibility and is_minor(
        record, french_day(at), choices.age_of_majority
    )
    told = at >= document.deposited_at + choices.announcement_notice and not secret
    return Announcement.TO_TELL if told else Announcement.WAITING


@applies("DMP-214", "MES-008")
def kept_until(closed_at: datetime, choices: Choices) -> date:
    """The last day, in France, on which a record closed at that instant is kept.

    Ten years to the day; where the month has no such day, its last one. Source: CSP L1111-18.
    """
    closed = french_day(closed_at)
    year = closed.year + choices.retention_years
    is_leap_day = (closed.month, closed.day) == (2, 29)
    return date(year, 2, 28) if is_leap_day and not _has_leap_day(year) else closed.replace(year=year)


def _has_leap_day(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@applies("DMP-214")
def is_to_destroy(record: RecordFacts, at: datetime, choices: Choices) -> bool:
    """Whether a closed record has been kept for as long as the law asks: from the day after, its key is destroyed."""
    if record.status is not RecordStatus.CLOSED or record.closed_at is None:
        return False
    return french_day(at) > kept_until(record.closed_at, choices)


@applies("MES-022", "MES-023")
def closes_for_death(record: RecordFacts, died_on: date | None, at: datetime, choices: Choices) -> bool:
    """Whether the record of a holder who died is to be closed now, nobody having asked for it.

    Before the chosen day nothing closes by itself: the entitled persons ask for it (MES-022).
    """
    today = french_day(at)
    known = died_on is not None and died_on <= today
    return known and record.status is RecordStatus.OPEN and today >= choices.closing_after_death_first_day
