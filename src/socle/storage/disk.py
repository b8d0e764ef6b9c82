"""Writing a file so that a power cut leaves either nothing or the whole of it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def make_folder(folder: Path, mode: int = 0o700) -> None:
    """Create `folder` and its parents, each made durable in the one above it."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode)
    folder.mkdir(mode=mode, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_new(path: Path, data: bytes, *, at: float | None = None) -> None:
    """Write `data` as a new file at `path`: temporary name, fsync, link, fsync of the folder.

    `at` is the file's time in seconds of the epoch, by Socle's clock. Raises `FileExistsError` when
    something already stands at `path`: nothing is ever overwritten.
    """
    make_folder(path.parent)
    temporary = path.parent / f".{path.name}.{os.urandom(6).hex()}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if at is not None:
                os.utime(file.fileno(), (at, at))
            os.fsync(file.fileno())
        os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """Put a file of these bytes (mode 0600) in the place of the one at `path`, durably; it is whole at any instant."""
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def probe(folder: Path) -> None:
    """Write a few bytes in `folder`, durably, and remove them. Raises `OSError` when the disk refuses."""
    make_folder(folder)
    path = folder / f".probe.{os.urandom(6).hex()}.tmp"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, bytes(4096))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
        path.unlink()


def remove(path: Path) -> None:
    """Remove the file at `path`, durably; silent when it is not there."""
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        sync_folder(path.parent)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Nobody else inside, in any thread or process, who asks for the same `lock` (a file, made when not there).

    Raises `OSError` when it is neither there nor can be made.
    """
    descriptor = _opened(lock)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _opened(lock: Path) -> int:
    """A descriptor of the lock's file; a disk that became read-only still lends it."""
    try:
        make_folder(lock.parent)
        return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        if not lock.exists():
            raise
        return os.open(lock, os.O_RDONLY)
