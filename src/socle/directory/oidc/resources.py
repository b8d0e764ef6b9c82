"""Endpoints that take a token: userinfo, introspection, revocation, end of session."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Error

from socle.directory.models import ConnectSession
from socle.directory.oidc import tokens, verdicts
from socle.directory.oidc.claims import userinfo as claims_of
from socle.directory.oidc.exchanges import Answer, Asking, faulty, refusal
from socle.directory.oidc.server import Provider, told
from socle.directory.services import connect
from socle.directory.services.connect.keys import digest
from socle.ledger.acting import act
from socle.rulebook.days import french_day


def userinfo(asked: Asking, at: datetime, *, exercises: bool = True) -> Answer:
    """Who is signed in, with every place of practice; JSON, or a JWT for a service that asked for it.

    Without `exercises`, as of somebody of whom the directory knows none.
    """
    found = _alive(_shown(asked), at)
    if isinstance(found, str):
        return refusal(verdicts.TOKEN_REFUSED.at("Authorization", found=found), scheme="Bearer")
    claims, session = found
    if session.bound and session.bound != asked.certificate:
        why = "it is bound to another certificate"
        return refusal(verdicts.TOKEN_REFUSED.at("Authorization", found=why), scheme="Bearer")
    person = connect.person(session.holder, french_day(at))
    if person is None:
        why = "its holder left the directory"
        return refusal(verdicts.TOKEN_REFUSED.at("Authorization", found=why), scheme="Bearer")
    told_ = claims_of(person, str(claims["sub"]))
    if not exercises:
        told_ |= {"SubjectRefPro": {"codeCivilite": "", "exercices": []}, "SubjectRole": []}
    client = connect.client(session.client_id)
    if client is None or not client.signed_userinfo:
        return Answer(200, told_)
    signed = tokens.sign({**told_, "iss": claims["iss"], "aud": session.client_id})
    return Answer(200, signed, (("Content-Type", "application/jwt"),))


def _shown(asked: Asking) -> str:
    """The token of a request: in its header or its form; never in its address, which logs keep (RFC 6750 2.3)."""
    scheme, _, shown = asked.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return str(shown).strip()
    sent = asked.form if asked.method == "POST" else {}
    return str(sent.get("access_token", ""))


def _alive(token: str, at: datetime) -> tuple[dict[str, Any], ConnectSession] | str:
    """The claims and the session of an access token, or why it is worth nothing."""
    claims = tokens.read(token) if token else None
    if claims is None or claims.get("typ") != "Bearer":
        return "it is no access token of this provider"
    if claims["exp"] <= at.timestamp():
        return "it has expired"
    session = connect.session_of(str(claims.get("session_state")), at)
    return (claims, session) if session is not None else "its session has ended"


def introspect(asked: Asking, at: datetime) -> Answer:
    """RFC 7662: what a token is worth now, told to any connected service that proves itself."""
    try:
        act(lambda: Provider(at).prove(asked))
    except OAuth2Error as error:
        return told(error)
    token = asked.form.get("token", "")
    if not token:
        return faulty("Missing 'token'")
    found = _alive(token, at)
    if not isinstance(found, str):
        claims, session = found
        named = {"client_id": session.client_id, "username": session.holder, "active": True}
        return Answer(200, claims | {"nonce": session.nonce} | named)
    row = ConnectSession.objects.filter(refresh_hash=digest(token)).first()
    if row is None or not connect.is_alive(row, at) or row.refresh_until <= at:
        return Answer(200, {"active": False})
    until = int(row.refresh_until.timestamp())
    return Answer(200, {"active": True, "typ": "Refresh", "client_id": row.client_id, "exp": until})


def revoke(asked: Asking, at: datetime) -> Answer:
    """RFC 7009: a token is given back, and its session ends; always 200 for whoever proves himself."""
    try:
        client = act(lambda: Provider(at).prove(asked))
    except OAuth2Error as error:
        return told(error)
    token = asked.form.get("token", "")
    claims = tokens.read(token) or {}
    row = ConnectSession.objects.filter(refresh_hash=digest(token)).first()
    sid = row.sid if row is not None else str(claims.get("session_state", ""))
    if ConnectSession.objects.filter(sid=sid, client_id=client.get_client_id()).exists():
        connect.end_session(sid, at)
    return Answer(200, {})


def logout(asked: Asking, at: datetime) -> Answer:
    """RP-Initiated Logout 1.0: the session of the ID token ends, whatever its dates, then back to the service."""
    fields = asked.form
    claims = tokens.read(fields.get("id_token_hint", "")) or {}
    if claims.get("typ") != "ID":
        return faulty("id_token_hint is missing, or is no ID token of this provider")
    connect.end_session(str(claims.get("sid", "")), at)
    back = fields.get("post_logout_redirect_uri", "")
    if not back:
        return Answer(200, {"ended": True})
    client = connect.client(str(claims.get("aud", "")))
    if client is None or back not in client.post_logout_uris:
        return refusal(verdicts.ADDRESS_UNKNOWN.at("post_logout_redirect_uri", found=back))
    state = fields.get("state", "")
    joint = "&" if "?" in back else "?"
    return Answer(302, "", (("Location", f"{back}{joint}{urlencode({'state': state})}" if state else back),))
