"""Small disks of a test's own: file systems in a file, that fill up, turn read-only, or lose what was not made durable.

Root alone may mount them. `cut` ends the file system as a power cut ends a disk: what no fsync asked for is lost, and
nothing more is read or written until it is mounted again (ext4's own shutdown, which its developers test recovery with).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: EXT4_IOC_SHUTDOWN, and its flag "without writing the log first". Source: fs/ext4/ext4.h.
SHUTDOWN, WITHOUT_LOG = 0x8004587D, 2
MB = 1024 * 1024


@dataclass(frozen=True)
class Disk:
    """A file system mounted at `path`, which stands in the file `image`."""

    image: Path
    path: Path

    def mount(self) -> None:
        subprocess.run(
            ["mount", "-o", "loop,errors=remount-ro", str(self.image), str(self.path)], check=True, capture_output=True
        )

    def unmount(self) -> None:
        """Once nobody uses it; the kernel may need a moment after a process was killed."""
        for attempt in range(100):
            done = subprocess.run(["umount", str(self.path)], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return
            time.sleep(0.05 * (attempt > 0))
        raise OSError(f"{self.path} cannot be unmounted: {done.stderr}")

    def cut(self) -> None:
        """From now on this disk neither reads nor writes; what was not made durable is lost."""
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, struct.pack("I", WITHOUT_LOG))
        finally:
            os.close(descriptor)

    def back_after_cut(self) -> None:
        """Cut, and, since nobody uses it any more, mounted again with its log replayed."""
        self.cut()
        self.unmount()
        self.mount()


@cache
def impossible() -> str:
    """Why no disk can be mounted here, empty when it can."""
    if os.geteuid() != 0:
        return "this machine cannot: only root mounts a disk of a test's own"
    if shutil.which("mkfs.ext4") is None:
        return "this machine cannot: mkfs.ext4 is not installed (apt-get install e2fsprogs)"
    try:
        with disk(16):
            return ""
    except (OSError, subprocess.CalledProcessError) as error:
        return f"this machine cannot: mounting a disk is refused ({error})"


@contextmanager
def disk(megabytes: int) -> Iterator[Disk]:
    """A new disk of that size, mounted; whoever uses it must have ended at the end."""
    folder = Path(tempfile.mkdtemp(prefix="socle-disk-"))
    folder.chmod(0o711)  # a database server without the rights of root may stand there
    found = Disk(folder / "image", folder / "disk")
    try:
        found.path.mkdir()
        with found.image.open("wb") as file:
            file.truncate(megabytes * MB)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(found.image)], check=True, capture_output=True)
        found.mount()
        try:
            yield found
        finally:
            found.unmount()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
