"""The oracle itself, on examples computed by hand: who judges must be known to be right."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from tests.programmes import worlds
from tests.programmes.oracle import others, sunes
from tests.programmes.oracle.facts import Correspondent, Establishment, Feed, Message, Report, Stay
from tests.programmes.oracle.sunes import Question, measure

JUNE = Question("F1", date(2022, 6, 1), date(2022, 6, 30))


def _letters(count: int, **how) -> Establishment:
    """A hundred stays, so many with a letter."""
    stays = [Stay(f"S{rank}", date(2022, 6, 1 + rank % 30)) for rank in range(100)]
    return Establishment("1", stays, [Feed(f"D{rank}", "11490-0", f"S{rank}", **how) for rank in range(count)])


@pytest.mark.parametrize(("count", "attained"), [(49, True), (48, False), (0, False)])
def test_a_target_is_attained_when_it_is_reached_exactly(count, attained):
    assert measure(_letters(count), JUNE)["DS1.1"].attained is attained


def test_nothing_is_said_of_an_establishment_without_stays():
    assert measure(Establishment("1"), JUNE)["DS1.1"].attained is None


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"ins_qualified": False}, "ins_not_qualified"),
        ({"status": "rejected"}, "rejected"),
        ({"level": "N3"}, "wrong_level"),
        ({"status": "deleted"}, "no_document"),
    ],
)
def test_a_document_that_does_not_count_says_why(how, reason):
    found = measure(_letters(60, **how), JUNE)["DS1.1"]
    assert found.numerator == 0
    assert len(found.missing[reason]) == (100 if reason == "no_document" else 60)


def test_a_replaced_document_gives_its_place_to_a_worse_one():
    house = _letters(1)
    house.feeds.append(Feed("D0b", "11490-0", "S0", ins_qualified=False, replaces="D0"))
    assert measure(house, JUNE)["DS1.1"].numerator == 0
    house.feeds[-1].status = "rejected"
    assert measure(house, JUNE)["DS1.1"].numerator == 1


def test_what_is_sent_after_the_declaration_does_not_count():
    house = _letters(1, sent=datetime.combine(date(2022, 7, 11), time()))
    for day, count in ((10, 0), (11, 1)):
        asked = Question("F1", JUNE.start, JUNE.end, declared_on=date(2022, 7, day))
        assert measure(house, asked)["DS1.1"].numerator == count


def test_three_sessions_of_four_months_on_two_sites_are_one_stay():
    days = (date(2022, 3, 1), date(2022, 5, 2), date(2022, 6, 30))
    stays = [
        Stay(f"D{rank}", day, kind="seance_dialyse", session_date=day, patient="P", finess_eg=f"{rank % 2}")
        for rank, day in enumerate(days)
    ]
    assert measure(Establishment("1", stays), JUNE)["DS1.1"].denominator == 1
    stays[0].session_date = stays[0].discharged = date(2022, 2, 28)
    assert measure(Establishment("1", stays), JUNE)["DS1.1"].denominator == 0


def test_a_switch_takes_out_and_says_how_many():
    house = _letters(50)
    house.stays[99].died = True
    asked = Question("F1", JUNE.start, JUNE.end, sunes.DEFAULTS | {"died"})
    found = measure(house, asked)["DS1.1"]
    assert (found.denominator, found.excluded) == (99, {"died": 1})


def test_biology_counts_structured_reports_of_the_own_laboratory_once():
    reports = [Report("L1", JUNE.start), Report("L1", JUNE.start), Report("L2", JUNE.end, own=False)]
    feeds = [Feed("D1", "11502-2", report="L1", level="N3")]
    found = measure(Establishment("1", lab=reports, feeds=feeds), JUNE)["DS2.1"]
    assert (found.numerator, found.denominator) == (1, 1)


def test_a_correspondent_is_equipped_only_at_a_label_of_mssante():
    boxes = ("a@mssante.fr", "b@x.mssante.fr", "c@notmssante.fr", "d@patient.mssante.fr", None)
    house = Establishment("1", correspondents=[Correspondent(str(rank), box) for rank, box in enumerate(boxes)])
    house.messages.append(
        Message("M", "B@X.MSSANTE.FR", sent=datetime.combine(JUNE.end, time(23, 59)), format="CDA_N1")
    )
    found = measure(house, JUNE)["DS4.1"]
    assert (found.numerator, found.denominator) == (1, 2)


def test_messages_to_patients_without_qualified_ins_were_tolerated_until_the_end_of_2022():
    for year, count in ((2022, 1), (2023, 0)):
        start, end = sunes.month_of(year, 12)
        house = Establishment("1", [Stay("S", start)])
        house.messages.append(
            Message("M", "1@patient.mssante.fr", "S", datetime.combine(end, time(23)), ins_qualified=False)
        )
        assert measure(house, Question("F2", start, end))["DS4.2"].numerator == count


def test_the_worked_examples_of_the_rules_hold():
    assert others.with_tax(Decimal("8943.97"), Decimal("0.20")) == Decimal("10732.76")
    assert others.amount(21, 5) == 6160
    assert others.in_time(date(2022, 1, 1), date(2022, 5, 1), None)
    assert not others.in_time(date(2022, 1, 1), date(2022, 5, 2), None)
    at = date(2022, 6, 30)
    nine = [others.Person(str(rank), "E", rank < 9) for rank in range(10)]
    assert others.esms(nine, at, at)["E"].enough_active
    assert not others.esms(nine[1:], at, at)["E"].enough_active


def test_generated_establishments_hold_what_goes_wrong_in_real_files():
    """Otherwise an agreement on them would prove nothing."""
    reasons, states, attained = set(), set(), set()
    dialysis = excluded = 0
    for number in range(300):
        asked = worlds.question(1, number % 10)
        house = worlds.establishment(1, number, asked)
        asked = Question(**vars(asked) | {"switches": sunes.DEFAULTS | set(sunes.PARTICULAR)})
        found = measure(house, asked)
        reasons |= {(code, name) for code, one in found.items() for name, some in one.missing.items() if some}
        states |= {feed.status for feed in house.feeds}
        attained |= {(code, one.attained) for code, one in found.items()}
        dialysis += sum(number.startswith("dialysis:") for number in set().union(*found["DS1.1"].missing.values()))
        excluded += sum(found["DS1.1"].excluded.values())
    assert states == {"accepted", "rejected", "deleted", "replaced"}
    assert {(code, name) for code in sunes.TYPES for name in sunes.REASONS} <= reasons
    counted = set(sunes.TARGETS) - {"DS4.3"}
    assert {(code, state) for code in counted for state in (True, False)} <= attained
    assert {("DS4.3", True), ("DS4.3", None)} <= attained
    assert min(dialysis, excluded) > 10


def test_a_number_draws_its_establishment_again():
    asked = worlds.question(3, 0)
    assert worlds.establishment(3, 7, asked) == worlds.establishment(3, 7, asked)
    assert worlds.establishment(3, 7, asked) != worlds.establishment(3, 8, asked)
