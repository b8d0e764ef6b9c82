"""Who may be registered, what becomes of his rights, what his leaving ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.enrolment import roles
from socle.directory.enrolment.facts import Draft, Use
from socle.directory.rules import enrolment as rules
from socle.record.rules.matrix import readable_types
from socle.rulebook.choices import Choices
from tests.directory.enrolment.builders import (
    AUXILIARY,
    BY_ROLE,
    CIVIL,
    EDUCATOR,
    HOME,
    MAELLE,
    NOW,
    NURSE,
    OTHER_HOME,
    PHYSICIAN,
    PSYCHOLOGIST,
    SOCIAL_WORKER,
    TODAY,
    enrolled,
    ids,
    person,
)

CHOICES = Choices()
NOBODY = rules.Known()


def judged(draft, known=NOBODY, choices=CHOICES):
    return rules.may_enrol(rules.entry_of(draft), known, NOW, choices)


@pytest.mark.rule("RPPS-003")
@pytest.mark.parametrize("lacking", ["birth_name", "given_names", "sex", "birth_date", "birth_place"])
def test_somebody_without_a_number_needs_every_trait_of_a_civil_status(lacking):
    draft = replace(MAELLE, **{lacking: None if lacking == "birth_date" else ""})
    assert ids(rules.is_complete(draft)) == ["enrolment-civil-status-missing"]
    assert rules.is_complete(replace(draft, rpps="99700218896")).allowed


@pytest.mark.rule("RPPS-003", "RPPS-018")
def test_a_known_place_alone_is_no_situation_of_practice():
    place_alone = Draft(rpps="99700218896", structure=HOME.idnat, uses=MAELLE.uses)
    (finding,) = rules.is_complete(place_alone).findings
    assert finding.verdict.id == "directory.enrolment-situation-missing"
    assert finding.expected == "le rôle, le mode d'exercice, le premier jour"
    assert rules.tells_a_situation(MAELLE).allowed


@pytest.mark.rule("RPPS-001", "RPPS-010")
def test_nobody_is_registered_without_a_real_use():
    assert ids(rules.is_complete(replace(MAELLE, uses=frozenset()))) == ["enrolment-use-missing"]
    for use in Use:
        assert rules.is_complete(replace(MAELLE, uses=frozenset({use}))).allowed


@pytest.mark.rule("RPPS-009")
def test_no_writing_of_a_physician_is_needed_to_register_somebody():
    decision = judged(MAELLE)
    assert decision.allowed
    assert "RPPS-009" in decision.rules
    assert not [field for field in Draft.__slots__ if "physician" in field or "medecin" in field]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"until": date(2026, 8, 31)}, "fin"),
        ({"since": date(1990, 1, 1)}, "debut"),
    ],
)
def test_days_come_in_their_order(changes, place):
    (finding,) = rules.is_complete(replace(MAELLE, **changes)).findings
    assert (finding.verdict.id, finding.place) == ("directory.enrolment-dates-out-of-order", place)


def test_a_number_is_refused_for_its_key_before_anybody_is_looked_for():
    assert ids(rules.is_complete(replace(MAELLE, rpps="99700218897"))) == ["enrolment-rpps-wrong"]
    assert ids(judged(replace(MAELLE, rpps="99700218896"))) == ["enrolment-rpps-unknown"]


def test_every_fault_of_a_draft_is_told_at_once():
    assert ids(rules.is_complete(Draft(rpps="1"))) == [
        "enrolment-rpps-wrong",
        "enrolment-situation-missing",
        "enrolment-use-missing",
    ]


def test_what_cannot_be_read_is_not_said_to_be_missing_besides():
    assert ids(rules.is_complete(replace(MAELLE, sex=""), ["sexe"])) == []
    assert ids(rules.is_complete(replace(MAELLE, uses=frozenset(), role=""), ["usages", "role"])) == []


def test_the_same_person_is_found_again_and_not_created_twice():
    known = rules.Known(alike=(person(EDUCATOR, enrolled()),))
    assert ids(judged(replace(MAELLE, given_names="Maelle Anne"), known)) == ["enrolment-known-person"]
    assert rules.who_is_it(rules.entry_of(MAELLE), known, CHOICES)[0] == known.alike[0]


@pytest.mark.parametrize("other", [{"birth_place": "75056"}, {"sex": "M"}])
def test_who_looks_alike_is_created_only_once_confirmed(other):
    known = rules.Known(alike=(person(civil=replace(CIVIL, **other)),))
    assert ids(judged(MAELLE, known)) == ["enrolment-possible-double"]
    assert judged(replace(MAELLE, confirmed=True), known).allowed


def test_a_number_and_the_name_of_another_do_not_go_together():
    draft = replace(MAELLE, rpps="99700218896")
    of_another = person(civil=replace(CIVIL, birth_name="MARTIN"), family="MARTIN")
    assert ids(judged(draft, rules.Known(person=of_another))) == ["enrolment-rpps-of-another"]
    assert judged(draft, rules.Known(person=person())).allowed
    born_elsewhen = person(civil=replace(CIVIL, birth_date=date(1961, 4, 23)))
    assert ids(judged(draft, rules.Known(person=born_elsewhen))) == ["enrolment-rpps-of-another"]


@pytest.mark.rule("RPPS-021")
@pytest.mark.parametrize("code", [PHYSICIAN, NURSE])
def test_a_structure_creates_nobody_of_a_profession_that_an_order_registers(code):
    assert ids(judged(replace(MAELLE, profession=code))) == ["enrolment-regulated-profession"]
    assert "enrolment-regulated-profession" in ids(judged(replace(MAELLE, role=code)))


@pytest.mark.parametrize("role", [EDUCATOR, PSYCHOLOGIST, AUXILIARY, BY_ROLE, "SECRETARIAT_MEDICAL"])
def test_a_structure_gives_the_roles_that_a_token_can_say(role):
    assert judged(replace(MAELLE, role=role)).allowed


@pytest.mark.parametrize("role", ["SM26", "AUTOMATE", "XYZ"])
def test_no_other_role_is_given(role):
    assert ids(judged(replace(MAELLE, role=role))) == ["enrolment-role-unknown"]


def test_a_production_server_gives_no_number():
    assert ids(judged(MAELLE, choices=Choices(production=True))) == ["enrolment-number-given-elsewhere"]


@pytest.mark.parametrize(("until", "allowed"), [(None, False), (TODAY, False), (TODAY - timedelta(days=1), True)])
def test_one_situation_by_place_at_a_time(until, allowed):
    here = person(EDUCATOR, enrolled(structure=HOME.idnat, until=until))
    draft = replace(MAELLE, rpps="99700218896", since=TODAY)
    assert judged(draft, rules.Known(person=here)).allowed is allowed


def test_where_the_directory_says_that_somebody_exercises_he_is_not_registered_again():
    there = replace(person(), exercises=frozenset({HOME.idnat}))
    draft = replace(MAELLE, rpps="99700218896")
    assert ids(judged(draft, rules.Known(person=there))) == ["enrolment-already-there"]


@pytest.mark.rule("RPPS-013")
def test_a_second_role_adds_no_right_and_says_so():
    known = rules.Known(person=person(SOCIAL_WORKER, enrolled(SOCIAL_WORKER)))
    decision = judged(replace(MAELLE, rpps="99700218896"), known)
    assert decision.allowed
    assert ids(decision) == ["enrolment-profile-stays"]


@pytest.mark.rule("RPPS-013")
def test_a_regulated_profession_is_the_profile_whatever_the_roles():
    assert rules.access_profile(NURSE, [enrolled(EDUCATOR)], PSYCHOLOGIST, TODAY) == NURSE
    assert not rules.may_choose_profile(person(NURSE, enrolled(EDUCATOR)), EDUCATOR, TODAY).allowed


_ROLES = st.sampled_from(sorted(roles.roles()))
_DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@pytest.mark.rule("RPPS-013")
@settings(max_examples=60, deadline=None)
@given(held=_ROLES, roles_held=st.lists(st.tuples(_ROLES, _DAYS), max_size=4), new=_ROLES, day=_DAYS)
def test_cumulated_roles_never_read_more_than_one_of_them_alone(held, roles_held, new, day):
    going_on = [enrolled(role, since=since, id=rank) for rank, (role, since) in enumerate(roles_held)]
    profile = rules.access_profile(held, going_on, new, day)
    choices = Choices(habilitation_matrix="demonstration", matrix_applies_to_roles=True)

    def scope(code):
        actor = Actor(kind=Kind.PROFESSIONAL, id="8", name="", authentication=Authentication.CARD, profession=code)
        return readable_types(actor, day, choices)

    mine = {new, held, *(one.role for one in going_on)}
    assert profile in mine
    assert scope(profile) in [scope(code) for code in mine]
    assert rules.access_profile(profile, [*going_on, enrolled(profile, since=day)], new, day) == profile


@pytest.mark.rule("RPPS-013")
def test_the_profile_of_who_leaves_is_that_of_what_goes_on():
    left = enrolled(SOCIAL_WORKER, until=TODAY - timedelta(days=1))
    stays = enrolled(EDUCATOR, structure=HOME.idnat, since=date(2026, 5, 1), id=2)
    assert rules.access_profile(SOCIAL_WORKER, [left, stays], SOCIAL_WORKER, TODAY) == EDUCATOR
    assert rules.access_profile(SOCIAL_WORKER, [left], PSYCHOLOGIST, TODAY) == PSYCHOLOGIST


@pytest.mark.rule("RPPS-013")
def test_a_profile_is_chosen_among_the_roles_in_force_only():
    both = person(EDUCATOR, enrolled(EDUCATOR), enrolled(SOCIAL_WORKER, structure=HOME.idnat, id=2))
    assert rules.may_choose_profile(both, SOCIAL_WORKER, TODAY).allowed
    assert ids(rules.may_choose_profile(both, PSYCHOLOGIST, TODAY)) == ["enrolment-profile-not-held"]
    over = person(EDUCATOR, enrolled(EDUCATOR), enrolled(SOCIAL_WORKER, until=date(2026, 1, 2), id=2))
    assert not rules.may_choose_profile(over, SOCIAL_WORKER, TODAY).allowed


@pytest.mark.rule("RPPS-004")
def test_an_exit_ends_a_registration_once_on_a_day_after_its_first():
    here = enrolled(since=date(2026, 9, 1))
    assert rules.may_leave(here, "x", TODAY, NOW).allowed
    assert ids(rules.may_leave(None, "x", TODAY, NOW)) == ["enrolment-not-there"]
    assert ids(rules.may_leave(here, "x", date(2026, 8, 1), NOW)) == ["enrolment-dates-out-of-order"]
    assert ids(rules.may_leave(here, "x", None, NOW)) == ["enrolment-situation-missing"]
    assert rules.may_leave(replace(here, until=TODAY), "x", TODAY, NOW).allowed
    gone = replace(here, until=TODAY - timedelta(days=1))
    assert ids(rules.may_leave(gone, "x", TODAY, NOW)) == ["enrolment-already-left"]


@pytest.mark.rule("RPPS-019", "RPPS-022")
@pytest.mark.parametrize("use", list(Use))
def test_a_registration_opens_what_an_employee_s_card_does_not(use):
    def opens(means, *held, in_rpps):
        return rules.service_is_open(use, means, held, NOW, in_rpps=in_rpps)

    here = enrolled(structure=OTHER_HOME.idnat)
    assert opens(Authentication.CARD, here, in_rpps=True).allowed
    refused = opens(Authentication.EMPLOYEE_CARD, in_rpps=False)
    assert ids(refused) == ["service-needs-rpps"]
    assert "une carte CPE" in refused.findings[0].sentence("fr")
    assert not opens(Authentication.CARD, replace(here, until=date(2026, 2, 1)), in_rpps=True).allowed


@pytest.mark.rule("RPPS-011")
@pytest.mark.parametrize(("day", "open_"), [(17, False), (18, True)])
def test_a_file_is_taken_from_its_first_day_on(day, open_):
    assert rules.may_send_file(NOW.replace(year=2022, month=3, day=day), CHOICES).allowed is open_


def test_a_place_that_ended_takes_nobody():
    assert rules.place_exists(HOME.idnat, HOME, NOW).allowed
    ended = replace(HOME, ended_on=TODAY - timedelta(days=1))
    assert ids(rules.place_exists(HOME.idnat, ended, NOW)) == ["enrolment-structure-unknown"]
    assert ids(rules.place_exists(HOME.idnat, None, NOW)) == ["enrolment-structure-unknown"]
