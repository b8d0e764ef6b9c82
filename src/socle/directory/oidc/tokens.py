"""Access tokens, ID tokens and signed answers: made, and read again, at an instant given.

An access token is a JWT, as Pro Santé Connect's are (sample introspection_active.json). It is worth something while
the session that it names lives: nothing is written when one is given out again.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from socle.directory.connect import ACCESS, Means
from socle.directory.models import ConnectSession
from socle.directory.oidc import addresses
from socle.directory.services.connect.keys import signing_key

ALGORITHM = "RS256"
#: The realm's own number, which `sub` carries. Source: the ANS samples.
REALM = "550dc1c8-d97b-4b1e-ac8c-8eb4471cf9dd"


@dataclass(frozen=True, slots=True)
class Session:
    """A session as tokens tell it."""

    sid: str
    client_id: str
    holder: str
    means: Means
    acr: str
    scope: str
    nonce: str
    bound: str
    auth_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, row: ConnectSession) -> Session:
        means = Means(row.means)
        found = (row.sid, row.client_id, row.holder, means, row.acr, row.scope, row.nonce, row.bound)
        return cls(*found, row.auth_at, row.ends_at)


def subject(holder: str) -> str:
    """`sub`: technical, never to be used as the national identifier (psc_claims.csv)."""
    return f"f:{REALM}:{holder}"


def sign(claims: Mapping[str, Any]) -> str:
    """Claims as a JWT of this provider."""
    key = signing_key()
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, dict(claims), key, [ALGORITHM])


def read(token: str, key: RSAKey | None = None) -> dict[str, Any] | None:
    """The claims of a token that this provider signed, whatever their dates; None for any other text."""
    try:
        return dict(jwt.decode(token, key or signing_key(), [ALGORITHM]).claims)
    except (JoseError, ValueError, TypeError, UnicodeError):
        return None


def access_token(session: Session, at: datetime) -> str:
    """The access token of a session; bound to a certificate when the session is (RFC 8705 3.1)."""
    claims = _common(session, at) | {
        "jti": str(uuid4()),
        "typ": "Bearer",
        "azp": session.client_id,
        "session_state": session.sid,
        "scope": session.scope,
        "preferred_username": session.holder,
        "email_verified": False,
    }
    return sign(claims | ({"cnf": {"x5t#S256": thumbprint(session.bound)}} if session.bound else {}))


def id_token(session: Session, access: str, at: datetime, more: Mapping[str, Any]) -> str:
    """The ID token of a session, for its service alone."""
    half = create_half_hash(access, ALGORITHM)
    claims = _common(session, at) | {
        "jti": str(uuid4()),
        "typ": "ID",
        "aud": session.client_id,
        "azp": session.client_id,
        "amr": list(session.means.factors),
        "sid": session.sid,
        "session_state": session.sid,
        "preferred_username": session.holder,
        "at_hash": half.decode() if half else "",
        **({"nonce": session.nonce} if session.nonce else {}),
        **more,
    }
    return sign(claims)


def _common(session: Session, at: datetime) -> dict[str, Any]:
    return {
        "iss": addresses.issuer(),
        "sub": subject(session.holder),
        "iat": int(at.timestamp()),
        "exp": int(min(at + ACCESS, session.ends_at).timestamp()),
        "auth_time": int(session.auth_at.timestamp()),
        "acr": session.acr,
    }


def thumbprint(hexadecimal: str) -> str:
    """A SHA-256 as `x5t#S256` writes it: base64url without padding."""
    return base64.urlsafe_b64encode(bytes.fromhex(hexadecimal)).rstrip(b"=").decode()
