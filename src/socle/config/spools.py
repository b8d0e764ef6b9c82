"""Messages on their way in or out: in memory while they are small, in nameless files beyond, bounded in all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import BytesIO
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, Self

from socle.config.limits import Limits

CHUNK = 64 * 1024


class ShelfFullError(OSError):
    """There is no room left, in memory nor on disk, for what is being received or sent."""


class Shelf:
    """The room that all messages of one door share. Safe across threads."""

    def __init__(self, limits: Limits) -> None:
        self._lock = threading.Lock()
        self._memory, self._disk, self.kept = limits.memory, limits.disk, limits.kept

    def spool(self) -> Spool:
        return Spool(self)

    def take(self, memory: int, disk: int) -> bool:
        """Take (or, below 0, give back) so many bytes; False when they are not there."""
        with self._lock:
            if memory > self._memory or disk > self._disk:
                return False
            self._memory -= memory
            self._disk -= disk
            return True


class Spool:
    """One message: written once, then read from its start. Closing it gives its room back.

    `broken` is what the reading ends in, after the last byte that came.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._file: IO[bytes] = BytesIO()
        self._memory = self._disk = 0
        self.broken: Exception | None = None

    def write(self, data: bytes) -> int:
        """Keep these bytes. Raises `ShelfFullError`."""
        size = len(data)
        if not self._disk:
            if self._memory + size <= self._shelf.kept and self._shelf.take(size, 0):
                self._memory += size
                return self._file.write(data)
            self._to_disk()
        if not self._shelf.take(0, size):
            raise ShelfFullError("no room for another message")
        self._disk += size
        return self._file.write(data)

    def _to_disk(self) -> None:
        if not self._shelf.take(-self._memory, self._memory):
            raise ShelfFullError("no room for another message")
        file = TemporaryFile()  # noqa: SIM115 - closed with the spool
        file.write(self._whole())
        self._file, self._disk, self._memory = file, self._memory, 0

    def _whole(self) -> bytes:
        return self._file.getvalue() if isinstance(self._file, BytesIO) else b""

    def rewind(self) -> Self:
        self._file.seek(0)
        return self

    def read(self, size: int = -1) -> bytes:
        """The next bytes; at the end, empty or the reason why there is no more."""
        return self._given(self._file.read(size), size)

    def readline(self, size: int = -1) -> bytes:
        return self._given(self._file.readline(size), size)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _given(self, data: bytes, size: int) -> bytes:
        if not data and size and self.broken is not None:
            raise self.broken
        return data

    def pieces(self) -> Iterator[bytes]:
        """Everything, from the start: what is in memory at once, the rest by pieces."""
        if isinstance(self._file, BytesIO):
            yield self._file.getvalue()  # shares the bytes, copies nothing
        else:
            self._file.seek(0)
            yield from iter(lambda: self._file.read(CHUNK), b"")

    def close(self) -> None:
        self._shelf.take(-self._memory, -self._disk)
        self._memory = self._disk = 0
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def received(source: Any, announced: int | None, most: int, spool: Spool) -> bool:
    """Take a body in from `source` (`announced` bytes, or by chunks until its end), never more than `most` bytes.

    False when it did not come whole: `spool.broken` says why, where that is known. Raises `ShelfFullError`.
    """
    left = most if announced is None else announced
    if left > most:
        spool.broken = ConnectionError("the body is longer than is received")
        return False
    try:
        while left > 0 and (piece := source.read(min(CHUNK, left))):
            left -= len(piece)
            spool.write(piece)
        if announced is None and left <= 0:
            spool.broken = ConnectionError("the body is longer than is received")
    except ShelfFullError:
        raise
    except (OSError, ValueError) as error:
        spool.broken = error
    finally:
        spool.rewind()
    return spool.broken is None and (announced is None or not left)
