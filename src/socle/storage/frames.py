"""One document at rest: a header, then its bytes in chunks of 64 KiB, each sealed by AES-256-GCM.

    magic "SCLF" | version | 3 zero bytes | length after the header (8) | written at, ms (8) | salt (16) | CRC-32

The key of a frame is derived (HKDF-SHA256) from the record's key, the frame's own salt, the record's id and the
document's: no two frames share one, so a chunk's nonce is its number and whether it is the last. Each chunk is bound
to the header, the record, the document, its place and the end: none can be moved, repeated or cut off.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from socle.storage.errors import CorruptDocument
from socle.storage.sealing import associated

MAGIC = b"SCLF"
VERSION = 2
CHUNK = 64 * 1024
TAG = 16
SALT = 16
_FIELDS = struct.Struct(f">4sB3xQq{SALT}s")
_CRC = struct.Struct(">I")
HEADER = _FIELDS.size + _CRC.size
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the chunks; `size` counts the header too."""

    raw: bytes
    length: int
    at: datetime
    salt: bytes

    @property
    def size(self) -> int:
        return HEADER + self.length


def read_header(raw: bytes) -> Header | None:
    """The header in the first bytes of `raw`; None when there is none, or an altered one."""
    if len(raw) < HEADER or raw[:4] != MAGIC:
        return None
    raw = raw[:HEADER]
    if _CRC.unpack_from(raw, _FIELDS.size)[0] != zlib.crc32(raw[: _FIELDS.size]):
        return None
    _, version, length, at, salt = _FIELDS.unpack_from(raw)
    if version != VERSION or length < TAG:
        return None
    return Header(raw, length, _EPOCH + at * _MS, salt)


def seal(key: bytes, record_id: str, document_id: str, data: bytes, *, at: datetime) -> bytes:
    """A whole frame around `data`, under the record's key."""
    salt, view = os.urandom(SALT), memoryview(data)
    chunks = max(1, -(-len(data) // CHUNK))
    fields = _FIELDS.pack(MAGIC, VERSION, len(data) + chunks * TAG, (at - _EPOCH) // _MS, salt)
    header = fields + _CRC.pack(zlib.crc32(fields))
    bound = header + associated(record_id, document_id)
    cipher = _cipher(key, salt, record_id, document_id)
    pieces = [header]
    for index in range(chunks):
        nonce = _nonce(index, last=index == chunks - 1)
        pieces.append(cipher.encrypt(nonce, view[index * CHUNK : (index + 1) * CHUNK], bound + nonce))
    return b"".join(pieces)


def chunks(
    key: bytes, record_id: str, document_id: str, header: Header, read: Callable[[int, int], bytes]
) -> Iterator[bytes]:
    """The document, chunk by chunk, each verified before it is given.

    `read(position, size)` gives bytes of the frame. Raises `CorruptDocument` at the first chunk that is not the
    one that was written; whoever takes chunks must take them all before he trusts the whole.
    """
    cipher = _cipher(key, header.salt, record_id, document_id)
    bound = header.raw + associated(record_id, document_id)
    count = -(-header.length // (CHUNK + TAG))
    for index in range(count):
        start = index * (CHUNK + TAG)
        size = min(CHUNK + TAG, header.length - start)
        sealed, nonce = read(HEADER + start, size), _nonce(index, last=index == count - 1)
        if len(sealed) < size:
            raise CorruptDocument(document_id, f"cut short at byte {HEADER + start + len(sealed)} of its frame")
        try:
            yield cipher.decrypt(nonce, sealed, bound + nonce)
        except InvalidTag as error:
            where = f"bytes {HEADER + start} to {HEADER + start + size} of its frame"
            raise CorruptDocument(document_id, f"{where} are not those that were written for it") from error


def _nonce(index: int, *, last: bool) -> bytes:
    return index.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _cipher(key: bytes, salt: bytes, record_id: str, document_id: str) -> AESGCM:
    info = b"socle frame" + associated(record_id, document_id)
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key))
