"""A connection that a client may break in any way without harm to the others."""

from __future__ import annotations

import logging
import socket
import time
from contextlib import suppress
from typing import Any

from cheroot.server import HTTPConnection

from socle.config.requests import Incoming
from socle.config.sockets import makefile
from socle.config.spools import CHUNK

log = logging.getLogger("socle.listeners")


#: Seconds and bytes given to a sender who is refused, so that he reads why before the connection ends.
LINGER, LINGER_BYTES = 2, 32 * 1000 * 1000
#: Bytes that the kernel keeps for a peer who does not read; without a bound it takes megabytes each. Source: tcp(7).
UNSENT = 128 * 1024


class Connection(HTTPConnection):
    """Cheroot's connection; closing one that is already gone is no accident.

    `unread` says that the sender was refused before all was read; `rests`, that it waits in the selector without
    a thread; `on_peer`, that its carrier waits for the peer since `taken_at`; `is_cut`, that it must end.
    """

    RequestHandlerClass = Incoming
    unread = rests = on_peer = is_cut = False
    taken_at = 0.0
    last_used: float | None = None

    def __init__(self, server: Any, sock: socket.socket, _makefile: Any = None) -> None:
        super().__init__(server, sock, makefile)
        if sock.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)

    @property
    def moved(self) -> int:
        """Bytes of the message at hand that moved, either way."""
        return int(self.rfile.clocked.clock.moved + self.wfile.clock.moved)

    def communicate(self) -> bool:
        """Answer the requests at hand; whether the connection stays open."""
        self.rfile.clocked.clock.begin()
        self.wfile.clock.begin()
        open_still = bool(super().communicate())  # type: ignore[no-untyped-call]
        if self.unread and not self.is_cut:
            self._linger()
        return open_still

    def cut_off(self) -> None:
        """End it from outside: whoever waits on it wakes up, and closes it."""
        self.is_cut = True
        with suppress(OSError):
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)

    def _linger(self) -> None:
        """Let the sender read the refusal: closing over unread bytes would reset the connection and lose it."""
        deadline, left = time.monotonic() + LINGER, LINGER_BYTES
        with suppress(OSError):
            socket.socket.shutdown(self.socket, socket.SHUT_WR)
            while left > 0 and (patience := deadline - time.monotonic()) > 0:
                self.socket.settimeout(patience)
                data = socket.socket.recv(self.socket, CHUNK)
                if not data:
                    break
                left -= len(data)

    def close(self) -> None:
        """Close, whatever the peer did before."""
        self.server.gate.leave(self)
        try:
            super().close()
        except OSError as error:
            log.info("connection was already gone", extra={"reason": type(error).__name__, "remote": self.remote_addr})
