"""Document bytes in segments: locations are `seg:<segment>:<offset>:<length>`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from socle.storage import disk, frames, segments
from socle.storage.errors import CorruptDocument
from socle.storage.keys import KeyRing
from socle.storage.model import Location, Piece, Stored

PREFIX = "seg:"
_LOCATION = re.compile(r"seg:([0-9a-f]{16}):([0-9]{1,12}):([0-9]{1,12})")


class SegmentStore:
    """Encrypted documents, appended to segments."""

    def __init__(self, folder: Path, keys: KeyRing, writer: segments.Writer) -> None:
        self.folder = folder
        self.writer = writer
        self._keys = keys

    def put_many(self, pieces: Sequence[Piece], *, at: datetime) -> list[Location]:
        """Encrypt and append, one fdatasync for all. Raises `KeyMissing`, or `OSError` when the disk refuses."""
        key = {record_id: self._keys.key(record_id) for record_id in {piece.record_id for piece in pieces}}
        sealed = [frames.seal(key[one.record_id], one.record_id, one.document_id, one.data, at=at) for one in pieces]
        return [location(*placed) for placed in self.writer.append(sealed)] if sealed else []

    def read(self, record_id: str, document_id: str, location: str) -> Iterator[bytes]:
        name, offset, length = parsed(location)
        key = self._keys.key(record_id)
        try:
            descriptor = os.open(self._path(name), os.O_RDONLY)
        except FileNotFoundError as error:
            raise CorruptDocument(location, "no file") from error
        try:
            header = _header(os.pread(descriptor, frames.HEADER, offset), offset, length)
            yield from frames.chunks(
                key, record_id, document_id, header, lambda start, size: os.pread(descriptor, size, offset + start)
            )
        except CorruptDocument as error:
            raise CorruptDocument(location, error.why) from error
        except OSError as error:  # a sector that does not read
            raise CorruptDocument(location, f"cannot be read: {error.strerror}") from error
        finally:
            os.close(descriptor)

    def discard(self, location: str) -> None:
        """Nothing yet: a frame that no row refers to goes when its segment is compacted (`compacting.py`)."""
        parsed(location)

    def stored(self) -> Iterator[Stored]:
        for path in segments.names(self.folder):
            for frame in segments.scan(path)[0]:
                yield Stored(location(path.stem, frame.offset, frame.header.size), frame.header.at)

    def probe(self) -> None:
        disk.probe(self.folder)

    def place(self, location: str) -> str:
        name, offset, length = parsed(location)
        file = self._path(name).relative_to(self.folder.parent.parent)
        return f"{file}, bytes {offset} to {offset + length}"

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{segments.ENDING}"


def _header(raw: bytes, offset: int, length: int) -> frames.Header:
    header = frames.read_header(raw)
    if header is None or header.size != length:
        raise CorruptDocument("", f"no frame of {length} bytes begins at byte {offset}")
    return header


def location(name: str, offset: int, length: int) -> Location:
    return Location(f"{PREFIX}{name}:{offset}:{length}")


def parsed(location: str) -> tuple[str, int, int]:
    """Segment, offset and length. Raises `ValueError` for anything else."""
    match = _LOCATION.fullmatch(location)
    if not match:
        raise ValueError(f"'{location}' is not a location")
    return match[1], int(match[2]), int(match[3])
