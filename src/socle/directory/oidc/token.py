"""The token endpoint: authenticate the service, judge what it shows, open or prolong a session; then sign."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from socle.directory.connect import LEVELS
from socle.directory.oidc import tokens
from socle.directory.oidc.exchanges import Answer, Asking, faulty
from socle.directory.oidc.grants import provider
from socle.ledger.acting import act


def token(asked: Asking, at: datetime, acr: str = LEVELS[0]) -> Answer:
    """Tokens, or why not. What a refusal changes (a session ended by a replayed code) is kept too."""
    answer, session = act(lambda: _exchange(asked, at, acr))
    if session is None:
        return answer
    access = tokens.access_token(session, at)
    body: dict[str, Any] = {**answer.body, "access_token": access, "session_state": session.sid, "not-before-policy": 0}
    body["id_token"] = tokens.id_token(session, access, at, {})
    return Answer(answer.status, body, answer.headers)


def _exchange(asked: Asking, at: datetime, acr: str) -> tuple[Answer, tokens.Session | None]:
    server = provider(at, acr)
    try:
        answer: Answer = server.create_token_response(asked)
    except ValueError:  # the library does not read every text that somebody may send
        return faulty("it cannot be read"), None
    opened = server.opened if answer.status == 200 else None  # noqa: PLR2004 - HTTP
    return answer, tokens.Session.of(opened) if opened is not None else None
