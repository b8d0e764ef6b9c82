"""Document bytes in a folder: `documents/<ab>/<record id>/<random name>`, one encrypted file each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NewType

from socle.storage import disk
from socle.storage.errors import CorruptDocument
from socle.storage.keys import KeyRing
from socle.storage.sealing import open_sealed, seal

#: Where a document's bytes stand, as the database keeps it: `<record id>/<random name>`.
Location = NewType("Location", str)

_LOCATION = re.compile(r"([0-9a-zA-Z_-]{1,64})/([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Stored:
    """One file of the store, and when it was written by Socle's clock."""

    location: Location
    at: datetime


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
