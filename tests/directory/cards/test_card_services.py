"""The life of cards and certificates, from the order to the opposition, one act and one line of the journal each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from socle.clock import parse_instant
from socle.directory import services
from socle.directory.cards.facts import CardKind, CertificateType, Form, Register, Role
from socle.directory.models import Card, Employee, Manager, Order, Structure
from socle.ledger.models import Event
from socle.wire import certificates
from socle.wire.certificates.issue import Use
from tests.directory.builders import NOW
from tests.directory.cards.conftest import (
    CLERK,
    DAUMONT,
    HOSPITAL,
    KERVELEC,
    MANAGER,
    MILL,
    OWNER,
    PRACTICE,
    STATION,
    TECHNICIAN,
    actor,
)
from tests.directory.cards.test_order_rules import MANAGER as FUTURE_MANAGER
from tests.directory.cards.test_order_rules import PHYSIO, SECRETARY

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("hospital")]


def told():
    """The codes of the acts, the latest first, with how each ended."""
    rows = Event.objects.order_by("-sequence").values_list("code", "outcome")
    return [(code.removeprefix("directory:"), outcome) for code, outcome in rows]


class TestWhoManages:
    def test_a_manager_has_the_sites_of_his_legal_entity(self):
        assert [one.idnat for one in services.managed_by(MANAGER, NOW)] == [HOSPITAL, STATION, MILL]

    def test_a_physician_manages_a_practice_of_his_own_and_nothing_else(self):
        assert [one.idnat for one in services.managed_by(OWNER, NOW)] == [PRACTICE]
        place = Structure.objects.get(idnat=PRACTICE)
        assert services.roles_in(OWNER, place, NOW) == {Role.LEGAL_MANAGER}
        assert services.roles_in(MANAGER, place, NOW) == frozenset()

    def test_a_mandate_holds_between_its_days(self):
        services.give_mandate(PRACTICE, CLERK, Role.RPPS_MANAGER, since=date(2026, 9, 16))
        place = Structure.objects.get(idnat=PRACTICE)
        assert services.roles_in(TECHNICIAN, place, NOW) == frozenset()
        assert services.roles_in(TECHNICIAN, place, NOW + timedelta(days=1)) == {Role.RPPS_MANAGER}

    def test_a_manager_of_rpps_plus_is_one_here_too(self):
        Manager.objects.create(
            structure=Structure.objects.get(idnat=PRACTICE),
            holder=CLERK,
            name="ROUX Odile",
            since=date(2026, 1, 1),
            decided_by="KERVELEC Nolwenn",
            decided_at=NOW,
        )
        place = Structure.objects.get(idnat=PRACTICE)
        assert services.roles_in(TECHNICIAN, place, NOW) == {Role.RPPS_MANAGER}
        assert PRACTICE in [one.idnat for one in services.managed_by(TECHNICIAN, NOW)]

    def test_somebody_without_a_mandate_manages_nothing(self):
        assert services.managed_by(actor("899880000031"), NOW) == []


class TestOrderingACard:
    @pytest.mark.rule("AUTH-013")
    @pytest.mark.rule("AUTH-015")
    def test_it_is_due_made_received_and_followed_by_its_codes(self):
        outcome = services.order_card(MANAGER, MILL, SECRETARY, NOW, family="BLIN", given="Zoe")
        assert outcome.order.due_on == date(2026, 9, 29)
        card = services.issue_card(outcome.order.pk, "8099900004/9800000001", NOW)
        assert (card.type, Employee.objects.get(idnat=card.holder).family) == ("CPE", "BLIN")
        assert services.receive_card(MANAGER, outcome.order.pk, NOW) == date(2026, 9, 17)
        assert told() == [("card:receive", "done"), ("card:issue", "done"), ("card:order", "done")]

    @pytest.mark.rule("AUTH-008")
    def test_who_orders_is_what_the_directory_says_and_not_what_the_order_claims(self):
        outcome = services.order_card(TECHNICIAN, MILL, SECRETARY, NOW, family="BLIN")
        assert [finding.found for finding in outcome.decision.errors] == [Role.TECHNICAL_ADMINISTRATOR.value]
        assert (Order.objects.count(), told()) == (0, [("card:order", "refused")])
        assert services.order_card(OWNER, PRACTICE, SECRETARY, NOW, family="BLIN").order is not None

    def test_a_cpe_that_names_nobody_is_a_card_of_the_structure(self):
        order = services.order_card(MANAGER, MILL, SECRETARY, NOW).order
        card = services.issue_card(order.pk, "8099900004/9800000002", NOW)
        assert (card.holder[:11], str(Employee.objects.get(idnat=card.holder))) == ("3990100109/", "")

    @pytest.mark.rule("AUTH-060", "AUTH-061")
    def test_a_future_manager_of_rpps_plus_fills_the_form_of_the_card_that_the_directory_knows_of_him(self):
        def faults(holder):
            found = services.order_card(MANAGER, MILL, FUTURE_MANAGER, NOW, holder=holder).decision
            return [(finding.verdict.id, finding.expected) for finding in found.errors]

        assert faults(KERVELEC) == []
        services.register_card("8099900002/9900000096", "CPS", KERVELEC)
        assert faults(KERVELEC) == [("directory.order-on-another-form", "F502")]

    def test_whoever_has_a_card_already_is_known_to_have_one(self):
        wanted = replace(PHYSIO, profession="10", register=Register.RPPS, form=Form.TOM)
        services.register_card("8099900002/9900000099", "CPS", KERVELEC)
        assert services.order_card(MANAGER, MILL, wanted, NOW, holder=KERVELEC).order.what == CardKind.CPS


class TestTheLifeOfACard:
    @pytest.mark.rule("AUTH-001")
    @pytest.mark.rule("AUTH-007")
    def test_who_leaves_keeps_a_card_of_his_own_and_gives_back_that_of_the_structure(self):
        services.register_card("8099900002/9900000098", "CPS", DAUMONT)
        assert services.end_employment(MANAGER, DAUMONT, MILL, NOW) == []
        assert services.professional(DAUMONT).exercises[0].until == date(2026, 9, 15)
        assert [card.holder for card in services.end_employment(MANAGER, CLERK, MILL, NOW)] == [CLERK]
        opposed = dict(Card.objects.values_list("holder", "opposed_at"))
        assert opposed == {DAUMONT: None, CLERK: NOW}

    @pytest.mark.rule("AUTH-002")
    def test_a_new_place_of_practice_orders_a_new_cps_by_itself(self):
        assert services.change_activity(KERVELEC, MILL, NOW) is None
        services.register_card("8099900002/9900000097", "CPS", KERVELEC)
        order = services.change_activity(KERVELEC, STATION, NOW)
        assert (order.what, order.holder, order.due_on) == ("CPS", KERVELEC, date(2026, 9, 29))
        assert STATION in {exercise.structure for exercise in services.professional(KERVELEC).exercises}

    def test_a_withdrawn_card_serves_no_more_and_its_first_instant_stays(self):
        services.withdraw_card(MANAGER, "8099900003/9900000009", NOW)
        services.withdraw_card(MANAGER, "8099900003/9900000009", NOW + timedelta(days=1))
        directory = services.Directory()
        assert directory.is_opposed("8099900003/9900000009", NOW)
        assert not directory.is_opposed("8099900003/9900000009", NOW - timedelta(seconds=1))


class TestOrderingACertificate:
    @pytest.mark.rule("AUTH-044")
    def test_the_legal_entity_orders_and_the_site_is_sent_to_it(self):
        assert services.order_certificate(MANAGER, HOSPITAL, CertificateType.AUTH_CLI, NOW).order is not None
        refused = services.order_certificate(MANAGER, MILL, CertificateType.AUTH_CLI, NOW).decision
        assert [finding.verdict.id for finding in refused.errors] == ["directory.order-for-legal-entity"]
        assert told() == [("certificate:order", "refused"), ("certificate:order", "done")]

    @pytest.mark.rule("AUTH-050")
    def test_a_practice_without_a_contract_orders_none(self):
        refused = services.order_certificate(OWNER, PRACTICE, CertificateType.SIGN, NOW).decision
        assert [finding.verdict.id for finding in refused.errors] == ["directory.certificate-without-contract"]

    @pytest.mark.rule("AUTH-050")
    def test_whoever_administers_nothing_there_orders_none_under_its_contract(self):
        stranger = actor("899880000031")
        refused = services.order_certificate(stranger, HOSPITAL, CertificateType.SIGN, NOW).decision
        assert [finding.expected for finding in refused.errors] == ["un administrateur technique"]
        assert services.order_certificate(TECHNICIAN, HOSPITAL, CertificateType.SIGN, NOW).order is not None

    @pytest.mark.rule("AUTH-051")
    def test_in_april_2022_the_contract_of_the_legal_entity_orders_none(self):
        at = parse_instant("2022-04-14T09:00:00Z")
        refused = services.order_certificate(MANAGER, HOSPITAL, CertificateType.SIGN, at).decision
        assert [finding.verdict.id for finding in refused.errors] == ["directory.legal-contract-orders-none"]


class TestTheFileOfCertificates:
    def record(self, mint, structure, **more):
        read = certificates.read(mint.organisation(structure, Use.AUTHENTICATION, **more))
        assert services.record_certificates([read], NOW) == 1
        return read

    @pytest.mark.rule("AUTH-053")
    def test_it_holds_each_once_with_its_end_and_names_who_has_none(self, mint):
        managed = services.managed_by(MANAGER, NOW)
        assert services.certificates_of(managed, NOW) == ([], [HOSPITAL, MILL, STATION])
        read = self.record(mint, HOSPITAL)
        assert services.record_certificates([read], NOW) == 0
        lines, without = services.certificates_of(managed, NOW)
        assert [(line.certificate.serial, line.certificate.not_after) for line in lines] == [
            (str(read.serial), date(2035, 12, 31)),
        ]
        assert without == []

    def test_who_manages_a_site_alone_is_told_whether_its_legal_entity_has_one(self, mint):
        services.give_mandate(MILL, KERVELEC, Role.TECHNICAL_ADMINISTRATOR)
        managed = [one for one in services.managed_by(OWNER, NOW) if one.idnat != PRACTICE]
        assert services.certificates_of(managed, NOW) == ([], [MILL])
        self.record(mint, HOSPITAL)
        assert services.certificates_of(managed, NOW) == ([], [])

    @pytest.mark.rule("AUTH-043")
    def test_after_a_change_of_finess_the_former_certificate_is_told_to_serve_no_more(self, mint):
        self.record(mint, HOSPITAL)
        services.change_structure_identifier(HOSPITAL, "1990100307", NOW)
        managed = services.managed_by(MANAGER, NOW)
        assert next(one.idnat for one in managed) == "1990100307"
        lines, without = services.certificates_of(managed, NOW)
        assert [(line.certificate.former_identifier, line.serves) for line in lines] == [(True, False)]
        assert "1990100307" in without
        order = services.order_certificate(MANAGER, "1990100307", CertificateType.AUTH_CLI, NOW)
        assert order.order is not None

    def test_a_revoked_one_serves_no_more_from_its_instant_on(self, mint):
        read = self.record(mint, HOSPITAL)
        services.revoke(MANAGER, read.issuer, str(read.serial), NOW)
        managed = services.managed_by(MANAGER, NOW)
        before, after = (services.certificates_of(managed, at)[0][0] for at in (NOW - timedelta(seconds=1), NOW))
        assert (before.certificate.revoked, after.certificate.revoked) == (False, True)
        assert told()[0] == ("certificate:revoke", "done")
