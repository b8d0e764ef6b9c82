"""AES-256-GCM around one piece of data: version byte, nonce, ciphertext with its tag.

The associated data names the record and the thing, so that a sealed piece moved elsewhere does not open.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from socle.storage.errors import CorruptDocument

VERSION = b"\x01"
NONCE = 12
TAG = 16


def associated(record_id: str, thing: str) -> bytes:
    """Lengths come first, so that no two pairs read alike."""
    record, name = record_id.encode(), thing.encode()
    return VERSION + len(record).to_bytes(4, "big") + record + len(name).to_bytes(4, "big") + name


def seal(key: bytes, record_id: str, thing: str, data: bytes) -> bytes:
    """`data` encrypted under `key` (32 bytes) for `thing` of this record."""
    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, data, associated(record_id, thing))


def open_sealed(key: bytes, record_id: str, thing: str, sealed: bytes) -> bytes:
    """The data that was sealed. Raises `CorruptDocument` for bytes that are not what was written."""
    if len(sealed) < len(VERSION) + NONCE + TAG:
        raise CorruptDocument(thing, "cut short")
    if sealed[:1] != VERSION:
        raise CorruptDocument(thing, f"unknown version {sealed[0]}")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], associated(record_id, thing))
    except InvalidTag as error:
        raise CorruptDocument(thing, "not the bytes that were written, or another record's key") from error
