"""Use cases of Pro Santé Connect."""

from socle.directory.services.connect.attempts import (
    Asked,
    accept_card,
    answer,
    attempt_of,
    begin,
    begin_ciba,
    code_for,
    decline,
    poll,
    push,
    refuse_card,
    waiting_for,
)
from socle.directory.services.connect.authenticators import (
    activate_ecps,
    means_of,
    register_card_code,
    register_contact,
)
from socle.directory.services.connect.clients import PORTAL, PORTAL_RETURN, client, clients, connect_service
from socle.directory.services.connect.disturbing import disturb, disturbances, is_down
from socle.directory.services.connect.people import Person, Post, person
from socle.directory.services.connect.pushes import asked_of
from socle.directory.services.connect.sessions import (
    by_refresh,
    end_session,
    is_alive,
    prolong,
    purge_connect,
    session_of,
    spend,
)

__all__ = [
    "PORTAL",
    "PORTAL_RETURN",
    "Asked",
    "Person",
    "Post",
    "accept_card",
    "activate_ecps",
    "answer",
    "asked_of",
    "attempt_of",
    "begin",
    "begin_ciba",
    "by_refresh",
    "client",
    "clients",
    "code_for",
    "connect_service",
    "decline",
    "disturb",
    "disturbances",
    "end_session",
    "is_alive",
    "is_down",
    "means_of",
    "person",
    "poll",
    "prolong",
    "purge_connect",
    "push",
    "refuse_card",
    "register_card_code",
    "register_contact",
    "session_of",
    "spend",
    "waiting_for",
]
