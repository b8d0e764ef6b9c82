"""People signed in to services: opened by a code or by CIBA, prolonged by refresh tokens, ended by logout or misuse."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from socle.directory.connect import REFRESH, SESSION, Status
from socle.directory.models import Attempt, ConnectSession
from socle.directory.services.connect.keys import digest
from socle.directory.services.connect.pushes import forget
from socle.ledger.acting import act


def spend(attempt: Attempt, acr: str, bound: str, at: datetime) -> tuple[ConnectSession, str]:
    """Open the session that an accepted sign-in is worth, once; with its refresh token. Inside an act."""
    refresh = secrets.token_urlsafe(32)
    session = ConnectSession.objects.create(
        sid=str(uuid4()),
        client_id=attempt.client_id,
        holder=attempt.holder,
        means=attempt.means,
        acr=acr,
        scope=attempt.scope,
        nonce=attempt.nonce,
        bound=bound,
        auth_at=attempt.proved_at or at,
        ends_at=at + SESSION,
        refresh_hash=digest(refresh),
        refresh_until=min(at + REFRESH, at + SESSION),
    )
    attempt.status, attempt.sid = Status.SPENT.value, session.sid
    attempt.save(update_fields=["status", "sid"])
    return session, refresh


def by_refresh(token: str, at: datetime) -> ConnectSession | None:
    """The session that this refresh token prolongs. Inside an act.

    One that was replaced already comes from whoever should not have it: the session ends. Source: RFC 9700 4.14.2.
    """
    known = digest(token)
    session = ConnectSession.objects.select_for_update().filter(refresh_hash=known).first()
    if session is None:
        ConnectSession.objects.filter(former_hash=known, ended_at=None).update(ended_at=at)
        return None
    return session if is_alive(session, at) and session.refresh_until > at else None


def prolong(session: ConnectSession, at: datetime) -> str:
    """Another refresh token in place of the one in force. Inside an act."""
    refresh = secrets.token_urlsafe(32)
    session.former_hash, session.refresh_hash = session.refresh_hash, digest(refresh)
    session.refresh_until = min(at + REFRESH, session.ends_at)
    session.save(update_fields=["former_hash", "refresh_hash", "refresh_until"])
    return refresh


def is_alive(session: ConnectSession, at: datetime) -> bool:
    """Whether its tokens may still be worth something."""
    return session.ended_at is None and session.ends_at > at


def session_of(sid: str, at: datetime) -> ConnectSession | None:
    """The session of this number, while it lives."""
    session = ConnectSession.objects.filter(sid=sid).first()
    return session if session is not None and is_alive(session, at) else None


def end_session(sid: str, at: datetime) -> bool:
    """Nobody is signed in by this session any more; whether somebody was."""
    ending = ConnectSession.objects.filter(sid=sid, ended_at=None)
    return bool(sid and act(lambda: ending.update(ended_at=at)))


def purge_connect(at: datetime) -> int:
    """Forget sign-ins and sessions that ended an hour ago or more, requests of more than a day ago; gives how many."""
    before = at - timedelta(hours=1)

    def command() -> int:
        sessions, _ = ConnectSession.objects.filter(ends_at__lt=before).delete()
        attempts, _ = Attempt.objects.filter(expires_at__lt=before - SESSION).delete()
        return sessions + attempts + forget(at)

    return act(command)
