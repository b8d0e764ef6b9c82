"""An OpenID Connect client that nobody of Socle wrote (idpy-oidc), its requests carried to the provider without a network."""

from __future__ import annotations

import json
from types import SimpleNamespace
from urllib.parse import parse_qs, parse_qsl, urlsplit

from idpyoidc.client.defaults import DEFAULT_KEY_DEFS
from idpyoidc.client.oauth2.stand_alone_client import StandAloneClient
from idpyoidc.client.oidc.backchannel_authentication import BackChannelAuthentication
from idpyoidc.client.oidc.provider_info_discovery import ProviderInfoDiscovery

from socle.directory.oidc import addresses
from tests.directory.oidc.conftest import AFTER, BACK, SERVICE

SERVICES = {
    name: {"class": f"idpyoidc.client.{where}"}
    for name, where in {
        "authorization": "oidc.authorization.Authorization",
        "accesstoken": "oidc.access_token.AccessToken",
        "refresh_token": "oidc.refresh_access_token.RefreshAccessToken",
        "userinfo": "oidc.userinfo.UserInfo",
        "end_session": "oidc.end_session.EndSession",
        "introspection": "oauth2.introspection.Introspection",
    }.items()
}


class AtItsOwnPath(ProviderInfoDiscovery):
    """Pro Santé Connect's metadata are not at the standard path (spec/identity.md d.1)."""

    url_pattern = "{}/.well-known/wallet-openid-configuration"


class Posted(BackChannelAuthentication):
    """CIBA Core 7.1: the request is a POST, which the library leaves to be said."""

    http_method = "POST"


def carried(provider):
    """Requests as the library makes them with its HTTP client, answered by the provider's door."""

    def carry(method, url, data=None, headers=None, **_more):
        parts = urlsplit(url)
        fields = parse_qs(data, keep_blank_values=True) if isinstance(data, str) else data
        answer = provider.ask(
            parts.path, fields, method=method, headers=headers or {}, query=dict(parse_qsl(parts.query))
        )
        body = answer.body
        text = body.decode() if isinstance(body, bytes) else json.dumps(body)
        kind = {"content-type": answer.headers.get("Content-Type", "text/html")}
        return SimpleNamespace(
            status_code=answer.status, text=text, json=lambda: body, headers=answer.headers | kind, reason="", url=url
        )

    return carry


def client(provider):
    """The library's client, registered as the service of the tests, PKCE on."""
    config = {
        "issuer": addresses.issuer(),
        "client_id": SERVICE,
        "client_secret": provider.secret,
        "redirect_uris": [BACK],
        "post_logout_redirect_uris": [AFTER],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "scope_all"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "key_conf": {"key_defs": DEFAULT_KEY_DEFS},
        "client_authn_methods": {
            "client_secret_basic": {"class": "idpyoidc.client.client_auth.ClientSecretBasic", "kwargs": {}},
            "bearer_header": {"class": "idpyoidc.client.client_auth.BearerHeader", "kwargs": {}},
        },
        "services": SERVICES | {"discovery": {"class": AtItsOwnPath}, "backchannel": {"class": Posted}},
        "add_ons": {
            "pkce": {
                "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
            }
        },
    }
    found = StandAloneClient(config=config, httpc=carried(provider), client_type="oidc")
    found.do_provider_info()
    found.do_client_registration()
    return found
