"""Document bytes and displayed details at rest, encrypted under the key of their record."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from socle.rulebook import choices
from socle.storage.errors import BackupRefused, CorruptDocument, KeyMissing, MasterKeyRefused, StorageError
from socle.storage.files import Files, FolderFiles
from socle.storage.folder import FolderStore, Location, Stored
from socle.storage.keys import KeyRing
from socle.storage.place import data_dir
from socle.storage.sealing import open_sealed, seal
from socle.storage.sweeping import DELAY
from socle.storage.sweeping import sweep as _sweep

__all__ = [
    "BackupRefused",
    "CorruptDocument",
    "FolderStore",
    "KeyMissing",
    "KeyRing",
    "Location",
    "MasterKeyRefused",
    "Sealer",
    "StorageError",
    "Stored",
    "data_dir",
    "documents",
    "files",
    "keyring",
    "open_text",
    "seal_text",
    "sealer",
    "sweep",
]


def keyring() -> KeyRing:
    """The keys of this Socle. Only outside production may a missing master key be made at first use."""
    return KeyRing(data_dir() / "keys", may_create_master=not choices.current().production)


def documents() -> FolderStore:
    """The documents of this Socle."""
    return FolderStore(data_dir() / "documents", keyring())


def files() -> Files:
    """The document bytes of this Socle as they stand, still encrypted."""
    return FolderFiles(data_dir() / "documents")


class Sealer:
    """Seals and opens the displayed details of one record, its key read once."""

    def __init__(self, record_id: str, key: bytes) -> None:
        self._record_id = record_id
        self._key = key

    def seal(self, thing: str, data: bytes) -> bytes:
        return seal(self._key, self._record_id, thing, data)

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
    referenced: Callable[[Collection[Location]], Collection[str]], *, at: datetime, delay: timedelta = DELAY
) -> tuple[Location, ...]:
    """Remove this Socle's orphan files (see `sweeping.sweep`)."""
    return _sweep(documents(), referenced, at=at, delay=delay)
