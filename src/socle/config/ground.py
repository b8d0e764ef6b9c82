"""What every part of Socle stands on: made once, before any of them, and the same for all."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from typing import Any

from socle.config import checks
from socle.config.application import application
from socle.config.board import Board
from socle.config.dispatch import WSGI
from socle.config.health import Health
from socle.config.listeners import bound, bound_to_front
from socle.config.mounts import mounts
from socle.config.parts import DOORS, WORK, Part, parts
from socle.config.settings import Settings
from socle.config.supervisor import SUPERVISOR
from socle.config.tls import Handshakes, server_context, told_together

log = logging.getLogger("socle.house")

#: What a part says of itself, beside its rooms' states.
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sockets:
    """The open doors, as all processes share them."""

    http: socket
    https: socket
    front: socket | None = None

    def close(self) -> None:
        """Let go of them in this process; others may hold them on."""
        for one in (self.http, self.https, self.front):
            if one is not None:
                one.close()


@dataclass(slots=True)
class Ground:
    """Settings, open sockets, the TLS context and the application of all parts, and the board they write on.

    `mine` is what the part of this process says of itself now, set once it runs.
    """

    settings: Settings
    parts: tuple[Part, ...]
    sockets: Sockets
    context: ssl.SSLContext
    handshakes: Handshakes
    board: Board
    part: Part | None = None
    mine: Callable[[], Said] | None = None
    application: WSGI = field(init=False)

    def __post_init__(self) -> None:
        found = checks.of(self.settings)
        found |= {"ledger": lambda: self._worker("ledger"), "upkeep": lambda: self._worker("upkeep")}
        found["config"] = self._doors
        health = Health(checks.watched(found), self.details)
        self.application = application(self.settings, mounts(self.settings), health)

    @property
    def url(self) -> str:
        return f"http://{_named(self.settings.host)}:{self.sockets.http.getsockname()[1]}/"

    @property
    def tls_url(self) -> str:
        return f"https://{_named(self.settings.host)}:{self.sockets.https.getsockname()[1]}/"

    def said(self, part: Part) -> Said:
        """What this part says of itself; nothing when it does not answer."""
        if self.part is part and self.mine is not None:
            return self.mine()
        return self.board.answering(part.name)

    def _worker(self, room: str) -> str:
        said = [self.said(part) for part in self.parts if WORK in part.roles]
        return str(said[0]["rooms"][room]) if said and said[0] else "failing: the worker does not answer"

    def _doors(self) -> str:
        doors = [part for part in self.parts if DOORS in part.roles]
        silent = [part.name for part in doors if not self.said(part)]
        if silent:
            few = "degraded" if len(silent) < len(doors) else "failing"
            return f"{few}: {', '.join(silent)} of {len(doors)} processes at the doors"
        return next((state for part in doors if (state := self.said(part)["rooms"]["config"]) != "ok"), "ok")

    def details(self) -> dict[str, Any]:
        """What the doors counted, and the processes there are."""
        said = {part.name: self.said(part) for part in self.parts}
        restarts = self.board.read(SUPERVISOR).get("restarts", {}) if SUPERVISOR in self.board.names else {}
        return {
            "handshakes": told_together(one["handshakes"] for one in said.values() if "handshakes" in one),
            "processes": {
                name: {"pid": one.get("pid"), "restarts": restarts.get(name, 0)} for name, one in said.items()
            },
        }


def lay(settings: Settings, trust: tuple[bytes, ...]) -> Ground:
    """Open the doors, and make all that the parts share. Django must be set up and the database ready.

    `trust` holds the authorities' PEM texts. Raises `OSError` when a port is taken or a file is missing.
    """
    if settings.tls_certificate is None or settings.tls_key is None:
        raise ValueError("the TLS listener needs a certificate and its key")
    from django.conf import settings as django_settings  # noqa: PLC0415 - Django is set up by then
    from django.db import connections  # noqa: PLC0415

    context = server_context(settings.tls_certificate, settings.tls_key, trust)
    sockets = _open(settings)
    found = parts(settings.processes, one_writer=not settings.database_url)
    django_settings.SOCLE_TLS_PORT = sockets.https.getsockname()[1]  # pages name the port that was really opened
    board = Board([part.name for part in found] + ([SUPERVISOR] if len(found) > 1 else []))
    ground = Ground(settings, found, sockets, context, Handshakes(), board)
    connections.close_all()  # none may be carried into another process
    return ground


def _open(settings: Settings) -> Sockets:
    http = bound(settings.host, settings.port)
    try:
        https = bound(settings.host, settings.tls_port)
        front = _front(settings.front_socket)
    except OSError:
        http.close()
        raise
    return Sockets(http, https, front)


def _front(path: Path | None) -> socket | None:
    return bound_to_front(path) if path is not None else None


def _named(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0"} else host  # noqa: S104
