"""The documents of one Socle: written where the settings say, read wherever their location says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from socle.storage.errors import StorageUnavailable
from socle.storage.model import Location, Piece, Store, Stored


class Documents:
    """Several stores as one. `stores` go by the prefix of their locations; new documents go to `current`."""

    def __init__(self, stores: Mapping[str, Store], current: str) -> None:
        self._stores = stores
        self._current = stores[current]

    def put(self, record_id: str, document_id: str, data: bytes, *, at: datetime) -> Location:
        """Encrypt and write `data`, durably, and say where. Raises `KeyMissing` or `StorageUnavailable`."""
        (placed,) = self.put_many([Piece(record_id, document_id, data)], at=at)
        return placed

    def put_many(self, pieces: Sequence[Piece], *, at: datetime) -> list[Location]:
        """The same for several documents, made durable together; where each stands, in order."""
        try:
            return self._current.put_many(pieces, at=at)
        except OSError as error:  # full, read-only, failing
            raise StorageUnavailable(f"documents cannot be written: {error.strerror or error}") from error

    def get(self, record_id: str, document_id: str, location: str) -> bytes:
        """The bytes of this document, verified. Raises as `read`."""
        return b"".join(self.read(record_id, document_id, location))

    def read(self, record_id: str, document_id: str, location: str) -> Iterator[bytes]:
        """The same in verified chunks. Raises `CorruptDocument`, `KeyMissing` or `StorageUnavailable`."""
        return self._of(location).read(record_id, document_id, location)

    def discard(self, location: str) -> None:
        """Let the bytes at `location` go; silent when they are gone."""
        self._of(location).discard(location)

    def stored(self) -> Iterator[Stored]:
        """Every whole document."""
        for store in self._stores.values():
            yield from store.stored()

    def probe(self) -> None:
        """Whether documents can be kept now. Raises `StorageUnavailable`."""
        try:
            self._current.probe()
        except OSError as error:
            raise StorageUnavailable(f"documents cannot be written: {error.strerror or error}") from error

    def place(self, location: str) -> str:
        """Where that is, for a person."""
        return self._of(location).place(location)

    def _of(self, location: str) -> Store:
        prefix = location[:4]
        return self._stores[prefix if prefix in self._stores else ""]
