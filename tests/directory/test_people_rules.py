"""Who the token names: known, with the right role, linked to the structure, with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.clock import parse_instant
from socle.directory import rules
from socle.directory.facts import ExerciseFacts
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.model import Code
from tests.directory.builders import (
    DAUMONT,
    DIRECT,
    EMERGENCY,
    GENERALIST,
    HOSPITAL,
    KERVELEC,
    LABORATORY,
    MILL,
    NOW,
    PHYSICIAN,
    PRACTICE,
    SECRETARY,
    STATION,
    ids,
)

PHARMACIST = Code("21", "1.2.250.1.71.1.2.7")
NURSE = Code("60", "1.2.250.1.71.1.2.7")


@pytest.mark.parametrize("roles", [(PHYSICIAN,), (PHARMACIST,), (PHYSICIAN, Code("", "1.2.250.1.71.4.2.5"))])
def test_a_physician_or_pharmacist_without_specialty_is_refused_in_the_known_words(roles):
    decision = rules.names_its_role(roles)
    assert ids(decision) == ["directory.specialty-missing"]
    assert decision.findings[0].sentence("fr") == "Aucune specialite dans le vihf"


def test_a_token_without_any_role_is_refused():
    assert ids(rules.names_its_role(())) == ["directory.role-missing"]


@pytest.mark.parametrize(
    "roles", [(PHYSICIAN, GENERALIST), (PHARMACIST, Code("A")), (NURSE,), (SECRETARY,), (Code("10", "1.2.3"),)]
)
def test_the_others_need_no_specialty(roles):
    assert rules.names_its_role(roles).allowed


@pytest.mark.rule("AUTH-042")
def test_a_professional_outside_the_directory_is_refused():
    assert ids(rules.professional_exists("899880000999", None, NOW)) == ["directory.professional-unknown"]
    assert rules.professional_exists(KERVELEC.idnat, KERVELEC, NOW).allowed


@pytest.mark.rule("AUTH-042", "RPPS-022")
def test_a_professional_acts_until_his_last_day_of_activity_and_not_the_day_after():
    retired = replace(KERVELEC, ended_on=date(2022, 12, 31))
    assert rules.professional_exists(KERVELEC.idnat, retired, parse_instant("2022-12-31T23:30:00+01:00")).allowed
    after = rules.professional_exists(KERVELEC.idnat, retired, parse_instant("2022-12-31T23:30:00Z"))
    assert ids(after) == ["directory.professional-inactive"]
    assert "31/12/2022" in after.findings[0].sentence("fr")


def test_a_nurse_who_says_physician_is_refused_since_rights_come_from_the_profession():
    nurse = replace(KERVELEC, profession="60", specialties=frozenset())
    decision = rules.role_is_of_professional((PHYSICIAN, GENERALIST), nurse)
    assert ids(decision) == ["directory.role-not-of-professional"]


def test_a_specialty_that_the_directory_does_not_know_of_this_physician_is_refused():
    assert ids(rules.role_is_of_professional((PHYSICIAN, EMERGENCY), KERVELEC)) == [
        "directory.role-not-of-professional"
    ]
    assert rules.role_is_of_professional((PHYSICIAN, GENERALIST), KERVELEC).allowed


def test_a_directory_that_knows_no_specialty_refuses_none():
    silent = replace(KERVELEC, specialties=frozenset())
    assert rules.role_is_of_professional((PHYSICIAN, EMERGENCY), silent).allowed


@pytest.mark.parametrize("structure", [LABORATORY, MILL, replace(PRACTICE, idnat="499880000015002")])
def test_a_professional_who_does_not_exercise_there_is_refused_in_the_known_words(structure):
    decision = rules.is_linked(KERVELEC, structure, NOW)
    assert ids(decision) == ["directory.professional-and-structure-not-linked"]
    assert decision.findings[0].sentence("fr") == "PS et Structure non lies"


@pytest.mark.parametrize("structure", [MILL, STATION, HOSPITAL], ids=lambda structure: structure.idnat)
def test_a_professional_of_one_site_acts_in_every_place_of_its_legal_entity(structure):
    assert rules.is_linked(DAUMONT, structure, NOW).allowed


@pytest.mark.parametrize(
    ("since", "until", "linked"),
    [
        (None, None, True),
        (date(2026, 9, 15), date(2026, 9, 15), True),
        (date(2026, 9, 16), None, False),
        (None, date(2026, 9, 14), False),
    ],
)
def test_an_exercise_holds_between_its_two_days_included(since, until, linked):
    exercise = ExerciseFacts(structure=PRACTICE.idnat, since=since, until=until)
    assert rules.is_linked(replace(KERVELEC, exercises=(exercise,)), PRACTICE, NOW).allowed is linked


def test_the_day_of_an_exercise_is_the_french_one():
    exercise = ExerciseFacts(structure=PRACTICE.idnat, until=date(2026, 9, 14))
    professional = replace(KERVELEC, exercises=(exercise,))
    assert rules.is_linked(professional, PRACTICE, parse_instant("2026-09-14T21:59:59Z")).allowed
    assert not rules.is_linked(professional, PRACTICE, parse_instant("2026-09-14T22:00:00Z")).allowed


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_break_glass_without_a_reason_is_refused(reason):
    token = replace(DIRECT, access_mode=AccessMode.BREAK_GLASS, reason=reason)
    decision = rules.says_why(token)
    assert ids(decision) == ["directory.break-glass-without-reason"]
    assert decision.findings[0].verdict.codes["soap"]["sender"] == "DMPAccessDeniedByRightsService"


def test_break_glass_with_a_reason_and_the_other_modes_pass():
    assert rules.says_why(replace(DIRECT, access_mode=AccessMode.BREAK_GLASS, reason="Patiente inconsciente")).allowed
    assert rules.says_why(DIRECT).allowed
    assert rules.says_why(replace(DIRECT, access_mode=AccessMode.REGULATION)).allowed
