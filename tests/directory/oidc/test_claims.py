"""What userinfo tells, and how a service reads it: the public samples are the measure."""

from __future__ import annotations

import json

import pytest

from socle.directory.oidc.account import Account, Situation, account
from socle.directory.oidc.claims import userinfo
from socle.directory.services.connect import Person, Post

PRACTICE = Post(idnat="499880000015001", name="CABINET", kind="practice", sector="SA07")
HOSPITAL = Post(
    idnat="1990100109",
    name="SITE",
    kind="public-establishment",
    sector="SA01",
    finess="990100109",
    entity_finess="990100018",
)
PHYSICIAN = Person(
    idnat="899880000015",
    family="KERVELEC",
    given="Nolwenn",
    profession="10",
    specialties=("SM26",),
    rpps="99880000015",
    posts=(PRACTICE, HOSPITAL),
)


@pytest.fixture
def sample(samples):
    return json.loads((samples / "identity" / "psc" / "userinfo_full.json").read_text())


def shape(value):
    """Names and types, those of the first element for a list."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def test_userinfo_has_every_claim_of_the_public_sample_spelt_and_typed_as_there(sample):
    told = userinfo(PHYSICIAN, "f:x:899880000015")
    assert shape(told) == shape(sample)


def test_every_place_of_practice_is_told_under_each_specialty():
    told = userinfo(PHYSICIAN, "")
    (exercise,) = told["SubjectRefPro"]["exercices"]
    assert [one["ancienIdentifiantDeLaStructure"] for one in exercise["activities"]] == [PRACTICE.idnat, HOSPITAL.idnat]
    assert [one["codeModeExercice"] for one in exercise["activities"]] == ["L", "S"]
    assert exercise["activities"][1]["numeroFinessetablissementJuridique"] == "990100018"


@pytest.mark.parametrize("person", [PHYSICIAN, Person(idnat="8", family="A", given="", profession="60")])
def test_what_userinfo_tells_is_read_back_as_the_same_person(person):
    found = account(userinfo(person, ""))
    assert (found.id, found.family, found.given) == (person.idnat, person.family, person.given)
    assert [one.structure for one in found.situations] == [post.idnat for post in person.posts] or [
        one.structure for one in found.situations
    ] == [""]


def test_the_full_sample_gives_a_situation_for_each_activity_and_an_identifier_without_digits(sample):
    found = account(sample)
    assert found.id == "ANS20210107161422"
    assert len(found.situations) == len(
        {(s.profession, s.specialty, s.structure, s.structure_name) for s in found.situations}
    )
    assert found.situations[0] == Situation(
        profession="10", specialty="SM54", structure="", structure_name="CAB MED BIS TOUBIB0023550"
    )
    assert any(one.structure.startswith("3") for one in found.situations)


def test_the_minimal_sample_has_an_exercise_without_activity_and_is_one_situation(samples):
    told = json.loads((samples / "identity" / "psc" / "userinfo_minimal.json").read_text())
    situation = Situation(profession="10", structure_name="CABINET M SPECIALISTE0021889")
    assert account(told) == Account(
        id="899700218896", family="SPECIALISTE0021889", given="ROBERT", situations=(situation,)
    )


@pytest.mark.rule("AUTH-012")
def test_an_employee_with_a_cpe_has_a_role_and_a_structure_and_no_exercise():
    person = Person(idnat="6/E", family="LOUVEL", given="Bastien", role="SECRETARIAT_MEDICAL", posts=(HOSPITAL,))
    told = userinfo(person, "")
    assert told["SubjectRefPro"]["exercices"] == []
    assert account(told).situations == (
        Situation(profession="SECRETARIAT_MEDICAL", structure=HOSPITAL.idnat, structure_name="SITE"),
    )


@pytest.mark.parametrize(
    "told", [{}, {"SubjectNameID": ""}, {"SubjectNameID": 8}, {"SubjectRefPro": "x", "preferred_username": ""}]
)
def test_claims_that_name_nobody_are_nobody(told):
    assert account(told) is None


@pytest.mark.parametrize(
    "reference", [None, "x", {}, {"exercices": "x"}, {"exercices": [1, {"activities": "x"}, {"activities": [2, {}]}]}]
)
def test_claims_that_are_not_what_they_should_be_break_nothing(reference):
    assert account({"SubjectNameID": "8", "SubjectRefPro": reference, "SubjectRole": [3]}).id == "8"
