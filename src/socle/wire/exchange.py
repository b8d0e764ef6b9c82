"""What a binding receives and gives: plain values, so that the server under it can change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a binding sees it.

    `headers` have lower-case names. `body` is read once, from its start; `length` is the announced number of
    bytes, None when chunked. `certificate` is the client's certificate in DER, None when none was shown. `notes` is
    where the binding leaves word for whoever counts: the id of the transaction under `transaction`. `query` is what
    follows the question mark of the address.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: BinaryIO
    length: int | None = None
    certificate: bytes | None = None
    remote: str = ""
    notes: MutableMapping[str, str] = field(default_factory=dict)
    query: str = ""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: status, headers and body (bytes, or pieces of bytes in order)."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | Iterable[bytes] = field(default=b"")
