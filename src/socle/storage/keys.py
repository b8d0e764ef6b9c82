"""The keys: one master key, and one key per record wrapped under it, in files apart from the database.

Destroying a record's file destroys all that was encrypted under it, wherever copies of the database and of
the documents lie, once the copies of the key itself have expired. Wrapping: AES key wrap, RFC 3394.

    keys/master.key              32 bytes, 0600; with a key service, what it wrapped them into (`keyservice.py`)
    keys/master.next             the master key to come, while a rotation runs (`rotation.py`)
    keys/records/<ab>/<id>.key   one wrapped key per record
    keys/destroyed/<ab>/<id>     the intention to destroy a key, durable before the effect
    keys/lock                    held shared to make a key, alone to move keys to another master
"""

from __future__ import annotations

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from socle.storage import disk
from socle.storage.errors import CorruptDocument, KeyMissing, MasterKeyRefused
from socle.storage.keyservice import KeyService, is_wrapped

KEY = 32
_ID = re.compile(r"[0-9a-zA-Z_-]{1,64}")


class KeyRing:
    """The keys in one folder; `service` wraps its master key where there is one."""

    def __init__(self, folder: Path, *, may_create_master: bool, service: KeyService | None = None) -> None:
        self._folder = folder
        self.master_path = folder / "master.key"
        #: The master key to come: it stands there only while a rotation runs, or was interrupted.
        self.next_path = folder / "master.next"
        self._may_create_master = may_create_master
        self._service = service

    def others(self) -> list[Path]:
        """The other secrets that stand beside the master key (what signs the journal), in order."""
        return sorted(path for path in self._folder.glob("*.key") if path != self.master_path)

    def create_master(self) -> None:
        """Make the master key; one that is already there stays."""
        if self.master_path.exists():
            return
        with suppress(FileExistsError):
            disk.write_new(self.master_path, self.new_master())

    def new_master(self) -> bytes:
        """What the file of a new master key holds. Raises like `KeyService.wrap`."""
        master = os.urandom(KEY)
        return self._service.wrap(master) if self._service is not None else master

    @property
    def is_clear(self) -> bool:
        """Whether the master key stands on the disk as it is, though a service is there to wrap it."""
        if self._service is None or not self.master_path.is_file():
            return False
        return not is_wrapped(self.master_path.read_bytes())

    def create(self, record_id: str) -> None:
        """Make the key of a new record, durably; a key that is already there stays."""
        path = self.path(record_id)
        self.masters()  # made first where it may be, so that its folder and lock can be
        with self.locked(fcntl.LOCK_SH):
            try:
                disk.write_new(path, aes_key_wrap(self.masters()[-1], os.urandom(KEY)))
            except FileExistsError:
                return

    def key(self, record_id: str) -> bytes:
        """The key of this record (32 bytes). Raises `KeyMissing`, or `CorruptDocument` for a damaged file."""
        for _ in range(2):  # again, for a rotation that ended between the two reads
            wrapped = self.wrapped(record_id)
            for master in self.masters():
                try:
                    return aes_key_unwrap(master, wrapped)
                except (InvalidUnwrap, ValueError):
                    continue
        raise CorruptDocument(self.path(record_id).name, "not a key wrapped under this master key")

    def wrapped(self, record_id: str) -> bytes:
        """The key of this record as its file keeps it. Raises `KeyMissing`."""
        place = f"{_checked(record_id)[:2]}/{record_id}"
        try:
            with open(f"{self._folder}/records/{place}.key", "rb", buffering=0) as file:  # noqa: PTH123 - paths are slow
                wrapped = file.read()
        except FileNotFoundError as error:
            raise KeyMissing(record_id) from error
        if os.path.exists(f"{self._folder}/destroyed/{place}"):  # noqa: PTH110 - a crash fell between intention and effect
            raise KeyMissing(record_id)
        return wrapped

    def exists(self, record_id: str) -> bool:
        return self.path(record_id).is_file() and not self._mark(record_id).exists()

    def known(self) -> Iterator[str]:
        """The records that have a key, in no order."""
        for path in (self._folder / "records").glob("??/*.key"):
            if not self._mark(path.stem).exists():
                yield path.stem

    def destroyed(self) -> Iterator[str]:
        """The records whose key was destroyed."""
        for path in (self._folder / "destroyed").glob("??/*"):
            if _ID.fullmatch(path.name):
                yield path.name

    def destroy(self, record_id: str) -> None:
        """Destroy the key of this record: what it encrypts cannot be read again. Silent when already done.

        The intention is made durable first, in a file beside the keys: from then on the key is refused, even
        when a power cut falls before the effect, which `finish` completes.
        """
        self.mark_destroyed(record_id)
        self.discard(record_id)

    def mark_destroyed(self, record_id: str) -> None:
        """Leave the durable trace that this record's key is destroyed."""
        try:
            disk.write_new(self._mark(record_id), b"")
        except FileExistsError:
            return

    def discard(self, record_id: str) -> None:
        """Remove a key, for good: one that never served, or whose destruction is already written down."""
        with self.locked(fcntl.LOCK_SH):
            path = self.path(record_id)
            if path.is_file():
                _forget(path)
            disk.remove(path)

    def finish(self) -> int:
        """Complete the destructions that a crash interrupted; how many."""
        unfinished = [record_id for record_id in self.destroyed() if self.path(record_id).exists()]
        for record_id in unfinished:
            self.discard(record_id)
        return len(unfinished)

    def place(self, record_id: str) -> str:
        """The file of a record's key, as a person finds it in the data folder."""
        return str(self.path(record_id).relative_to(self._folder.parent))

    def path(self, record_id: str) -> Path:
        return self._folder / "records" / _checked(record_id)[:2] / f"{record_id}.key"

    def _mark(self, record_id: str) -> Path:
        return self._folder / "destroyed" / _checked(record_id)[:2] / record_id

    @contextmanager
    def locked(self, how: int) -> Iterator[None]:
        """Hold the keys' lock: `fcntl.LOCK_SH` beside others who make keys, `fcntl.LOCK_EX` alone."""
        disk.make_folder(self._folder)
        descriptor = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)

    def masters(self) -> tuple[bytes, ...]:
        """The master key, then the one to come while a rotation runs. Raises `MasterKeyRefused`."""
        here, coming_path = self.master_path, self.next_path
        if not here.is_file():
            if not self._may_create_master:
                raise MasterKeyRefused(f"there is no master key at {here}: restore it, or create one for a new Socle")
            self.create_master()
        coming = self._opened(_content(coming_path)) if coming_path.exists() else None
        current = self._opened(_content(here))
        return (current,) if coming in (None, current) else (current, coming)

    def master_files(self) -> tuple[bytes, ...]:
        """What the files of `masters` hold, in the same order: what a copy of the keys keeps."""
        self.masters()
        coming = _content(self.next_path) if self.next_path.exists() else None
        current = _content(self.master_path)
        return (current,) if coming in (None, current) else (current, coming)

    def _opened(self, content: bytes) -> bytes:
        """The 32 bytes of a master key file. Raises `MasterKeyRefused` or `KeyServiceUnavailable`."""
        master = content
        if is_wrapped(content):
            if self._service is None:
                raise MasterKeyRefused(f"{self.master_path} is wrapped by a key service: name it in SOCLE_KEY_SERVICE")
            master = self._service.unwrap(content)
        if len(master) != KEY:
            raise MasterKeyRefused(f"the master key {self.master_path} has {len(master)} bytes, {KEY} expected")
        return master


def _checked(record_id: str) -> str:
    if not _ID.fullmatch(record_id):
        raise ValueError(f"'{record_id}' is not a record id")
    return record_id


def _content(path: Path) -> bytes:
    try:
        mode, content = path.stat().st_mode, path.read_bytes()
    except FileNotFoundError:  # the rotation ended meanwhile: the key to come is the master key
        path = path.with_name("master.key")
        mode, content = path.stat().st_mode, path.read_bytes()
    if stat.S_IMODE(mode) & 0o077:
        raise MasterKeyRefused(f"the master key {path} can be read by others: run chmod 600 on it")
    return content


def _forget(path: Path) -> None:
    """Overwrite a key before its name goes: a file system without copy-on-write forgets the old bytes."""
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
