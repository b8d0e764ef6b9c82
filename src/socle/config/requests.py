"""Reading one HTTP request: its head in one way only, its body by pieces, both before the sender's time is over.

Cheroot parses; here stands what it leaves open: a length that is no number would be read without end, a chunk
is held whole whatever its size, of two lengths the last one counts, and whoever sends a byte now and then keeps
a thread for ever. Source: RFC 9112, 5 to 7 and 11.
"""

from __future__ import annotations

import re
import socket
import time
from contextlib import suppress
from typing import Any

from cheroot.makefile import StreamReader, StreamWriter
from cheroot.server import HTTPRequest

from socle.config import verdicts
from socle.rulebook import Finding

CHUNK = 64 * 1024
#: Headers of one request at most; browsers send about 20.
MAX_FIELDS = 200
#: Seconds without a byte in the middle of a request before it is given up.
SILENCE = 10
#: A request may last this many seconds, and one more for each SLOWEST bytes: slower holds a thread for nothing.
PATIENCE, SLOWEST = 20, 16 * 1024
#: What a refusal left unread is read away up to here, above the 100 MB of a request (spec/README.md).
MAX_DRAINED = 110 * 1000 * 1000

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NOT_IN_A_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_LENGTH = re.compile(rb"[0-9]{1,15}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\r\n]*)?\r\n")
_LONGEST_LINE = 1024
_ONLY_ONCE = frozenset({b"Content-Length", b"Transfer-Encoding", b"Host", b"Content-Type"})


class Clocked(socket.SocketIO):
    """What comes from a socket, until the sender's time is over: then `TimeoutError`."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock, "r")
        self._socket = sock
        self.begin()

    def begin(self) -> None:
        """A request begins now."""
        self._begun, self._taken = time.monotonic(), 0

    def readinto(self, buffer: Any) -> int | None:
        left = self._begun + PATIENCE + self._taken / SLOWEST - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        before = self._socket.gettimeout()
        self._socket.settimeout(min(SILENCE, left))
        try:
            count = super().readinto(buffer)
        finally:
            self._socket.settimeout(before)
        self._taken += count or 0
        return count


class Reader(StreamReader):
    """Cheroot's reader of a connection, over a clocked socket."""

    def __init__(self, sock: socket.socket, bufsize: int) -> None:
        self.clocked = Clocked(sock)
        self._pending = getattr(sock, "pending", lambda: 0)
        super(StreamReader, self).__init__(self.clocked, bufsize)
        self.bytes_read = 0

    def has_data(self) -> bool:
        """Whether something was received and not read yet, here or in the TLS layer, which no selector sees."""
        return bool(super().has_data()) or self._pending() > 0  # type: ignore[no-untyped-call]


def makefile(sock: socket.socket, mode: str, bufsize: int) -> Any:
    """The reader or the writer of a connection."""
    return Reader(sock, bufsize) if "r" in mode else StreamWriter(sock, mode, bufsize)


class Chunks:
    """A body that comes by chunks, as a file of bytes; never more of it in memory than is asked for.

    Raises `ValueError` for what is no chunk, and `OSError` when the connection breaks.
    """

    def __init__(self, source: Any) -> None:
        self._source = source
        self._left = 0
        self._begun = self._broken = self._ended = False

    def read(self, size: int = CHUNK) -> bytes:
        """At most `size` bytes; empty only at the end. Once it has raised it raises again, and waits for nothing."""
        if self._broken:
            raise ValueError("the chunks are broken")
        self._broken = True
        if not self._left and not self._ended:
            self._next()
        data: bytes = b"" if self._ended else self._source.read(min(size, self._left))
        if not data and not self._ended:
            raise ConnectionError("the body ends inside a chunk")
        self._left -= len(data)
        self._broken = False
        return data

    def _next(self) -> None:
        if self._begun and self._source.read(2) != b"\r\n":
            raise ValueError("a chunk is longer than it says")
        self._begun = True
        size = _CHUNK_SIZE.fullmatch(self._source.readline(_LONGEST_LINE))
        if size is None:
            raise ValueError("a chunk has no size")
        self._left = int(size[1], 16)
        if not self._left:
            self._trailers()
            self._ended = True

    def _trailers(self) -> None:
        """Read what may follow the last chunk; nothing of it is used."""
        for _ in range(MAX_FIELDS):
            line = self._source.readline(_LONGEST_LINE)
            if line == b"\r\n":
                return
            if not line.endswith(b"\r\n"):
                break
        raise ValueError("the trailers do not end")


