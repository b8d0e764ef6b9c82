"""What INSi answers, and to whom, around the edges of names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.clock import parse_instant
from socle.identity import oids
from socle.identity.insi_answer import Asked, InsFound, Retrieval, ReturnCode
from socle.identity.rules.answering import Known, Means, answer, answers, may_call_from_desk, may_call_insi, verifies
from socle.identity.traits import Traits
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import CX

CHOICES = Choices()

PIERRE = Traits(
    birth_name="ECETINSI",
    given_names="PIERRE-ALAIN MURIEL FLORIANT",
    first_given_name="PIERRE-ALAIN",
    sex="M",
    birth_date=date(2009, 7, 14),
    birth_place="63220",
)
ASKED = Asked(birth_name="ECETINSI", given_names=("PIERRE-ALAIN",), sex="M", birth_date=date(2009, 7, 14))
ACTIVE = InsFound.of("109076322083489", oids.NIR)
KNOWN = Known(traits=PIERRE, active=ACTIVE, history=(InsFound.of("209076322083439", oids.NIR),))


@pytest.mark.parametrize(
    "names",
    [("PIERRE-ALAIN",), ("PIERRE ALAIN",), ("MURIEL",), ("MURIEL", "FLORIANT"), ("PIERRE-ALAIN MURIEL FLORIANT",)],
)
def test_any_given_name_of_the_list_in_whole_answers_a_search(names):
    assert answers(replace(ASKED, given_names=names), PIERRE)


@pytest.mark.parametrize(
    "names", [(), ("",), ("PIERRE",), ("ALAIN",), ("OLA",), ("MURIEL", "OLA"), ("FLORIANT MURIEL",)]
)
def test_a_given_name_that_is_not_in_the_list_or_only_a_part_of_one_does_not(names):
    assert not answers(replace(ASKED, given_names=names), PIERRE)


@pytest.mark.parametrize(
    "wrong",
    [{"birth_name": "ECETIN"}, {"birth_name": ""}, {"sex": "F"}, {"birth_date": date(2009, 7, 15)},
     {"birth_date": None}, {"birth_place": "63221"}],
)  # fmt: skip
def test_each_other_trait_that_is_said_must_agree(wrong):
    assert not answers(replace(ASKED, **wrong), PIERRE)


def test_the_birth_place_narrows_when_it_is_said():
    assert answers(replace(ASKED, birth_place="63220"), PIERRE)


def test_one_identity_is_answered_00_with_its_history_and_the_given_name_asked():
    found = answer([KNOWN], "MURIEL")
    assert (found.code, found.label, found.is_one) == ("00", "OK", True)
    assert found.active == ACTIVE
    assert [former.matricule for former in found.history] == ["209076322083439"]
    assert found.traits is not None
    assert (found.traits.given_names, found.traits.given_name) == (PIERRE.given_names, "MURIEL")


@pytest.mark.parametrize(("found", "code"), [([], "01"), ([KNOWN, KNOWN], "02")])
def test_none_is_01_and_several_are_02_and_neither_tells_of_anybody(found, code):
    said = answer(found)
    assert said.code == code
    assert (said.active, said.traits, said.history, said.is_one) == (None, None, (), False)


def test_an_answer_is_kept_as_values_and_read_back_whole():
    for said in (answer([KNOWN]), answer([]), replace(answer([KNOWN]), active=replace(ACTIVE, since=date(2019, 3, 1)))):
        assert Retrieval.from_values(said.as_values()) == said


def test_a_code_that_nobody_knows_finds_nobody():
    assert not Retrieval(code="42").is_one
    assert "42" not in set(ReturnCode)


@pytest.mark.parametrize(
    ("ins", "traits", "verified"),
    [
        (ACTIVE.cx, PIERRE, True),
        (ACTIVE.cx, replace(PIERRE, given_names="PIERRE ALAIN"), True),
        (ACTIVE.cx, replace(PIERRE, birth_place="63221"), False),
        (ACTIVE.cx, replace(PIERRE, birth_name="AUTRE"), False),
        (ACTIVE.cx, replace(PIERRE, given_names="MURIEL"), False),
        (CX.of(ACTIVE.matricule, oids.NIA), PIERRE, False),
        (CX.of("209076322083439", oids.NIR), PIERRE, False),
    ],
)
def test_a_verification_wants_matricule_oid_and_traits_of_one_identity(ins, traits, verified):
    assert verifies(ins, traits, KNOWN) is verified
    assert not verifies(ins, traits, None)


@pytest.mark.rule("INS-011")
@pytest.mark.parametrize("means", list(Means), ids=str)
def test_a_nominative_card_calls_insi_and_one_without_a_name_does_not(means):
    decision = may_call_insi(means)
    assert decision.allowed is (means in {Means.CARD, Means.NOMINATIVE_EMPLOYEE_CARD})
    assert "INS-011" in decision.rules


@pytest.mark.rule("INS-014")
@pytest.mark.parametrize(("day", "called"), [("2022-12-31T22:59:59Z", False), ("2022-12-31T23:00:00Z", True)])
def test_an_e_cps_calls_insi_from_a_desk_since_2023(day, called):
    decision = may_call_from_desk(Means.E_CPS, parse_instant(day), CHOICES)
    assert decision.allowed is called
    assert "INS-014" in decision.rules
    assert may_call_from_desk(Means.CARD, parse_instant(day), CHOICES).allowed
    assert not may_call_from_desk(Means.EMPLOYEE_CARD, parse_instant(day), CHOICES).allowed
