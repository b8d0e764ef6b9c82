"""The programme as data, and the periods that may be measured."""

from __future__ import annotations

from datetime import date

import pytest

from socle.programmes.sunes import SWITCHES, chosen, defaults, programme
from socle.programmes.sunes.rules import dates, mail, periods
from socle.programmes.sunes.verdicts import (
    PERIOD_NOT_A_MONTH,
    PERIOD_OUTSIDE_WINDOW,
    PERIOD_TOO_LATE,
    WINDOW_UNKNOWN,
)

D = date.fromisoformat
TARGETS = {
    "DS1.1": (49, 59, 64, 69),
    "DS1.2": (40, 48, 59, 63),
    "DS1.3": (49, 59, 64, 69),
    "DS2.1": (45, 54, 59, 63),
    "DS3.1": (45, 54, 59, 63),
    "DS4.1": (None, 42, 49, 56),
    "DS4.2": (None, 42, 49, 56),
    "DS4.3": (None, 100, 100, 100),
}
#: The rule of each, in the same order.
RULES = ("SUN-020", "SUN-021", "SUN-022", "SUN-023", "SUN-024", "SUN-025", "SUN-026", "SUN-027")


@pytest.mark.parametrize(
    "code", [pytest.param(code, marks=pytest.mark.rule(one)) for code, one in zip(TARGETS, RULES, strict=True)]
)
def test_the_targets_of_the_four_windows_are_those_printed(code):
    assert tuple(programme.target(window, code) for window in ("F1", "F2", "F3", "F4")) == TARGETS[code]


@pytest.mark.rule("SUN-028")
def test_no_target_falls_from_one_window_to_the_next():
    assert programme.falling() == ()
    assert programme.falling({("F1", "DS1.1"): 50, ("F3", "DS1.1"): 49}) == (("F3", "DS1.1"),)


@pytest.mark.rule("SUN-029")
@pytest.mark.parametrize(
    ("day", "window", "semester"),
    [
        (day, window, semester)
        for window, semester, days in (
            ("F1", "2022-01-01", ("2021-09-01", "2021-10-31")),
            ("F2", "2022-07-01", ("2022-03-01", "2022-04-30")),
            ("F3", "2023-01-01", ("2022-09-01", "2022-10-31")),
            ("F4", "2023-07-01", ("2023-03-01", "2023-04-30")),
        )
        for day in days
    ],
)
def test_the_day_of_application_fixes_the_semester_of_measure(day, window, semester):
    found = programme.window_of_application(D(day), 1)
    assert (found.window, found.measure[0]) == (window, D(semester))
    assert programme.window_of_application(D("2022-05-01"), 1) is None


@pytest.mark.rule("SUN-030")
def test_volet_2_begins_with_the_second_application_period():
    assert programme.window_of_application(D("2021-10-01"), 2) is None
    assert programme.window_of_application(D("2022-03-01"), 2).measure == (D("2022-07-01"), D("2022-12-31"))
    assert programme.window("F1", 2) is None


@pytest.mark.rule("SUN-034")
def test_the_drawn_months_of_volet_1_are_kept_as_information():
    drawn = [one.bar for one in programme.windows() if one.volet == 1]
    assert drawn == [
        ("2022-01", "2022-05"),
        ("2022-09", "2022-12"),
        ("2023-03", "2023-06"),
        ("2023-09", "2023-12"),
    ]


@pytest.mark.rule("SUN-035")
def test_the_drawn_months_of_volet_2_are_kept_as_information():
    drawn = [one.bar for one in programme.windows() if one.volet == 2]
    assert drawn == [("2022-09", "2022-12"), ("2023-03", "2023-06"), ("2023-09", "2023-12")]


@pytest.mark.rule("SUN-036")
def test_selection_runs_from_the_first_application_to_the_next_season():
    selected = [one.selection for one in programme.windows() if one.volet == 1]
    assert selected[:3] == [
        (D("2021-09-01"), D("2021-12-31")),
        (D("2022-03-01"), D("2022-06-30")),
        (D("2022-09-01"), D("2022-12-31")),
    ]
    assert selected[3][0].month == 3
    assert programme.window("F2").state(D("2022-05-15")) == "selection"


@pytest.mark.rule("SUN-049")
def test_the_dmp_is_controlled_by_the_cnam_and_messages_by_the_ans():
    assert {code: programme.national_source(code) for code in TARGETS} == {
        **dict.fromkeys(("DS1.1", "DS1.2", "DS1.3", "DS2.1", "DS3.1"), "CNAM"),
        **dict.fromkeys(("DS4.1", "DS4.2"), "ANS"),
        "DS4.3": None,
    }


def verdict(window, start, end, **settings):
    decision = periods.may_measure(window, periods.period(D(start), D(end)), **settings)
    return decision.findings[0].verdict if decision.findings else None


