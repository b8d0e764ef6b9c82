"""Reading a request: plain SOAP, or multipart/related with documents spooled as they arrive.

Two steps, so that nothing of an unknown sender is stored: `open_message` reads the envelope alone,
`Opening.finish` the documents. `read_message` does both. Every fault of the bytes is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import BinaryIO, Self, cast

from socle.rulebook import Finding, Verdict
from socle.wire import verdicts
from socle.wire.exchange import Request
from socle.wire.mtom.decode import decoder
from socle.wire.mtom.headers import ContentType, content_type, fields
from socle.wire.mtom.source import Refused, Scanner, Source
from socle.wire.mtom.xop import content_id
from socle.wire.xds.model import Part

_MB = 1024 * 1024
_SPOOL = 256 * 1024
#: RFC 2046 says 70 characters; some senders write a few more.
_BOUNDARY = re.compile(r"[\x20-\x7e]{1,200}")

#: What a message without parts may call itself. Source: spec/dmp.md 1 (SOAP 1.2 written, 1.1 read).
PLAIN_TYPES = frozenset({"application/soap+xml", "text/xml", "application/xml", "application/xop+xml"})
EXPECTED_TYPES = "application/soap+xml, multipart/related"


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, and the number of documents. Source: spec README, sizes.

    A message may carry one part more than `documents`: the signature document of its submission set.
    """

    part: int = 20 * _MB
    request: int = 100 * _MB
    documents: int = 100
    root: int = 1 * _MB


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Message:
    """An envelope and its documents by Content-ID. Closing it (or leaving its `with`) forgets the documents."""

    root: bytes
    parts: Mapping[str, Part] = field(default_factory=dict)
    charset: str | None = None

    def close(self) -> None:
        for part in self.parts.values():
            part.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Spool(SpooledTemporaryFile[bytes]):
    """A document in memory, or on disk when it is long; it goes with its last reader, closed or not."""

    def __init__(self) -> None:
        super().__init__(max_size=_SPOOL)

    def __del__(self) -> None:
        self.close()


class _Multipart:
    """The parts of one multipart message, in order, each spooled within its limit."""

    def __init__(self, source: Source, kind: ContentType, limits: Limits) -> None:
        boundary = kind["boundary"]
        if not _BOUNDARY.fullmatch(boundary):
            raise Refused(verdicts.MIME_BOUNDARY.at("Content-Type", found=boundary))
        self._source = source
        self._scanner = Scanner(source, boundary.encode("ascii"))
        self._limits = limits
        self._start = content_id(kind["start"])
        self._count = 0
        self.parts: dict[str, Part] = {}
        self.charset: str | None = None

    def root(self) -> bytes:
        """The root part: the one that `start` names, else the first. Source: RFC 2387, 3.2."""
        self._scanner.skip_preamble()
        while not self._scanner.closed:
            headers = self._headers()
            id = content_id(headers.get("content-id", ""))
            if id == self._start or not self._start:
                self.charset = content_type(headers.get("content-type", ""))["charset"] or None
                part = self._body(id or "root", headers, self._limits.root, verdicts.ROOT_TOO_LARGE)
                self._count -= 1
                with part.file:
                    return part.read()
            self._keep(headers)
        raise Refused(verdicts.MIME_NO_ROOT.at("Content-Type", expected=self._start))

    def rest(self) -> Mapping[str, Part]:
        while not self._scanner.closed:
            self._keep(self._headers())
        self._source.drain()
        return self.parts

    def close(self) -> None:
        for part in self.parts.values():
            part.file.close()

    def _headers(self) -> Mapping[str, str]:
        self._count += 1
        place = f"n° {self._count}"
        if self._count > self._limits.documents + 2:
            raise Refused(verdicts.TOO_MANY_PARTS.at(expected=self._limits.documents))
        headers = fields(self._scanner.headers(place))
        if headers is None:
            raise Refused(verdicts.MIME_HEADERS.at(place, found="une ligne n'est pas « Nom: valeur »"))
        return headers

    def _keep(self, headers: Mapping[str, str]) -> None:
        if len(self.parts) > self._limits.documents:
            raise Refused(verdicts.TOO_MANY_PARTS.at(expected=self._limits.documents))
        id = content_id(headers.get("content-id", "")) or f"partie-{self._count}"
        if id in self.parts:
            raise Refused(verdicts.MIME_DUPLICATE.at(id))
        self.parts[id] = self._body(id, headers, self._limits.part, verdicts.PART_TOO_LARGE)

    def _body(self, id: str, headers: Mapping[str, str], limit: int, too_large: Verdict) -> Part:
        encoding = headers.get("content-transfer-encoding", "")
        decode = decoder(encoding)
        if decode is None:
            raise Refused(verdicts.MIME_ENCODING.at(id, found=encoding))
        file = cast(BinaryIO, _Spool())
        size = 0

        def write(data: bytes) -> None:
            nonlocal size
            size += len(data)
            if size > limit:
                raise Refused(too_large.at(id, expected=limit))
            file.write(data)

        try:
            self._scanner.copy(lambda data: write(decode.feed(data)), id)
            write(decode.close())
        except ValueError as error:
            file.close()
            raise Refused(verdicts.MIME_ENCODING.at(id, found=f"{encoding}, {error}")) from error
        except Refused:
            file.close()
            raise
        return Part(id, content_type(headers.get("content-type", "")).media_type, size, file)


@dataclass(slots=True)
class Opening:
    """A request whose envelope is read and whose documents still wait on the connection."""

    root: bytes
    charset: str | None
    _multipart: _Multipart | None

    def finish(self) -> tuple[Message | None, list[Finding]]:
        """Read the documents too."""
        if self._multipart is None:
            return Message(self.root, {}, self.charset), []
        try:
            return Message(self.root, self._multipart.rest(), self.charset), []
        except Refused as refusal:
            self._multipart.close()
            return None, [refusal.finding]

    def close(self) -> None:
        """Give up the documents read so far."""
        if self._multipart is not None:
            self._multipart.close()


def _open(request: Request, limits: Limits) -> Opening:
    kind = content_type(request.content_type)
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"", "identity"}:
        raise Refused(verdicts.CONTENT_ENCODING.at("Content-Encoding", expected="identity", found=coding))
    if kind.media_type in PLAIN_TYPES:
        return Opening(_plain(request, limits), kind["charset"] or None, None)
    if kind.media_type != "multipart/related":
        raise Refused(verdicts.CONTENT_TYPE.at("Content-Type", expected=EXPECTED_TYPES, found=request.content_type))
    multipart = _Multipart(Source(request, limits.request), kind, limits)
    try:
        root = multipart.root()
    except Refused:
        multipart.close()
        raise
    return Opening(root, multipart.charset, multipart)


def _plain(request: Request, limits: Limits) -> bytes:
    source = Source(request, limits.request)
    data = bytearray()
    while piece := source.read():
        data += piece
        if len(data) > limits.root:
            raise Refused(verdicts.ROOT_TOO_LARGE.at(expected=limits.root, found=len(data)))
    return bytes(data)


def open_message(request: Request, limits: Limits = LIMITS) -> tuple[Opening | None, list[Finding]]:
    """Read the envelope of a request and nothing after it (but parts that stand before it)."""
    try:
        return _open(request, limits), []
    except Refused as refusal:
        return None, [refusal.finding]


def read_message(request: Request, limits: Limits = LIMITS) -> tuple[Message | None, list[Finding]]:
    """Read a whole request: its envelope and its documents, spooled to temporary files."""
    opening, findings = open_message(request, limits)
    return opening.finish() if opening is not None else (None, findings)
