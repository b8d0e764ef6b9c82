"""What every store of document bytes offers, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

#: Where a document's bytes stand, as the database keeps it: at most 120 characters.
Location = NewType("Location", str)


@dataclass(frozen=True, slots=True)
class Stored:
    """One document of the store, and when it was written by Socle's clock."""

    location: Location
    at: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """One document to keep."""

    record_id: str
    document_id: str
    data: bytes


class Store(Protocol):
    """Encrypted documents. What `put_many` returned stays readable after a power cut."""

    def put_many(self, pieces: Sequence[Piece], *, at: datetime) -> list[Location]:
        """Encrypt and write durably; where each stands. Raises `KeyMissing` or `StorageUnavailable`."""
        ...

    def read(self, record_id: str, document_id: str, location: str) -> Iterator[bytes]:
        """The document in verified chunks. Raises `CorruptDocument`, `KeyMissing` or `StorageUnavailable`."""
        ...

    def discard(self, location: str) -> None:
        """Let the bytes at `location` go; silent when they are gone."""
        ...

    def stored(self) -> Iterator[Stored]:
        """Every whole document of the store."""
        ...

    def place(self, location: str) -> str:
        """Where that is, for a person."""
        ...

    def probe(self) -> None:
        """Write a few bytes where documents go, durably, and forget them. Raises `OSError` or `StorageUnavailable`."""
        ...
