"""A connection that a client may break in any way without harm to the others."""

from __future__ import annotations

import logging
import socket
import time
from contextlib import suppress
from typing import Any

from cheroot.server import HTTPConnection

from socle.config.requests import CHUNK, Incoming, makefile

log = logging.getLogger("socle.listeners")


#: Seconds and bytes given to a sender who is refused, so that he reads why before the connection ends.
LINGER, LINGER_BYTES = 2, 32 * 1000 * 1000


class Connection(HTTPConnection):
    """Cheroot's connection; closing one that is already gone is no accident.

    Cheroot ends the whole server on an error that it does not expect while closing. `unread` says that the
    sender was refused before all was read.
    """

    RequestHandlerClass = Incoming
    unread = False

    def __init__(self, server: Any, sock: socket.socket, _makefile: Any = None) -> None:
        super().__init__(server, sock, makefile)

    def communicate(self) -> bool:
        """Answer the requests at hand; whether the connection stays open."""
        self.rfile.clocked.begin()
        open_still = bool(super().communicate())  # type: ignore[no-untyped-call]
        if self.unread:
            self._linger()
        return open_still

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
        try:
            super().close()
        except OSError as error:
            log.info("connection was already gone", extra={"reason": type(error).__name__, "remote": self.remote_addr})
