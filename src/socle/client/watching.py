"""Seeing what appears in a record: searches repeated, each document told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from socle.wire.xds.model import DocumentEntry


@dataclass
class Watch:
    """What one reader was told of so far, by uniqueId.

    A document is new when this reader could not see it before: fed since, unmasked, or shown. Its own changes
    (another version, the archive and back) are not news; what replaces it is another document.
    """

    _known: set[str] = field(default_factory=set)

    def news(self, entries: Iterable[DocumentEntry]) -> tuple[DocumentEntry, ...]:
        """Those never told of, the oldest first; from now on they are known."""
        fresh = {name: entry for entry in entries if (name := entry.unique_id or entry.id) not in self._known}
        self._known.update(fresh)
        return tuple(sorted(fresh.values(), key=lambda entry: (entry.creation_time or "", entry.unique_id or "")))