@pytest.mark.rule("SUN-043")
def test_the_measure_is_one_month_within_the_window_and_june_alone_is_accepted():
    assert verdict("F1", "2022-06-01", "2022-06-30") is None
    assert verdict("F1", "2022-01-01", "2022-01-31") is None
    assert verdict("F1", "2022-07-01", "2022-07-31") is PERIOD_OUTSIDE_WINDOW
    assert verdict("F1", "2021-12-15", "2022-01-14") is PERIOD_OUTSIDE_WINDOW
    assert verdict("F2", "2022-08-01", "2022-09-15") is PERIOD_NOT_A_MONTH
    assert verdict("F9", "2022-08-01", "2022-08-31") is WINDOW_UNKNOWN


@pytest.mark.parametrize(
    "rule", [pytest.param(one, marks=pytest.mark.rule(one)) for one in ("SUN-040", "SUN-041", "SUN-042")]
)
def test_in_the_first_window_a_measure_begun_by_30_may_is_verified_by_30_june(rule):
    assert verdict("F1", "2022-05-30", "2022-06-29", june_alone=False) is None
    assert verdict("F1", "2022-06-01", "2022-06-30", june_alone=False) is PERIOD_TOO_LATE
    assert verdict("F1", "2022-06-02", "2022-07-01", june_alone=False) is PERIOD_OUTSIDE_WINDOW
    assert rule in periods.may_measure("F1", periods.month(2022, 5), june_alone=False).rules
    assert programme.window("F1").verified_by == D("2022-06-30")


def test_a_rolling_month_can_be_refused():
    assert verdict("F2", "2022-08-15", "2022-09-14") is None
    assert verdict("F2", "2022-08-15", "2022-09-14", rolling_month=False) is PERIOD_NOT_A_MONTH


def test_calendar_months_are_proposed_first():
    found = periods.candidates("F2", rolling_month=True)
    assert [one.label for one in found[:6]] == [f"2022-{number:02}" for number in range(7, 13)]
    assert len(found) > 100
    assert all(periods.may_measure("F2", one).allowed for one in found)


@pytest.mark.rule("SUN-046")
def test_a_dialysis_stay_is_the_four_months_that_end_with_the_measure():
    assert periods.dialysis_start(D("2022-08-31")) == D("2022-05-01")
    assert periods.dialysis_start(D("2022-06-30")) == D("2022-03-01")
    assert periods.dialysis_start(D("2022-09-14")) == D("2022-05-15")
    # 28 February and 29 June are of no four months together.
    assert [periods.dialysis_start(D(f"2022-06-{day}")) for day in (27, 28, 29)] == [
        D("2022-02-28"),
        *2 * [D("2022-03-01")],
    ]
    assert periods.dialysis_start(D("2022-10-30")) == D("2022-07-01")


@pytest.mark.rule("SUN-060")
def test_the_first_connector_was_said_acceptable_until_the_end_of_2022():
    assert dates.first_connector_last_day() == D("2022-12-31")


@pytest.mark.rule("SUN-063")
def test_the_avenant_of_the_biologists_was_extended_for_2022():
    assert dates.biologists_derogation(D("2022-01-01"))
    assert dates.biologists_derogation(D("2022-12-31"))
    assert not dates.biologists_derogation(D("2023-01-01"))


@pytest.mark.rule("SUN-010")
@pytest.mark.rule("SUN-027")
def test_the_presentation_counts_when_held_by_the_end_of_the_window_and_is_asked_for_when_not_told():
    assert dates.presented(D("2022-12-31"), D("2022-12-31")) is True
    assert dates.presented(D("2023-01-01"), D("2022-12-31")) is False
    assert dates.presented(None, D("2022-12-31")) is None


@pytest.mark.parametrize(
    ("address", "professional", "citizen"),
    [
        ("dr@mssante.fr", True, False),
        ("DR@Aura.MSSante.fr ", True, False),
        ("dr@notmssante.fr", False, False),
        ("dr@mssante.fr.example.org", False, False),
        ("1@patient.mssante.fr", False, True),
        ("dr@impatient.mssante.fr", True, False),
        ("mssante.fr", False, False),
        ("@mssante.fr", False, False),
    ],
)
def test_a_mailbox_is_told_by_its_domain_at_the_boundary_of_a_label(address, professional, citizen):
    assert mail.is_professional(address) is professional
    assert mail.is_citizen(address) is citizen


@pytest.mark.rule("SUN-045")
def test_no_particular_case_is_left_out_unless_asked():
    for name in ("newborn", "died", "anonymous", "detainee", "opposition", "ins_not_qualified"):
        assert name not in defaults()
    assert chosen(["died", "no-consultations"]) == defaults() - {"consultations"} | {"died"}
    with pytest.raises(KeyError):
        chosen(["unheard-of"])
    assert all(one.fr and one.en for one in SWITCHES.values())
