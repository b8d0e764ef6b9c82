"""With what the portal opens, by day, and how long a session lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.facts import ProfessionalFacts
from socle.record.rules.signing import calls_by_context, opens_portal, session_goes_on
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


NOW = noon(date(2026, 11, 22))
KNOWN = ProfessionalFacts(idnat="8", name="A", profession="10")


def ids(decision):
    return [finding.verdict.id for finding in decision.findings]


@pytest.mark.parametrize(
    ("lasts", "told"),
    [(timedelta(hours=4), "4 h"), (timedelta(minutes=90), "1 h 30"), (timedelta(minutes=5), "0 h 05")],
)
def test_a_session_ends_after_its_time_which_is_told(lasts, told):
    assert session_goes_on(actor("CPS"), NOW - lasts + timedelta(seconds=1), lasts, KNOWN, NOW).allowed
    ended = session_goes_on(actor("CPS"), NOW - lasts, lasts, KNOWN, NOW)
    assert (ids(ended), ended.findings[0].expected) == (["record.session-ended"], told)
    assert session_goes_on(actor("CPS"), NOW - lasts, None, KNOWN, NOW).allowed


def test_a_session_that_begins_later_than_now_has_ended():
    assert ids(session_goes_on(actor("CPS"), NOW + timedelta(1), timedelta(hours=4), KNOWN, NOW)) == [
        "record.session-ended"
    ]


@pytest.mark.rule("AUTH-042")
def test_a_session_that_somebody_signed_in_for_ends_when_the_directory_no_longer_knows_him():
    assert ids(session_goes_on(actor("CPS"), NOW, None, None, NOW)) == ["record.holder-left"]
    assert session_goes_on(actor("CPS"), None, None, None, NOW).allowed
    patient = replace(actor("CPS"), kind=Kind.PATIENT)
    assert session_goes_on(patient, NOW, None, None, NOW).allowed
