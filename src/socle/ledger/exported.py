"""The signed tree heads outside the database: `heads.jsonl`, to which lines are added and nothing else.

Whoever rewrites the database cannot rewrite this file, above all once a copy of it stands on another machine.
A line cut short by a power cut stays; the same head follows it, whole.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from socle.ledger import heads
from socle.ledger.heads import Head
from socle.storage import disk

FILE = "heads.jsonl"
#: Enough for several lines: a head is about 350 bytes.
TAIL = 8192


def last(folder: Path) -> Head | None:
    """The last head exported, None before the first."""
    try:
        with (folder / FILE).open("rb") as file:
            return _last(file)
    except FileNotFoundError:
        return None


def catch_up(folder: Path, beyond: Callable[[int], Iterable[Head]]) -> int:
    """Export every head that the file lacks, durably; how many. `beyond(size)` gives the heads of larger trees."""
    disk.make_folder(folder)
    path = folder / FILE
    new = not path.exists()
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # several processes may seal, and each exports what it finds
        known = _last(file)
        lines = [head.line().encode() + b"\n" for head in beyond(known.size if known else 0)]
        if lines:
            file.write((b"" if _ends_whole(file) else b"\n") + b"".join(lines))
            file.flush()
            os.fsync(file.fileno())
    if new:
        disk.sync_folder(folder)
    return len(lines)


def read(folder: Path) -> Iterator[tuple[int, Head | None]]:
    """Each line's number (from 1) and head; None for a line that is no head, unless a power cut explains it.

    What is added after this call is not read, whenever the lines are.
    """
    path = folder / FILE
    return _lines(_until(path, path.stat().st_size)) if path.is_file() else iter(())


def _until(path: Path, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while file.tell() < end:
            yield file.readline(end - file.tell())


def _lines(lines: Iterable[bytes]) -> Iterator[tuple[int, Head | None]]:
    cut = b""
    number = 0
    for number, line in enumerate(lines, 1):
        text = line.removesuffix(b"\n")
        head = _head(text)
        if cut and not (head and text.startswith(cut)):
            yield number - 1, None
        cut = b"" if head else text
        if head:
            yield number, head
        elif not text:
            yield number, None
        elif text == line and b"}" not in text:
            return  # the last line, cut short: the next export completes it
    if cut:
        yield number, None


def _head(text: bytes) -> Head | None:
    try:
        return heads.of_line(text.decode())
    except ValueError:
        return None


def _last(file: BinaryIO) -> Head | None:
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - TAIL))
    found = map(_head, reversed(file.read().split(b"\n")))
    return next((head for head in found if head), None)


def _ends_whole(file: BinaryIO) -> bool:
    end = file.seek(0, os.SEEK_END)
    if end == 0:
        return True
    file.seek(end - 1)
    return file.read(1) == b"\n"
