"""AES-256-GCM around one piece of data: version byte, nonce, ciphertext with its tag.

The associated data names the record and the thing, so that a sealed piece moved elsewhere does not open.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from socle.storage.errors import CorruptDocument
from socle.storage.packing import pack, unpack

VERSION = b"\x01"
#: Packed before it is encrypted (`packing.py`).
PACKED = b"\x02"
NONCE = 12
TAG = 16


def associated(record_id: str, thing: str, version: bytes = VERSION) -> bytes:
    """Lengths come first, so that no two pairs read alike."""
    record, name = record_id.encode(), thing.encode()
    return version + len(record).to_bytes(4, "big") + record + len(name).to_bytes(4, "big") + name


def seal(key: bytes, record_id: str, thing: str, data: bytes) -> bytes:
    """`data` encrypted under `key` (32 bytes) for `thing` of this record."""
    return _sealed(VERSION, key, record_id, thing, data)


def seal_packed(key: bytes, record_id: str, thing: str, data: bytes) -> bytes:
    """Likewise, packed first: for metadata, which repeat themselves. Documents are not: they are compressed already."""
    return _sealed(PACKED, key, record_id, thing, pack(data))


def _sealed(version: bytes, key: bytes, record_id: str, thing: str, data: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return version + nonce + AESGCM(key).encrypt(nonce, data, associated(record_id, thing, version))


def open_sealed(key: bytes, record_id: str, thing: str, sealed: bytes) -> bytes:
    """The data that was sealed, packed or not. Raises `CorruptDocument` for bytes that are not what was written."""
    if len(sealed) < len(VERSION) + NONCE + TAG:
        raise CorruptDocument(thing, "cut short")
    version = sealed[:1]
    if version not in {VERSION, PACKED}:
        raise CorruptDocument(thing, f"unknown version {sealed[0]}")
    try:
        data = AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], associated(record_id, thing, version))
        return unpack(data) if version == PACKED else data
    except ValueError as error:
        raise CorruptDocument(thing, str(error)) from error
    except InvalidTag as error:
        raise CorruptDocument(thing, "not the bytes that were written, or another record's key") from error
