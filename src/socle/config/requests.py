"""One HTTP request: its head read in one way only, its body received whole, its answer worked out, then sent.

Cheroot parses; here stands what it leaves open: a length that is no number would be read without end, a chunk
is held whole whatever its size, of two lengths the last one counts, and whoever sends or reads a byte now and
then would hold what others wait for. Source: RFC 9112, 5 to 7 and 11.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from cheroot.server import HTTPRequest

from socle.config import verdicts
from socle.config.metrics import metrics
from socle.config.places import BusyError
from socle.config.spools import CHUNK, ShelfFullError, Spool, received
from socle.rulebook import Finding

#: Headers of one request at most; browsers send about 20.
MAX_FIELDS = 200
#: A body is received up to here, a little above the 100 MB of a request (spec/README.md): the service says that it
#: is too large.
MOST = 105 * 1024 * 1024
#: What is answered whatever else goes on.
ALWAYS = frozenset({b"/healthz", b"/metrics"})

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NOT_IN_A_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_LENGTH = re.compile(rb"[0-9]{1,15}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\r\n]*)?\r\n")
_LONGEST_LINE = 1024
_ONLY_ONCE = frozenset({b"Content-Length", b"Transfer-Encoding", b"Host", b"Content-Type"})


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
        """Receive the body, answer in a place of work, send the answer: only the second holds more than a carrier."""
        shelf = self.server.shelf
        try:
            with shelf.spool() as body, shelf.spool() as answer:
                if self._receive(body) and self._work(answer):
                    self.conn.on_peer = True
                    for piece in answer.pieces():
                        self.conn.wfile.write(piece)
        except ShelfFullError:
            self._refuse_busy()

    def _receive(self, body: Spool) -> bool:
        """Take the body in; False when the sender was cut meanwhile. What did not come whole ends the connection."""
        source: Any = Chunks(self.conn.rfile) if self.chunked_read else self.conn.rfile
        announced = None if self.chunked_read else int(self.inheaders.get(b"Content-Length", 0))
        if not received(source, announced, MOST, body):
            self.close_connection = self.conn.unread = True
        self.rfile = body
        return not self.conn.is_cut

    def _work(self, answer: Spool) -> bool:
        """Have the request answered into `answer`, whatever becomes of the connection; False when it was refused."""
        wire, self.conn.wfile, self.conn.on_peer = self.conn.wfile, answer, False
        places = self.server.always if self.path in ALWAYS else self.server.places
        try:
            places.work(self._answer)
        except BusyError:
            self.conn.wfile = wire
            self._refuse_busy()
            return False
        except BaseException:
            self.sent_headers = False  # what stands in `answer` is never sent: the failure can be told whole
            raise
        finally:
            self.conn.wfile = wire
        return True

    def _answer(self) -> None:
        """The gateway's answer, in the form of cheroot's."""
        self.server.gateway(self).respond()
        if self.ready:
            self.ensure_headers_sent()
        if self.chunked_write:
            self.conn.wfile.write(b"0\r\n\r\n")

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

    def _refuse_busy(self) -> None:
        """There is no room or no place for this request: its door says so in its own form."""
        kind = self.inheaders.get(b"Content-Type", b"").decode("latin-1")
        answer = self.server.busy(self.path.decode("latin-1"), kind)
        self._end("503 Service Unavailable", [f"{name}: {value}" for name, value in answer.headers], answer.body)

    def _refuse_head(self) -> None:
        limit = f"{self.server.max_request_header_size // 1024} Ko ou {MAX_FIELDS} lignes"
        self._refuse("431 Request Header Fields Too Large", verdicts.HEAD_TOO_LARGE.at(expected=limit))

    def _refuse(self, status: str, finding: Finding) -> None:
        """Answer in plain text: what was asked could not be read."""
        metrics().refused([finding.verdict.id])
        self._end(status, ["Content-Type: text/plain; charset=utf-8"], finding.sentence("fr").encode())

    def _end(self, status: str, headers: list[str], body: bytes) -> None:
        """Answer, and end the connection: where the next request begins is not known."""
        self.close_connection = self.sent_headers = self.conn.unread = True
        lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
        with suppress(OSError):
            self.conn.wfile.write("\r\n".join(lines).encode("latin-1") + body)
