"""Signing in without a browser (CIBA), the second screen, the confidential code and its lock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle import clock
from socle.directory.connect import WAITING_CIBA, Means
from socle.directory.oidc import addresses, verdicts
from socle.directory.services import connect
from tests.directory.oidc.conftest import AT, NURSE, PHYSICIAN, PIN, SECRETARY

pytestmark = pytest.mark.database


def ask(provider, **changes):
    fields = {
        "scope": "openid scope_all",
        "acr_values": "eidas1",
        "login_hint": PHYSICIAN,
        "binding_message": "07",
        "channel": "MOBILE",
    } | changes
    return provider.as_service(addresses.CIBA, **fields)


def poll(provider, begun, after=0.0):
    clock.installed().set(clock.now() + timedelta(seconds=after))
    grant = {"grant_type": addresses.CIBA_GRANT, "auth_req_id": begun.body["auth_req_id"]}
    answer = provider.as_service(addresses.TOKEN, **grant)
    return answer.body.get("error", answer.status)


def test_it_waits_slows_down_who_hurries_then_gives_tokens_once(provider):
    begun = ask(provider)
    assert begun.status == 200
    assert [poll(provider, begun, 1), poll(provider, begun), poll(provider, begun, 1)] == [
        "authorization_pending",
        "slow_down",
        "authorization_pending",
    ]
    (row,) = connect.waiting_for(PHYSICIAN, clock.now())
    assert connect.answer(row.key, PHYSICIAN, Means.E_CPS, PIN, clock.now()).allowed
    assert [poll(provider, begun, 1), poll(provider, begun, 1)] == [200, "invalid_grant"]


def test_a_request_that_is_refused_or_left_unanswered_gives_nothing(provider):
    begun = ask(provider)
    (row,) = connect.waiting_for(PHYSICIAN, clock.now())
    connect.decline(row.key, PHYSICIAN, clock.now())
    assert poll(provider, begun, 1) == "access_denied"
    late = ask(provider)
    clock.installed().set(AT + timedelta(seconds=1) + WAITING_CIBA)
    assert connect.waiting_for(PHYSICIAN, clock.now()) == []
    assert poll(provider, late) == "expired_token"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"binding_message": "bonjour"}, "invalid_binding_message"),
        ({"binding_message": "٠٧"}, "invalid_binding_message"),
        ({"login_hint": "899999999999"}, "unknown_user_id"),
        ({"login_hint": NURSE}, "unknown_user_id"),  # known, and without an e-CPS
        ({"login_hint": PHYSICIAN[1:]}, "unknown_user_id"),
        ({"channel": "PIGEON"}, "invalid_request"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"acr_values": ""}, "invalid_request"),
        ({"client_secret": "wrong"}, "invalid_client"),
    ],
)
def test_a_request_that_cannot_be_served_is_refused_and_reaches_nobody(provider, changes, error):
    assert ask(provider, **changes).body["error"] == error
    assert connect.waiting_for(PHYSICIAN, clock.now()) == []


@pytest.mark.rule("AUTH-012")
def test_an_employee_answers_with_a_cpe_by_the_channel_of_cards(provider):
    assert ask(provider, login_hint=SECRETARY).body["error"] == "unknown_user_id"
    begun = ask(provider, login_hint=SECRETARY, channel="CARD")
    (row,) = connect.waiting_for(SECRETARY, clock.now())
    assert connect.answer(row.key, SECRETARY, Means.CPE, PIN, clock.now()).allowed
    assert poll(provider, begun, 1) == 200


@pytest.mark.rule("AUTH-016")
def test_three_wrong_codes_lock_the_e_cps_and_a_new_activation_frees_it(provider):
    def answered(code):
        (row,) = connect.waiting_for(PHYSICIAN, clock.now())
        decision = connect.answer(row.key, PHYSICIAN, Means.E_CPS, code, clock.now())
        return [finding.verdict for finding in decision.errors]

    begun = ask(provider)
    assert [answered(code) for code in ("0000", "1111", "2222")] == [
        [verdicts.CODE_WRONG],
        [verdicts.CODE_WRONG],
        [verdicts.LOCKED],
    ]
    assert answered(PIN) == [verdicts.LOCKED]
    assert poll(provider, begun, 1) == "authorization_pending"
    connect.register_card_code(PHYSICIAN, Means.E_CPS, "9999", clock.now())
    assert answered(PIN) == [verdicts.CODE_WRONG]
    assert answered("9999") == []
    assert poll(provider, begun, 1) == 200


def test_a_right_code_forgets_the_wrong_ones_before_it(provider):
    for _ in range(2):
        ask(provider)
        (row, *_others) = connect.waiting_for(PHYSICIAN, clock.now())
        for code in ("0000", "1111"):
            assert not connect.answer(row.key, PHYSICIAN, Means.E_CPS, code, clock.now()).allowed
        assert connect.answer(row.key, PHYSICIAN, Means.E_CPS, PIN, clock.now()).allowed


def test_nobody_answers_for_another(provider):
    ask(provider)
    (row,) = connect.waiting_for(PHYSICIAN, clock.now())
    assert not connect.answer(row.key, SECRETARY, Means.CPE, PIN, clock.now()).allowed
    assert not connect.answer(row.key, PHYSICIAN, Means.CPS, PIN, clock.now()).allowed  # the channel was the mobile
