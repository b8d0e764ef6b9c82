"""Finding somebody in the directory as people know him."""

from __future__ import annotations

import pytest

from socle.directory.services import called, named, register_exercise, register_professional, register_structure

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PLACE, GP, NURSE = "1990100018", "899880000015", "899880000049"


@pytest.fixture(autouse=True)
def people():
    register_structure(PLACE, "CH DES TROIS PONTS", sector="SA01")
    register_professional(GP, "KERVELEC", "Nolwenn", profession="10")
    register_professional(NURSE, "KERVELLA", "Maël", profession="60")
    register_exercise(GP, PLACE)


def found(words, **how):
    return [one.idnat for one in called(words, **how)]


def test_every_word_must_be_there_in_any_case_and_order():
    assert found("kerve") == [GP, NURSE]
    assert found("nolwenn kervelec") == found("Kervélec NOL") == [GP]
    assert found("kervelec maël") == []


def test_a_structure_is_found_too_unless_people_alone_are_asked_for():
    assert found("trois ponts") == [PLACE]
    assert found("trois ponts", structures=False) == []


def test_a_number_is_written_whole():
    assert found(GP) == [GP]
    assert found(GP[:-1]) == []


def test_no_word_finds_nobody():
    assert called("  ") == ()


def test_who_is_found_comes_with_where_he_works():
    (one,) = called("nolwenn")
    assert (one.name, one.profession, one.places) == ("KERVELEC Nolwenn", "10", ("CH DES TROIS PONTS",))
    assert not one.is_structure


def test_an_identifier_has_a_name_its_own_when_nobody_bears_it():
    assert named(PLACE).is_structure
    assert named(GP).name == "KERVELEC Nolwenn"
    assert (named("404").name, named("404").known) == ("404", False)
