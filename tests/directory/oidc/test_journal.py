"""What the journal knows of sign-ins at Pro Santé Connect: each one that was confirmed, refused or declined."""

from __future__ import annotations

import pytest

from socle import clock
from socle.directory.connect import Means
from socle.directory.services import connect
from socle.ledger import ActCode, Outcome
from socle.ledger.models import Event
from tests.directory.oidc.conftest import PHYSICIAN, PIN, SERVICE

pytestmark = pytest.mark.database


def pushed(provider):
    number = provider.authorize()["Location"].rstrip("/").rpartition("/")[2]
    row = connect.attempt_of(number)
    assert connect.push(row.key, PHYSICIAN, Means.E_CPS, clock.now()).allowed
    return row.key


def told():
    return list(Event.objects.order_by("pk").values_list("code", "outcome", "actor_id", "object_id"))


def test_a_sign_in_is_told_with_its_service_and_so_is_every_wrong_code(provider):
    key = pushed(provider)
    connect.answer(key, PHYSICIAN, Means.E_CPS, "9182", clock.now())
    connect.answer(key, PHYSICIAN, Means.E_CPS, PIN, clock.now())
    who = (PHYSICIAN, SERVICE)
    assert told() == [
        (ActCode.LOGIN_CONFIRM, Outcome.REFUSED, *who),
        (ActCode.LOGIN_CONFIRM, Outcome.DONE, *who),
    ]
    assert not any("9182" in str(event.body) for event in Event.objects.all())


def test_a_sign_in_that_its_person_declines_is_told(provider):
    connect.decline(pushed(provider), PHYSICIAN, clock.now())
    assert told() == [(ActCode.LOGIN_DECLINE, Outcome.DONE, PHYSICIAN, SERVICE)]


def test_a_card_is_told_whose_it_is_once_it_is_judged_and_nobody_before(provider):
    page = provider.authorize()["Location"]
    key = connect.attempt_of(page.rstrip("/").rpartition("/")[2]).key
    provider.browser.post(f"{page}carte/")
    connect.accept_card(key, PHYSICIAN, Means.CPS, clock.now())
    assert told() == [
        (ActCode.LOGIN_CONFIRM, Outcome.REFUSED, "", SERVICE),
        (ActCode.LOGIN_CONFIRM, Outcome.DONE, PHYSICIAN, SERVICE),
    ]
