"""The services connected to Pro Santé Connect."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from socle.directory.connect import ClientAuth, ClientFacts, ClientKind
from socle.directory.models import ConnectClient
from socle.directory.rules import connect as rules
from socle.directory.services.connect.keys import digest, portal_secret
from socle.ledger.acting import act
from socle.rulebook import Decision

PORTAL = "socle-pro"
#: Where the portal waits for the answer. A path: the portal stands on both doors.
PORTAL_RETURN = "/pro/connexion/retour/"


def client(client_id: str) -> ClientFacts | None:
    """A connected service, the portal of this Socle included; None when it is not connected."""
    if client_id == PORTAL:
        return _portal()
    row = ConnectClient.objects.filter(client_id=client_id).first()
    return _facts(row) if row is not None else None


def clients() -> tuple[ClientFacts, ...]:
    """Every connected service, the portal first."""
    return (_portal(), *map(_facts, ConnectClient.objects.order_by("client_id")))


def _portal() -> ClientFacts:
    return ClientFacts(
        client_id=PORTAL,
        name="Espace professionnel de Socle",
        kind=ClientKind.CORE,
        alternative="carte CPS ou CPE, par TLS mutuel",
        methods=frozenset({ClientAuth.BASIC.value}),
        secret_hash=digest(portal_secret()),
        redirect_uris=(PORTAL_RETURN,),
    )


def _facts(row: ConnectClient) -> ClientFacts:
    return ClientFacts(
        client_id=row.client_id,
        name=row.name,
        kind=ClientKind(row.kind),
        wave=row.wave,
        alternative=row.alternative,
        methods=frozenset(row.methods),
        secret_hash=row.secret_hash,
        certificate=row.certificate,
        jwks=tuple(row.jwks),
        redirect_uris=tuple(row.redirect_uris),
        post_logout_uris=tuple(row.post_logout_uris),
        signed_userinfo=row.signed_userinfo,
    )


def connect_service(
    client_id: str,
    name: str,
    *,
    alternative: str,
    kind: ClientKind = ClientKind.OTHER,
    wave: int = 1,
    redirect_uris: Iterable[str] = (),
    post_logout_uris: Iterable[str] = (),
    certificate: str = "",
    jwks: Iterable[dict[str, str]] = (),
    signed_userinfo: bool = False,
) -> tuple[Decision, str]:
    """Connect a service, or change one; gives its new secret, which nobody can read again, "" when it is refused.

    With a certificate (SHA-256 in hexadecimal) or public keys it proves itself by these, without a secret.
    """
    decision = rules.may_be_connected(alternative)
    if not decision.allowed:
        return decision, ""
    keys = list(jwks)
    secret = "" if certificate or keys else secrets.token_urlsafe(32)
    methods = [ClientAuth.BASIC, ClientAuth.POST] if secret else []
    methods += [ClientAuth.CERTIFICATE] if certificate else []
    methods += [ClientAuth.PRIVATE_KEY] if keys else []
    values: dict[str, Any] = {
        "name": name,
        "kind": kind.value,
        "wave": wave,
        "alternative": alternative.strip(),
        "methods": [method.value for method in methods],
        "secret_hash": digest(secret) if secret else "",
        "certificate": certificate,
        "jwks": keys,
        "redirect_uris": list(redirect_uris),
        "post_logout_uris": list(post_logout_uris),
        "signed_userinfo": signed_userinfo,
    }
    act(lambda: ConnectClient.objects.update_or_create(client_id=client_id, defaults=values))
    return decision, secret


def as_values(found: ClientFacts) -> dict[str, Any]:
    """A service as JSON values, without what proves it."""
    hidden = {"secret_hash", "jwks"}
    values = {name: value for name, value in asdict(found).items() if name not in hidden}
    return {**values, "methods": sorted(found.methods), "kind": found.kind.value}
