"""Who registers for whom: central and site managers, bodies that were delegated to, and the card that lets in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from socle.directory.actor import Authentication, Kind
from socle.directory.enrolment.facts import BodyFacts, BodyKind, CardFacts
from socle.directory.rules import managing as rules
from tests.directory.enrolment.builders import (
    ASSOCIATION,
    CARD,
    HOME,
    NOW,
    OTHER_HOME,
    PHARMACY,
    REGIONAL,
    TODAY,
    ids,
    mandate,
)

YESTERDAY = TODAY - timedelta(days=1)
BODY = BodyFacts(structure=REGIONAL, kind=BodyKind.GRADES, departments=frozenset({"99"}), since=date(2022, 1, 1))


@pytest.mark.rule("RPPS-016")
@pytest.mark.parametrize("type", ["CPS", "CPF", "CPE", "CPA"])
def test_a_manager_enters_with_a_card_of_any_kind(type):
    assert rules.may_enter(Authentication.CARD, [replace(CARD, type=type)], NOW).allowed


@pytest.mark.rule("RPPS-016")
@pytest.mark.parametrize(
    "cards",
    [
        [],
        [CardFacts(type="e-CPS")],
        [replace(CARD, until=YESTERDAY)],
        [replace(CARD, since=TODAY + timedelta(days=1))],
        [replace(CARD, opposed_at=NOW)],
    ],
    ids=["none", "e-CPS", "expired", "not yet", "opposed"],
)
def test_a_manager_without_a_card_in_force_does_not_enter(cards):
    assert ids(rules.may_enter(Authentication.EMPLOYEE_CARD, cards, NOW)) == ["enrolment-manager-without-card"]


@pytest.mark.rule("RPPS-016")
@pytest.mark.parametrize("means", [Authentication.CERTIFICATE, Authentication.SPACE, Authentication.NONE])
def test_who_is_not_signed_in_as_a_person_does_not_enter(means):
    assert not rules.may_enter(means, [CARD], NOW).allowed


@pytest.mark.rule("RPPS-007", "RPPS-008")
def test_a_central_manager_declares_for_every_site_and_a_site_manager_for_his_own():
    central, of_site = [mandate(ASSOCIATION)], [mandate(HOME)]
    for place in (ASSOCIATION, HOME, OTHER_HOME):
        assert rules.may_declare(place, central, [], NOW).allowed
    assert rules.may_declare(HOME, of_site, [], NOW).allowed
    for place in (ASSOCIATION, OTHER_HOME, PHARMACY):
        assert ids(rules.may_declare(place, of_site, [], NOW)) == ["enrolment-not-manager"]
    assert not rules.may_declare(PHARMACY, central, [], NOW).allowed


@pytest.mark.rule("RPPS-004")
def test_a_professional_declares_nothing_about_himself():
    assert ids(rules.may_declare(HOME, [], [], NOW)) == ["enrolment-not-manager"]


@pytest.mark.rule("RPPS-007")
@pytest.mark.parametrize(("since", "until", "allowed"), [
    (TODAY, TODAY, True),
    (TODAY + timedelta(days=1), None, False),
    (date(2026, 1, 1), YESTERDAY, False),
])  # fmt: skip
def test_a_designation_holds_between_its_days(since, until, allowed):
    assert rules.may_declare(HOME, [mandate(HOME, since=since, until=until)], [], NOW).allowed is allowed


@pytest.mark.rule("RPPS-006")
def test_the_manager_of_a_body_declares_for_whoever_delegated_to_it_and_for_nobody_else():
    of_body = [mandate(REGIONAL)]
    given = [mandate(ASSOCIATION, holder=REGIONAL.idnat)]
    assert not rules.may_declare(HOME, of_body, [], NOW).allowed
    assert rules.may_declare(HOME, of_body, given, NOW).allowed
    assert not rules.may_declare(PHARMACY, of_body, given, NOW).allowed
    assert not rules.may_declare(HOME, of_body, [replace(given[0], until=YESTERDAY)], NOW).allowed
    assert not rules.may_declare(HOME, [mandate(PHARMACY)], given, NOW).allowed
    assert rules.authority_for(HOME, of_body, given, TODAY) == REGIONAL.idnat
    assert rules.authority_for(HOME, [mandate(ASSOCIATION)], [], TODAY) == ASSOCIATION.idnat


@pytest.mark.rule("RPPS-007")
def test_the_legal_representative_alone_designates():
    assert rules.is_representative(Kind.STRUCTURE, HOME.idnat, HOME, "Mme Direction").allowed
    assert rules.is_representative(Kind.STRUCTURE, ASSOCIATION.idnat, HOME, "Mme Direction").allowed
    for kind, idnat in [(Kind.EMPLOYEE, HOME.idnat), (Kind.STRUCTURE, OTHER_HOME.idnat)]:
        assert ids(rules.is_representative(kind, idnat, HOME, "M. X")) == ["mandate-not-representative"]
    unnamed = rules.is_representative(Kind.STRUCTURE, HOME.idnat, HOME, " ")
    assert ids(unnamed) == ["mandate-representative-unnamed"]


@pytest.mark.rule("RPPS-007", "RPPS-008")
def test_a_structure_designates_as_many_managers_as_it_wishes_each_once():
    held = [mandate(HOME, holder="a")]
    assert rules.may_designate(HOME, "b", held, [], NOW).allowed
    assert rules.may_designate(ASSOCIATION, "a", held, [], NOW).allowed
    assert ids(rules.may_designate(HOME, "a", held, [], NOW)) == ["mandate-already-manager"]
    assert rules.may_designate(HOME, "a", [replace(held[0], until=YESTERDAY)], [], NOW).allowed


@pytest.mark.rule("RPPS-006")
@pytest.mark.parametrize(
    "body",
    [
        None,
        replace(BODY, departments=frozenset({"75"})),
        replace(BODY, until=YESTERDAY),
        replace(BODY, since=TODAY + timedelta(days=1)),
    ],
    ids=["none", "elsewhere", "no longer", "not yet"],
)
def test_a_body_registers_on_its_own_territory_and_days_only(body):
    assert rules.may_delegate(HOME, BODY, [], [], NOW).allowed
    assert ids(rules.may_delegate(HOME, body, [], [], NOW)) == ["mandate-body-not-authority"]


@pytest.mark.rule("RPPS-006")
def test_a_structure_is_its_own_authority_or_delegates_never_both():
    own, given = [mandate(HOME)], [mandate(ASSOCIATION, holder=REGIONAL.idnat)]
    assert ids(rules.may_delegate(ASSOCIATION, BODY, own, [], NOW)) == ["mandate-own-authority"]
    assert ids(rules.may_designate(HOME, "b", [], given, NOW)) == ["mandate-delegated"]
    assert ids(rules.may_delegate(HOME, BODY, [], given, NOW)) == ["mandate-delegated"]
    assert rules.may_designate(PHARMACY, "b", [], given, NOW).allowed


def test_a_mandate_is_ended_once():
    assert rules.is_in_force(mandate(), NOW).allowed
    assert ids(rules.is_in_force(mandate(until=YESTERDAY), NOW)) == ["mandate-not-in-force"]
    assert ids(rules.is_in_force(None, NOW)) == ["mandate-not-in-force"]
