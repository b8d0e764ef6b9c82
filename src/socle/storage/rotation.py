"""Rotating the master key: every record key is wrapped again under a new one, while Socle serves.

1. The key to come is made durable beside the present one; from then on new records are wrapped under it.
2. Each record's file is replaced by one wrapped under it; whoever reads tries both keys.
3. Once all are durable, the key to come takes the place of the present one, in one rename.

A crash at any moment leaves each key readable under one of the two; rotating again goes on where it stopped.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from socle.storage import disk
from socle.storage.errors import CorruptDocument
from socle.storage.keys import KEY, KeyRing


def rotate(ring: KeyRing, said: Callable[[str], None] = lambda _: None) -> int:
    """Change the master key and wrap every record key again; how many were.

    Raises `CorruptDocument` for a key file that neither master opens: the present master key then stays beside
    the one to come, and nothing is lost.
    """
    ring.finish()
    ring.masters()  # refuses a master key that is missing or that others can read
    with ring.locked(fcntl.LOCK_EX):
        if not ring.next_path.exists():
            disk.write_new(ring.next_path, ring.new_master())
    done, folders = 0, set()
    for record_id in list(ring.known()):
        if _rewrap(ring, record_id):
            done += 1
            folders.add(ring.path(record_id).parent)
            if done % 1000 == 0:
                said(f"{done} keys wrapped again")
    with ring.locked(fcntl.LOCK_EX):
        for folder in folders:
            disk.sync_folder(folder)
        _replace(ring)
    return done


def _rewrap(ring: KeyRing, record_id: str) -> bool:
    """Wrap one key under the master key to come; False when it already is, or was destroyed meanwhile."""
    with ring.locked(fcntl.LOCK_EX):
        if not ring.exists(record_id):
            return False
        current, coming = ring.masters()
        wrapped = ring.wrapped(record_id)
        if _unwrapped(coming, wrapped) is not None:
            return False
        key = _unwrapped(current, wrapped)
        if key is None:
            raise CorruptDocument(ring.place(record_id), "not a key wrapped under this master key")
        _put_in_place(ring.path(record_id), aes_key_wrap(coming, key))
        return True


def _unwrapped(master: bytes, wrapped: bytes) -> bytes | None:
    try:
        return aes_key_unwrap(master, wrapped)
    except (InvalidUnwrap, ValueError):
        return None


def _put_in_place(path: Path, data: bytes) -> None:
    """Replace a file by another, whole at any instant; its folder is synchronised by the caller."""
    temporary = path.with_name(f".{path.name}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _replace(ring: KeyRing) -> None:
    """The key to come becomes the master key; the former one is overwritten where the file system allows it."""
    with ring.master_path.open("r+b") as former:
        ring.next_path.replace(ring.master_path)
        disk.sync_folder(ring.master_path.parent)
        former.write(os.urandom(KEY))
        former.flush()
        os.fsync(former.fileno())
