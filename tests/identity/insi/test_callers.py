"""Who may call INSi: certificates of type ORG in the service's name, cards that name somebody, the e-CPS from 2023."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from socle.ledger.models import Event
from socle.rulebook import choices
from socle.wire.certificates import CardType, Trust, issue
from socle.wire.certificates.issue import Holder, Use, Validity
from tests.certificates import without_extended_usages
from tests.identity.insi import assertions
from tests.identity.insi.asking import AT, Door, insi_certificate, traits
from tests.wire import pki

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ASKED = traits("ADRTROIS", "DOMINIQUE")
SECRETARY = Holder(
    idnat="3990100018/SEC1",
    card_type=CardType.CPE,
    family="AUBRAC",
    given="Nina",
    structure="1990100018",
    structure_name="CH DES TROIS PONTS",
    department="Test (99)",
)
LONG = Validity(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


def card_of(card_type, **more):
    holder = replace(
        pki.PHYSICIAN if card_type in {CardType.CPS, CardType.CPF} else SECRETARY, card_type=card_type, **more
    )
    return pki.card(Use.AUTHENTICATION, holder=holder)


def code(certificate, **more):
    return Door(certificate).ask(ASKED, **more).code


@pytest.mark.rule("INS-012")
def test_a_certificate_of_type_org_in_the_name_of_the_service_calls_by_batch_or_for_a_person():
    assert code(insi_certificate("INSI-AUTO")) == code(insi_certificate("INSI-MANU")) == "00"


@pytest.mark.rule("INS-012")
def test_a_certificate_of_another_type_is_refused_though_it_may_authenticate_a_client():
    server = issue.server(pki.organisations(), ["localhost"], validity=pki.VALIDITY)
    told = Door(server.certificate.der).ask(ASKED).trouble
    assert told.code == "DESIR_560"
    assert "type ORG" in told.sentence


@pytest.mark.rule("INS-540")
def test_an_organisation_certificate_in_another_name_has_insufficient_rights():
    answer = Door(insi_certificate("DMP-AUTO")).ask(ASKED)
    assert (answer.status, answer.trouble.subcode, answer.trouble.code) == (400, "siram_100", "DESIR_560")
    assert "INSI-AUTO" in answer.trouble.sentence


@pytest.mark.rule("INS-011")
@pytest.mark.parametrize("card_type", [CardType.CPS, CardType.CPF, CardType.CPE])
def test_a_card_that_names_somebody_calls(card_type):
    assert code(card_of(card_type).certificate.der) == "00"


@pytest.mark.rule("INS-011")
def test_an_employee_card_that_names_nobody_is_refused():
    told = Door(card_of(CardType.CPE, family="", given="").certificate.der).ask(ASKED).trouble
    assert told.code == "DESIR_560"
    assert "CPE nominative" in told.sentence


def test_an_administrators_card_is_refused():
    assert code(card_of(CardType.CPA).certificate.der) == "DESIR_560"


def test_without_a_client_certificate_nobody_calls():
    assert code(None) == "DESIR_560"


@pytest.mark.rule("AUTH-041")
def test_a_certificate_is_judged_at_each_call_by_its_dates_its_revocation_and_its_authority():
    hospital = pki.hospital(Use.AUTHENTICATION, "INSI-AUTO").certificate
    expired = Door(hospital.der, at=hospital.not_after + timedelta(seconds=1))
    revoked = Door(hospital.der, trust=pki.trust().asking(lambda _issuer, serial, _at: serial == hospital.serial))
    stranger = Door(hospital.der, trust=Trust((pki.stranger().certificate,)))
    for door, word in ((expired, "expiré"), (revoked, "révoqué"), (stranger, "autorité reconnue")):
        told = door.ask(ASKED).trouble
        assert told.code == "DESIR_560"
        assert word in told.sentence
    assert Door(hospital.der).ask(ASKED).code == "00"


@pytest.mark.rule("AUTH-041")
def test_a_card_in_opposition_is_refused():
    card = card_of(CardType.CPS).certificate
    assert Door(card.der, opposed=frozenset({card.card_id})).ask(ASKED).code == "DESIR_560"


def test_a_certificate_that_is_not_for_authentication_is_refused():
    hospital = pki.hospital(Use.AUTHENTICATION, "INSI-AUTO")
    assert code(without_extended_usages(hospital, pki.organisations()).certificate.der) == "DESIR_560"


@pytest.fixture
def production():
    before = choices.current()
    choices.install(replace(before, production=True))
    yield
    choices.install(before)


def _real():
    return issue.organisation(
        pki.organisations(), "INSI-AUTO", structure="1990100018", name="CH", use=Use.AUTHENTICATION,
        validity=pki.VALIDITY, test=False,
    ).certificate.der  # fmt: skip


@pytest.mark.rule("TEST-003")
@pytest.mark.rule("TEST-001")
def test_production_material_is_refused_in_a_test_environment():
    assert code(_real()) == "DESIR_560"


def test_in_production_test_material_is_refused_and_published_people_and_answers_on_demand_are_not_there(production):
    assert code(insi_certificate()) == "DESIR_560"
    assert Door(_real()).ask(ASKED).code == "01"
    assert Door(_real()).ask(traits("INSI-ERREUR", "X")).code == "01"


# --- the assertion of a person -----------------------------------------------------------------------


@pytest.mark.rule("INS-011")
def test_a_signed_assertion_says_who_asks_and_the_journal_keeps_it():
    assert code(insi_certificate("INSI-MANU"), assertion=assertions.by_card()) == "00"
    event = Event.objects.latest("sequence")
    assert (event.actor_kind, event.actor_id, event.structure) == ("professional", "899880000015", "1990100018")
    assert event.code == "identity:insi:search"
    assert "ADRTROIS" not in event.body
    assert "297022A02077878" not in event.body


@pytest.mark.rule("INS-011")
def test_an_assertion_signed_with_an_employee_card_that_names_nobody_is_refused():
    nobody = pki.card(Use.SIGNATURE, holder=replace(SECRETARY, family="", given=""))
    assert code(insi_certificate(), assertion=assertions.by_card(nobody)) == "DESIR_560"


def test_an_assertion_that_was_changed_is_too_old_or_names_another_person_is_refused():
    door = Door()
    wrong = {
        "changée": assertions.altered(assertions.by_card()),
        "vieille": assertions.by_card(issued=AT - timedelta(hours=1, minutes=3)),
        "à venir": assertions.by_card(issued=AT + timedelta(minutes=3)),
        "d'un autre": assertions.by_card(name_id="899880000099"),
    }
    assert {name: door.ask(ASKED, assertion=one).code for name, one in wrong.items()} == dict.fromkeys(
        wrong, "DESIR_560"
    )


def test_on_the_connection_of_a_card_the_assertion_is_that_of_its_holder():
    holder = card_of(CardType.CPS).certificate.der
    assert code(holder, assertion=assertions.by_card()) == "00"
    other = pki.card(Use.SIGNATURE, holder=replace(pki.PHYSICIAN, idnat="899880000049"))
    assert code(holder, assertion=assertions.by_card(other)) == "DESIR_560"


def test_a_test_card_of_an_unknown_authority_signs_but_only_where_the_choice_allows_it():
    foreign = assertions.by_card(pki.stranger())
    assert code(insi_certificate(), assertion=foreign) == "00"
    before = choices.current()
    choices.install(replace(before, insi_foreign_test_assertions=False))
    try:
        assert code(insi_certificate(), assertion=foreign) == "DESIR_560"
    finally:
        choices.install(before)


@pytest.mark.rule("INS-014")
def test_the_e_cps_is_refused_until_the_last_evening_of_2022_in_paris_and_calls_from_2023_on():
    authority = issue.root("TEST AC LONGUE", LONG)
    old = issue.organisation(
        authority, "INSI-MANU", structure="1990100018", name="CH", use=Use.AUTHENTICATION, validity=LONG
    )  # fmt: skip
    trust = Trust((authority.certificate,))

    def called(at):
        return Door(old.certificate.der, at=at, trust=trust).ask(ASKED, assertion=assertions.by_psc())

    eve, day = datetime(2022, 12, 31, 22, 59, tzinfo=UTC), datetime(2022, 12, 31, 23, 0, tzinfo=UTC)
    assert "01/01/2023" in called(eve).trouble.sentence
    assert called(eve).code == "DESIR_560"
    assert called(day).code == "00"


def test_an_assertion_of_pro_sante_connect_comes_on_a_structures_connection():
    assert code(card_of(CardType.CPS).certificate.der, assertion=assertions.by_psc()) == "DESIR_560"
    assert code(insi_certificate("INSI-MANU"), assertion=assertions.by_psc(name_id="")) == "DESIR_560"
