"""An independent client library goes the whole way by itself, and refuses what it must."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from idpyoidc.message.oidc import AccessTokenResponse

from socle import clock
from socle.directory.connect import Means
from socle.directory.models import Attempt
from socle.directory.oidc import addresses, tokens
from socle.directory.services import connect
from tests.directory.oidc.conftest import AFTER, BACK, PHYSICIAN, PIN
from tests.directory.oidc.independent import client

pytestmark = pytest.mark.database


@pytest.fixture
def relying(provider):
    """The library judges dates by the machine's clock: here is now."""
    clock.install(clock.MovableClock(datetime.now(UTC)))
    return client(provider)


def signed_in(provider, relying):
    """The browser's part: to the provider, the second screen, and back; the parameters that come back."""
    address = relying.init_authorization(req_args={"scope": ["openid", "scope_all"], "acr_values": ["eidas1"]})
    assert address.startswith(f"{addresses.base()}/auth?")
    page = provider.browser.get("/auth", dict(parse_qsl(urlsplit(address).query)))["Location"]
    row = connect.attempt_of(page.rstrip("/").rpartition("/")[2])
    connect.push(row.key, PHYSICIAN, Means.E_CPS, clock.now())
    assert connect.answer(row.key, PHYSICIAN, Means.E_CPS, PIN, clock.now()).allowed
    back = provider.browser.get(f"{page}retour/")["Location"]
    assert back.startswith(BACK)
    return dict(parse_qsl(urlsplit(back).query))


def test_it_signs_in_by_code_and_pkce_refreshes_introspects_and_logs_out(provider, relying):
    found = relying.finalize(signed_in(provider, relying))
    assert "error" not in found, found
    assert found["userinfo"]["SubjectNameID"] == PHYSICIAN
    state = found["state"]
    before = relying.get_context().cstate.get(state)["access_token"]
    relying.refresh_access_token(state)
    now = relying.get_context().cstate.get(state)["access_token"]
    assert now != before
    told = relying.do_request(
        "introspection", request_args={"token": now}, authn_method="client_secret_basic", state=state
    )
    assert told["active"] is True
    assert told["username"] == PHYSICIAN
    leaving = relying.logout(state, post_logout_redirect_uri=AFTER)["url"]
    parts = urlsplit(leaving)
    answer = provider.ask(parts.path, method="GET", query=dict(parse_qsl(parts.query)))
    assert answer.headers["Location"].startswith(AFTER)
    again = relying.do_request(
        "introspection", request_args={"token": now}, authn_method="client_secret_basic", state=state
    )
    assert again["active"] is False


def test_it_refuses_an_id_token_with_another_nonce(provider, relying):
    told = signed_in(provider, relying)

    Attempt.objects.update(nonce="another")
    with pytest.raises(Exception, match=r"(?i)nonce"):
        relying.finalize(told)


def test_it_refuses_an_id_token_for_another_audience(provider, relying, monkeypatch):

    told = signed_in(provider, relying)
    mine = tokens.sign
    monkeypatch.setattr(
        tokens, "sign", lambda claims: mine(claims | ({"aud": "x", "azp": "x"} if claims["typ"] == "ID" else {}))
    )
    with pytest.raises(Exception, match=r"(?i)audience|NotForMe|not in"):
        relying.finalize(told)


def test_it_signs_in_by_ciba(provider, relying):
    asked = {
        "scope": ["openid", "scope_all"],
        "acr_values": ["eidas1"],
        "login_hint": PHYSICIAN,
        "binding_message": "42",
        "client_id": relying.get_client_id(),
        "client_secret": provider.secret,
    }
    begun = relying.do_request("backchannel_authentication", request_args=asked, authn_method="client_secret_basic")
    assert (begun["expires_in"], begun["interval"]) == (120, 1)
    (row,) = connect.waiting_for(PHYSICIAN, clock.now())
    assert row.binding == "42"
    assert connect.answer(row.key, PHYSICIAN, Means.E_CPS, PIN, clock.now()).allowed

    grant = {"grant_type": addresses.CIBA_GRANT, "auth_req_id": begun["auth_req_id"]}
    answer = provider.as_service(addresses.TOKEN, **grant).body
    read = AccessTokenResponse(**answer)
    assert read.verify(
        keyjar=relying.get_attribute("keyjar"),
        iss=addresses.issuer(),
        client_id=relying.get_client_id(),
        skew=2,
        check_hash=True,
    )
    assert read["__verified_id_token"]["preferred_username"] == PHYSICIAN
