"""A folder for what is read and computed, gone with the work; what a killed process left is removed by the next one."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_PREFIX: Final = "socle-work-"
_LOCK: Final = "lock"


@contextmanager
def temporary() -> Iterator[Path]:
    """An empty folder of the user's own, removed at the end; those that nobody holds any more are removed first."""
    _sweep(Path(tempfile.gettempdir()))
    outer = Path(tempfile.mkdtemp(prefix=_PREFIX))
    inner = outer / "files"
    held = os.open(outer / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        inner.mkdir()
        yield inner
    finally:
        shutil.rmtree(outer, ignore_errors=True)
        os.close(held)


def _sweep(where: Path) -> None:
    for folder in where.glob(f"{_PREFIX}*"):
        try:
            held = os.open(folder / _LOCK, os.O_RDWR)
        except OSError:  # another user's, or not yet held
            continue
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if (folder / "files").is_dir():
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # somebody works in it
            continue
        finally:
            os.close(held)
