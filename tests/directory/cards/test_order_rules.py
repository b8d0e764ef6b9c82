"""Orders of cards and certificates: the form, the signatures, who may, how long it takes, what expires."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.directory.cards.facts import (
    CardKind,
    CardOrder,
    CertificateFacts,
    CertificateOrder,
    CertificateType,
    Form,
    Level,
    Purpose,
    Register,
    Role,
)
from socle.directory.kinds import StructureKind
from socle.directory.rules import orders
from tests.directory.builders import CHOICES, ids

DAY, IN_2022 = date(2026, 11, 23), date(2022, 4, 14)
PHYSIO = CardOrder(
    form=Form.F201,
    purpose=Purpose.EMPLOYEE,
    card=CardKind.CPS,
    by=Role.LEGAL_MANAGER,
    profession="70",
    register=Register.ADELI,
    signed_by_holder=True,
    signed_by_legal_representative=True,
    situation_updated=True,
)
SECRETARY = CardOrder(form=Form.TOM, purpose=Purpose.EMPLOYEE, card=CardKind.CPE, by=Role.LEGAL_MANAGER)
MANAGER = CardOrder(
    form=Form.F301,
    purpose=Purpose.RPPS_MANAGER,
    card=CardKind.CPE,
    by=Role.LEGAL_MANAGER,
    signed_by_holder=True,
    signed_by_legal_representative=True,
)
PUBLIC = CertificateOrder(
    kind=StructureKind.PUBLIC_ESTABLISHMENT, for_legal_entity=True, contract=Level.SITE, technical_administrator=True
)
PRIVATE = replace(PUBLIC, kind=StructureKind.PRIVATE_ESTABLISHMENT)


def faults(order, day=DAY):
    return [verdict.removeprefix("directory.") for verdict in ids(orders.may_order_card(order, day))]


def certificate_faults(order, day=DAY, choices=CHOICES):
    return [verdict.removeprefix("directory.") for verdict in ids(orders.may_order_certificate(order, day, choices))]


class TestForms:
    @pytest.mark.rule("AUTH-060")
    def test_an_rpps_manager_without_a_card_fills_f301(self):
        assert faults(MANAGER) == []
        assert faults(replace(MANAGER, form=Form.F502)) == ["order-on-another-form"]

    @pytest.mark.rule("AUTH-061")
    def test_an_rpps_manager_who_has_a_card_fills_f502(self):
        assert faults(replace(MANAGER, has_card=True, form=Form.F502)) == []
        assert faults(replace(MANAGER, has_card=True)) == ["order-on-another-form"]

    @pytest.mark.rule("AUTH-062")
    def test_a_legal_representative_fills_f101_and_joins_the_adhesion_contract(self):
        order = replace(MANAGER, form=Form.F101, purpose=Purpose.LEGAL_REPRESENTATIVE, contract_joined=True)
        assert faults(order) == []
        assert faults(replace(order, contract_joined=False)) == ["order-without-contract"]
        assert faults(replace(order, form=Form.F201)) == ["order-on-another-form"]

    @pytest.mark.rule("AUTH-063")
    @pytest.mark.parametrize(("profession", "form"), [("70", Form.F201), ("200", Form.F202)])
    def test_an_employees_cps_is_ordered_in_tom_or_on_the_form_of_his_profession(self, profession, form):
        allowed, _ = orders.forms_of(replace(PHYSIO, profession=profession))
        assert allowed == (Form.TOM, form)
        assert faults(replace(PHYSIO, form=Form.TOM)) == []
        assert faults(replace(PHYSIO, form=Form.F202)) == ["order-on-another-form"]

    @pytest.mark.rule("AUTH-010")
    def test_a_secretarys_cpe_is_ordered_in_tom(self):
        assert faults(SECRETARY) == []
        assert faults(
            replace(SECRETARY, form=Form.F201, signed_by_holder=True, signed_by_legal_representative=True)
        ) == ["order-on-another-form"]


class TestWhoSignsAndWhoOrders:
    @pytest.mark.rule("AUTH-064")
    def test_a_form_takes_both_signatures(self):
        assert faults(replace(PHYSIO, signed_by_holder=False)) == ["order-not-signed"]
        assert faults(replace(PHYSIO, signed_by_legal_representative=False)) == ["order-not-signed"]
        assert faults(replace(PHYSIO, signed_by_holder=False, signed_by_legal_representative=False)) == [
            *("order-not-signed", "order-not-signed")
        ]

    @pytest.mark.rule("AUTH-008")
    @pytest.mark.parametrize("by", [Role.TECHNICAL_ADMINISTRATOR, Role.RPPS_MANAGER, None])
    def test_only_the_legal_manager_orders_a_cpe_for_an_employee(self, by):
        assert faults(replace(SECRETARY, by=by)) == ["card-ordered-by-another"]

    @pytest.mark.rule("AUTH-009")
    @pytest.mark.parametrize("register", list(Register))
    def test_a_cpe_is_ordered_whatever_register_its_holder_is_in(self, register):
        decision = orders.may_order_card(replace(SECRETARY, register=register), DAY)
        assert (decision.allowed, "AUTH-009" in decision.rules) == (True, True)

    @pytest.mark.rule("AUTH-005")
    @pytest.mark.parametrize("profession", ["", "200", "93", "SECRETARIAT_MEDICAL"])
    def test_a_profession_outside_the_list_orders_no_cps(self, profession):
        order = replace(PHYSIO, form=Form.TOM, profession=profession, register=Register.NONE)
        assert faults(order) == ["profession-without-cps"]
        assert faults(replace(order, card=CardKind.CPE)) == []

    @pytest.mark.rule("AUTH-065")
    def test_an_adeli_employee_first_updates_his_situation(self):
        assert faults(replace(PHYSIO, situation_updated=False)) == ["situation-not-updated"]
        assert faults(replace(PHYSIO, situation_updated=False, register=Register.RPPS)) == []

    @pytest.mark.rule("AUTH-066")
    def test_a_nurse_is_no_longer_ordered_for_as_adeli_from_28_october_2021_on(self):
        nurse = replace(PHYSIO, profession="60")
        assert faults(nurse, date(2021, 10, 27)) == []
        assert faults(nurse, date(2021, 10, 28)) == ["nurse-in-rpps"]
        assert faults(replace(nurse, register=Register.RPPS), date(2021, 10, 28)) == []


class TestDelays:
    @pytest.mark.rule("AUTH-013")
    def test_a_card_is_due_ten_working_days_after_the_complete_file(self):
        assert orders.card_due(date(2026, 11, 23)) == date(2026, 12, 7)
        assert orders.card_due(date(2026, 5, 4)) == date(2026, 5, 20)  # 8 and 14 May are holidays

    @pytest.mark.rule("AUTH-015")
    def test_its_codes_follow_within_48_working_hours(self):
        assert orders.codes_due(date(2026, 12, 7)) == date(2026, 12, 9)
        assert orders.codes_due(date(2026, 12, 24)) == date(2026, 12, 29)


class TestCertificates:
    @pytest.mark.rule("AUTH-050")
    def test_an_order_takes_a_contract_and_a_technical_administrator(self):
        assert certificate_faults(PUBLIC) == []
        assert certificate_faults(replace(PUBLIC, contract=None)) == ["certificate-without-contract"]
        assert certificate_faults(replace(PUBLIC, technical_administrator=False)) == ["certificate-without-contract"]

    @pytest.mark.rule("AUTH-051")
    @pytest.mark.rule("AUTH-052")
    def test_before_2023_a_contract_at_legal_level_orders_no_certificate(self):
        legal = replace(PUBLIC, contract=Level.LEGAL)
        assert certificate_faults(legal, IN_2022) == ["legal-contract-orders-none"]
        assert certificate_faults(legal, date(2022, 12, 31)) == ["legal-contract-orders-none"]
        assert certificate_faults(legal, date(2023, 1, 1)) == []
        sooner = replace(CHOICES, legal_contract_certificates_first_day=date(2022, 1, 1))
        assert certificate_faults(legal, IN_2022, sooner) == []

    @pytest.mark.rule("AUTH-044")
    def test_from_2023_on_an_establishment_orders_under_its_legal_entity(self):
        for order in (PUBLIC, PRIVATE):
            site = replace(order, for_legal_entity=False)
            assert certificate_faults(site, date(2023, 1, 1)) == ["order-for-legal-entity"]
            assert certificate_faults(order, date(2023, 1, 1)) == []
        alone = replace(PRIVATE, for_legal_entity=False, belongs_to_legal_entity=False)
        assert certificate_faults(alone, date(2023, 1, 1)) == []

    @pytest.mark.rule("AUTH-046")
    @pytest.mark.parametrize("kind", [StructureKind.PUBLIC_ESTABLISHMENT, StructureKind.DIALYSIS])
    def test_in_the_transition_public_establishments_and_dialysis_order_under_either_number(self, kind):
        for legal in (True, False):
            order = replace(PUBLIC, kind=kind, for_legal_entity=legal)
            assert certificate_faults(order, IN_2022) == []
            assert "AUTH-046" in orders.may_order_certificate(order, IN_2022, CHOICES).rules

    @pytest.mark.rule("AUTH-047")
    def test_in_the_transition_private_establishments_order_by_site(self):
        assert certificate_faults(PRIVATE, IN_2022) == ["order-for-site"]
        assert certificate_faults(replace(PRIVATE, for_legal_entity=False), IN_2022) == []

    def test_a_practice_orders_for_itself_whenever(self):
        order = replace(PUBLIC, kind=StructureKind.PRACTICE, for_legal_entity=False)
        assert certificate_faults(order, IN_2022) == certificate_faults(order) == []


class TestExpiries:
    def test_a_site_does_without_a_certificate_of_its_own_but_for_a_private_one_before_2023(self):
        def covered(kind, day):
            return orders.covered_by_legal_entity(kind, day, CHOICES)

        assert covered(StructureKind.PUBLIC_ESTABLISHMENT, IN_2022)
        assert not covered(StructureKind.PRIVATE_ESTABLISHMENT, date(2022, 12, 31))
        assert covered(StructureKind.PRIVATE_ESTABLISHMENT, date(2023, 1, 1))

    @pytest.mark.rule("AUTH-053")
    def test_one_file_lists_every_certificate_with_its_end_and_who_has_none(self):
        first = CertificateFacts(
            type=CertificateType.AUTH_CLI, structure="1990100018", structure_name="CH", serial="1", not_after=DAY
        )
        later = replace(first, serial="2", structure="1990200016", not_after=date(2027, 6, 1))
        over = replace(first, serial="3", structure="1990300014", not_after=date(2026, 11, 22))
        revoked = replace(later, serial="4", structure="1990300014", revoked=True)
        former = replace(later, serial="5", structure="1990400012", former_identifier=True)
        known = ["1990100018", "1990200016", "1990300014", "1990400012", "1990500019"]
        lines, without = orders.expiries([later, revoked, first, over, former], known, DAY)
        assert [(line.certificate.serial, line.days_left) for line in lines] == [
            ("3", -1),
            ("1", 0),
            ("2", 190),
            ("4", 190),
            ("5", 190),
        ]
        assert [line.finding.found for line in lines if line.finding] == ["1"]
        assert without == ["1990300014", "1990400012", "1990500019"]
