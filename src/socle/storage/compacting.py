"""Giving back the space of dead frames: what lives in a segment mostly dead is copied on, then the segment goes.

A frame lives while a row refers to it, or while it is so young that its act may still be under way. Its copy is
durable before the rows are told; the former segment stays a delay longer, for whoever read its name just before and
for the backup that is being taken.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from socle.storage import disk, segments
from socle.storage.model import Location
from socle.storage.segment_store import SegmentStore, location
from socle.storage.segments import Frame

#: A segment is copied on when less than this share of its bytes lives.
SHARE = 0.5

Referenced = Callable[[Collection[Location]], Collection[str]]
Moved = Callable[[Mapping[Location, Location]], None]


def compact(
    store: SegmentStore,
    referenced: Referenced,
    moved: Moved,
    *,
    at: datetime,
    delay: timedelta,
    may_go: Callable[[str], bool],
) -> list[Location]:
    """Remove the segments in which nothing lives any more; what they held. Copy on from those mostly dead.

    A segment that does not scan cleanly is never touched: what does not read may still be wanted. `may_go` is asked
    about each that would be removed.
    """
    store.writer.retire()
    removed: list[Location] = []
    for path in list(segments.names(store.folder)):
        held = segments.hold(path)
        if held is None:  # someone writes there
            continue
        found, clean = segments.scan(path)
        if not clean or not found or at - max(frame.header.at for frame in found) <= delay:
            continue
        by_location = {location(path.stem, frame.offset, frame.header.size): frame for frame in found}
        living = set(referenced(list(by_location)))
        live = {where: frame for where, frame in by_location.items() if where in living}
        if live and sum(frame.header.size for frame in live.values()) < SHARE * held.end:
            moved(_copied(store, path, live))
            _mark(path, at)
        elif not live and _was_left(path, at, delay) and may_go(path.stem):
            disk.remove(path)
            disk.remove(_marker(path))
            removed += by_location
    return removed


def _copied(store: SegmentStore, path: Path, live: Mapping[Location, Frame]) -> dict[Location, Location]:
    """Append each living frame, as it is, to the present segment; where each went."""
    copies: dict[Location, Location] = {}
    with path.open("rb") as file:
        for where, frame in live.items():
            (placed,) = store.writer.append([os.pread(file.fileno(), frame.header.size, frame.offset)])
            copies[where] = location(*placed)
    return copies


def _marker(path: Path) -> Path:
    return path.with_name(f".{path.name}.moved")


def _mark(path: Path, at: datetime) -> None:
    """Note when the living frames of a segment were copied on; noted again, the delay begins again."""
    disk.remove(_marker(path))
    disk.write_new(_marker(path), b"", at=at.timestamp())


def _was_left(path: Path, at: datetime, delay: timedelta) -> bool:
    marker = _marker(path)
    return not marker.exists() or at - datetime.fromtimestamp(marker.stat().st_mtime, UTC) > delay
