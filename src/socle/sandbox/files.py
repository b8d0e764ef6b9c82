"""Small files of the sandbox: written whole or not at all, durable, readable by their owner only."""

from __future__ import annotations

from pathlib import Path

from socle.storage import disk


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path` (mode 0600), creating its folder (mode 0700); the old file stays until then.

    Once this returns the file survives a power cut: a sandbox without its keys would not start again.
    """
    disk.make_folder(path.parent)
    disk.replace(path, text.encode())
