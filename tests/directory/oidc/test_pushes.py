"""Nobody's telephone is flooded with sign-in requests until he confirms one to have peace (push fatigue)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from socle import clock
from socle.directory.connect import Asks, Means
from socle.directory.models import Push
from socle.directory.rules import connect as rules
from socle.directory.services import connect
from socle.ledger import ActCode, Outcome
from socle.ledger.models import Event
from socle.rulebook import choices
from tests.directory.oidc.conftest import BACK, NURSE, PHYSICIAN, PIN, SERVICE, Provider
from tests.directory.oidc.test_ciba import ask, poll
from tests.portal import text_of

pytestmark = pytest.mark.database
CHOICES = choices.Choices()
MOST, ALL, SPAN = CHOICES.connect_asks_of_service, CHOICES.connect_asks_of_person, CHOICES.connect_asks_span
TOO_MANY = "directory.connect-asked-too-often"


def errors(*answers):
    return [answer.body.get("error", answer.status) for answer in answers]


def other(provider, name="dossier-2"):
    """Another connected service, asking through the same provider."""
    _, secret = connect.connect_service(name, "Autre dossier", alternative="carte", redirect_uris=[BACK])
    found = Provider(secret)
    found.as_service = lambda endpoint, **fields: found.ask(
        endpoint, {"client_id": name, "client_secret": secret, **fields}
    )
    return found


def test_a_service_that_nobody_answers_is_refused_as_ciba_has_it_and_told_when_to_come_back(provider):
    assert errors(*(ask(provider) for _ in range(MOST))) == [200] * MOST
    refused = ask(provider)
    assert (refused.status, refused.body["error"], refused.body["verdict"]) == (403, "access_denied", TOO_MANY)
    assert refused.headers["Retry-After"] == str(int(SPAN.total_seconds()))
    assert len(connect.waiting_for(PHYSICIAN, clock.now())) == MOST
    clock.installed().set(clock.now() + SPAN)
    assert errors(ask(provider)) == [200]


def test_several_services_together_show_one_person_no_more_than_one_may_be_shown(provider):
    second = other(provider)
    assert errors(*(ask(provider) for _ in range(MOST))) == [200] * MOST
    assert errors(*(ask(second) for _ in range(ALL - MOST + 1))) == [200] * (ALL - MOST) + ["access_denied"]
    connect.register_card_code(NURSE, Means.E_CPS, PIN, clock.now())
    assert errors(ask(second, login_hint=NURSE)) == [200]


def test_a_request_that_its_person_confirms_counts_against_nobody(provider):
    for _ in range(MOST + 1):
        begun = ask(provider)
        (row,) = connect.waiting_for(PHYSICIAN, clock.now())
        assert connect.answer(row.key, PHYSICIAN, Means.E_CPS, PIN, clock.now()).allowed
        assert poll(provider, begun, 1) == 200


def test_a_request_that_its_person_refuses_counts(provider):
    for _ in range(MOST):
        ask(provider)
        (row,) = connect.waiting_for(PHYSICIAN, clock.now())
        connect.decline(row.key, PHYSICIAN, clock.now())
    assert errors(ask(provider)) == ["access_denied"]


def test_a_service_that_asks_everybody_in_vain_is_stopped_before_it_reaches_all():
    few = replace(CHOICES, connect_asks_by_service=2)
    assert rules.may_be_shown(Asks(by_service=1), SERVICE, few).allowed
    refused = rules.may_be_shown(Asks(by_service=2), SERVICE, few)
    assert [finding.verdict.id for finding in refused.errors] == ["directory.connect-service-asks-too-often"]


def test_the_page_shows_one_request_however_often_it_is_sent_and_stops_who_changes_the_number_each_time(provider):
    connect.register_card_code(NURSE, Means.E_CPS, PIN, clock.now())
    page = provider.authorize()["Location"]

    def sent(who):
        return provider.browser.post(f"{page}e-cps/", {"identifiant": who})

    assert {sent(PHYSICIAN).status_code for _ in range(MOST + 2)} == {302}
    for _ in range(MOST - 1):
        assert sent(NURSE).status_code == sent(PHYSICIAN).status_code == 302
    assert sent(NURSE).status_code == 302
    stopped = sent(PHYSICIAN)
    assert (stopped.status_code, "ne lui est pas montrée" in text_of(stopped)) == (400, True)
    assert connect.waiting_for(PHYSICIAN, clock.now()) == []


def test_what_was_kept_back_is_told_to_the_journal_with_who_asked_and_whom(provider):
    for _ in range(MOST + 1):
        ask(provider)
    (event,) = Event.objects.filter(code=ActCode.LOGIN_ASK.value)
    assert (event.outcome, event.actor_id, event.object_id) == (Outcome.REFUSED, SERVICE, PHYSICIAN)
    assert TOO_MANY in str(event.body)


def test_its_holder_is_told_how_many_were_asked_by_whom_since_a_day(provider):
    second = other(provider)
    for _ in range(MOST + 1):
        ask(provider)
    (row, *_) = connect.waiting_for(PHYSICIAN, clock.now())
    connect.answer(row.key, PHYSICIAN, Means.E_CPS, PIN, clock.now())
    clock.installed().set(clock.now() + timedelta(minutes=1))
    ask(second)

    def told(who=PHYSICIAN):
        return [(one.service, one.asked, one.confirmed, one.stopped) for one in connect.asked_of(who, clock.now())]

    assert told() == [("Autre dossier", 1, 0, 0), ("Dossier web", MOST + 1, 1, 1)]
    assert told(NURSE) == []
    clock.installed().set(clock.now() + timedelta(days=1))
    assert told() == []
    connect.purge_connect(clock.now())
    assert not Push.objects.exists()
