"""The keys: one master key, and one key per record wrapped under it, in files apart from the database.

Destroying a record's file destroys all that was encrypted under it, wherever copies of the database and of
the documents lie, once the copies of the key itself have expired. Wrapping: AES key wrap, RFC 3394.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from socle.storage import disk
from socle.storage.errors import CorruptDocument, KeyMissing, MasterKeyRefused

KEY = 32
_ID = re.compile(r"[0-9a-zA-Z_-]{1,64}")


class KeyRing:
    """The keys in one folder: `master.key` (0600) and `records/<ab>/<record id>.key`."""

    def __init__(self, folder: Path, *, may_create_master: bool) -> None:
        self._folder = folder
        self._may_create_master = may_create_master

    @property
    def master_path(self) -> Path:
        return self._folder / "master.key"

    def create_master(self) -> None:
        """Make the master key; one that is already there stays."""
        try:
            disk.write_new(self.master_path, os.urandom(KEY))
        except FileExistsError:
            return

    def create(self, record_id: str) -> None:
        """Make the key of a new record, durably; a key that is already there stays."""
        try:
            disk.write_new(self._path(record_id), aes_key_wrap(self._master(), os.urandom(KEY)))
        except FileExistsError:
            return

    def key(self, record_id: str) -> bytes:
        """The key of this record (32 bytes). Raises `KeyMissing`, or `CorruptDocument` for a damaged file."""
        path = self._path(record_id)
        try:
            wrapped = path.read_bytes()
        except FileNotFoundError as error:
            raise KeyMissing(record_id) from error
        try:
            return aes_key_unwrap(self._master(), wrapped)
        except (InvalidUnwrap, ValueError) as error:
            raise CorruptDocument(path.name, "not a key wrapped under this master key") from error

    def exists(self, record_id: str) -> bool:
        return self._path(record_id).is_file()

    def known(self) -> Iterator[str]:
        """The records that have a key, in no order."""
        for path in (self._folder / "records").glob("??/*.key"):
            yield path.stem

    def place(self, record_id: str) -> str:
        """The file of a record's key, as a person finds it in the data folder."""
        return str(self._path(record_id).relative_to(self._folder.parent))

    def destroy(self, record_id: str) -> None:
        """Destroy the key of this record: what it encrypts cannot be read again. Silent when already done.

        The caller leaves a durable trace of the intention first (design.md, "Intention before effect").
        """
        path = self._path(record_id)
        if path.is_file():
            with path.open("r+b") as file:  # a file system without copy-on-write forgets the old bytes
                file.write(os.urandom(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
        disk.remove(path)

    def _path(self, record_id: str) -> Path:
        if not _ID.fullmatch(record_id):
            raise ValueError(f"'{record_id}' is not a record id")
        return self._folder / "records" / record_id[:2] / f"{record_id}.key"

    def _master(self) -> bytes:
        path = self.master_path
        if not path.is_file():
            if not self._may_create_master:
                raise MasterKeyRefused(f"there is no master key at {path}: restore it, or create one for a new Socle")
            self.create_master()
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise MasterKeyRefused(f"the master key {path} can be read by others: run chmod 600 on it")
        master = path.read_bytes()
        if len(master) != KEY:
            raise MasterKeyRefused(f"the master key {path} has {len(master)} bytes, {KEY} expected")
        return master
