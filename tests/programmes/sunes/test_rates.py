"""Rates, domains, amounts and the forecast: pure."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.programmes.sunes.rules import forecast, money, rates
from socle.programmes.sunes.rules.forecast import Day, Outlook

FIRST = date(2022, 8, 1)


def test_a_target_is_reached_exactly_at_its_rate_and_a_rate_shown_is_never_rounded_up():
    assert rates.attained(59, 100, 59) is True
    assert rates.attained(5896, 10_000, 59) is False
    assert rates.shown(5896, 10_000) == Decimal("58.9")
    assert rates.shown(2, 3) == Decimal("66.6")


def test_nothing_to_count_is_neither_reached_nor_missed():
    assert rates.attained(0, 0, 59) is None
    assert rates.shown(0, 0) is None
    assert rates.attained(1, 1, None) is None


@given(st.integers(0, 500), st.integers(1, 500), st.integers(1, 100))
def test_what_is_still_needed_reaches_the_target_and_one_less_does_not(numerator, denominator, target):
    more = rates.still_needed(min(numerator, denominator), denominator, target)
    done = min(numerator, denominator) + more
    assert rates.attained(done, denominator, target)
    assert not more or not rates.attained(done - 1, denominator, target)


def reached(**indicators):
    names = ("DS1.1", "DS1.2", "DS1.3", "DS2.1", "DS3.1", "DS4.1", "DS4.2", "DS4.3")
    return dict.fromkeys(names) | {name.replace("_", "."): value for name, value in indicators.items()}


AMOUNTS = {"D1": Decimal("10000.05"), "D4": Decimal(500)}


def domain(name, told, *, surgery=True, **settings):
    found = money.domains(told, surgery=surgery, amounts=AMOUNTS, **settings)
    return next(one for one in found if one.domain == name)


@pytest.mark.rule("SUN-012")
def test_operative_reports_add_a_tenth_to_the_amount_of_the_first_domain_to_the_cent_halves_up():
    both = reached(DS1_1=True, DS1_2=True, DS1_3=True)
    assert domain("D1", both).amount == Decimal("11000.06")  # 11 000.055
    assert domain("D1", both | {"DS1.3": False}).amount == Decimal("10000.05")


@pytest.mark.rule("SUN-011")
def test_the_bonus_is_for_establishments_with_surgery_alone():
    both = reached(DS1_1=True, DS1_2=True, DS1_3=True)
    assert domain("D1", both, surgery=False).bonus is None
    assert domain("D1", both, surgery=False).amount == Decimal("10000.05")


@pytest.mark.rule("SUN-012")
def test_a_domain_is_reached_when_all_it_asks_is_and_unknown_while_that_is_not_told():
    assert domain("D1", reached(DS1_1=True, DS1_2=False)).attained is False
    assert domain("D1", reached(DS1_1=True, DS1_2=False), d1_needs_both=False).attained is True
    assert domain("D1", reached(DS1_1=True)).attained is None
    assert domain("D1", reached(DS1_1=True)).amount is None
    assert domain("D4", reached(DS4_1=True, DS4_2=True)).attained is None
    assert domain("D4", reached(DS4_1=True, DS4_2=True, DS4_3=True)).amount == Decimal("500.00")
    assert domain("D1", reached(DS1_1=False, DS1_2=True, DS1_3=True)).amount == Decimal("0.00")


def test_a_domain_without_amount_given_is_worth_nothing_that_could_be_told():
    told = money.domains(reached(DS2_1=True), surgery=False, amounts=AMOUNTS)
    assert next(one for one in told if one.domain == "D2").amount is None


def days(*counts):
    return [Day(FIRST + timedelta(days=n), done, of) for n, (done, of) in enumerate(counts)]


def test_few_days_or_few_stays_are_no_forecast():
    assert forecast.forecast(days((6, 10), (7, 10), (6, 10), (7, 10)), 27, 59).expected is None
    assert forecast.forecast(days(*[(1, 2)] * 6), 25, 59).outlook is Outlook.UNKNOWN


def test_a_steady_month_is_forecast_at_its_rate_within_a_range_that_holds_it():
    told = forecast.forecast(days(*[(15, 20)] * 15), 16, 59)
    assert told.expected == 75.0
    assert told.low < 75.0 < told.high
    assert told.expected_denominator == 620
    assert told.outlook is Outlook.LIKELY


def test_days_that_differ_widen_the_range():
    steady = forecast.forecast(days(*[(10, 20)] * 10), 21, 59)
    uneven = forecast.forecast(days(*[(0, 20), (20, 20)] * 5), 21, 59)
    assert uneven.low < steady.low
    assert uneven.high > steady.high
    assert steady.outlook is Outlook.UNLIKELY
    assert uneven.outlook is Outlook.OPEN


def drawn(draw, rate, unlike):
    """A month of about twenty stays a day, of which no two days are alike."""
    month = []
    for number in range(31):
        stays = max(1, round(draw.gauss(20, 4)))
        own = draw.betavariate(rate * (1 / unlike - 1), (1 - rate) * (1 / unlike - 1))
        month.append(Day(FIRST + timedelta(days=number), sum(draw.random() < own for _ in range(stays)), stays))
    return month


@pytest.mark.parametrize("past", [8, 25])
def test_the_range_holds_the_rate_of_the_end_about_nine_times_in_ten(past):
    draw, held = random.Random(2022), 0
    for _ in range(100):
        month = drawn(draw, 0.6, 0.15)
        told = forecast.forecast(month[:past], 31 - past, 59)
        end = 100 * sum(day.numerator for day in month) / sum(day.denominator for day in month)
        held += told.low <= end <= told.high
    assert held >= 84


def test_before_the_last_day_nothing_is_certain_and_after_it_the_rate_is_what_it_is():
    assert forecast.forecast(days(*[(20, 20)] * 30), 1, 59).outlook is Outlook.LIKELY
    over = forecast.forecast(days(*[(20, 20)] * 31), 0, 59)
    assert (over.outlook, over.low, over.high) == (Outlook.CERTAIN, 100.0, 100.0)
    assert forecast.forecast(days(*[(10, 20)] * 31), 0, 59).outlook is Outlook.OPEN


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=31), st.integers(0, 30))
def test_a_forecast_never_leaves_its_hard_bounds(counts, left):
    told = forecast.forecast(days(*((min(pair), max(pair)) for pair in counts)), left, 59)
    if told.expected is not None:
        assert told.worst <= told.low <= told.high <= told.best
