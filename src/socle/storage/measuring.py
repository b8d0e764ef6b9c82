"""What the disk under a folder can do: the few figures that bound how fast documents are kept and given back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import perf_counter

from socle.storage import disk

#: Bytes of one document of the measure: the median of real ones (design.md, "Sizes to hold").
DOCUMENT = 140 * 1024
#: Seconds given to each measure.
LASTING = 1.5
#: Bytes written for the sequential read.
READ = 128 * 1024 * 1024
#: A synchronisation quicker than this never reached a plate or a flash cell: a cache answered.
SUSPICIOUS = 20_000.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Rates of one folder. `appended` counts documents of 140 KiB, each synchronised; `shared` eight by eight."""

    fdatasync: float
    appended: float
    shared: float
    new_files: float
    read_mib: float
    free_gib: float


def measure(folder: Path, *, lasting: float = LASTING, read: int = READ) -> Figures:
    """Measure the disk under `folder`, in files that are removed. Raises `OSError` when it cannot be written."""
    disk.make_folder(folder)
    with tempfile.TemporaryDirectory(prefix=".doctor-", dir=folder) as name:
        place, data = Path(name), os.urandom(DOCUMENT)
        room = os.statvfs(folder)
        return Figures(
            fdatasync=_appends(place / "small", data[:4096], 1, lasting),
            appended=_appends(place / "each", data, 1, lasting),
            shared=_appends(place / "together", data, 8, lasting),
            new_files=_new_files(place / "files", data, lasting),
            read_mib=_read(place / "large", read),
            free_gib=room.f_bavail * room.f_frsize / 2**30,
        )


def _rate(step: Callable[[], None], lasting: float) -> float:
    """How many steps a second."""
    begun = perf_counter()
    for done in count(1):
        step()
        spent = perf_counter() - begun
        if spent >= lasting:
            return done / spent
    raise AssertionError("unreachable")


def _appends(path: Path, data: bytes, together: int, lasting: float) -> float:
    """Pieces appended a second, one fdatasync for every `together`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)

    def step() -> None:
        for _ in range(together):
            os.write(descriptor, data)
        os.fdatasync(descriptor)

    try:
        return _rate(step, lasting) * together
    finally:
        os.close(descriptor)
        path.unlink()


def _new_files(folder: Path, data: bytes, lasting: float) -> float:
    """New files a second, each with its name durable."""
    numbers = count()
    return _rate(lambda: disk.write_new(folder / str(next(numbers)), data), lasting)


def _read(path: Path, size: int) -> float:
    """MiB read a second, in order, asked of the disk again where the system allows it."""
    piece = os.urandom(1 << 20)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for _ in range(size >> 20):
            os.write(descriptor, piece)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        begun, offset = perf_counter(), 0
        while got := os.pread(descriptor, 1 << 20, offset):
            offset += len(got)
        return (offset / 2**20) / (perf_counter() - begun)
    finally:
        os.close(descriptor)


def said(figures: Figures) -> list[str]:
    """What the figures mean, in sentences."""
    ratio = figures.appended / figures.new_files
    lines = [
        f"{figures.fdatasync:,.0f} synchronisations a second: one waits {1000 / figures.fdatasync:.2f} ms.",
        f"{figures.appended:,.0f} documents of 140 KiB kept a second, each on its own.",
        f"{figures.shared:,.0f} when eight share a synchronisation.",
        f"{figures.new_files:,.0f} a second if each were a file of its own: segments are {ratio:.1f} times as fast.",
        f"{figures.read_mib:,.0f} MiB read a second, in order.",
        f"`socle check` verifies at most {figures.read_mib * 3600 / 1024:,.0f} GiB an hour here.",
        f"{figures.free_gib:,.0f} GiB free: about {figures.free_gib * 2**30 / DOCUMENT:,.0f} more documents.",
    ]
    if figures.fdatasync > SUSPICIOUS:
        lines.append("So quick a synchronisation is answered by a cache: make sure that it survives a power cut.")
    expected = min(figures.shared, 300.0)
    if figures.appended < expected:
        lines.append("Expect the disk to bound feeding: one client alone waits for it at every submission.")
    else:
        lines.append("Expect the processor, not this disk, to bound feeding: parsing and signatures cost more.")
    return lines
