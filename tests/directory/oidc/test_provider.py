"""The provider as services meet it: metadata, code flow, PKCE, refresh, introspection, revocation, logout, refusals."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from socle import clock
from socle.directory.connect import ACCESS, CODE, REFRESH, SESSION
from socle.directory.models import Attempt, ConnectClient, ConnectSession
from socle.directory.oidc import tokens
from socle.directory.services import connect
from tests.directory.oidc.conftest import AFTER, AT, BACK, PHYSICIAN, SERVICE, exchange

pytestmark = pytest.mark.database
TOKEN, INTROSPECT = "protocol/openid-connect/token", "protocol/openid-connect/token/introspect"
USERINFO, REVOKE = "protocol/openid-connect/userinfo", "protocol/openid-connect/revoke"
LOGOUT = "protocol/openid-connect/logout"


def later(span):
    clock.installed().set(AT + span)


def bearer(provider, token, **more):
    return provider.ask(USERINFO, method="GET", headers={"Authorization": f"Bearer {token}"}, **more)


def test_the_metadata_stand_at_their_own_path_and_not_at_the_standard_one(provider):
    there = provider.ask(".well-known/wallet-openid-configuration", method="GET")
    assert there.status == 200
    assert there.body["issuer"].endswith("/auth/realms/esante-wallet")
    assert there.body["token_endpoint"] == f"{there.body['issuer']}/{TOKEN}"
    assert provider.ask(".well-known/openid-configuration", method="GET").status == 404


def test_a_code_is_worth_tokens_that_say_who_signed_in_how_and_when(provider):
    answer = provider.tokens()
    assert answer.status == 200, answer.body
    claims = tokens.read(answer.body["id_token"])
    assert (claims["aud"], claims["nonce"], claims["acr"]) == (SERVICE, "n-1", "eidas1")
    assert claims["preferred_username"] == PHYSICIAN
    assert claims["exp"] - claims["iat"] == ACCESS.total_seconds()
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_access_token_in_an_address_that_logs_keep_is_worth_nothing(provider):
    token = provider.tokens().body["access_token"]
    answer = provider.ask(USERINFO, method="GET", query={"access_token": token})
    assert (answer.status, answer.body["error"]) == (401, "invalid_token")
    assert provider.ask(USERINFO, {"access_token": token}).status == 200


def test_a_code_comes_twice_and_ends_what_it_was_exchanged_for(provider):
    code = provider.sign_in()["code"]
    first = provider.as_service(TOKEN, **exchange(code))
    again = provider.as_service(TOKEN, **exchange(code))
    assert (again.status, again.body["error"]) == (400, "invalid_grant")
    assert provider.as_service(INTROSPECT, token=first.body["access_token"]).body == {"active": False}


def test_a_code_lasts_a_minute(provider):
    code = provider.sign_in()["code"]
    later(CODE)
    assert provider.as_service(TOKEN, **exchange(code)).body["error"] == "invalid_grant"


def test_a_code_is_worth_nothing_for_another_address_or_service(provider):

    code = provider.sign_in()["code"]
    assert provider.as_service(TOKEN, **exchange(code, redirect_uri=f"{BACK}/")).body["error"] == "invalid_grant"
    _, secret = connect.connect_service("autre", "Autre", alternative="carte", redirect_uris=[BACK])
    stolen = provider.ask(TOKEN, {"client_id": "autre", "client_secret": secret, **exchange(code)})
    assert stolen.body["error"] == "invalid_grant"
    assert provider.as_service(TOKEN, **exchange(code)).status == 200


@pytest.mark.parametrize(("verifier", "status"), [("v" * 43, 200), ("w" * 43, 400), (None, 400), ("short", 400)])
def test_a_code_asked_for_with_a_challenge_is_worth_nothing_without_its_verifier(provider, verifier, status):

    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).digest()).rstrip(b"=").decode()
    found = provider.sign_in(code_challenge=challenge, code_challenge_method="S256")
    more = {"code_verifier": verifier} if verifier else {}
    assert provider.as_service(TOKEN, **exchange(found["code"], **more)).status == status


@pytest.mark.parametrize("secret", ["wrong", ""])
def test_a_service_that_does_not_prove_itself_gets_nothing(provider, secret):
    code = provider.sign_in()["code"]
    answer = provider.ask(TOKEN, {"client_id": SERVICE, "client_secret": secret, **exchange(code)})
    assert (answer.status, answer.body["error"]) == (401, "invalid_client")
    assert "WWW-Authenticate" in answer.headers


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "openid"}, "invalid_scope"),
        ({"acr_values": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
        ({"code_challenge_method": "S512", "code_challenge": "v" * 43}, "invalid_request"),
    ],
)
def test_what_is_wrong_in_a_request_is_told_to_the_service_with_its_state(provider, changes, error):
    back = provider.authorize(**changes)["Location"]
    assert back.startswith(BACK)
    told = parse_qs(urlsplit(back).query)
    assert (told["error"], told["state"]) == ([error], ["xyz"])


@pytest.mark.parametrize("changes", [{"redirect_uri": "https://evil.example/"}, {"redirect_uri": f"{BACK}?a=1"}])
def test_nobody_is_led_to_an_address_that_is_not_the_service_s_letter_for_letter(provider, changes):
    answer = provider.authorize(**changes)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.rule("AUTH-022")
def test_an_e_cps_serves_only_services_connected_to_pro_sante_connect(provider):
    answer = provider.authorize(client_id="inconnu")
    assert answer.status_code == 400
    assert "directory.connect-service-unknown" in answer.content.decode()


def test_a_sign_in_begun_in_one_browser_is_not_finished_in_another(provider):

    page = provider.authorize()["Location"]
    assert Client().get(page).status_code == 404


class TestSession:
    def test_a_refresh_token_serves_once_and_its_return_ends_the_session(self, provider):
        first = provider.tokens().body
        refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        second = provider.as_service(TOKEN, **refresh)
        assert second.status == 200
        assert second.body["refresh_token"] != first["refresh_token"]
        assert provider.as_service(TOKEN, **refresh).body["error"] == "invalid_grant"
        newer = {"grant_type": "refresh_token", "refresh_token": second.body["refresh_token"]}
        assert provider.as_service(TOKEN, **newer).body["error"] == "invalid_grant"

    def test_a_refresh_token_runs_out_and_the_session_ends_after_four_hours_whatever_is_done(self, provider):
        refresh = provider.tokens().body["refresh_token"]
        at = timedelta()
        while at + REFRESH < SESSION:
            at += REFRESH - timedelta(seconds=1)
            later(at)
            answer = provider.as_service(TOKEN, grant_type="refresh_token", refresh_token=refresh)
            assert answer.status == 200
            refresh = answer.body["refresh_token"]
        later(SESSION)
        assert provider.as_service(TOKEN, grant_type="refresh_token", refresh_token=refresh).status == 400

    def test_an_access_token_is_introspected_as_in_the_public_sample_until_it_ends(self, provider, samples):

        sample = json.loads((samples / "identity" / "psc" / "introspection_active.json").read_text())
        access = provider.tokens().body["access_token"]
        told = provider.as_service(INTROSPECT, token=access).body
        assert set(sample) <= set(told)
        assert {name: type(value) for name, value in sample.items()} == {name: type(told[name]) for name in sample}
        later(ACCESS)
        assert provider.as_service(INTROSPECT, token=access).body == {"active": False}
        assert bearer(provider, access).status == 401

    def test_a_token_given_back_is_worth_nothing(self, provider):
        body = provider.tokens().body
        assert provider.as_service(REVOKE, token=body["refresh_token"]).status == 200
        assert provider.as_service(INTROSPECT, token=body["access_token"]).body == {"active": False}

    def test_logout_ends_the_session_and_leads_back_to_a_registered_address_only(self, provider):
        body = provider.tokens().body
        away = {"id_token_hint": body["id_token"], "post_logout_redirect_uri": "https://evil.example/", "state": "s"}
        assert provider.ask(LOGOUT, method="GET", query=away).status == 400
        answer = provider.ask(LOGOUT, method="GET", query=away | {"post_logout_redirect_uri": AFTER})
        assert (answer.status, answer.headers["Location"]) == (302, f"{AFTER}?state=s")
        assert bearer(provider, body["access_token"]).status == 401

    def test_logout_without_an_id_token_ends_nothing(self, provider):
        body = provider.tokens().body
        assert provider.ask(LOGOUT, method="GET", query={}).status == 400
        assert bearer(provider, body["access_token"]).status == 200


def test_a_token_of_another_hand_is_worth_nothing(provider):

    claims = tokens.read(provider.tokens().body["access_token"])
    forged = jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048), ["RS256"])
    assert bearer(provider, forged).status == 401
    assert bearer(provider, "nonsense").headers["WWW-Authenticate"].startswith("Bearer")


def test_an_id_token_is_no_access_token(provider):
    assert bearer(provider, provider.tokens().body["id_token"]).status == 401


def test_nothing_that_opens_anything_stands_in_the_database(provider):

    found = provider.sign_in()
    body = provider.as_service(TOKEN, **exchange(found["code"])).body
    kept = "".join(repr(list(model.objects.values())) for model in (Attempt, ConnectClient, ConnectSession))
    for secret in (found["code"], body["refresh_token"], body["access_token"], provider.secret):
        assert secret not in kept


@pytest.mark.parametrize(
    "body", [{"grant_type": "password"}, {}, {"grant_type": ["a", "b"]}, {"grant_type": "authorization_code"}]
)
def test_a_faulty_token_request_is_told_by_an_error_of_the_protocol(provider, body):
    answer = provider.as_service(TOKEN, **body)
    assert answer.status == 400
    assert answer.body["error"] in {"invalid_request", "unsupported_grant_type"}


@pytest.mark.parametrize("text", ["é", 'a"b\\c', "\x00", "x" * 70000])
def test_no_text_that_somebody_sends_breaks_the_door(provider, text):
    for name in ("grant_type", "code", "client_id", "client_secret", "client_assertion"):
        assert provider.as_service(TOKEN, **{**exchange("x"), name: text}).status in {400, 401}
    answer = provider.ask(TOKEN, exchange("x"), headers={"Authorization": "Basic w6k="})
    assert answer.status in {400, 401}
    assert provider.authorize(state=text[:100], response_type=text[:100]).status_code in {302, 400}
