"""Segments: files to which frames are appended, one after the other; never written twice, never shortened.

`documents/segments/<name>.seg`. A process writes to a segment of its own, which it holds locked. Threads that write
at once share one fdatasync. A segment whose tail was torn by a power cut is left as it is and never written again:
nobody was told of what its tail held, and what stands before stays readable.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from socle.storage import disk, frames
from socle.storage.frames import Header

#: A segment that reached this size gets no more frames.
LIMIT = 64 * 1024 * 1024
#: Bytes searched at once for the next frame after a damaged one.
WINDOW = 1 << 20
ENDING = ".seg"
#: Segments looked at, the latest first, for one that can go on being written.
CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame of a segment: where it begins, its header."""

    offset: int
    header: Header


def scan(path: Path) -> tuple[list[Frame], bool]:
    """Every whole frame of a segment, found by their headers; and whether nothing else stands there."""
    found, clean, offset = [], True, 0
    with path.open("rb") as file:
        end = os.fstat(file.fileno()).st_size
        while offset < end:
            header = frames.read_header(os.pread(file.fileno(), frames.HEADER, offset))
            if header is not None and offset + header.size <= end:
                found.append(Frame(offset, header))
                offset += header.size
                continue
            clean = False
            offset = _next(file.fileno(), offset + 1, end)
    return found, clean


def _next(descriptor: int, offset: int, end: int) -> int:
    """Where the next readable header begins; `end` when there is none."""
    while offset < end:
        window = os.pread(descriptor, WINDOW + frames.HEADER, offset)
        at = window.find(frames.MAGIC)
        while at >= 0:
            if frames.read_header(window[at : at + frames.HEADER]) is not None:
                return offset + at
            at = window.find(frames.MAGIC, at + 1)
        offset += WINDOW
    return end


class Segment:
    """One segment open for appending, locked by this process until nobody uses it any more."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.end = self._synced = os.fstat(descriptor).st_size
        self.failed = False
        self._descriptor = descriptor
        self._syncing = threading.Lock()

    def __del__(self) -> None:
        os.close(self._descriptor)

    @property
    def usable(self) -> bool:
        """Whether more may be appended: not full, not failed, and still the file of that name."""
        if self.failed or self.end >= LIMIT:
            return False
        try:
            return self.path.stat().st_ino == os.fstat(self._descriptor).st_ino
        except FileNotFoundError:
            return False

    def append(self, data: bytes) -> int:
        """Write at the end; where it begins. Called by one thread at a time."""
        offset, view = self.end, memoryview(data)
        try:
            while view:
                view = view[os.pwrite(self._descriptor, view, offset + len(data) - len(view)) :]
        except OSError:
            self.failed = True  # its tail is torn: never written again
            raise
        self.end = offset + len(data)
        return offset

    def sync(self, upto: int) -> None:
        """Return once everything before `upto` is durable; one fdatasync serves all who wait for it."""
        with self._syncing:
            if self._synced >= upto:
                return
            if self.failed:
                raise OSError(f"{self.path.name} could not be made durable")
            end = self.end
            try:
                os.fdatasync(self._descriptor)
            except OSError:
                self.failed = True  # the kernel forgets what it failed to write: asking again would prove nothing
                raise
            self._synced = end


class Writer:
    """Appends to the segments of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._segment: Segment | None = None
        self._process = os.getpid()

    def append(self, sealed: Sequence[bytes]) -> list[tuple[str, int, int]]:
        """Write frames durably, one fdatasync for all; the segment, offset and length of each."""
        with self._lock:
            segment = self._usable()
            placed = [(segment.path.stem, segment.append(frame), len(frame)) for frame in sealed]
            end = segment.end
        segment.sync(end)
        return placed

    def retire(self) -> None:
        """Begin a new segment with the next frame."""
        with self._lock:
            self._segment = None

    def _usable(self) -> Segment:
        if self._process != os.getpid():  # a child never writes where its parent does
            self._process, self._segment = os.getpid(), None
        if self._segment is None or not self._segment.usable:
            self._segment = None  # closed and unlocked first
            self._segment = self._resumed() or self._new()
        return self._segment

    def _resumed(self) -> Segment | None:
        """A segment that another process left unfinished, whole to its last byte."""
        latest = sorted(self._folder.glob(f"*{ENDING}"), key=lambda path: path.name, reverse=True)[:CANDIDATES]
        for path in latest:
            segment = hold(path)
            if segment is not None and segment.usable and scan(path)[1]:
                return segment
        return None

    def _new(self) -> Segment:
        disk.make_folder(self._folder)
        present = max((int(path.stem[:8], 16) for path in self._folder.glob(f"*{ENDING}")), default=0)
        path = self._folder / f"{present + 1:08x}{os.urandom(4).hex()}{ENDING}"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        segment = Segment(path, descriptor)
        disk.sync_folder(self._folder)
        return segment


def hold(path: Path) -> Segment | None:
    """The segment at `path`, locked; None when another holds it or it is gone."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    segment = Segment(path, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    return segment


def names(folder: Path) -> Iterator[Path]:
    """Every segment of a folder, the oldest first."""
    yield from sorted(folder.glob(f"*{ENDING}"))
