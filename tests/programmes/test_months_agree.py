"""Product and oracle on the best month, the month's end and the money, over small establishments of a whole semester."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache

import pytest

from socle.programmes import sunes
from socle.programmes.sunes import programme
from socle.programmes.sunes.rules import money, rates
from tests.programmes import rendering, worlds
from tests.programmes.agreement.product import opened
from tests.programmes.oracle import months
from tests.programmes.oracle.facts import Establishment
from tests.programmes.oracle.sunes import Answer, Question

WINDOWS = ("F1", "F2", "F3", "F4")
#: The numbers of the two; the first has neither dialysis nor correspondents, which no day tells of.
PLAIN, FULL = 1, 3


@dataclass
class Case:
    house: Establishment
    asked: Question

    @property
    def settings(self):
        return sunes.Settings(cme=self.asked.cme, finess=self.house.finess_ej)


@cache
def drawn(number):
    """An establishment of one draw a month of a window, of fifteen in the month asked about."""
    window = WINDOWS[number % len(WINDOWS)]
    asked = Question(window, *months.calendar_months(window)[number % 6], cme=months.calendar_months(window)[0][1])
    parts = [
        worlds.establishment(month * 100 + part, number, Question(window, *span))
        for month, span in enumerate(months.calendar_months(window))
        for part in range(1 if (asked.start, asked.end) != span else 15)
    ]
    house = months.gathered(f"{number:09d}", parts)
    if number == PLAIN:
        house.stays = [line for line in house.stays if line.kind != "seance_dialyse"]
        house.correspondents = []
    return Case(house, asked)


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    folder = tmp_path_factory.mktemp("semesters")
    with opened("duckdb") as found:
        found.load(rendering.typed(folder, [drawn(PLAIN).house, drawn(FULL).house]), folder)
        yield found


@pytest.mark.rule("SUN-043")
def test_the_months_of_a_window_come_in_the_same_order(product):
    case = drawn(FULL)
    told = sunes.best_month(product.files, window=case.asked.window, engine=product.engine, settings=case.settings)
    assert [(one.period.start, one.period.end) for one in told] == months.best_first(case.house, case.asked)


@pytest.mark.rule("SUN-043")
def test_no_month_whatever_its_first_day_is_better_than_the_best_rolling_one(product):
    case = drawn(PLAIN)
    told = sunes.best_month(
        product.files, window=case.asked.window, engine=product.engine, settings=case.settings, rolling=True
    )
    best = told[0]
    assert (best.required, best.attained, best.measured, best.margin) == months.highest(case.house, case.asked)


@pytest.mark.parametrize("last", [25, 31])
def test_the_end_of_a_month_is_forecast_alike(product, last):
    case = drawn(PLAIN)
    at = min(case.asked.start + timedelta(days=last - 1), case.asked.end)
    told = sunes.forecast(
        product.files,
        window=case.asked.window,
        start=case.asked.start,
        end=case.asked.end,
        at=at,
        engine=product.engine,
        settings=case.settings,
    )
    days = months.day_by_day(case.house, case.asked, at)
    for code in ("DS1.1", "DS1.2", "DS4.2"):
        mine, theirs = months.ahead(days[code], (case.asked.end - at).days), told[code]
        assert (theirs.numerator, theirs.denominator, theirs.worst) == (mine.numerator, mine.denominator, mine.worst)
        if at < case.asked.end:
            assert theirs.expected == mine.expected
        if mine.low is not None:
            assert (theirs.low, theirs.high) == pytest.approx((mine.low, mine.high), abs=0.6)
    assert at == case.asked.end or mine.low is not None


@pytest.mark.rule("SUN-011", "SUN-012")
def test_the_domains_are_worth_the_same_to_the_cent():
    draw = random.Random(11)
    for _ in range(300):
        codes = programme.indicators()
        found = {code: Answer(draw.randint(0, 1), draw.choice((0, 1, 1, 1)), 50) for code in codes}
        euros = {name: Decimal(draw.randint(0, 10**8)) / 100 for name in ("D1", "D2", "D4")}
        surgery = found["DS1.3"].denominator > 0
        told = money.domains(
            {code: rates.attained(one.numerator, one.denominator, one.target) for code, one in found.items()},
            surgery=surgery,
            amounts=euros,
        )
        mine = months.worth(found, {name: int(100 * one) for name, one in euros.items()})
        assert {one.domain: one.amount if one.amount is None else int(100 * one.amount) for one in told} == mine
