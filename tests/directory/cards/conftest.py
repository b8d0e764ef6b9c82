"""A hospital with two sites, its manager and its contract, and a physician with a practice of his own."""

from __future__ import annotations

from datetime import date

import pytest

from socle.directory import services
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.cards.facts import Level, Role

HOSPITAL, MILL, STATION, PRACTICE = "1990100018", "1990100109", "1990100208", "499880000015001"
KERVELEC, DAUMONT, CLERK = "899880000015", "899880000023", "3990100109/ADM0001"


def actor(id, name="ROUX Odile", **more):
    values = {"kind": Kind.PROFESSIONAL, "authentication": Authentication.CARD, "person_id": id} | more
    return Actor(id=id, name=name, **values)


MANAGER = actor(DAUMONT, "DAUMONT Elias", profession="10", structure=MILL, structure_name="CH")
OWNER = actor(KERVELEC, "KERVELEC Nolwenn", profession="10", structure=PRACTICE)
TECHNICIAN = actor(CLERK, "ROUX Odile", kind=Kind.EMPLOYEE, structure=MILL, authentication=Authentication.EMPLOYEE_CARD)


@pytest.fixture
def hospital(cast):
    """The hospital of the worked dialogues, managed."""
    services.register_employee(CLERK, "ROUX", "Odile", structure=MILL, role="SECRETARIAT_MEDICAL")
    services.register_card("8099900003/9900000009", "CPE", CLERK)
    services.give_mandate(HOSPITAL, DAUMONT, Role.LEGAL_MANAGER)
    services.give_mandate(HOSPITAL, CLERK, Role.TECHNICAL_ADMINISTRATOR)
    services.sign_agreement(HOSPITAL, Level.LEGAL, date(2020, 1, 1))
