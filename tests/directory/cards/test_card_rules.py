"""What each card and certificate opens, to whom a card belongs, how an e-CPS is activated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.clock import parse_instant
from socle.directory.cards.facts import CardKind, CertificateType, Means, Practice, Service, Way
from socle.directory.rules import cards
from tests.directory.builders import CHOICES, NOW, ids

EARLY_2022 = parse_instant("2022-02-17T09:00:00Z")
E_CPS = Means(card=CardKind.E_CPS, profession="10")


def opened(means, service, at=NOW, choices=CHOICES, way=Way.SOFTWARE):
    return cards.opens(means, service, at, choices, way)


@pytest.mark.rule("DMP-064")
@pytest.mark.parametrize("card", [CardKind.CPE, CardKind.CPA])
def test_only_a_nominative_card_consults_the_dmp(card):
    assert ids(opened(Means(card=card), Service.DMP_CONSULTING)) == ["directory.card-not-nominative"]
    assert opened(Means(card=CardKind.CPS), Service.DMP_CONSULTING).allowed
    assert opened(E_CPS, Service.DMP_CONSULTING).allowed


def test_no_certificate_consults_the_dmp_nor_replaces_another():
    for kind in CertificateType:
        assert ids(opened(Means(certificate=kind), Service.DMP_CONSULTING)) == ["directory.means-does-not-open"]
    assert opened(Means(certificate=CertificateType.AUTH_CLI), Service.INSI).allowed
    assert opened(Means(certificate=CertificateType.SIGN), Service.DMP_FEEDING).allowed
    assert not opened(Means(certificate=CertificateType.SIGN), Service.INSI).allowed
    assert opened(Means(certificate=CertificateType.SSL_SERV), Service.MSSANTE_OPERATORS).allowed
    assert not opened(Means(), Service.INSI).allowed


def test_a_cpa_opens_none_of_the_clinical_services():
    clinical = {Service.INSI, Service.DMP_FEEDING, Service.DMP_CONSULTING, Service.PRO_SANTE_CONNECT, Service.MSSANTE}
    assert not any(opened(Means(card=CardKind.CPA), service).allowed for service in clinical)


@pytest.mark.rule("AUTH-012")
def test_a_cpe_signs_in_to_pro_sante_connect():
    decision = opened(Means(card=CardKind.CPE), Service.PRO_SANTE_CONNECT)
    assert (decision.allowed, decision.rules) == (True, ("AUTH-012",))


@pytest.mark.rule("AUTH-022")
def test_an_e_cps_serves_only_what_is_connected_to_pro_sante_connect():
    assert ids(opened(E_CPS, Service.WITHOUT_PSC)) == ["directory.e-cps-elsewhere"]
    assert opened(Means(card=CardKind.CPS), Service.WITHOUT_PSC).allowed
    assert "AUTH-022" in opened(E_CPS, Service.PRO_SANTE_CONNECT).rules


@pytest.mark.rule("DMP-066")
def test_in_february_2022_no_e_cps_reaches_the_dmp():
    assert ids(opened(E_CPS, Service.DMP_CONSULTING, EARLY_2022)) == ["directory.e-cps-not-yet"]
    assert opened(E_CPS, Service.PRO_SANTE_CONNECT, EARLY_2022).allowed
    assert opened(Means(card=CardKind.CPS), Service.DMP_CONSULTING, EARLY_2022).allowed


@pytest.mark.rule("DMP-065")
def test_from_the_chosen_day_on_an_e_cps_reaches_the_dmp():
    eve, day = parse_instant("2022-11-30T22:59:59Z"), parse_instant("2022-11-30T23:00:00Z")
    assert not opened(E_CPS, Service.DMP_CONSULTING, eve).allowed
    assert opened(E_CPS, Service.DMP_CONSULTING, day).rules == ("AUTH-022", "DMP-065")
    earlier = replace(CHOICES, e_cps_dmp_first_day=date(2022, 6, 1))
    assert opened(E_CPS, Service.DMP_CONSULTING, eve, earlier).allowed


@pytest.mark.rule("DMP-067")
def test_on_the_web_the_refusal_says_what_was_planned_for_the_middle_of_2022():
    planned = parse_instant("2022-05-01T09:00:00Z")
    assert "DMP-067" in opened(E_CPS, Service.DMP_CONSULTING, planned, way=Way.WEB).rules
    assert "DMP-067" not in opened(E_CPS, Service.DMP_CONSULTING, planned).rules
    done = replace(CHOICES, e_cps_dmp_first_day=date(2022, 4, 1))
    assert opened(E_CPS, Service.DMP_CONSULTING, planned, done, Way.WEB).allowed


@pytest.mark.rule("DMP-068")
@pytest.mark.rule("DMP-069")
def test_the_contextual_call_of_a_pharmacy_opens_by_e_cps_from_the_day_of_either_answer():
    march = parse_instant("2022-03-03T09:00:00Z")
    assert ids(opened(E_CPS, Service.DMP_CONSULTING, march, way=Way.CALL)) == ["directory.e-cps-not-yet"]
    at_once = replace(CHOICES, e_cps_contextual_call_first_day=date(2022, 3, 3))
    decision = opened(E_CPS, Service.DMP_CONSULTING, march, at_once, Way.CALL)
    assert (decision.allowed, {"DMP-068", "DMP-069"} <= set(decision.rules)) == (True, True)
    assert not opened(E_CPS, Service.DMP_CONSULTING, march, at_once).allowed


@pytest.mark.rule("DMP-060")
@pytest.mark.parametrize("profession", ["38", "39"])
def test_a_pharmacy_technician_reaches_the_dmp_with_a_card_and_never_with_an_e_cps(profession):
    e_cps = Means(card=CardKind.E_CPS, profession=profession)
    assert ids(opened(e_cps, Service.DMP_CONSULTING)) == ["directory.no-e-cps-for-profession"]
    assert opened(Means(card=CardKind.CPS, profession=profession), Service.DMP_CONSULTING).allowed


@pytest.mark.rule("AUTH-001")
@pytest.mark.rule("AUTH-007")
@pytest.mark.parametrize(
    ("card", "kept"),
    [
        (CardKind.CPS, (True, "AUTH-001")),
        (CardKind.CPF, (True, "AUTH-001")),
        (CardKind.E_CPS, (True, "AUTH-001")),
        (CardKind.CPE, (False, "AUTH-007")),
        (CardKind.CPA, (False, "AUTH-007")),
    ],
)
def test_a_persons_card_follows_the_person_and_an_employees_the_structure(card, kept):
    assert cards.stays_after_departure(card) == kept


@pytest.mark.rule("AUTH-002")
def test_a_change_of_activity_makes_a_new_card_for_whoever_has_a_cps():
    made = {held: cards.new_card_on_change_of_activity(held) for held in (CardKind.CPS, CardKind.CPE, None)}
    assert made == {CardKind.CPS: True, CardKind.CPE: False, None: False}


@pytest.mark.rule("AUTH-003")
@pytest.mark.rule("AUTH-004")
def test_the_first_card_comes_by_itself_to_the_liberal_and_on_demand_to_others():
    assert cards.first_card_is_automatic("10", Practice.LIBERAL) == (True, "AUTH-004")
    assert cards.first_card_is_automatic("10", Practice.EMPLOYEE)[0] is False
    assert cards.first_card_is_automatic("60", Practice.LIBERAL) == (True, "AUTH-003")
    assert cards.first_card_is_automatic("60", Practice.EMPLOYEE) == (False, "AUTH-003")


@pytest.mark.rule("AUTH-017")
@pytest.mark.parametrize(("physical", "orders"), [(False, False), (True, False), (False, True), (True, True)])
def test_a_medico_social_structure_needs_readers_in_two_cases(physical, orders):
    needed = cards.needs_card_readers(regulated_with_physical_cards=physical, rpps_manager_orders_cards=orders)
    assert needed is (physical or orders)