class _TooManyFields(Exception):  # noqa: N818 - how reading a head stops; never leaves this module
    pass


def read_fields(source: Any, fields: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """Read header lines into `fields`. Raises `ValueError` where two readers could understand two things.

    A name with an underscore is left out: in a WSGI environment it is the same as with a hyphen.
    """
    for _ in range(MAX_FIELDS + 1):
        line = source.readline()
        if line == b"\r\n":
            return fields
        name, colon, value = line.removesuffix(b"\r\n").partition(b":")
        whole = line.endswith(b"\r\n") and colon and _NAME.fullmatch(name)
        if not whole or _NOT_IN_A_VALUE.search(value):
            raise ValueError("un en-tête n'est pas « Nom: valeur ».")
        name, value = name.title(), value.strip(b" \t")
        if name in fields and name in _ONLY_ONCE:
            raise ValueError(f"l'en-tête {name.decode()} est répété.")
        if b"_" not in name:
            fields[name] = fields[name] + b", " + value if name in fields else value
    raise _TooManyFields


class Incoming(HTTPRequest):
    """Cheroot's request, whose head is read strictly and whose refusals are verdicts."""

    header_reader = staticmethod(read_fields)

    def read_request_headers(self) -> bool:
        try:
            good = bool(super().read_request_headers())  # type: ignore[no-untyped-call]
        except _TooManyFields:
            self._refuse_head()
            return False
        fault = self._framing_fault() if good else ""
        if fault:
            self._refuse("400 Bad Request", verdicts.REQUEST_UNREADABLE.at(found=fault))
        return good and not fault

    def _framing_fault(self) -> str:
        """Why the end of the body cannot be known for sure; empty when it can."""
        length = self.inheaders.get(b"Content-Length")
        if length is not None and not _LENGTH.fullmatch(length):
            return "Content-Length n'est pas un nombre."
        if b"Transfer-Encoding" in self.inheaders and (length is not None or not self.chunked_read):
            return "Transfer-Encoding n'est pas « chunked » seul."
        return ""

    def respond(self) -> None:
        """Give the application a body that is never held whole."""
        if not self.chunked_read:
            super().respond()
            return
        self.rfile = Chunks(self.conn.rfile)
        self.server.gateway(self).respond()
        if self.ready:
            self.ensure_headers_sent()
        if self.chunked_write:
            self.conn.wfile.write(b"0\r\n\r\n")

    def send_headers(self) -> None:
        """Before the answer, read away what the application left: then the connection can serve again."""
        if not self._drained():
            self.close_connection = self.conn.unread = True
        super().send_headers()

    def _drained(self) -> bool:
        """False when there is too much left, or it does not come: the connection must end."""
        left = MAX_DRAINED
        if getattr(self.rfile, "remaining", 0) > left:
            return False
        try:
            while left > 0 and (piece := self.rfile.read(CHUNK)):
                left -= len(piece)
        except (OSError, ValueError):
            return False
        return left > 0 and not getattr(self.rfile, "remaining", 0)

    def simple_response(self, status: str, msg: str = "") -> None:
        """Cheroot's own refusals, each as the verdict it is."""
        number = status[:3]
        if number in {"413", "414"}:
            self._refuse_head()
        elif number == "408":
            self._refuse("408 Request Timeout", verdicts.SENDER_TOO_SLOW.at())
        elif number == "500":
            self._refuse("500 Internal Server Error", verdicts.TROUBLE.at())
        else:
            self._refuse("400 Bad Request", verdicts.REQUEST_UNREADABLE.at(found=msg or status[4:]))

    def _refuse_head(self) -> None:
        limit = f"{self.server.max_request_header_size // 1024} Ko ou {MAX_FIELDS} lignes"
        self._refuse("431 Request Header Fields Too Large", verdicts.HEAD_TOO_LARGE.at(expected=limit))

    def _refuse(self, status: str, finding: Finding) -> None:
        """Answer in plain text and end the connection: where the next request begins is not known."""
        self.close_connection = self.sent_headers = self.conn.unread = True
        text = finding.sentence("fr").encode()
        lines = (
            f"HTTP/1.1 {status}",
            "Content-Type: text/plain; charset=utf-8",
            f"Content-Length: {len(text)}",
            "Connection: close",
        )
        with suppress(OSError):
            self.conn.wfile.write("\r\n".join([*lines, "", ""]).encode() + text)
