"""The body of a request as a bounded stream of bytes, and the boundaries of MIME parts in it."""

from __future__ import annotations

import re
from collections.abc import Callable

from socle.rulebook import Finding
from socle.wire import verdicts
from socle.wire.exchange import Request

CHUNK = 64 * 1024
_HEADERS = 16 * 1024
#: How far after a boundary its line may end.
_PADDING = 256
_PREAMBLE = "préambule"
_LINE_END = re.compile(rb"[ \t]*(\r?\n)")
_BLANKS_ONLY = re.compile(rb"[ \t]*\r?\Z")
_BLANK_LINE = re.compile(rb"\A\r?\n|\n\r?\n")


class Refused(Exception):  # noqa: N818 - how reading stops from within; never leaves this package
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.verdict.id)
        self.finding = finding


class Source:
    """The body, counted against `limit` and against the length announced, if any."""

    def __init__(self, request: Request, limit: int) -> None:
        self._body = request.body
        self._announced = request.length
        self._limit = limit
        self._taken = 0
        if request.length is not None and request.length > limit:
            raise Refused(verdicts.REQUEST_TOO_LARGE.at(expected=limit, found=request.length))

    def read(self) -> bytes:
        """The next bytes, empty at the end of the body."""
        size = CHUNK if self._announced is None else min(CHUNK, self._announced - self._taken)
        if size <= 0:
            return b""
        try:
            data = self._body.read(size)
        except (OSError, ValueError) as error:
            raise Refused(verdicts.BODY_UNREADABLE.at(found=type(error).__name__)) from error
        self._taken += len(data)
        if self._taken > self._limit:
            raise Refused(verdicts.REQUEST_TOO_LARGE.at(expected=self._limit, found=self._taken))
        if not data and self._announced is not None:
            raise Refused(verdicts.BODY_CUT.at(expected=self._announced, found=self._taken))
        return data

    def drain(self) -> None:
        """Read what is left, so that the connection can serve again."""
        while self.read():
            pass


class Scanner:
    """Cuts a stream at the delimiters of a MIME boundary.

    A delimiter takes the line end before it. Which line end that is (CRLF, or LF alone as some senders and
    copied files have it) is learnt from the first delimiter, so that a document's own last CR is kept.
    """

    def __init__(self, source: Source, boundary: bytes) -> None:
        self._source = source
        self._delimiter = b"\n--" + boundary
        self._keep = len(self._delimiter) + 2
        self._buffer = bytearray(b"\n")  # so that the very first bytes may be a delimiter
        self._crlf: bool | None = None
        self.closed = False

    def _fill(self) -> bool:
        data = self._source.read()
        self._buffer += data
        return bool(data)

    def skip_preamble(self) -> None:
        self.copy(lambda _data: None, _PREAMBLE)

    def headers(self, place: str) -> bytes:
        """The block of header lines at the present position, its blank line consumed."""
        # What is too long is so however the network cut it: the limit counts from the start of the block.
        while (end := _BLANK_LINE.search(self._buffer, 0, _HEADERS)) is None:
            if len(self._buffer) >= _HEADERS:
                raise Refused(verdicts.MIME_HEADERS.at(place, found="plus de 16 Ko"))
            if not self._fill():
                raise Refused(verdicts.MIME_TRUNCATED.at(place))
        block = bytes(self._buffer[: end.start()])
        del self._buffer[: end.end()]
        while len(self._buffer) < self._keep and self._fill():
            pass
        if self._buffer.startswith(self._delimiter[1:]):
            self._buffer[:0] = b"\n"
            if not self._is_delimiter(0, place):
                del self._buffer[:1]  # else an empty part: its blank line is also the delimiter's
        return block

    def copy(self, sink: Callable[[bytes], None], place: str) -> None:
        """Give `sink` every byte up to the next delimiter, which is consumed; `closed` tells if it was the last."""
        searched = 0
        while True:
            found = self._buffer.find(self._delimiter, searched)
            if found < 0:
                ready = len(self._buffer) - self._keep
                if ready > 0:
                    sink(bytes(self._buffer[:ready]))
                    del self._buffer[:ready]
                searched = 0
                if not self._fill():
                    raise Refused(verdicts.MIME_TRUNCATED.at(place))
                continue
            if self._is_delimiter(found, place):
                self._consume(found, sink)
                return
            searched = found + 1

    def _is_delimiter(self, found: int, place: str) -> bool:
        after = found + len(self._delimiter)
        while True:
            tail = bytes(self._buffer[after : after + _PADDING])
            if tail.startswith(b"--") or _LINE_END.match(tail):
                return True
            if tail != b"-" and not _BLANKS_ONLY.match(tail):
                return False
            if len(tail) == _PADDING or not self._fill():
                raise Refused(verdicts.MIME_TRUNCATED.at(place))

    def _consume(self, found: int, sink: Callable[[bytes], None]) -> None:
        after = found + len(self._delimiter)
        line_end = _LINE_END.match(bytes(self._buffer[after : after + _PADDING]))
        self.closed = line_end is None
        if self._crlf is None:
            self._crlf = line_end is None or line_end.group(1) == b"\r\n"
        end = found - 1 if self._crlf and self._buffer[found - 1 : found] == b"\r" else found
        if end:
            sink(bytes(self._buffer[:end]))
        del self._buffer[: after + (line_end.end() if line_end else 2)]
