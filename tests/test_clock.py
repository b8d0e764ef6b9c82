"""Time is a parameter, and the sandbox may move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle import clock

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "hier", "2026-13-01", "15/09/2026"])
def test_a_text_that_is_no_instant_is_refused_with_a_way_out(text):
    with pytest.raises(ValueError, match="write 2026-09-15"):
        clock.parse_instant(text)


@pytest.mark.parametrize("text", ["", "15", "d15", "1y", "-", "2h 30m"])
def test_a_text_that_is_no_duration_is_refused_with_a_way_out(text):
    with pytest.raises(ValueError, match="write for instance 15d"):
        clock.parse_duration(text)


def test_an_instant_without_offset_is_utc():
    assert clock.parse_instant("2026-09-15T12:00:00") == NOON
    assert clock.parse_instant("2026-09-15T14:00:00+02:00") == NOON


@given(st.integers(0, 40), st.integers(0, 23), st.integers(0, 59), st.booleans())
def test_a_duration_reads_as_written(days, hours, minutes, negative):
    text = ("-" if negative else "") + f"{days}d{hours}h{minutes}m"
    expected = timedelta(days=days, hours=hours, minutes=minutes)
    assert clock.parse_duration(text) == (-expected if negative else expected)


def test_a_frozen_clock_stands_still_where_it_is_set_and_advanced():
    movable = clock.MovableClock(NOON, frozen=True)
    movable.set(NOON)
    movable.advance(timedelta(days=15))
    assert movable.frozen
    assert movable.now() == movable.now() == NOON + timedelta(days=15)


def test_a_running_clock_goes_on_from_where_it_was_set():
    movable = clock.MovableClock(NOON)
    first = movable.now()
    assert NOON <= first < NOON + timedelta(seconds=30)
    movable.freeze()
    frozen = movable.now()
    movable.run()
    assert not movable.frozen
    assert movable.now() >= frozen


def test_the_installed_clock_is_the_one_that_is_asked():
    before = clock.installed()
    try:
        clock.install(clock.MovableClock(NOON, frozen=True))
        assert clock.now().date() == NOON.date()
    finally:
        clock.install(before)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
