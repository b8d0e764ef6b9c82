"""Pro Santé Connect in this process: its people, a connected service, and a way to ask without a network."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from socle import clock
from socle.directory import services as directory
from socle.directory.connect import ClientKind, Means
from socle.directory.oidc import addresses, door
from socle.directory.services import connect
from socle.directory.services.connect import keys
from socle.wire.exchange import Request

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PHYSICIAN, NURSE, SECRETARY = "899880000015", "899880000023", "699880000015001/EMP0001"
PIN = "4071"
SERVICE, BACK = "dossier-web", "https://dossier.example/retour"
AFTER = "https://dossier.example/au-revoir"


@pytest.fixture(scope="session")
def signing_key():
    """One key for all the tests of this run: making one takes long."""
    key = keys.RSAKey.generate_key(2048)
    key.ensure_kid()
    return key


@dataclass
class Provider:
    """The provider, a second screen, and the secret of the connected service."""

    secret: str = ""
    certificate: bytes | None = None
    browser: Client = field(default_factory=Client)

    def ask(self, endpoint, fields=None, *, method="POST", headers=None, query=None, certificate=None):
        body = urlencode(fields or {}, doseq=True).encode() if method == "POST" else b""
        named = {name.lower(): text for name, text in (headers or {}).items()}
        if method == "POST":
            named.setdefault("content-type", "application/x-www-form-urlencoded")
        request = Request(
            method,
            endpoint if endpoint.startswith("/") else f"{addresses.PREFIX}{endpoint}",
            named,
            BytesIO(body),
            len(body),
            certificate or self.certificate,
            query=urlencode(query or {}),
        )
        answer = door.handle(request)
        told = dict(answer.headers)
        read = json.loads(answer.body) if told.get("Content-Type") == "application/json" else answer.body
        return SimpleNamespace(status=answer.status, body=read, headers=told)

    def as_service(self, endpoint, **fields):
        return self.ask(endpoint, {"client_id": SERVICE, "client_secret": self.secret, **fields})

    def authorize(self, **changes):
        """The browser opens the sign-in page; where it is led."""
        fields = {
            "response_type": "code",
            "client_id": SERVICE,
            "redirect_uri": BACK,
            "scope": "openid scope_all",
            "acr_values": "eidas1",
            "state": "xyz",
            "nonce": "n-1",
        } | changes
        asked = {name: text for name, text in fields.items() if text is not None}
        return self.browser.get(addresses.AUTHORIZE, asked)

    def sign_in(self, holder=PHYSICIAN, means=Means.E_CPS, **changes):
        """The whole of a sign-in by e-CPS; the parameters that come back to the service."""
        page = self.authorize(**changes)
        number = page["Location"].rstrip("/").rpartition("/")[2]
        row = connect.attempt_of(number)
        assert connect.push(row.key, holder, means, clock.now()).allowed
        assert connect.answer(row.key, holder, means, PIN, clock.now()).allowed
        back = self.browser.get(f"{page['Location']}retour/")["Location"]
        return {name: found[0] for name, found in parse_qs(urlsplit(back).query).items()}

    def tokens(self, **changes):
        found = self.sign_in(**changes)
        return self.as_service("protocol/openid-connect/token", **exchange(found["code"]))


def exchange(code, **changes):
    return {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK} | changes


@pytest.fixture
def provider(db, data_dir, settings, signing_key):
    settings.SOCLE_SANDBOX = True
    file = data_dir / "keys" / "connect.key"
    file.parent.mkdir(parents=True)
    file.write_bytes(signing_key.as_pem(private=True))
    clock.install(clock.MovableClock(AT, frozen=True))
    clock.installed().set(AT)  # it ran a little before it was frozen
    directory.register_structure("1990100018", "CH DES TROIS PONTS", sector="SA53", is_legal_entity=True)
    directory.register_structure("1990100109", "SITE DU MOULIN", sector="SA01", legal_entity="1990100018")
    directory.register_structure("499880000015001", "CABINET DU DR KERVELEC", sector="SA07")
    directory.register_professional(
        PHYSICIAN, "KERVELEC", "Nolwenn", profession="10", specialties=["SM26"], structures=["499880000015001"]
    )
    directory.register_exercise(PHYSICIAN, "1990100109")
    directory.register_professional(NURSE, "DAUMONT", "Elias", profession="60", structures=["1990100109"])
    directory.register_employee(SECRETARY, "LOUVEL", "Bastien", structure="499880000015001", role="SECRETARIAT_MEDICAL")
    for holder, means in ((PHYSICIAN, Means.E_CPS), (PHYSICIAN, Means.CPS), (SECRETARY, Means.CPE)):
        connect.register_card_code(holder, means, PIN, AT)
    decision, secret = connect.connect_service(
        SERVICE,
        "Dossier web",
        alternative="mot de passe et code par SMS",
        kind=ClientKind.WEB_DPI,
        redirect_uris=[BACK],
        post_logout_uris=[AFTER],
    )
    assert decision.allowed
    yield Provider(secret)
    clock.install(clock.SystemClock())
