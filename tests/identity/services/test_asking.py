"""INSi among the persons known here: the active INS, every former one, nobody without an INS."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.clock import parse_instant
from socle.identity import oids, services
from socle.identity.insi_answer import Asked, AskedByCard
from socle.identity.traits import Traits
from socle.wire.hl7v2 import CX

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = parse_instant("2026-09-15T08:00:00Z")
CAMILLE = Traits(
    birth_name="BOISJOLY",
    given_names="CAMILLE ODETTE",
    first_given_name="CAMILLE",
    sex="F",
    birth_date=date(1984, 5, 17),
    birth_place="35238",
)
INS = CX.of("284053523899177", oids.NIR_TEST, "NH")
FORMER = CX.of("184053523899174", oids.NIR_TEST, "NH")
ASKED = Asked(birth_name="BOISJOLY", given_names=("CAMILLE",), sex="F", birth_date=CAMILLE.birth_date)


@pytest.fixture
def camille():
    person, findings = services.register(CAMILLE, INS, history=[FORMER], at=NOW)
    assert person is not None, findings
    return person


def test_a_person_is_answered_with_the_active_ins_and_the_former_ones(camille):
    found = services.ask_insi(ASKED)
    assert (found.code, found.active.matricule, found.active.oid) == ("00", INS.id, oids.NIR_TEST)
    assert [former.matricule for former in found.history] == [FORMER.id]
    assert found.traits.given_names == "CAMILLE ODETTE"


def test_a_person_without_an_active_ins_is_not_found():
    services.register(CAMILLE, None, history=[FORMER], at=NOW)
    assert services.ask_insi(ASKED).code == "01"
    assert services.ask_insi_by_card(AskedByCard(number=FORMER.id)).code == "01"


def test_two_persons_with_the_traits_asked_are_several_until_another_given_name_tells_them_apart(camille):
    services.register(replace(CAMILLE, given_names="CAMILLE LUCIE"), CX.of("284053523899280", oids.NIR_TEST), at=NOW)
    assert services.ask_insi(ASKED).code == "02"
    assert services.ask_insi(replace(ASKED, given_names=("CAMILLE", "ODETTE"))).active.matricule == INS.id


def test_without_a_birth_date_nobody_is_found(camille):
    assert services.ask_insi(replace(ASKED, birth_date=None)).code == "01"


@pytest.mark.parametrize("number", [INS.id, INS.id[:13], FORMER.id])
def test_a_card_finds_its_beneficiary_by_any_matricule_with_or_without_its_key(camille, number):
    asked = AskedByCard(number=number, birth_name="BOISJOLY", birth_date=CAMILLE.birth_date)
    assert services.ask_insi_by_card(asked).active.matricule == INS.id
    assert services.ask_insi_by_card(replace(asked, birth_date=date(1984, 5, 18))).code == "01"
    assert services.ask_insi_by_card(replace(asked, birth_name="AUTRE")).code == "01"


@pytest.mark.parametrize("number", ["", "2", "28405352389"])
def test_a_number_that_is_too_short_finds_nobody(camille, number):
    assert services.ask_insi_by_card(AskedByCard(number=number)).code == "01"


def test_the_active_ins_verifies_with_its_traits_and_a_former_one_does_not(camille):
    assert services.verify_ins(INS, CAMILLE)
    assert not services.verify_ins(FORMER, CAMILLE)
    assert not services.verify_ins(INS, replace(CAMILLE, birth_date=date(1984, 5, 18)))
