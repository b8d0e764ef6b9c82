"""What is funded and what is not, line by line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.programmes.sons.orders import lines, order, priced, reasons

OUTSIDE = [
    ("SONS-040", "Remplacement du logiciel", "software-change"),
    ("SONS-042", "Migration du serveur", "server-migration"),
    ("SONS-043", "Hébergement HDS", "hosting"),
    ("SONS-045", "Installation en heures non ouvrées", "off-hours"),
    ("SONS-050", "MAINTENANCE DU LOGICIEL", "whole-maintenance"),
    ("SONS-052", "Rattrapage de version", "obsolescence"),
    ("SONS-055", "Boîtes aux lettres MSSanté", "mailboxes"),
    ("SONS-090", "Portail patient", "other-product"),
]


@pytest.mark.parametrize(
    ("label", "refusal"), [pytest.param(*row, marks=pytest.mark.rule(rule)) for rule, *row in OUTSIDE]
)
def test_a_line_outside_the_perimeter_is_refused_and_admitted_once_it_stands_apart(label, refusal):
    assert reasons(order(label=label)) == [refusal]
    assert refusal not in reasons(lines(priced("100"), priced("50", label=label, segur=False)))


@pytest.mark.rule("SONS-090")
@pytest.mark.parametrize(
    "label",
    [
        "Mise à jour",
        "Acquisition Ségur",
        "Abonnement annuel",
        "Installation",
        "Paramétrage",
        "Formation des référents",
        "Suivi du projet",
        "Maintenance corrective (6 ans)",
        "Prestation Ségur",
        "Installation sur le serveur de l'établissement",
    ],
)
def test_the_services_of_the_perimeter_are_admitted(label):
    assert reasons(order(label=label, contract=True)) == []


@pytest.mark.rule("SONS-090")
def test_a_service_whose_words_are_unknown_is_told_and_its_type_settles_it():
    assert reasons(order(label="Divers")) == ["service-unknown"]
    assert reasons(order(label="Divers", service="training")) == []


@pytest.mark.rule("SONS-041")
def test_a_line_that_mixes_what_is_funded_and_what_is_not_must_be_cut_in_two():
    assert reasons(order(label="Mise à jour Ségur et hébergement")) == ["hosting", "not-separated"]


@pytest.mark.rule("SONS-044")
def test_the_move_to_api_v2_is_not_billed_to_anyone_but_for_an_intermediate_version():
    assert reasons(order(label="Passage en API V2")) == ["api-v2"]
    assert "api-v2" in reasons(lines(priced("100"), priced("50", label="Passage en API V2", segur=False)))
    assert reasons(order(label="Passage en API V2", intermediate=True)) == []


@pytest.mark.rule("SONS-046")
def test_corrective_maintenance_needs_a_contract_already_there():
    assert reasons(order(label="Maintenance corrective", contract=False)) == ["no-contract"]
    assert reasons(order(label="Maintenance corrective", contract=True)) == []
    assert reasons(order(label="Maintenance corrective")) == ["contract-unseen"]
    assert reasons(order(contract=False)) == []


@pytest.mark.rule("SONS-047")
def test_maintenance_is_covered_six_years_and_not_seven():
    assert reasons(order(label="Maintenance corrective", contract=True, years=Decimal(6))) == []
    assert reasons(order(label="Maintenance corrective", contract=True, years=Decimal("6.5"))) == ["too-many-years"]


@pytest.mark.rule("SONS-048")
def test_a_subscription_is_covered_six_years_renewals_included():
    assert reasons(order(label="Abonnement", years=Decimal(6))) == []
    assert reasons(order(label="Abonnement", years=Decimal(7))) == ["too-many-years"]


@pytest.mark.rule("SONS-049")
def test_the_maintenance_contract_does_not_rise():
    assert reasons(order(contract_before=Decimal(1000), contract_after=Decimal(1000))) == []
    assert reasons(order(contract_before=Decimal(1000), contract_after=Decimal("1000.01"))) == ["contract-raised"]


@pytest.mark.rule("SONS-051")
def test_no_other_module_is_imposed():
    assert reasons(order(requires="outil BI")) == ["module-imposed"]
    assert reasons(order(requires="aucun")) == []
