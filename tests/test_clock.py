"""Time is a parameter, and the sandbox may move it."""

from __future__ import annotations

import subprocess
import sys
import threading
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


class TestOneFile:
    def test_shows_one_time_to_all_clocks_on_it_at_once(self, tmp_path):
        mine, other = (clock.MovableClock(file=tmp_path / "clock") for _ in range(2))
        mine.set(NOON)
        assert NOON <= other.now() < NOON + timedelta(seconds=30)
        other.freeze()
        assert mine.frozen
        assert mine.now() == other.now()
        mine.advance(timedelta(days=15))
        assert other.now() >= NOON + timedelta(days=15)
        mine.run()
        assert not other.frozen

    def test_shows_it_to_another_process_too(self, tmp_path):
        mine = clock.MovableClock(NOON, frozen=True, file=tmp_path / "clock")
        program = (
            "import sys, pathlib; from datetime import timedelta; from socle.clock import MovableClock;"
            "clock = MovableClock(file=pathlib.Path(sys.argv[1])); print(clock.now().isoformat());"
            "clock.advance(timedelta(days=1))"
        )
        command = [sys.executable, "-c", program, str(tmp_path / "clock")]
        seen = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
        assert datetime.fromisoformat(seen.strip()) == mine.now() - timedelta(days=1)

    def test_keeps_it_for_the_next_start(self, tmp_path):
        former = clock.MovableClock(NOON, frozen=True, file=tmp_path / "clock")
        former.advance(timedelta(days=-40000))
        again = clock.MovableClock(file=tmp_path / "clock")
        assert (again.frozen, again.now()) == (True, former.now())
        assert not again.untouched
        assert clock.MovableClock(file=tmp_path / "fresh").untouched

    def test_loses_no_advance_of_many_at_once(self, tmp_path):
        first = clock.MovableClock(NOON, frozen=True, file=tmp_path / "clock")
        begun = first.now()

        def work():
            own = clock.MovableClock(file=tmp_path / "clock")
            for _ in range(50):
                own.advance(timedelta(seconds=1))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert first.now() - begun == timedelta(seconds=200)


def test_the_installed_clock_is_the_one_that_is_asked():
    before = clock.installed()
    try:
        clock.install(clock.MovableClock(NOON, frozen=True))
        assert clock.now().date() == NOON.date()
    finally:
        clock.install(before)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
