"""Document bytes in a folder, one encrypted file each: `documents/<ab>/<record id>/<random name>`.

New documents go to segments; what was written here stays readable, and a store on one's own disk may still choose it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from socle.storage import disk
from socle.storage.errors import CorruptDocument
from socle.storage.keys import KeyRing
from socle.storage.model import Location, Piece, Stored
from socle.storage.sealing import open_sealed, seal

_LOCATION = re.compile(r"([0-9a-zA-Z_-]{1,64})/([0-9a-f]{32})")


class FolderStore:
    """Encrypted documents in one folder. What `put` returned stays readable after a power cut."""

    def __init__(self, folder: Path, keys: KeyRing) -> None:
        self._folder = folder
        self._keys = keys

    def put(self, record_id: str, document_id: str, data: bytes, *, at: datetime) -> Location:
        """Encrypt and write `data`, durably, and say where. Raises `KeyMissing` for a record without key."""
        location = Location(f"{record_id}/{os.urandom(16).hex()}")
        sealed = seal(self._keys.key(record_id), record_id, document_id, data)
        disk.write_new(self._path(location), sealed, at=at.timestamp())
        return location

    def put_many(self, pieces: Sequence[Piece], *, at: datetime) -> list[Location]:
        """The same for several, one file and its two synchronisations each."""
        return [self.put(piece.record_id, piece.document_id, piece.data, at=at) for piece in pieces]

    def read(self, record_id: str, document_id: str, location: str) -> Iterator[bytes]:
        """The whole document at once: it was sealed as one piece."""
        yield self.get(record_id, document_id, location)

    def get(self, record_id: str, document_id: str, location: str) -> bytes:
        """The bytes of this document, verified. Raises `CorruptDocument` or `KeyMissing`."""
        key = self._keys.key(record_id)
        try:
            sealed = self._path(location).read_bytes()
        except FileNotFoundError as error:
            raise CorruptDocument(location, "no file") from error
        try:
            return open_sealed(key, record_id, document_id, sealed)
        except CorruptDocument as error:
            raise CorruptDocument(location, error.why) from error

    def discard(self, location: str) -> None:
        """Remove the bytes at `location`; silent when they are gone."""
        disk.remove(self._path(location))

    def stored(self) -> Iterator[Stored]:
        """Every finished file of the store."""
        for path in self._folder.glob("??/*/*"):
            location = f"{path.parent.name}/{path.name}"
            if _LOCATION.fullmatch(location):
                yield Stored(Location(location), _written(path))

    def probe(self) -> None:
        disk.probe(self._folder)

    def place(self, location: str) -> str:
        """The file at `location`, as a person finds it in the data folder."""
        return str(self._path(location).relative_to(self._folder.parent))

    def discard_unfinished(self, before: datetime) -> None:
        """Remove the files that a crash left half written before that instant."""
        for path in self._folder.glob("??/*/.*.tmp"):
            if _written(path) < before:
                disk.remove(path)

    def _path(self, location: str) -> Path:
        match = _LOCATION.fullmatch(location)
        if not match:
            raise ValueError(f"'{location}' is not a location")
        record_id, name = match.groups()
        return self._folder / record_id[:2] / record_id / name


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
