"""SQLite's write-ahead log, read beside SQLite: what it would silently leave out is named.

SQLite takes the log up to the first frame whose checksum is off, since that is how a torn tail looks. A commit that
stands behind such a frame was made durable once: a byte before it was changed since. (A power cut may leave the same
sight in the last transaction, which nobody was told of.) A changed byte in the very last commit looks as a torn tail
does, and cannot be told from it. Source: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

MAGIC = (0x377F0682, 0x377F0683)
_HEADER, _FRAME = struct.Struct(">8I"), struct.Struct(">6I")
_MASK = 0xFFFFFFFF
#: A log that a serving Socle begins anew while it is read is read again, so many times.
ATTEMPTS = 3


def damage(path: Path) -> tuple[str, str] | None:
    """Where the log at `path` is off and what is lost by it; None when SQLite will read all that was committed."""
    found = None
    for _ in range(ATTEMPTS):
        data = path.read_bytes() if path.is_file() else b""
        found = _damage(data)
        if found is None or path.read_bytes()[: _HEADER.size] == data[: _HEADER.size]:
            break
    return found


def _damage(data: bytes) -> tuple[str, str] | None:
    if len(data) < _HEADER.size + _FRAME.size:
        return None
    magic, _, page, _, *salts, first, second = _HEADER.unpack_from(data)
    order = ">" if magic & 1 else "<"
    if magic not in MAGIC or _sum(order, data[:24], (0, 0)) != (first, second):
        return "header", "it does not match its checksum: SQLite leaves the whole log out"
    held, bad, lost = (first, second), 0, 0
    for number, (commits, own, checksum, content) in enumerate(_frames(data, page), 1):
        if not bad:
            held = _sum(order, content, held)
            bad = number if own != tuple(salts) or checksum != held else 0
        elif own == tuple(salts) and commits:
            lost += 1
    return (
        (f"frame {bad}", f"it does not match its checksum: {lost} commits from there on are left out") if lost else None
    )


def _frames(data: bytes, page: int) -> Iterator[tuple[int, tuple[int, ...], tuple[int, int], bytes]]:
    """Of each whole frame: the size it commits (0: none), its salts, its checksum, what that covers."""
    step = _FRAME.size + page
    for start in range(_HEADER.size, len(data) - step + 1, step):
        _, commits, salt, pepper, first, second = _FRAME.unpack_from(data, start)
        yield commits, (salt, pepper), (first, second), data[start : start + 8] + data[start + 24 : start + step]


def _sum(order: str, data: bytes, start: tuple[int, int]) -> tuple[int, int]:
    first, second = start
    for one, two in struct.iter_unpack(f"{order}2I", data):
        first = (first + one + second) & _MASK
        second = (second + two + first) & _MASK
    return first, second
