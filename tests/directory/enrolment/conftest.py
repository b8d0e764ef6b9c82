"""A small directory with an association of two homes, a pharmacy, a GRADeS, and who manages there."""

from __future__ import annotations

from datetime import date

import pytest

from socle import clock
from socle.directory import services
from socle.directory.enrolment.facts import BodyKind
from socle.directory.services import managing
from tests.directory.enrolment.builders import ASSOCIATION, HOME, NOW, OTHER_HOME, PHARMACY, REGIONAL

OF_HOME, OF_BODY, CENTRAL = "3991100090/RH01", "3991100900/GAE1", "3991100082/RH01"


@pytest.fixture
def place(db, settings):
    """The structures, three holders of cards, a physician, and no manager yet."""
    for one in (ASSOCIATION, HOME, OTHER_HOME, PHARMACY, REGIONAL):
        services.register_structure(
            one.idnat,
            one.name,
            kind=one.kind,
            legal_entity=one.legal_entity,
            is_legal_entity=one.is_legal_entity,
        )
    for rank, (idnat, structure) in enumerate([(OF_HOME, HOME), (OF_BODY, REGIONAL), (CENTRAL, ASSOCIATION)]):
        services.register_employee(idnat, "PERRIN", f"Odile{rank}", structure=structure.idnat)
        services.register_card(f"80999/{rank}", "CPE", idnat, since=date(2025, 1, 1), until=date(2028, 1, 1))
    services.register_professional("899700218896", "KERVELEC", "Nolwenn", profession="10", specialties=["SM26"])
    managing.register_body(REGIONAL.idnat, BodyKind.GRADES, ["99"], since=date(2022, 1, 1))
    clock.install(clock.MovableClock(NOW, frozen=True))


@pytest.fixture
def desk(place):
    """The same, with a central manager and one of a site."""
    managing.seat_manager(ASSOCIATION.idnat, CENTRAL, "Mme Direction", NOW, since=date(2026, 1, 1))
    managing.seat_manager(HOME.idnat, OF_HOME, "Mme Direction", NOW, since=date(2026, 1, 1))
