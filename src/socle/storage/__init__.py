"""Document bytes and displayed details at rest, encrypted under the key of their record."""

from __future__ import annotations

from datetime import datetime, timedelta

from socle.storage import sweeping
from socle.storage.compacting import Moved, Referenced, compact
from socle.storage.documents import Documents
from socle.storage.errors import (
    BackupRefused,
    CorruptDocument,
    KeyMissing,
    KeyServiceUnavailable,
    MasterKeyRefused,
    StorageError,
    StorageUnavailable,
)
from socle.storage.keys import KeyRing
from socle.storage.keyservice import KeyService
from socle.storage.model import Location, Piece, Stored
from socle.storage.place import data_dir, documents, files, in_segments, keyring, reach, stores
from socle.storage.sealing import open_sealed, seal_packed
from socle.storage.sweeping import DELAY, Patience

__all__ = [
    "BackupRefused",
    "CorruptDocument",
    "Documents",
    "KeyMissing",
    "KeyRing",
    "KeyService",
    "KeyServiceUnavailable",
    "Location",
    "MasterKeyRefused",
    "Patience",
    "Piece",
    "Sealer",
    "StorageError",
    "StorageUnavailable",
    "Stored",
    "data_dir",
    "documents",
    "files",
    "keyring",
    "open_text",
    "reach",
    "seal_text",
    "sealer",
    "sweep",
]


class Sealer:
    """Seals and opens the displayed details of one record, its key read once."""

    def __init__(self, record_id: str, key: bytes) -> None:
        self._record_id = record_id
        self._key = key

    def seal(self, thing: str, data: bytes) -> bytes:
        return seal_packed(self._key, self._record_id, thing, data)

    def open(self, thing: str, sealed: bytes | memoryview) -> bytes:
        """What was sealed, as a database gives it back. Raises `CorruptDocument`."""
        return open_sealed(self._key, self._record_id, thing, bytes(sealed))


def sealer(record_id: str) -> Sealer:
    """What seals the details of this record. Raises `KeyMissing`."""
    return Sealer(record_id, keyring().key(record_id))


def seal_text(record_id: str, data: bytes, thing: str = "") -> bytes:
    """`data` sealed under the record's key for `thing` (a row, say). Raises `KeyMissing`."""
    return sealer(record_id).seal(thing, data)


def open_text(record_id: str, sealed: bytes, thing: str = "") -> bytes:
    """What `seal_text` sealed. Raises `KeyMissing` or `CorruptDocument`."""
    return sealer(record_id).open(thing, sealed)


def sweep(
    referenced: Referenced,
    moved: Moved,
    *,
    at: datetime,
    delay: timedelta = DELAY,
    patience: Patience | None = None,
) -> tuple[Location, ...]:
    """Remove this Socle's orphans and compact its segments; say which locations hold nothing any more.

    `referenced` gives back those of some locations that rows refer to; `moved` makes rows refer to the new
    location of bytes that were copied on; with `patience`, what is dead goes at a later sweep only. Raises
    `StorageUnavailable`.
    """
    patience = patience or Patience(0)
    patience.begin()
    others = [store for prefix, store in stores().items() if prefix != "seg:"]
    removed = sweeping.sweep(others, referenced, at=at, delay=delay, patience=patience)
    try:
        removed += compact(in_segments(), referenced, moved, at=at, delay=delay, may_go=patience.over)
    except OSError as error:
        raise StorageUnavailable(f"segments cannot be compacted: {error.strerror or error}") from error
    return tuple(removed)
