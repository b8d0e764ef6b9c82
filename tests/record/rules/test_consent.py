"""The two regimes of consulting, the oppositions to consulting and to feeding, and each side of each contradiction."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from tests.record.facts_builders import (
    AT,
    GP,
    HOSPITAL,
    SPECIALIST,
    actor,
    authorised,
    care,
    document,
    in_emergency,
    nurse,
    opposition,
    record,
    specialist,
    structure,
)

from socle.record.facts import FOREVER, Action, OpposedTo, Opposition, RecordFacts, Regime
from socle.record.rules import consent_ends, is_in_care_team, may, may_record_opposition
from socle.record.rules.consent import consents_to_feeding, opposes_feeding
from socle.record.verdicts import access, consent
from socle.rulebook import Verdict
from socle.rulebook.choices import Choices

DECLARED = Choices()
PRESUMED = Choices(consultation_consent="presumed")


def refused(who, action: Action, held: RecordFacts, what=None, choices: Choices = DECLARED, at=AT) -> list[Verdict]:
    return [found.verdict for found in may(who, action, held, what, at=at, choices=choices).errors]


# --- the care team ---------------------------------------------------------------------------------------


@pytest.mark.rule("DMP-020")
def test_in_the_care_team_consent_is_presumed_where_the_setting_says_so() -> None:
    held = record(authorisations=(), care=care(GP))
    assert refused(actor(), Action.SEARCH, held, choices=PRESUMED) == []
    assert refused(actor(), Action.SEARCH, held, choices=DECLARED) == [access.AUTHORISATION_MISSING]


@pytest.mark.rule("DMP-020")
def test_presumed_consent_needs_an_episode_of_care_that_goes_on() -> None:
    ended = record(authorisations=(), care=care(GP, ended=AT))
    to_come = record(authorisations=(), care=care(GP, since=timedelta(seconds=-1)))
    for held in (ended, to_come, record(authorisations=())):
        assert refused(actor(), Action.SEARCH, held, choices=PRESUMED) == [access.AUTHORISATION_MISSING]


@pytest.mark.rule("DMP-032")
def test_the_care_team_of_an_establishment_is_all_its_professionals() -> None:
    held = record(care=care(HOSPITAL))
    assert is_in_care_team(nurse(), held, AT)
    assert is_in_care_team(specialist(), held, AT)
    assert not is_in_care_team(actor(), held, AT)


@pytest.mark.rule("DMP-031")
def test_a_consent_declared_in_the_care_team_is_kept_and_not_asked_at_each_consultation() -> None:
    end = consent_ends(Regime.TEAM, AT, DECLARED)
    assert end - AT == DECLARED.authorisation_life
    held = record(authorisations=authorised(GP))
    for days in (0, 30, 300):
        assert refused(actor(), Action.SEARCH, held, at=AT + timedelta(days=days)) == []


@pytest.mark.rule("DMP-033")
def test_a_care_of_several_years_never_asks_for_the_consent_again() -> None:
    assert consent_ends(Regime.TEAM, AT, DECLARED, long_term=True) == FOREVER
    forever = replace(authorised(GP)[0], expires_at=FOREVER)
    assert refused(actor(), Action.SEARCH, record(authorisations=(forever,)), at=AT + timedelta(days=9000)) == []


@pytest.mark.rule("DMP-034")
def test_psychiatry_follows_the_common_regime() -> None:
    psychiatrist = specialist(specialty="SM33")
    assert refused(psychiatrist, Action.SEARCH, record(authorisations=())) == [access.AUTHORISATION_MISSING]
    assert refused(psychiatrist, Action.SEARCH, record(authorisations=authorised(SPECIALIST))) == []


# --- outside the care team -------------------------------------------------------------------------------


@pytest.mark.rule("DMP-023")
def test_outside_the_care_team_one_consent_opens_one_consultation() -> None:
    granted = AT - timedelta(minutes=1)
    given = replace(
        authorised(SPECIALIST, regime=Regime.CONSENT)[0],
        granted_at=granted,
        expires_at=consent_ends(Regime.CONSENT, granted, DECLARED),
    )
    held = record(authorisations=(given,))
    assert refused(specialist(), Action.SEARCH, held) == []
    assert refused(specialist(), Action.SEARCH, held, at=given.expires_at) == [consent.CONSENT_AGAIN]


@pytest.mark.rule("DMP-028")
@pytest.mark.rule("DMP-029")
@pytest.mark.parametrize(
    ("covers", "length"),
    [
        ("consultation", DECLARED.consultation_length),
        ("episode", DECLARED.episode_length),
        ("first access", DECLARED.authorisation_life),
    ],
)
def test_what_an_explicit_consent_covers_is_a_setting(covers: str, length: timedelta) -> None:
    choices = Choices(outside_team_consent=covers)
    assert consent_ends(Regime.CONSENT, AT, choices) == AT + length


@pytest.mark.rule("DMP-027")
def test_there_are_two_regimes_and_no_other() -> None:
    assert {regime.value for regime in Regime} == {"team", "consent"}
    decision = may(actor(), Action.SEARCH, record(), at=AT, choices=DECLARED)
    assert "DMP-027" in decision.rules


@pytest.mark.rule("DMP-027")
def test_the_occupational_physician_needs_an_express_consent() -> None:
    occupational = actor(specialty="SM25")
    assert refused(occupational, Action.SEARCH, record()) == [consent.EXPRESS_CONSENT_MISSING]
    presumed = record(authorisations=(), care=care(GP))
    assert refused(occupational, Action.SEARCH, presumed, choices=PRESUMED) == [consent.EXPRESS_CONSENT_MISSING]
    express = record(authorisations=authorised(GP, regime=Regime.CONSENT))
    assert refused(occupational, Action.SEARCH, express) == []


# --- opposition to consulting ----------------------------------------------------------------------------


@pytest.mark.rule("DMP-020")
@pytest.mark.rule("DMP-025")
@pytest.mark.parametrize("against", ["", GP], ids=["everyone", "one professional"])
def test_an_opposition_to_consulting_refuses_even_who_is_authorised(against: str) -> None:
    held = record(oppositions=(opposition(OpposedTo.CONSULTING, against),))
    for action in (Action.SEARCH, Action.RETRIEVE, Action.READ_HISTORY, Action.FIND_REFERENCE):
        assert refused(actor(), action, held) == [consent.CONSULTING_OPPOSED]
    assert refused(actor(), Action.FEED, held) == []


@pytest.mark.rule("DMP-025")
def test_an_opposition_to_consulting_has_no_motive_to_give() -> None:
    assert may_record_opposition(OpposedTo.CONSULTING, "", DECLARED).allowed
    assert "motive" not in {field.name for field in fields(Opposition)}


def test_an_opposition_taken_back_or_against_another_changes_nothing() -> None:
    over = opposition(OpposedTo.CONSULTING, until=AT)
    other = opposition(OpposedTo.CONSULTING, SPECIALIST)
    assert refused(actor(), Action.SEARCH, record(oppositions=(over, other))) == []


def test_an_opposition_to_consulting_does_not_close_the_way_of_emergencies() -> None:
    held = record(oppositions=(opposition(OpposedTo.CONSULTING),))
    assert refused(in_emergency(specialist()), Action.SEARCH, held) == []


# --- opposition to feeding -------------------------------------------------------------------------------


@pytest.mark.rule("DMP-002")
@pytest.mark.rule("DMP-007")
def test_an_opposition_to_feeding_needs_a_motive() -> None:
    assert [f.verdict for f in may_record_opposition(OpposedTo.FEEDING, "", DECLARED).errors] == [
        consent.MOTIVE_MISSING
    ]
    assert may_record_opposition(OpposedTo.FEEDING, "sensitive exam", DECLARED).allowed


@pytest.mark.rule("DMP-005")
def test_the_other_reading_takes_an_opposition_to_feeding_without_motive() -> None:
    assert may_record_opposition(OpposedTo.FEEDING, "", Choices(feeding_opposition_needs_motive=False)).allowed


@pytest.mark.rule("DMP-003")
def test_the_professional_judges_the_motive_and_the_software_follows_his_decision() -> None:
    admitted = opposition(OpposedTo.FEEDING, GP)
    rejected = replace(admitted, admitted=False)
    assert refused(actor(), Action.FEED, record(oppositions=(admitted,))) == [consent.FEEDING_OPPOSED]
    assert refused(actor(), Action.FEED, record(oppositions=(rejected,))) == []
    (found,) = may(actor(), Action.FEED, record(oppositions=(admitted,)), at=AT, choices=DECLARED).errors
    assert found.found == GP


@pytest.mark.rule("DMP-005", "DMP-007")
def test_an_opposition_to_feeding_holds_against_one_professional_or_his_team() -> None:
    held = record(oppositions=(opposition(OpposedTo.FEEDING, HOSPITAL),))
    assert refused(specialist(), Action.FEED, held) == [consent.FEEDING_OPPOSED]
    assert refused(structure(), Action.FEED, held) == [consent.FEEDING_OPPOSED]
    assert refused(actor(), Action.FEED, held) == []


@pytest.mark.rule("DMP-015")
@pytest.mark.parametrize("about", ["2.25.1.1", "11502-2"], ids=["one document", "one type"])
def test_one_document_can_be_kept_out_and_no_other(about: str) -> None:
    held = record(oppositions=(opposition(OpposedTo.FEEDING, about=about),))
    assert refused(actor(), Action.FEED, held, document()) == [consent.FEEDING_OPPOSED]
    assert refused(actor(), Action.FEED, held, document(unique_id="2.25.1.2", type_code="34112-3")) == []
    assert opposes_feeding(actor(), held, AT).allowed


# --- consent to feeding ----------------------------------------------------------------------------------


@pytest.mark.rule("DMP-001")
@pytest.mark.rule("DMP-008")
@pytest.mark.rule("DMP-010")
@pytest.mark.rule("DMP-012")
def test_feeding_asks_for_no_consent_by_default_whoever_feeds() -> None:
    unknown = record(authorisations=(), care=())
    for who in (actor(), nurse(), structure()):
        assert consents_to_feeding(who, unknown, frozenset({"11502-2"}), AT, DECLARED).allowed


@pytest.mark.rule("DMP-006")
def test_the_other_reading_asks_for_consent_outside_the_care_team() -> None:
    choices = Choices(outside_team_feeding_needs_consent=True)
    types = frozenset({"11502-2"})
    outside = consents_to_feeding(actor(), record(authorisations=()), types, AT, choices)
    assert [found.verdict for found in outside.errors] == [consent.FEEDING_CONSENT_MISSING]
    assert consents_to_feeding(actor(), record(authorisations=(), care=care(GP)), types, AT, choices).allowed
    assert consents_to_feeding(actor(), record(authorisations=authorised(GP)), types, AT, choices).allowed


@pytest.mark.rule("DMP-014")
def test_no_type_needs_consent_until_a_setting_names_it() -> None:
    assert DECLARED.types_that_need_consent == ()
    choices = Choices(types_that_need_consent=("11502-2",))
    held = record(authorisations=())
    (found,) = consents_to_feeding(actor(), held, frozenset({"11502-2", "34112-3"}), AT, choices).errors
    assert (found.verdict, found.expected) == (consent.FEEDING_CONSENT_MISSING, "11502-2")
    assert consents_to_feeding(actor(), held, frozenset({"34112-3"}), AT, choices).allowed


@pytest.mark.rule("DMP-038")
def test_nothing_waits_for_a_consultation_that_never_took_place() -> None:
    never_read = record(authorisations=())
    assert refused(actor(), Action.FEED, never_read) == []
    assert refused(actor(), Action.DECLARE_AUTHORISED, never_read) == []
