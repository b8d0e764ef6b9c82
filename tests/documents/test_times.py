"""HL7 time stamps and their form in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.documents import times

OFFSETS = st.integers(-14 * 60 + 1, 14 * 60 - 1).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=OFFSETS)  # noqa: DTZ001 - bounds take none


@pytest.mark.parametrize(
    "stamp",
    ["", "2026-09-15", "20261301", "20260230", "202609151", "20260915250000+0200", "20260915100000+1500", "2026091510+0199",
     "99991231235959-1400", "99991231233000+0000", "00010101000000+1400", "0000", "demain", "２０２６"],
)  # fmt: skip
def test_what_is_no_possible_time_is_told_from_one(stamp):
    assert times.read(stamp) is None
    assert times.to_utc(stamp) is None


@given(st.text(max_size=20) | st.from_regex(r"[0-9]{0,16}(\.[0-9]+)?([+-][0-9]{0,5})?", fullmatch=True))
def test_reading_never_fails_whatever_is_written(stamp):
    moment = times.read(stamp)
    assert moment is None or moment.start < moment.end


@given(INSTANTS)
def test_an_instant_with_its_offset_is_the_same_instant_in_utc(instant):
    stamp = f"{instant:%Y%m%d%H%M%S%z}"
    assert times.to_utc(stamp) == f"{instant.astimezone(UTC):%Y%m%d%H%M%S}"


@given(INSTANTS)
def test_what_was_converted_agrees_with_what_was_written(instant):
    written = times.read(f"{instant:%Y%m%d%H%M%S%z}")
    assert written.agrees_with(times.read(written.utc, zone=UTC))


@given(INSTANTS, st.integers(1, 10**8))
def test_another_second_never_agrees(instant, seconds):
    written = times.read(f"{instant:%Y%m%d%H%M%S%z}")
    other = instant.astimezone(UTC) + timedelta(seconds=seconds)
    assert not written.agrees_with(times.read(f"{other:%Y%m%d%H%M%S}", zone=UTC))


@pytest.mark.parametrize(
    ("stamp", "utc"),
    [
        ("20260115101500", "20260115091500"),  # winter in Paris
        ("20260715101500", "20260715081500"),  # summer in Paris
        ("20260101003000", "20251231233000"),  # the year before in UTC
        ("202609151015+0200", "202609150815"),  # minutes stay minutes
        ("2026091510+0200", "2026091508"),
        ("2026091510+0530", "202609150430"),  # an hour that begins at a half is told with its minutes
        ("20260915101500.123+0200", "20260915081500"),
        ("20240106113623+100", "20240106103623"),  # as an official sample has it
        ("20240106113623+1", "20240106103623"),
    ],
)
def test_a_time_goes_to_utc_from_its_offset_or_from_paris(stamp, utc):
    assert times.to_utc(stamp) == utc


@pytest.mark.parametrize("stamp", ["2026", "202609", "20260915"])
def test_a_day_is_not_an_instant_and_keeps_its_digits(stamp):
    assert times.to_utc(stamp) == stamp


@pytest.mark.parametrize(
    ("header", "metadata", "agree"),
    [
        ("20260915", "20260915081500", True),
        ("20260915", "20260914220000", True),  # midnight in Paris
        ("20260915", "20260914215959", False),
        ("20260915101500+0200", "20260915", True),
        ("20260915101500+0200", "202609150815", True),
        ("20260915101500+0200", "20260915081501", False),
        ("20260915101500+0200", "20260915101500", False),  # local time written as UTC
        ("202609", "20260930", True),
        ("2026", "20261231", True),
        ("202612", "20270115", False),
    ],
)
def test_times_are_compared_at_the_precision_they_share(header, metadata, agree):
    assert times.read(header).agrees_with(times.read(metadata, zone=UTC)) is agree
