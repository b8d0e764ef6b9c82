"""Grappes, payments, the balance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from socle.programmes.esms.conditions import indicators
from socle.programmes.esms.grappes import Structure, grappe_size
from socle.programmes.esms.payments import balance, is_due, lines, payments, together
from socle.programmes.esms.rates import Rate
from socle.programmes.esms.settings import Settings

DAY = date(2022, 6, 1)
GIVEN = Settings(targets={code: Decimal(50) for code in ("EN.2", "EN.3", "EN.4", "EN.5")})
REACHED = {**{f"EN.{n}": Rate(9, 10) for n in (1, 2, 3, 4)}, "EN.5": Rate(50, None)}


def numbers(count, department="14"):
    return [f"{department}{n:07}" for n in range(count)]


def told(decision):
    return [finding.verdict.id for finding in decision.findings]


@pytest.mark.rule("ESMS-500")
@pytest.mark.parametrize(
    ("members", "allowed"),
    [
        (numbers(15), True),
        (numbers(14), False),
        (numbers(14) + numbers(1), False),
        (numbers(8, "2A"), True),
        (numbers(7, "2A"), False),
        (numbers(8, "97"), True),
        (numbers(7, "2B") + numbers(1), False),
    ],
)
def test_a_grappe_has_fifteen_essms_or_eight_in_corsica_and_overseas(members, allowed):
    assert grappe_size(members, DAY).allowed is allowed


@pytest.mark.rule("ESMS-501")
def test_from_fifty_essms_on_the_call_of_2022_is_the_national_one():
    assert [finding.expected for finding in grappe_size(numbers(49), DAY).findings] == ["régional (ARS)"]
    assert [finding.expected for finding in grappe_size(numbers(50), DAY).findings] == ["national"]
    assert told(grappe_size(numbers(50), date(2023, 6, 1))) == []


@pytest.mark.rule("ESMS-502")
def test_a_subsidy_of_2023_is_paid_in_two_halves_to_the_cent():
    paid = payments(Structure(finess_eg="1", funding=Decimal("100.01"), convention=date(2023, 5, 2)), Settings())
    assert paid.as_json() == {"subsidy": "100.01", "first": "50.01", "final": "50.00"}


@pytest.mark.rule("ESMS-502")
def test_the_payments_of_another_year_are_asked_for_and_never_presumed():
    structure = Structure(finess_eg="1", funding=Decimal(1000), convention=date(2024, 1, 1))
    unknown = payments(structure, Settings())
    assert (unknown.first, unknown.final, told(unknown.decision)) == (None, None, ["esms.payments-unknown"])
    assert payments(structure, Settings(first_share=Decimal(30))).as_json()["first"] == "300.00"


@pytest.mark.rule("ESMS-509")
def test_a_home_service_is_paid_for_its_eligible_hours():
    whole = {"finess_eg": "1", "field": "DOM", "funding": Decimal(1000), "convention": date(2023, 1, 1)}
    assert payments(Structure(**whole, hours=300, eligible_hours=100), Settings()).subsidy == Decimal("333.33")
    for hours, eligible in ((100, 101), (100, -1), (-1, -1)):
        wrong = payments(Structure(**whole, hours=hours, eligible_hours=eligible), Settings())
        assert (wrong.subsidy, told(wrong.decision)) == (None, ["esms.hours-incoherent"])
    unknown = payments(Structure(**whole), Settings())
    assert (unknown.subsidy, told(unknown.decision)) == (None, ["esms.hours-unknown"])


@pytest.mark.rule("ESMS-008")
@pytest.mark.rule("ESMS-004")
def test_the_balance_is_due_when_every_target_is_reached():
    assert is_due(balance(lines(REACHED, indicators(), GIVEN), "PA", None, DAY)) is True
    for code in ("EN.1", "EN.2", "EN.3", "EN.4"):
        missed = {**REACHED, code: Rate(4, 10)}
        decision = balance(lines(missed, indicators(), GIVEN), "PA", None, DAY)
        assert (is_due(decision), told(decision)) == (False, ["esms.target-not-reached"])
        assert (decision.findings[0].place, decision.findings[0].found) == (code, "4/10")
    assert is_due(balance(lines({**REACHED, "EN.5": Rate(49, None)}, indicators(), GIVEN), "PA", None, DAY)) is False


@pytest.mark.rule("ESMS-008")
def test_a_balance_that_hangs_on_an_unknown_target_is_not_judged():
    decision = balance(lines(REACHED, indicators(), Settings()), "PA", None, DAY)
    assert (is_due(decision), told(decision)) == (None, ["esms.target-unknown"] * 4)
    empty = balance(lines({**REACHED, "EN.1": Rate(0, 0)}, indicators(), GIVEN), "PA", None, DAY)
    assert (is_due(empty), told(empty)) == (None, ["esms.not-measurable"])


@pytest.mark.rule("ESMS-006", "ESMS-008")
def test_rates_added_up_decide_of_no_balance_where_the_structures_differ():
    def of(rate):
        return balance(lines({**REACHED, "EN.1": rate}, indicators(), GIVEN), "PA", None, DAY)

    due, missed, added = of(Rate(100, 100)), of(Rate(80, 100)), of(Rate(180, 200))
    assert is_due(added) is True
    apart = together(added, [due, missed])
    assert (is_due(apart), told(apart)) == (None, ["esms.balance-by-structure"])
    assert apart.findings[0].found == "1 dû, 1 non dû"
    assert told(together(added, [missed, missed])) == ["esms.balance-by-structure"]
    assert together(added, [due, due]) == added
    assert together(missed, [missed]) == missed


@pytest.mark.rule("ESMS-505")
@pytest.mark.parametrize(
    ("field", "sons", "day", "due"),
    [
        ("AHI", False, date(2025, 6, 1), True),
        ("AHI", False, date(2024, 12, 31), False),
        ("AHI", True, date(2025, 6, 1), False),
        ("AHI", None, date(2025, 6, 1), False),
        ("PA", False, date(2025, 6, 1), False),
    ],
)
def test_in_2025_the_dmp_and_mssante_targets_are_lifted_for_ahi_outside_sons(field, sons, day, due):
    missed = {**REACHED, "EN.4": Rate(0, 10), "EN.5": Rate(0, None)}
    assert is_due(balance(lines(missed, indicators(), GIVEN), field, sons, day)) is due
