"""What time alone does: two weeks, a month, ten years, a death."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.record.facts_builders import AT, document, minors_record, record

from socle.record.facts import RecordStatus
from socle.record.rules.life import Announcement, announcement, closes_for_death, is_to_destroy, kept_until
from socle.rulebook.choices import Choices
from socle.wire.xds.model import DELETED, INVISIBLE_TO_PATIENT, INVISIBLE_TO_REPRESENTATIVES

CHOICES = Choices()
FIFTEEN_DAYS = Choices(announcement_opening_days=15)
KEPT = frozenset({INVISIBLE_TO_PATIENT})
SECOND = timedelta(seconds=1)


def standing(at, *, choices=CHOICES, of=None, **changes):
    return announcement(of or record(), document(**{"visibility": KEPT, "deposited_at": AT} | changes), at, choices)


@pytest.mark.rule("DMP-116")
def test_the_holder_is_told_of_an_update_two_weeks_after_the_deposit_and_not_before():
    assert standing(AT + timedelta(days=14) - SECOND) is Announcement.WAITING
    assert standing(AT + timedelta(days=14)) is Announcement.TO_TELL


@pytest.mark.rule("DMP-117")
def test_the_document_opens_a_month_after_the_deposit_and_not_before():
    month = datetime(2026, 10, 15, 11, tzinfo=UTC)
    assert standing(month - SECOND) is Announcement.TO_TELL
    assert standing(month) is Announcement.TO_OPEN


@pytest.mark.rule("DMP-116")
@pytest.mark.rule("DMP-117")
def test_the_fifteen_days_of_the_public_answers_are_a_setting():
    days = AT + timedelta(days=15)
    assert standing(days - SECOND, choices=FIFTEEN_DAYS) is Announcement.TO_TELL
    assert standing(days, choices=FIFTEEN_DAYS) is Announcement.TO_OPEN
    assert standing(days) is Announcement.TO_TELL


@pytest.mark.rule("DMP-113")
def test_nothing_is_due_for_a_document_that_is_not_kept_back_was_deleted_or_is_a_signature():
    late = AT + timedelta(days=60)
    for changes in ({"visibility": frozenset()}, {"status": DELETED}, {"is_signature": True}):
        assert standing(late, **changes) is Announcement.NONE


def test_nothing_is_due_in_a_record_that_serves_nobody():
    for status in (RecordStatus.CLOSED, RecordStatus.DELETED):
        assert standing(AT + timedelta(days=60), of=record(status=status)) is Announcement.NONE


@pytest.mark.rule("DMP-116", "DMP-130")
def test_what_a_minor_keeps_from_his_representatives_is_told_to_nobody_since_they_read_what_he_is_told():
    secret = KEPT | {INVISIBLE_TO_REPRESENTATIVES}
    told = AT + timedelta(days=14)
    assert standing(told, of=minors_record(), visibility=secret) is Announcement.WAITING
    assert standing(told, of=minors_record()) is Announcement.TO_TELL
    assert standing(told, visibility=secret) is Announcement.TO_TELL


def closed(at, **changes):
    return record(status=RecordStatus.CLOSED, closed_at=at, **changes)


@pytest.mark.rule("DMP-214")
@pytest.mark.rule("MES-008")
def test_a_closed_record_is_kept_ten_years_to_the_last_hour_of_the_day():
    closing = datetime(2026, 9, 15, 17, tzinfo=UTC)
    assert kept_until(closing, CHOICES) == date(2036, 9, 15)
    assert not is_to_destroy(closed(closing), datetime(2036, 9, 15, 21, 59, tzinfo=UTC), CHOICES)
    assert is_to_destroy(closed(closing), datetime(2036, 9, 15, 22, tzinfo=UTC), CHOICES)


def test_the_days_of_the_ten_years_are_those_of_france_and_a_leap_day_ends_with_its_month():
    assert kept_until(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), CHOICES) == date(2037, 1, 1)
    assert kept_until(datetime(2028, 2, 29, 12, tzinfo=UTC), CHOICES) == date(2038, 2, 28)
    assert kept_until(datetime(2028, 2, 29, 12, tzinfo=UTC), Choices(retention_years=12)) == date(2040, 2, 29)


@pytest.mark.rule("DMP-214")
def test_a_record_that_is_not_closed_is_never_destroyed_by_time():
    late = AT + timedelta(days=40 * 365)
    assert not is_to_destroy(record(closed_at=AT), late, CHOICES)
    assert not is_to_destroy(replace(closed(AT), status=RecordStatus.DELETED), late, CHOICES)


@pytest.mark.rule("MES-022")
@pytest.mark.rule("MES-023")
def test_a_death_closes_the_record_by_itself_from_the_chosen_day_on():
    died = date(2023, 11, 2)
    assert not closes_for_death(record(), died, datetime(2023, 12, 30, 12, tzinfo=UTC), CHOICES)
    assert closes_for_death(record(), died, datetime(2023, 12, 31, 12, tzinfo=UTC), CHOICES)


def test_a_record_is_not_closed_for_a_death_that_is_not_known_not_yet_there_or_when_it_is_closed():
    assert not closes_for_death(record(), None, AT, CHOICES)
    assert not closes_for_death(record(), AT.date() + timedelta(days=1), AT, CHOICES)
    assert not closes_for_death(closed(AT), AT.date(), AT, CHOICES)
