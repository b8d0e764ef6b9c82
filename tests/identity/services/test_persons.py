"""Persons and their INS: one active, all searched, none stolen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from socle.clock import parse_instant
from socle.identity import oids, services
from socle.identity.models import Person, PersonIdentifier
from socle.identity.traits import Traits
from socle.rulebook import choices
from socle.wire.hl7v2 import CX

pytestmark = pytest.mark.django_db

NOW = parse_instant("2026-09-15T08:00:00Z")
INS = CX.of("284053523899177", oids.NIR_TEST, "NH")
FORMER = CX.of("184053523899174", oids.NIR_TEST, "NH")
INS_C = CX.of("1234567890123456789012", oids.INS_C)
CAMILLE = Traits(
    birth_name="BOISJOLY",
    given_names="CAMILLE ODETTE",
    first_given_name="CAMILLE",
    sex="F",
    birth_date=date(1984, 5, 17),
    birth_place="35238",
    used_name="TAMARIN",
)
HUGO = replace(CAMILLE, birth_name="TAMARIN", given_names="HUGO RENE", first_given_name="HUGO", sex="M", used_name="")


def registered(traits=CAMILLE, ins=INS, **more):
    person, findings = services.register(traits, ins, at=NOW, **more)
    assert person is not None, findings
    return person


def test_a_person_with_faulty_traits_is_not_recorded_and_every_fault_is_told():
    person, findings = services.register(replace(CAMILLE, birth_name="Léa", sex=""), CX.of("12", oids.NIR_TEST), at=NOW)
    assert person is None
    assert {finding.verdict.id for finding in findings} == {
        "identity.name-characters",
        "identity.trait-missing",
        "identity.matricule-malformed",
    }
    assert Person.objects.count() == 0


def test_the_ins_of_one_person_is_never_given_to_another():
    registered()
    person, findings = services.register(HUGO, INS, at=NOW)
    assert person is None
    assert [finding.verdict.id for finding in findings] == ["identity.ins-of-another-person"]
    assert Person.objects.count() == 1


def test_the_database_itself_refuses_two_holders_of_one_active_ins():
    registered()
    other = registered(HUGO, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonIdentifier.objects.create(person=other, value=INS.id, authority=INS.authority)


def test_the_database_itself_refuses_two_active_ins_of_one_person():
    person = registered()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonIdentifier.objects.create(person=person, value=FORMER.id, authority=FORMER.authority)


def test_a_wrong_key_is_told_with_the_person_recorded():
    person, findings = services.register(CAMILLE, CX.of("284053523899178", oids.NIR_TEST), at=NOW)
    assert person is not None
    assert [finding.verdict.id for finding in findings] == ["identity.matricule-key"]


def test_a_test_ins_is_not_recorded_in_production():
    before = choices.current()
    choices.install(replace(before, production=True))
    try:
        person, findings = services.register(CAMILLE, INS, at=NOW)
    finally:
        choices.install(before)
    assert person is None
    assert [finding.verdict.id for finding in findings] == ["identity.test-ins-in-production"]


def test_nobody_is_found_by_an_unknown_ins_nor_by_the_same_digits_under_another_oid():
    registered()
    assert services.find_by_ins(CX.of("184053523899174", oids.NIR_TEST)) is None
    assert services.find_by_ins(CX.of(INS.id, "1.2.250.1.213.1.4.13")) is None
    assert services.find_by_ins(CX.of(INS.id, oids.NIR)) is None
    assert services.find_by_ins(CX("")) is None


def test_a_person_is_found_by_the_active_ins_whatever_else_the_identifier_carries():
    person = registered()
    assert services.find_by_ins(CX(f"{INS.id}^^^&{oids.NIR_TEST}&ISO^NH^^20210604092415")) == person


def test_a_person_is_found_by_every_former_ins_and_none_is_sent_as_current():
    person = registered(history=[FORMER, INS_C])
    assert services.find_by_ins(FORMER) == person
    assert services.find_by_ins(INS_C) == person
    current = services.current_ins(person)
    assert current is not None
    assert current.same_as(INS)
    assert services.identifiers_of(person)[0].same_as(INS)
    assert len(services.identifiers_of(person)) == 3


def test_the_one_who_has_an_ins_now_wins_over_the_one_who_had_it():
    registered(HUGO, None, history=[INS])
    person = registered()
    assert services.find_by_ins(INS) == person


def test_an_identifier_that_two_persons_had_and_nobody_has_finds_nobody():
    registered(CAMILLE, None, history=[FORMER])
    registered(HUGO, None, history=[FORMER])
    assert services.find_by_ins(FORMER) is None


def test_the_current_matricule_may_stand_in_the_history_too_as_in_published_answers():
    person = registered(history=[INS])
    assert services.find_by_ins(INS) == person


def test_a_person_without_an_ins_has_none_to_send():
    person = registered(ins=None)
    assert services.current_ins(person) is None
    assert services.identifiers_of(person) == ()


def test_a_new_ins_takes_the_place_of_the_former_one_which_stays_searchable_and_dated():
    person = registered(ins=CX.of(FORMER.id, oids.NIA))
    assert services.change_ins(person, INS, NOW) == []
    current = services.current_ins(person)
    assert current is not None
    assert current.same_as(INS)
    assert services.find_by_ins(CX.of(FORMER.id, oids.NIA)) == person
    former = person.identifiers.get(active=False)
    assert former.valid_until == date(2026, 9, 15)


def test_taking_the_ins_one_already_has_changes_nothing():
    person = registered()
    assert services.change_ins(person, INS, NOW) == []
    assert person.identifiers.count() == 1


def test_a_person_does_not_take_the_ins_of_another():
    registered()
    hugo = registered(HUGO, CX.of("182112901999268", oids.NIR_TEST))
    findings = services.change_ins(hugo, INS, NOW)
    assert [finding.verdict.id for finding in findings] == ["identity.ins-of-another-person"]
    current = services.current_ins(hugo)
    assert current is not None
    assert current.id == "182112901999268"


def test_a_person_does_not_take_what_is_not_an_ins():
    person = registered()
    findings = services.change_ins(person, CX.of(INS.id, "1.2.250.1.213.1.4.13"), NOW)
    assert [finding.verdict.id for finding in findings] == ["identity.not-an-ins"]


def test_the_internal_id_of_a_person_says_nothing_of_the_ins():
    person = registered()
    assert len(person.id) == 32
    assert INS.id not in person.id


def test_the_traits_are_kept_exactly_as_they_came():
    person = registered()
    assert Person.objects.get(pk=person.pk).traits == CAMILLE
    assert str(person) == "BOISJOLY CAMILLE"
    assert str(person.identifiers.get()) == f"{INS.id} ({oids.NIR_TEST})"
