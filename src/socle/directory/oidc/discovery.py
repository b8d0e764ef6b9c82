"""What the provider says of itself: its metadata and its public keys.

Source: OpenID Connect Discovery 1.0; psc_endpoints.csv. What is there alone is announced: neither device codes nor
logout told to services nor the ping mode of CIBA (docs/divergences/pro-sante-connect.md).
"""

from __future__ import annotations

from typing import Any

from socle.directory.connect import LEVELS, SCOPES, ClientAuth
from socle.directory.oidc import addresses
from socle.directory.services.connect.keys import signing_key


def metadata() -> dict[str, Any]:
    """The provider's metadata."""
    at = addresses.address
    methods = [method.value for method in ClientAuth]
    return {
        "issuer": addresses.issuer(),
        "authorization_endpoint": f"{addresses.base()}{addresses.AUTHORIZE}",
        "token_endpoint": at(addresses.TOKEN),
        "userinfo_endpoint": at(addresses.USERINFO),
        "end_session_endpoint": at(addresses.LOGOUT),
        "introspection_endpoint": at(addresses.INTROSPECT),
        "revocation_endpoint": at(addresses.REVOKE),
        "jwks_uri": at(addresses.CERTS),
        "backchannel_authentication_endpoint": at(addresses.CIBA),
        "backchannel_token_delivery_modes_supported": ["poll"],
        "backchannel_user_code_parameter_supported": False,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", addresses.CIBA_GRANT],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "userinfo_signing_alg_values_supported": ["RS256", "none"],
        "scopes_supported": list(SCOPES),
        "acr_values_supported": list(LEVELS),
        "claims_supported": ["sub", "SubjectNameID", "preferred_username", "given_name", "family_name", "acr"],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256", "PS256"],
        "introspection_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": ["S256", "plain"],
        "tls_client_certificate_bound_access_tokens": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
    }


def keys() -> dict[str, Any]:
    """The public keys by which tokens are verified."""
    key = signing_key()
    return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": "RS256", "kid": key.kid}]}
