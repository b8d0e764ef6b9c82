"""Who is signed in to the portals: the actor kept in the web session, and read back.

The session holds plain values, so that any session engine stores them. Signing in changes the session's key,
so that a key known before is worth nothing after.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from socle.directory.actor import Actor, Authentication, Kind
from socle.wire.vihf.model import AccessMode, Software

#: Where one signs in, and the signed cookie of the page asked for before: whoever is nobody yet writes no session.
SIGN_IN, WANTED = "/pro/connexion/", "socle-wanted"
#: Seconds for which that page is remembered, and characters of the longest.
_WANTED_FOR, _LONGEST = 900, 1000
_KEY, _SINCE = "actor", "actor_since"
_TEXTS = (
    "id",
    "name",
    "profession",
    "specialty",
    "structure",
    "structure_name",
    "legal_entity",
    "certificate_of",
    "reason",
    "api_version",
    "person_id",
    "means",
)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Off to the sign-in, and back to this page after it; not to a form that was sent, which cannot be sent again."""
    answer, address = redirect(SIGN_IN), request.get_full_path()
    if request.method in {"GET", "HEAD"} and len(address) <= _LONGEST:
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_signed_cookie(WANTED, address, max_age=_WANTED_FOR, httponly=True, samesite="Lax", secure=secure)
    else:
        answer.delete_cookie(WANTED, samesite="Lax")
    return answer


def wanted(request: HttpRequest) -> str:
    """The page asked for before the sign-in, as Socle itself signed it; empty when none was, or long ago."""
    return str(request.get_signed_cookie(WANTED, "", max_age=_WANTED_FOR))


def sign_in(session: SessionBase, actor: Actor, since: datetime | None = None) -> None:
    """Make `actor` the one who acts in this session; whatever the session held before is dropped.

    `since`: the instant from which it is counted how long he stays signed in, none for as long as he likes.
    """
    session.flush()
    session[_KEY] = as_values(actor)
    if since is not None:
        session[_SINCE] = since.isoformat()
    session.cycle_key()


def sign_out(session: SessionBase) -> None:
    """Forget everything this session held."""
    session.flush()


def actor_of(session: SessionBase) -> Actor | None:
    """Who is signed in; None when nobody is, or when what is kept cannot be read any more."""
    values = session.get(_KEY)
    if not isinstance(values, dict):
        return None
    try:
        return from_values(values)
    except (KeyError, ValueError, TypeError):  # kept by an earlier version: sign in again
        return None


def since_of(session: SessionBase) -> datetime | None:
    """Since when he is signed in; None for a session that lasts as long as its holder likes."""
    said = session.get(_SINCE)
    return datetime.fromisoformat(said) if said is not None else None


def as_values(actor: Actor) -> dict[str, Any]:
    """An actor as JSON values."""
    values: dict[str, Any] = {name: getattr(actor, name) for name in _TEXTS}
    values["kind"] = actor.kind.value
    values["authentication"] = actor.authentication.value
    values["access_mode"] = actor.access_mode.value
    values["secret_session"] = actor.secret_session
    software = actor.software
    values["software"] = (
        [software.name, software.version, software.homologation, software.installation] if software else None
    )
    return values


def from_values(values: dict[str, Any]) -> Actor:
    """The actor that `as_values` wrote. Raises `KeyError`, `ValueError` or `TypeError` for anything else."""
    software = values["software"]
    return Actor(
        **{name: str(values[name]) for name in _TEXTS},
        kind=Kind(values["kind"]),
        authentication=Authentication(values["authentication"]),
        access_mode=AccessMode(values["access_mode"]),
        secret_session=bool(values["secret_session"]),
        software=Software(*map(str, software)) if software is not None else None,
    )
