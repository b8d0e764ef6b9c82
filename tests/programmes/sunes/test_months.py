"""Which month of a window is the best, and when the presentation to the CME counts: pure."""

from __future__ import annotations

from datetime import date

import pytest

from socle.programmes.sunes.computing import Settings, lines_of
from socle.programmes.sunes.counting import Count
from socle.programmes.sunes.rules import periods
from socle.programmes.sunes.series import Month

HELD = date(2022, 9, 1)


def month(number, cme=None, **counted):
    counts = {code.replace("_", "."): Count(*pair) for code, pair in counted.items()}
    return Month(periods.month(2022, number), lines_of("F2", counts, Settings(cme=cme)))


def ranked(*months):
    return [one.period.start.month for one in sorted(months, key=Month.rank)]


@pytest.mark.rule("SUN-043")
def test_of_months_that_reach_as_much_the_best_is_the_furthest_above_its_targets_to_the_hair():
    assert ranked(month(8, DS1_1=(5901, 10_000)), month(9, DS1_1=(5909, 10_000))) == [9, 8]
    for cme in (HELD, date(2023, 1, 5)):  # held or missed, it is the same for every month
        assert ranked(month(8, cme, DS1_1=(60, 100)), month(9, cme, DS1_1=(90, 100))) == [9, 8]


@pytest.mark.rule("SUN-043")
def test_a_month_of_which_the_files_tell_less_is_not_the_better_for_it():
    assert ranked(month(7), month(8, DS1_1=(1, 100))) == [8, 7]
    assert ranked(month(7, DS4_1=(0, 5)), month(8, DS4_1=(0, 5), DS1_1=(1, 100))) == [8, 7]
    assert month(7).as_json()["margin"] == 0
    assert month(8, DS1_1=(5896, 10_000)).as_json()["margin"] == -0.1


@pytest.mark.rule("SUN-010")
def test_a_presentation_still_to_come_on_the_day_of_the_declaration_is_not_reached():
    def reached(declared_on):
        return lines_of("F2", {}, Settings(cme=date(2022, 12, 1), declared_on=declared_on))[-1].attained

    assert (reached(date(2022, 11, 30)), reached(date(2022, 12, 1)), reached(None)) == (False, True, True)
