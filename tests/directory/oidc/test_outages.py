"""Pro Santé Connect out of order, on demand: nothing answers, or one address answers what it was told to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DataError, OperationalError, connection

from socle import clock
from socle.directory.connect import SESSION, Activation, Means
from socle.directory.oidc import addresses, tokens
from socle.directory.services import connect
from tests.directory.oidc.conftest import AT, NURSE, exchange

pytestmark = pytest.mark.database


@pytest.mark.rule("AUTH-026")
def test_while_it_is_down_no_address_answers_and_there_is_no_degraded_mode(provider):
    connect.disturb({"down": "1"})
    for endpoint in (addresses.DISCOVERY, addresses.CERTS, addresses.USERINFO):
        assert provider.ask(endpoint, method="GET").status == 503
    answer = provider.as_service(addresses.TOKEN, **exchange("x"))
    assert (answer.status, answer.body["error"]) == (503, "temporarily_unavailable")
    assert "Retry-After" in answer.headers
    assert provider.authorize().status_code == 503
    connect.disturb({"down": ""})
    assert provider.tokens().status == 200


def test_one_address_answers_the_error_it_was_told_to(provider):
    connect.disturb({"token": "invalid_client", "userinfo": "500", "introspect": "429"})
    assert provider.as_service(addresses.TOKEN, **exchange("x")).body["error"] == "invalid_client"
    assert provider.ask(addresses.USERINFO, method="GET").status == 500
    assert provider.as_service(addresses.INTROSPECT, token="x").status == 429


def test_it_gives_a_level_too_low_when_told_to(provider):

    connect.disturb({"acr": "eidas0"})
    assert tokens.read(provider.tokens().body["id_token"])["acr"] == "eidas0"


def test_only_what_exists_can_be_put_out_of_order():
    with pytest.raises(ValueError, match="only down"):
        connect.disturb({"moon": "1"})


@pytest.mark.rule("AUTH-027")
def test_a_service_without_another_way_in_is_not_connected(provider):
    decision, secret = connect.connect_service("neuf", "Neuf", alternative=" ")
    assert not decision.allowed
    assert secret == ""
    assert connect.client("neuf") is None


@pytest.mark.rule("AUTH-020", "AUTH-021")
def test_an_e_cps_is_activated_by_what_the_annuaire_knows_and_never_by_the_number_alone(provider):

    def activated(**brought):
        asked = Activation(holder=NURSE, **brought)
        return connect.activate_ecps(asked, "8080", clock.now()).allowed and Means.E_CPS in connect.means_of(NURSE)

    assert not activated()
    connect.register_contact(NURSE, "elias@exemple.test", "0639980000")
    assert not activated()
    assert not activated(mail="elias@exemple.test", mobile="0600000000")
    assert Means.E_CPS not in connect.means_of(NURSE)
    assert activated(mail="elias@exemple.test", mobile="06 39 98 00 00")


def test_what_ended_is_forgotten_after_a_while_and_what_lives_is_not(provider):

    access = provider.tokens().body["access_token"]
    assert connect.purge_connect(AT + timedelta(hours=1)) == 0
    assert provider.as_service(addresses.INTROSPECT, token=access).body["active"] is True
    assert connect.purge_connect(AT + SESSION + timedelta(hours=2)) == 2


@pytest.mark.parametrize("failure", [DataError("value too long"), RuntimeError("nobody foresaw this")])
def test_a_failure_of_the_program_is_an_error_of_the_server_whose_reference_finds_its_trace(provider, failure, caplog):
    def failing(execute, sql, params, many, context):
        raise failure

    with connection.execute_wrapper(failing):
        answer = provider.as_service(addresses.TOKEN, **exchange("x"))
    (line,) = [line for line in caplog.records if line.message == "exchange failed"]
    assert (answer.status, answer.body["error"]) == (500, "server_error")
    assert answer.body["error_description"] == f"Reference: {line.reference}"
    assert line.exc_info[1] is failure


def test_a_database_that_is_away_is_told_as_such_and_to_be_asked_again(provider, caplog):
    def away(execute, sql, params, many, context):
        raise OperationalError("the connection was lost")

    with connection.execute_wrapper(away):
        answer = provider.as_service(addresses.TOKEN, **exchange("x"))
    (line,) = [line for line in caplog.records if line.message == "database away"]
    assert (answer.status, answer.body["error"]) == (503, "temporarily_unavailable")
    assert line.reference in answer.body["error_description"]
    assert (answer.headers["Retry-After"], line.exc_info) == ("5", None)
