"""The portal of this Socle as a service of Pro Santé Connect: it asks, verifies what comes back, and logs out.

It speaks to the provider through its door, by whole messages, without a network between: both are this program. What it
checks is what any service must (spec/identity.md d.2).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from socle.directory.connect import LEVELS, SCOPES, ClientKind, Means
from socle.directory.oidc import addresses, door, verdicts
from socle.directory.oidc.account import Account, account
from socle.directory.rules.connect import is_strong_enough
from socle.directory.services import connect
from socle.directory.services.connect.keys import portal_secret
from socle.rulebook import Decision, refuse
from socle.rulebook.choices import current
from socle.wire.exchange import Request

#: Where the web session keeps what was asked, and the ID tokens by which one logs out: of whoever entered the portal,
#: and of whoever came back from Pro Santé Connect and has not entered yet.
ASKED: Final = "connect_asked"
SIGNED_IN: Final = "connect_id_token"
PENDING: Final = "connect_id_token_pending"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who came back from Pro Santé Connect, with what, and the proof by which the session is ended there."""

    account: Account
    means: Means
    id_token: str


def begin(session: SessionBase, hint: str = "") -> str:
    """Ask for a sign-in; the address to lead the browser to. `hint` is a national identifier."""
    asked = {name: secrets.token_urlsafe(24) for name in ("state", "nonce")}
    asked["verifier"] = secrets.token_urlsafe(48)
    session[ASKED] = asked
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked["verifier"].encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": connect.PORTAL,
        "redirect_uri": connect.PORTAL_RETURN,
        "scope": " ".join(SCOPES),
        "acr_values": LEVELS[0],
        "state": asked["state"],
        "nonce": asked["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **({"login_hint": hint} if hint else {}),
    }
    return f"{addresses.AUTHORIZE}?{urlencode(query)}"


def finish(session: SessionBase, told: Mapping[str, str], at: datetime) -> tuple[SignedIn | None, Decision]:
    """Exchange what came back for the person who signed in; None and why not when anything does not hold."""
    asked = session.pop(ASKED, None)
    if not isinstance(asked, dict) or not _same(asked["state"], told.get("state", "")):
        return None, refuse(verdicts.ANSWER_REFUSED.at("state"))
    if "error" in told:
        finding = verdicts.REFUSED if told["error"] == "access_denied" else verdicts.ANSWER_REFUSED
        return None, refuse(finding.at(told["error"][:100]))
    form = {"grant_type": "authorization_code", "code": told.get("code", ""), "code_verifier": asked["verifier"]}
    found = _post(addresses.TOKEN, form | {"redirect_uri": connect.PORTAL_RETURN})
    id_token, access = str(found.get("id_token", "")), str(found.get("access_token", ""))
    claims = _verified(id_token, at)
    if claims is None or not _same(asked["nonce"], str(claims.get("nonce", ""))):
        return None, refuse(verdicts.ANSWER_REFUSED.at("id_token"))
    end({str(session.get(PENDING, ""))})  # of a sign-in that this one replaces
    session[PENDING] = id_token
    decision = is_strong_enough(ClientKind.CORE, str(claims.get("acr", "")), at, current())
    person = account(_get(addresses.USERINFO, {"authorization": f"Bearer {access}"}))
    if person is None:
        decision += refuse(verdicts.ANSWER_REFUSED.at("userinfo"))
    elif not person.situations:
        decision += refuse(verdicts.NO_ACTIVITY.at("SubjectRefPro"))
    if person is None or not decision.allowed:
        return None, decision
    return SignedIn(person, _means(claims, person.id), id_token), decision


def _same(kept: str, told: str) -> bool:
    return hmac.compare_digest(kept.encode(), told.encode("utf-8", "replace"))


def held(session: SessionBase) -> frozenset[str]:
    """The ID tokens by which whoever uses this web session is signed in at Pro Santé Connect."""
    return frozenset(str(session.get(name, "")) for name in (SIGNED_IN, PENDING)) - {""}


def end(id_tokens: Iterable[str]) -> bool:
    """End the sessions of these ID tokens at Pro Santé Connect; whether it ended every one."""
    answers = [_post(addresses.LOGOUT, {"id_token_hint": one}) for one in id_tokens if one]
    return all("ended" in answer for answer in answers)


def _means(claims: Mapping[str, Any], holder: str) -> Means:
    """What the person signed in with, by `amr`: a key on a telephone, or a card. Which card no claim says: his own."""
    if "swk" in (claims.get("amr") or ()):
        return Means.E_CPS
    return next((means for means in connect.means_of(holder) if means is not Means.E_CPS), Means.CPS)


def _verified(id_token: str, at: datetime) -> dict[str, Any] | None:
    """The claims of an ID token that the provider signed for the portal, and that still lives."""
    published = _get(addresses.CERTS, {})
    try:
        keys = KeySet.import_key_set(cast("Any", published))
        claims = dict(jwt.decode(id_token, keys, ["RS256"]).claims)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    mine = claims.get("iss") == addresses.issuer() and claims.get("aud") == connect.PORTAL == claims.get("azp")
    until = claims.get("exp")
    return claims if mine and isinstance(until, int) and until > at.timestamp() else None


def _post(endpoint: str, form: Mapping[str, str]) -> dict[str, Any]:
    proof = base64.b64encode(f"{connect.PORTAL}:{portal_secret()}".encode()).decode()
    headers = {"authorization": f"Basic {proof}", "content-type": "application/x-www-form-urlencoded"}
    return _ask("POST", endpoint, headers, urlencode(form).encode())


def _get(endpoint: str, headers: Mapping[str, str]) -> dict[str, Any]:
    return _ask("GET", endpoint, headers, b"")


def _ask(method: str, endpoint: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    request = Request(method, f"{addresses.PREFIX}{endpoint}", headers, BytesIO(body), len(body))
    answer = door.handle(request).body
    read = json.loads(answer) if isinstance(answer, bytes) else None
    return read if isinstance(read, dict) else {}
