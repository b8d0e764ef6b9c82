"""Document bytes as they stand, still encrypted, for backups: files of a folder that only ever grow."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from socle.storage import disk

#: Bytes moved at once.
PIECE = 1 << 20


class Files(Protocol):
    """Where encrypted documents stand: names with their length, bytes from a position on."""

    def names(self) -> Iterator[tuple[str, int]]: ...

    def read(self, name: str, start: int, length: int) -> Iterator[bytes]: ...

    def write(self, name: str, pieces: Iterable[bytes]) -> None: ...


class FolderFiles:
    """The files under one folder, by their path inside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> Iterator[tuple[str, int]]:
        """Every finished file and its length now, in order."""
        for root, folders, files in os.walk(self._folder):
            folders.sort()
            for file in sorted(files):
                if not file.startswith("."):
                    path = Path(root) / file
                    yield str(path.relative_to(self._folder)), path.stat().st_size

    def read(self, name: str, start: int, length: int) -> Iterator[bytes]:
        """The bytes from `start` to `length`; fewer when the file is shorter."""
        with (self._folder / name).open("rb") as file:
            file.seek(start)
            left = length - start
            while left > 0 and (piece := file.read(min(PIECE, left))):
                left -= len(piece)
                yield piece

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a new file, durably. Raises `FileExistsError` rather than overwrite."""
        path = self._folder / name
        disk.make_folder(path.parent)
        with path.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        disk.sync_folder(path.parent)
