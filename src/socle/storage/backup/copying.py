"""Copying document bytes into a backup's folder: only what is not there yet, each file hashed.

Files only ever grow (a folder's files are written once, segments are appended to), so that a file whose length the
last backup knows is not read again, and a longer one continues where its copy ends.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from socle.storage import disk
from socle.storage.backup.manifest import Held
from socle.storage.files import Files, FolderFiles


class Copier:
    """Brings the copies in `folder` up to what `source` holds now. `known` is what the last backup held."""

    def __init__(self, source: Files, folder: Path, known: Mapping[str, Held], said: Callable[[str], None]) -> None:
        self._source = source
        self._folder = folder
        self._known = known
        self._said = said
        self.copied = 0

    def all(self) -> dict[str, Held]:
        """Copy everything; what the backup now holds, by name."""
        held = {name: self._one(name, length) for name, length in self._source.names()}
        for folder in {(self._folder / name).parent for name in held}:
            disk.sync_folder(folder)
        return held

    def _one(self, name: str, length: int) -> Held:
        known, path = self._known.get(name), self._folder / name
        there = path.stat().st_size if path.is_file() else 0
        if known is not None and there >= known.length:
            if known.length == length:
                return known
            if known.length > length:
                self._said(f"{name} is shorter ({length}) than its copy ({known.length}): the copy stays as it was")
                return known
            return self._continue(known, length)
        return self._append(name, 0, length, hashlib.sha256())

    def _continue(self, known: Held, length: int) -> Held:
        """Append to a copy after reading it again; a copy that rotted is made anew."""
        digest = hashlib.sha256()
        for piece in FolderFiles(self._folder).read(known.name, 0, known.length):
            digest.update(piece)
        if digest.hexdigest() == known.sha256:
            return self._append(known.name, known.length, length, digest)
        self._said(f"the copy of {known.name} was altered since it was made: copied again")
        return self._append(known.name, 0, length, hashlib.sha256())

    def _append(self, name: str, start: int, length: int, digest: hashlib._Hash) -> Held:
        path, written = self._folder / name, start
        disk.make_folder(path.parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.truncate(start)  # what an interrupted backup left behind was never verified
            file.seek(start)
            for piece in self._source.read(name, start, length):
                written += file.write(piece)
                digest.update(piece)
            file.flush()
            os.fsync(file.fileno())
        self.copied += written - start
        return Held(name, written, digest.hexdigest())
