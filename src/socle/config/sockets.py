"""What comes from a socket and what goes into it, until the peer's time is over."""

from __future__ import annotations

import socket
import time
from io import BufferedReader
from typing import Any

#: Seconds without a byte in the middle of a message before it is given up.
SILENCE = 10
#: A message may last this many seconds, and one more for each SLOWEST bytes: slower holds a thread for nothing.
PATIENCE, SLOWEST = 20, 16 * 1024
#: Bytes read ahead, and written at once.
BUFFER, PIECE = 64 * 1024, 256 * 1024


class _Clock:
    """How long a peer has for one message, by what moved so far."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A message begins now."""
        self._begun, self.moved = time.monotonic(), 0

    def left(self) -> float:
        """Seconds to wait for the next byte. Raises `TimeoutError` when the time is over."""
        left = self._begun + PATIENCE + self.moved / SLOWEST - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return min(SILENCE, left)


class Clocked(socket.SocketIO):
    """What comes from a socket, until the sender's time is over: then `TimeoutError`."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock, "r")
        self._socket = sock
        self.clock = _Clock()
        self.dry = False

    def readinto(self, buffer: Any) -> int | None:
        if self.dry:
            return None
        before = self._socket.gettimeout()
        self._socket.settimeout(self.clock.left())
        try:
            count = super().readinto(buffer)
        finally:
            self._socket.settimeout(before)
        self.clock.moved += count or 0
        return count


class Reader(BufferedReader):
    """The reader of a connection, as cheroot wants it."""

    def __init__(self, sock: socket.socket) -> None:
        self.clocked = Clocked(sock)
        self._pending = getattr(sock, "pending", lambda: 0)
        super().__init__(self.clocked, BUFFER)

    def has_data(self) -> bool:
        """Whether something was received and not read yet, here or in the TLS layer, which no selector sees."""
        self.clocked.dry = True
        try:
            return bool(self.peek(1)) or self._pending() > 0
        finally:
            self.clocked.dry = False


class Writer:
    """The writer of a connection: what it is given is sent at once, or `TimeoutError` when nobody reads it."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self.clock = _Clock()

    def write(self, data: Any) -> int:
        view = memoryview(data)
        size = len(view)
        self.clock.begin()
        before = self._socket.gettimeout()
        try:
            while view:
                self._socket.settimeout(self.clock.left())
                sent = self._socket.send(view[:PIECE])
                self.clock.moved += sent
                view = view[sent:]
        finally:
            self._socket.settimeout(before)
        return size


def makefile(sock: socket.socket, mode: str, bufsize: int = -1) -> Any:  # noqa: ARG001 - as cheroot calls it
    """The reader or the writer of a connection."""
    return Reader(sock) if "r" in mode else Writer(sock)
