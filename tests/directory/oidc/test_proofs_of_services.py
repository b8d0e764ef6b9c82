"""How services prove themselves without a shared secret, and tokens bound to a certificate."""

from __future__ import annotations

import hashlib
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from socle import clock
from socle.directory.oidc import addresses, tokens
from socle.directory.services import connect
from tests.directory.oidc.conftest import BACK, SERVICE, exchange

pytestmark = pytest.mark.database
CARD, OTHER = b"the certificate of the service", b"another"


def registered(**proof):
    decision, secret = connect.connect_service(SERVICE, "Dossier", alternative="carte", redirect_uris=[BACK], **proof)
    assert decision.allowed
    assert secret == ""


def test_a_certificate_proves_its_service_and_binds_its_tokens(provider):
    registered(certificate=hashlib.sha256(CARD).hexdigest())
    code = provider.sign_in()["code"]
    form = {"client_id": SERVICE, **exchange(code)}
    assert provider.ask(addresses.TOKEN, form).body["error"] == "invalid_client"
    assert provider.ask(addresses.TOKEN, form, certificate=OTHER).body["error"] == "invalid_client"
    body = provider.ask(addresses.TOKEN, form, certificate=CARD).body
    assert tokens.read(body["access_token"])["cnf"]["x5t#S256"]
    bearer = {"Authorization": f"Bearer {body['access_token']}"}
    shown = [
        provider.ask(addresses.USERINFO, method="GET", headers=bearer, certificate=certificate).status
        for certificate in (CARD, OTHER, None)
    ]
    assert shown == [200, 401, 401]


@pytest.fixture(scope="module")
def key():
    made = RSAKey.generate_key(2048)
    made.ensure_kid()
    return made


class TestAssertion:
    @pytest.fixture
    def asked(self, provider, key):
        registered(jwks=[key.as_dict(private=False)])

        def ask(signer=key, **changes):
            now = int(clock.now().timestamp())
            claims = {"iss": SERVICE, "sub": SERVICE, "aud": addresses.issuer(), "jti": str(uuid4()), "exp": now + 60}
            assertion = jwt.encode({"alg": "RS256", "kid": key.kid}, claims | changes, signer, ["RS256"])
            return assertion, provider.ask(
                addresses.INTROSPECT,
                {
                    "token": "x",
                    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    "client_assertion": assertion,
                },
            )

        return ask

    def test_a_signed_assertion_proves_its_service_once(self, provider, asked):
        assertion, answer = asked()
        assert (answer.status, answer.body) == (200, {"active": False})
        again = {
            "token": "x",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
        }
        assert provider.ask(addresses.INTROSPECT, again).status == 401

    @pytest.mark.parametrize(
        "changes", [{"aud": "https://elsewhere.example"}, {"iss": "x"}, {"exp": 1}, {"exp": 9999999999}, {"jti": ""}]
    )
    def test_an_assertion_that_does_not_hold_proves_nothing(self, asked, changes):
        assert asked(**changes)[1].status == 401

    def test_an_assertion_signed_by_another_proves_nothing(self, asked, signing_key):
        assert asked(signer=signing_key)[1].status == 401


def test_userinfo_is_a_signed_jwt_for_a_service_that_asked_for_it(provider):
    _, secret = connect.connect_service(
        SERVICE, "Dossier", alternative="carte", redirect_uris=[BACK], signed_userinfo=True
    )
    provider.secret = secret
    access = provider.tokens().body["access_token"]
    answer = provider.ask(addresses.USERINFO, method="GET", headers={"Authorization": f"Bearer {access}"})
    assert answer.headers["Content-Type"] == "application/jwt"
    claims = tokens.read(answer.body.decode())
    assert (claims["aud"], claims["SubjectOrganization"]) == (SERVICE, "CABINET DU DR KERVELEC")
