"""The Trois-Ponts world behind the professional's pages, and some of those who sign in there."""

from __future__ import annotations

import pytest

from socle import clock
from socle.directory.actor import Authentication, Kind
from tests import portal


@pytest.fixture
def world(db, dmp_samples):
    before = clock.installed()
    yield portal.build(dmp_samples / "documents")
    clock.install(before)


@pytest.fixture
def kervelec(world):
    """Not authorised in Camille's record; médecin traitant of Hugo and Iris."""
    return world.as_professional("899880000015", "KERVELEC Nolwenn", "499880000015001")


@pytest.fixture
def daumont(world):
    """His authorisation in Hugo's record ran out."""
    return world.as_professional("899880000023", "DAUMONT Elias", "1990100109", specialty="SM59")


@pytest.fixture
def address(world):
    return lambda ins, rest="": f"/pro/dossiers/{world.record(ins)}/{rest}"


@pytest.fixture
def louvel(world):
    """The secretary of Dr Kervelec's cabinet, with his employee card."""
    return world.as_professional(
        "699880000015001/EMP0001",
        "LOUVEL Bastien",
        "499880000015001",
        kind=Kind.EMPLOYEE,
        authentication=Authentication.EMPLOYEE_CARD,
        profession="SECRETARIAT_MEDICAL",
    )
