"""Working days: the calendar of the Code du travail."""

from __future__ import annotations

from datetime import date

import pytest

from socle.rulebook.working import easter, is_working, public_holidays, working_days_after


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2000, "04-23"),
        (2008, "03-23"),
        (2011, "04-24"),
        (2022, "04-17"),
        (2023, "04-09"),
        (2024, "03-31"),
        (2026, "04-05"),
        (2038, "04-25"),
    ],
)
def test_easter_falls_when_almanacs_say(year, day):
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


def test_the_public_holidays_of_2026_are_those_of_the_labour_code():
    days = ["01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"]
    assert public_holidays(2026) == {date.fromisoformat(f"2026-{day}") for day in days}


def test_two_holidays_may_fall_on_one_day():
    assert len(public_holidays(2008)) == 10  # Ascension on 1 May


@pytest.mark.parametrize(
    ("day", "working"),
    [("2026-11-20", True), ("2026-11-21", False), ("2026-11-22", False), ("2026-11-11", False), ("2026-05-25", False)],
)
def test_weekends_and_holidays_are_not_working_days(day, working):
    assert is_working(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-22", 1, "2026-11-23"),  # what begins on a Sunday counts from the Monday
        ("2026-12-23", 2, "2026-12-28"),  # Christmas and a weekend
        ("2026-12-31", 1, "2027-01-04"),  # the new year too
    ],
)
def test_days_are_counted_over_weekends_holidays_and_years(day, count, end):
    assert working_days_after(date.fromisoformat(day), count) == date.fromisoformat(end)
