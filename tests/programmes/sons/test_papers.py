"""The papers of an order's life, and its timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.programmes.sons.orders import DUI, ORDER, order, reasons

from socle.programmes.sons.money import shown
from socle.programmes.sons.rules.timeline import covered_until, timeline
from socle.programmes.sons.settings import Assumptions, changed

DONE = order(
    advance_paid_on=date(2022, 8, 1),
    mom_on=date(2022, 8, 2),
    mom_by="éditeur",
    installed_on=date(2022, 9, 1),
    va_on=date(2022, 9, 15),
    va_by="client",
    mss_address="dpi@chu-test.mssante.fr",
    va_presented_on=date(2022, 9, 20),
)


def told(request, *others, at=date(2022, 9, 30), assumptions=None):
    return timeline(request, [request, *others], assumptions or Assumptions(), at=at)


def states(request, *others, **facts):
    return {step.name: step.state for step in told(request, *others, **facts).steps}


def test_papers_in_order_are_admitted():
    assert reasons(DONE) == []


@pytest.mark.rule("SONS-064")
@pytest.mark.parametrize(
    "dates", [{"va_on": date(2022, 8, 31)}, {"installed_on": date(2022, 8, 1)}, {"mom_on": date(2022, 5, 14)}]
)
def test_no_step_is_dated_before_the_one_it_follows(dates):
    assert reasons(order(DONE, **dates)) == ["out-of-sequence"]


@pytest.mark.rule("SONS-065")
def test_the_va_is_signed_by_the_client_and_it_alone_releases_the_balance():
    assert reasons(order(DONE, va_by="L'éditeur")) == ["va-not-signed"]
    assert reasons(order(DONE, va_on=None)) == ["balance-without-va"]
    assert states(order(DONE, va_on=None, va_presented_on=None))["balance_request"] == "blocked"
    assert states(order(DONE, va_presented_on=None))["balance_request"] == "ready"


@pytest.mark.rule("SONS-067")
def test_the_mom_is_signed_by_the_editor_and_releases_nothing():
    assert reasons(order(DONE, mom_by="Directeur de l'établissement")) == ["mom-not-by-editor"]
    only_mom = order(DONE, va_on=None, va_presented_on=None, installed_on=None)
    steps = {step.name: step for step in told(only_mom).steps}
    assert (steps["mom"].state, steps["balance_request"].state) == ("done", "blocked")
    assert "mom" not in steps["balance_request"].waits_for
    assert not any("mom" in step.waits_for for step in told(ORDER).steps)


@pytest.mark.rule("SONS-507")
def test_the_balance_waits_for_the_advance():
    assert reasons(order(DONE, advance_paid_on=None)) == ["balance-before-advance"]
    assert reasons(order(DONE, advance_paid_on=date(2022, 9, 21))) == ["balance-before-advance"]


@pytest.mark.rule("SONS-502")
def test_the_invoice_is_in_the_name_of_who_signed_the_va_not_of_who_signed_the_order():
    assert reasons(order(DONE, invoice_name="A. Martin", va_name="B. Durand")) == ["invoice-signer"]
    assert reasons(order(DONE, invoice_name="DURAND B.", va_name="Durand B", signed_by="A. Martin")) == []


@pytest.mark.rule("SONS-503")
def test_the_va_holds_the_scenario_of_the_order():
    assert reasons(order(DONE, scenario="Scénario 1", va_scenario="Scénario 2")) == ["scenario-differs"]


@pytest.mark.rule("SONS-504")
def test_an_effective_mssante_address_comes_with_the_va():
    assert reasons(order(DONE, mss_address="dpi@exemple.fr")) == ["no-mss-address"]
    for address in ("dpi@notmssante.fr", "288042923299113@patient.mssante.fr", "mssante.fr", "@mssante.fr"):
        assert reasons(order(DONE, mss_address=address)) == ["no-mss-address"], address
    assert reasons(order(DONE, mss_address="DPI@mssante.fr ")) == []


@pytest.mark.rule("SONS-508")
def test_the_balance_of_a_dui_says_how_mssante_was_deployed_since_september_2024():
    late = {"presented_on": date(2022, 7, 1), "va_on": date(2024, 9, 1), "mss_address": "a@b.mssante.fr"}
    dui = order(DUI, **late, advance_paid_on=date(2022, 8, 1))
    assert "mss-deployment" in reasons(order(dui, va_presented_on=date(2024, 9, 12)))
    assert "mss-deployment" not in reasons(order(dui, va_presented_on=date(2024, 9, 12), mss_deployment="CAS 2"))
    assert "mss-deployment" not in reasons(order(dui, va_presented_on=date(2024, 9, 11)))


@pytest.mark.rule("SONS-080")
def test_the_order_of_a_managing_body_needs_the_va_of_each_esms():
    signed = order(DUI, va_on=date(2022, 9, 1), installed_on=date(2022, 8, 1), advance_paid_on=date(2022, 8, 1))
    other = order(DUI, finess_eg="010000040")
    assert "va-missing-for" in reasons(order(signed, va_presented_on=date(2022, 9, 2)), other)
    line = told(signed, other)
    (asked,) = [step for step in line.steps if step.name == "balance_request"]
    assert (asked.state, asked.waits_for) == ("blocked", ("va:010000040",))
    assert states(signed, order(other, va_on=date(2022, 9, 1)))["balance_request"] == "ready"


@pytest.mark.rule("SONS-069")
def test_the_advance_and_the_balance_make_the_amount_to_the_cent_and_the_share_is_an_assumption():
    line = told(DONE)
    assert (line.advance, line.balance) == (Decimal("3219.83"), Decimal("7512.93"))
    assert line.advance + line.balance == ORDER.ttc
    fifty = told(DONE, assumptions=changed(Assumptions(), "advance_percent", "50"))
    assert (fifty.advance, fifty.balance) == (Decimal("5366.38"), Decimal("5366.38"))


@pytest.mark.rule("SONS-069")
def test_the_share_of_another_couloir_is_not_invented():
    assert (told(DUI).advance, told(DUI).balance) == (None, None)


@pytest.mark.rule("SONS-069")
def test_the_share_of_wave_1_is_not_that_of_wave_2():
    second = order(wave="2", dsr="HOP-DPI-Va2")
    assert (told(second).advance, told(second).balance) == (None, None)


@pytest.mark.rule("SONS-006")
def test_a_late_project_pays_the_advance_back_and_loses_the_balance():
    late = order(DONE, va_on=None, va_presented_on=None, installed_on=None, couloir="Radiologie", dsr="RAD-RIS-Va1")
    share = changed(Assumptions(), "advance_couloirs", "radiologie")
    before, after = (told(late, at=day, assumptions=share) for day in (date(2022, 10, 15), date(2022, 10, 16)))
    assert (before.late, before.to_pay_back) == (False, None)
    assert (after.late, after.to_pay_back) == (True, Decimal("3219.83"))
    assert {step.name: step.state for step in after.steps}["balance"] == "lost"
    (finding,) = [one for one in after.decision.findings if one.verdict.id == "programmes.sons-late-project"]
    assert finding.found == shown(Decimal("3219.83"))
    (finding,) = [one for one in told(late, at=date(2022, 10, 16)).decision.findings if "SONS-006" in one.verdict.rules]
    assert finding.found == "de montant inconnu"
    assert told(order(late, advance_paid_on=None), at=date(2022, 10, 16), assumptions=share).to_pay_back is None


@pytest.mark.rule("SONS-006", "SONS-066")
def test_a_va_signed_after_the_end_of_the_project_is_late_however_early_the_balance_is_asked():
    late = order(DONE, va_on=date(2023, 9, 21), va_presented_on=date(2023, 9, 22))
    line = told(late, at=date(2023, 10, 1))
    assert {step.name: step.state for step in line.steps}["va"] == "late"
    assert (line.late, line.to_pay_back) == (True, Decimal("3219.83"))
    kept = told(order(DONE, va_on=date(2023, 9, 20), va_presented_on=date(2023, 11, 2)), at=date(2023, 12, 1))
    assert (kept.late, kept.decision.allowed) == (False, True)


@pytest.mark.rule("SONS-002")
def test_an_order_presented_too_late_is_lost_in_its_timeline_too():
    line = told(order(presented_on=date(2022, 12, 1)), at=date(2022, 12, 2))
    found = {step.name: step.state for step in line.steps}
    assert (found["advance_request"], found["advance"], found["balance"]) == ("late", "lost", "lost")
    assert (line.late, line.to_pay_back) == (True, None)
    assert [one.verdict.id for one in line.decision.errors] == ["programmes.sons-presented-late"]


@pytest.mark.rule("SONS-064")
def test_what_is_dated_after_the_day_asked_about_has_not_happened():
    before = {step.name: step.state for step in told(DONE, at=date(2022, 8, 31)).steps}
    assert [before[name] for name in ("mom", "installation", "va", "balance_request")] == [
        *("done", "ready", "blocked", "blocked")
    ]


@pytest.mark.rule("SONS-053")
def test_a_subscription_ends_after_six_years():
    assert covered_until(order(label="Abonnement", starts_on=date(2022, 9, 1))) == date(2028, 9, 1)
    assert covered_until(order(installed_on=date(2024, 2, 29))) == date(2030, 2, 28)
    assert covered_until(ORDER) is None


@pytest.mark.rule("SONS-064")
def test_the_timeline_says_what_blocks_what():
    fresh = replace(ORDER, presented_on=None)
    waits = {step.name: step.waits_for for step in told(fresh, at=date(2022, 7, 1)).steps}
    assert waits == {
        "order": (),
        "referencing": (),
        "advance_request": (),
        "advance": ("advance_request",),
        "mom": (),
        "installation": (),
        "va": ("installation",),
        "balance_request": ("va", "advance"),
        "balance": ("balance_request",),
    }
    assert states(order(DONE, balance_paid_on=date(2022, 10, 1)), at=date(2022, 10, 2)) == dict.fromkeys(waits, "done")
