"""Who may use Pro Santé Connect, what opens an e-CPS, and how strong a sign-in must be, by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from socle.directory.connect import (
    Activation,
    AuthenticatorFacts,
    ClientFacts,
    ClientKind,
    KnownContact,
    Means,
)
from socle.directory.oidc import verdicts
from socle.directory.rules import connect as rules
from socle.rulebook.choices import Choices

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SERVICE = ClientFacts(client_id="dossier", name="Dossier", alternative="carte")
HOLDER = "899880000015"
KNOWN = KnownContact(mail="nolwenn@exemple.test", mobile="06 39 98 12 34")


def refused_by(decision):
    return [finding.verdict for finding in decision.errors]


@pytest.mark.rule("AUTH-022")
def test_an_e_cps_serves_only_services_connected_to_pro_sante_connect():
    assert rules.is_connected("dossier", SERVICE).allowed
    assert refused_by(rules.is_connected("autre", None)) == [verdicts.SERVICE_UNKNOWN]


@pytest.mark.rule("AUTH-027")
@pytest.mark.parametrize(("alternative", "allowed"), [("carte", True), ("", False), ("  ", False)])
def test_a_service_is_connected_once_it_says_what_it_offers_during_an_outage(alternative, allowed):
    assert rules.may_be_connected(alternative).allowed is allowed


class TestActivation:
    @pytest.mark.rule("AUTH-020")
    def test_the_card_activates_an_e_cps_whatever_the_annuaire_knows(self):
        assert rules.may_activate(Activation(holder=HOLDER, card_shown=True), None).allowed

    @pytest.mark.rule("AUTH-020")
    @pytest.mark.parametrize("mobile", ["06 39 98 12 34", "+33 6 39 98 12 34", "0639981234"])
    def test_the_mail_and_mobile_that_the_annuaire_knows_activate_an_e_cps(self, mobile):
        asked = Activation(holder=HOLDER, mail="Nolwenn@exemple.test", mobile=mobile)
        assert rules.may_activate(asked, KNOWN).allowed

    @pytest.mark.rule("AUTH-020")
    @pytest.mark.parametrize(
        ("mail", "mobile", "known"),
        [
            ("nolwenn@exemple.test", "0600000000", KNOWN),
            ("autre@exemple.test", "0639981234", KNOWN),
            ("nolwenn@exemple.test", "", KNOWN),
            ("nolwenn@exemple.test", "0639981234", None),
            ("nolwenn@exemple.test", "", KnownContact(mail="nolwenn@exemple.test")),
        ],
    )
    def test_contact_data_that_the_annuaire_does_not_know_activate_nothing(self, mail, mobile, known):
        asked = Activation(holder=HOLDER, mail=mail, mobile=mobile)
        assert refused_by(rules.may_activate(asked, known)) == [verdicts.CONTACT_NOT_KNOWN]

    @pytest.mark.rule("AUTH-021")
    def test_an_rpps_number_alone_activates_nothing(self):
        assert refused_by(rules.may_activate(Activation(holder=HOLDER), KNOWN)) == [verdicts.NUMBER_IS_NO_PROOF]


class TestCode:
    FACTS = AuthenticatorFacts(holder=HOLDER, means=Means.CPS)

    @pytest.mark.rule("AUTH-016")
    def test_a_card_opens_with_its_own_code_only(self):
        assert rules.code_opens(self.FACTS, Means.CPS, right=True).allowed
        wrong = rules.code_opens(self.FACTS, Means.CPS, right=False)
        assert refused_by(wrong) == [verdicts.CODE_WRONG]
        assert wrong.errors[0].expected == "2"

    @pytest.mark.rule("AUTH-016")
    def test_the_third_wrong_code_locks_and_then_the_right_one_opens_nothing(self):
        last = replace(self.FACTS, failures=2)
        assert refused_by(rules.code_opens(last, Means.CPS, right=False)) == [verdicts.LOCKED]
        assert [rules.is_locked(count) for count in (0, 2, 3)] == [False, False, True]
        locked = replace(self.FACTS, locked_at=AT)
        assert refused_by(rules.code_opens(locked, Means.CPS, right=True)) == [verdicts.LOCKED]

    @pytest.mark.rule("AUTH-016")
    def test_without_an_e_cps_in_use_no_code_opens_anything(self):
        assert refused_by(rules.code_opens(None, Means.E_CPS, right=True)) == [verdicts.NO_AUTHENTICATOR]


class TestStrength:
    @staticmethod
    def allowed(kind, acr, day, **chosen):
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return rules.is_strong_enough(kind, acr, at, Choices(**chosen)).allowed

    @pytest.mark.rule("AUTH-029")
    @pytest.mark.parametrize("day", [date(2022, 1, 1), date(2026, 11, 22)])
    def test_a_core_service_opens_with_two_factors_at_any_day(self, day):
        assert self.allowed(ClientKind.CORE, "eidas1", day)
        assert not self.allowed(ClientKind.CORE, "eidas0", day)
        assert not self.allowed(ClientKind.CORE, "", day)

    @pytest.mark.rule("AUTH-028")
    def test_a_dui_opens_with_one_factor_until_the_end_of_2025_and_with_two_from_2026_on(self):
        assert self.allowed(ClientKind.DUI, "eidas0", date(2025, 12, 31))
        assert not self.allowed(ClientKind.DUI, "eidas0", date(2026, 1, 1))
        assert self.allowed(ClientKind.DUI, "eidas1", date(2026, 1, 1))

    @pytest.mark.rule("AUTH-030")
    @pytest.mark.parametrize("kind", [ClientKind.DUI, ClientKind.WEB_DPI, ClientKind.DESKTOP_DPI])
    def test_a_dui_or_a_dpi_opens_by_strong_authentication_where_that_answer_was_chosen(self, kind):
        first = date(2022, 4, 28)
        assert not self.allowed(kind, "eidas0", first, strong_authentication_first_day=first)
        assert self.allowed(kind, "eidas0", date(2022, 4, 27), strong_authentication_first_day=first)
        assert rules.two_factors_due(kind, first, Choices(strong_authentication_first_day=first)) == ("AUTH-030",)
        assert self.allowed(kind, "eidas0", first)  # as chosen by default


class TestDuties:
    @pytest.mark.rule("AUTH-023")
    def test_a_web_dpi_must_be_connectable_from_wave_1_and_no_other_software_then(self):
        assert rules.must_be_connectable(ClientKind.WEB_DPI, 1) == ("AUTH-023",)
        others = {*ClientKind} - {ClientKind.WEB_DPI}
        assert all(rules.must_be_connectable(kind, 1) == () for kind in others)

    @pytest.mark.rule("AUTH-024")
    def test_a_heavy_client_must_be_connectable_in_wave_2(self):
        assert rules.must_be_connectable(ClientKind.DESKTOP_DPI, 2) == ("AUTH-024",)


@pytest.mark.parametrize(
    ("scope", "acr", "found"),
    [
        ("openid scope_all", "eidas1", []),
        ("scope_all openid profile", "eidas0 eidas1", []),
        ("openid", "eidas1", [verdicts.SCOPE_MISSING]),
        ("openid scope_all", "", [verdicts.LEVEL_MISSING]),
        ("", "eidas0", [verdicts.SCOPE_MISSING, verdicts.LEVEL_MISSING]),
    ],
)
def test_a_request_asks_for_openid_scope_all_and_a_level(scope, acr, found):
    assert refused_by(rules.asks_for_enough(scope, acr)) == found
