"""Traits: the characters they may hold, and what is done to what a person types."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.identity.traits import (
    LONGEST_NAME,
    Traits,
    begins_with_first_given_name,
    check,
    name_is_well_written,
    normalise,
)

CAMILLE = Traits(
    birth_name="BOISJOLY",
    given_names="CAMILLE ODETTE",
    first_given_name="CAMILLE",
    sex="F",
    birth_date=date(1984, 5, 17),
    birth_place="35238",
    used_name="TAMARIN",
)


def faults(**changes):
    return [(finding.verdict.id, finding.place) for finding in check(replace(CAMILLE, **changes))]


@pytest.mark.parametrize(
    "name",
    [
        "Léa",
        "lea",
        "LÉA",
        "L.",
        "JEAN2",
        "JEAN  PAUL",
        " JEAN",
        "JEAN ",
        "-JEAN",
        "JEAN- PAUL",
        "D 'ARC",
        "D' ARC",
        "D''ARC",
        "JEAN---PAUL",
        "JEAN--PAUL",
        "JEAN-",
        "JEAN'",
        "A" * (LONGEST_NAME + 1),
    ],
)
def test_a_given_name_with_a_character_out_of_place_is_named(name):
    assert faults(used_given_name=name) == [("identity.name-characters", "used_given_name")]


@pytest.mark.parametrize("name", ["CAMILLE", "MARIE-LOUISE", "D'ARC", "JEAN PAUL", "'T HART", "A" * LONGEST_NAME])
def test_a_given_name_well_written_passes(name):
    assert name_is_well_written(name, birth_name=False)


@pytest.mark.parametrize("name", ["DE LA TOUR--DUPIN", "D'ARC", "'T HART", "PAT-TROIS"])
def test_a_double_hyphen_and_a_leading_apostrophe_may_stand_in_a_birth_name(name):
    assert faults(birth_name=name) == []


@pytest.mark.parametrize("name", ["-DUPIN", "DUPIN---ROC", "DU PIN  ROC", "DUPIN'-ROC"])
def test_a_birth_name_keeps_to_its_own_rules(name):
    assert faults(birth_name=name) == [("identity.name-characters", "birth_name")]


@pytest.mark.parametrize("trait", ["birth_name", "first_given_name", "sex", "birth_place"])
def test_each_missing_trait_is_named(trait):
    assert ("identity.trait-missing", trait) in faults(**{trait: ""})


def test_every_fault_is_told_at_once():
    found = faults(birth_name="Léa", sex="X", birth_place="Rennes", first_given_name="ODETTE")
    assert found == [
        ("identity.name-characters", "birth_name"),
        ("identity.sex-unknown", "sex"),
        ("identity.birth-place-unreadable", "birth_place"),
        ("identity.first-given-name-not-first", "given_names"),
    ]


@pytest.mark.parametrize("place", ["35238", "2A004", "2B033", "97411", "99109", "99999"])
def test_a_place_of_birth_is_an_insee_code_of_five_characters(place):
    assert faults(birth_place=place) == []


@pytest.mark.parametrize("place", ["3523", "352380", "2C004", "A2004", "RENNE", "35 38"])
def test_another_place_of_birth_is_refused(place):
    assert faults(birth_place=place) == [("identity.birth-place-unreadable", "birth_place")]


@pytest.mark.parametrize(
    ("given_names", "first", "answer"),
    [
        ("JEAN-PAUL MARIE", "JEAN PAUL", True),
        ("JEAN PAUL MARIE", "JEAN-PAUL", True),
        ("JEAN PAUL MARIE", "JEAN", True),
        ("JEANNE MARIE", "JEAN", False),
        ("MARIE JEAN", "JEAN", False),
        ("JEAN", "JEAN PAUL", False),
        ("JEAN", "", False),
    ],
)
def test_hyphen_apostrophe_and_space_are_equal_when_the_head_of_the_list_is_compared(given_names, first, answer):
    assert begins_with_first_given_name(given_names, first) is answer


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Léa", "LEA"),
        ("  anne   marie ", "ANNE MARIE"),
        ("François", "FRANCOIS"),
        ("Œdipe", "OEDIPE"),
        ("Lætitia", "LAETITIA"),
        ("Strauß", "STRAUSS"),
        ("d’Arc", "D'ARC"),
        ("Jean–Paul", "JEAN-PAUL"),
        ("Zoë", "ZOE"),
        ("Nuñez", "NUNEZ"),
    ],
)
def test_what_a_person_types_is_written_in_the_characters_of_an_identity(typed, written):
    assert normalise(typed) == written


def test_a_character_without_counterpart_is_kept_for_the_check_to_name_it():
    assert normalise("Jean 2.") == "JEAN 2."
    assert not name_is_well_written(normalise("Jean 2."), birth_name=False)


@given(text=st.text(max_size=60))
def test_writing_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


@given(text=st.from_regex(r"[A-Z]{1,8}([-' ][A-Z]{1,8}){0,3}", fullmatch=True))
def test_a_name_well_written_is_left_as_it_is(text):
    assert name_is_well_written(text, birth_name=False)
    assert normalise(text) == text
