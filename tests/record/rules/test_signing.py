"""With what the portal opens, by day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from socle.directory.actor import Actor, Authentication, Kind
from socle.record.rules.signing import calls_by_context, opens_portal
from socle.rulebook.choices import Choices


def actor(means, profession="10"):
    return Actor(
        kind=Kind.PROFESSIONAL, id="8", name="A", authentication=Authentication.CARD, profession=profession, means=means
    )


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.mark.rule("DMP-065", "DMP-066")
@pytest.mark.parametrize(
    ("day", "allowed"),
    [(date(2022, 2, 17), False), (date(2022, 11, 30), False), (date(2022, 12, 1), True), (date(2026, 11, 22), True)],
)
def test_an_e_cps_opens_the_record_from_its_first_day_on(day, allowed):
    decision = opens_portal(actor("e-CPS"), noon(day), Choices())
    assert decision.allowed is allowed
    assert ("DMP-065" if allowed else "DMP-066") in decision.rules


@pytest.mark.rule("DMP-067")
def test_the_first_day_is_a_choice_mid_2022_as_was_planned_for_one():
    chosen = Choices(ecps_first_day=date(2022, 4, 1))
    assert not opens_portal(actor("e-CPS"), noon(date(2022, 3, 31)), chosen).allowed
    assert opens_portal(actor("e-CPS"), noon(date(2022, 4, 1)), chosen).allowed


@pytest.mark.rule("DMP-064")
@pytest.mark.parametrize("means", ["CPS", "CPF"])
def test_a_card_opens_the_record_at_any_day(means):
    assert opens_portal(actor(means), noon(date(2021, 1, 1)), Choices()).allowed


@pytest.mark.rule("DMP-068", "DMP-069")
def test_a_pharmacy_calls_by_context_with_an_e_cps_from_the_day_that_was_chosen():
    after_wave_2 = Choices(contextual_ecps_first_day=date(2027, 1, 1))
    pharmacist, day = actor("e-CPS", "21"), noon(date(2026, 11, 22))
    assert calls_by_context(pharmacist, day, Choices()).rules == ("DMP-068",)
    refused = calls_by_context(pharmacist, day, after_wave_2)
    assert not refused.allowed
    assert "DMP-069" in refused.rules
    assert calls_by_context(actor("CPS", "21"), day, after_wave_2).allowed
    assert calls_by_context(actor("e-CPS", "10"), day, after_wave_2).allowed
