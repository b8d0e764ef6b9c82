"""Where Pro Santé Connect answers. Source: psc_endpoints.csv; interfaces.md ("Network")."""

from __future__ import annotations

from typing import Final

from django.conf import settings

PREFIX: Final = "/auth/realms/esante-wallet/"
#: Not at the standard path. Source: spec/identity.md d.1.
DISCOVERY: Final = ".well-known/wallet-openid-configuration"
_PROTOCOL: Final = "protocol/openid-connect/"
TOKEN: Final = f"{_PROTOCOL}token"
USERINFO: Final = f"{_PROTOCOL}userinfo"
LOGOUT: Final = f"{_PROTOCOL}logout"
INTROSPECT: Final = f"{_PROTOCOL}token/introspect"
CERTS: Final = f"{_PROTOCOL}certs"
REVOKE: Final = f"{_PROTOCOL}revoke"
CIBA: Final = f"{_PROTOCOL}ext/ciba/auth"
#: A page, on both doors: the real one stands on another host (`wallet.…/auth`).
AUTHORIZE: Final = "/auth"
CIBA_GRANT: Final = "urn:openid:params:grant-type:ciba"


def base() -> str:
    """The address of the TLS door."""
    return f"https://localhost:{settings.SOCLE_TLS_PORT}"


def issuer() -> str:
    """What every token says it comes from."""
    return f"{base()}{PREFIX}".rstrip("/")


def address(endpoint: str) -> str:
    """The whole address of one of the endpoints above."""
    return f"{base()}{PREFIX}{endpoint}"
