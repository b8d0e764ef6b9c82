"""Verifying everything at rest: every key unwraps, every document and detail opens and is what its row says.

The rooms that own rows hand them over as `Kept` (bytes somewhere) and `Detail` (a sealed column); this module
reads what they point to and names each damage: the row, the document, the file and the byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from socle.storage.documents import Documents
from socle.storage.errors import CorruptDocument, KeyMissing, StorageError
from socle.storage.keys import KeyRing
from socle.storage.model import Location
from socle.storage.sealing import open_sealed

#: Keys held at once while walking rows that come record by record.
KEYS_HELD = 1024
#: Locations asked about at once.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it was written: where, and what is wrong with it."""

    place: str
    what: str
    record: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a row says of a document's bytes: where they stand, their SHA-1 (hex) and size. `row` names the row."""

    row: str
    record_id: str
    document_id: str
    location: str
    sha1: str
    size: int


@dataclass(frozen=True, slots=True)
class Detail:
    """A sealed column. `wrong` receives what was opened and says how it contradicts the row's clear columns."""

    row: str
    record_id: str
    thing: str
    sealed: bytes
    wrong: Callable[[bytes], Iterable[str]] = lambda _: ()


@dataclass(slots=True)
class Tally:
    """What was verified so far; `said` is called with a sentence now and then."""

    said: Callable[[str], None] = lambda _: None
    documents: int = 0
    details: int = 0
    keys: int = 0
    orphans: int = 0
    destroyed: int = 0
    damages: list[Damage] = field(default_factory=list)

    def note(self, damages: Iterable[Damage]) -> None:
        self.damages.extend(damages)


class Checker:
    """Walks what is at rest and fills a tally. Reads only; safe beside a Socle that serves."""

    def __init__(self, store: Documents, keys: KeyRing, tally: Tally) -> None:
        self._store = store
        self._keys = keys
        self.tally = tally
        self._key = lru_cache(maxsize=KEYS_HELD)(keys.key)

    def keys(self, records: Iterable[str]) -> None:
        """Every key file unwraps, and every record has one unless it was destroyed on purpose."""
        destroyed = set(self._keys.destroyed())
        self.tally.destroyed = len(destroyed)
        for record_id in records:
            if not self._keys.exists(record_id) and record_id not in destroyed:
                self.tally.note([Damage(self._keys.place(record_id), "the key of this record is not there", record_id)])
        for record_id in self._keys.known():
            self._count("keys")
            try:
                self._key(record_id)
            except StorageError as error:
                self.tally.note([Damage(self._keys.place(record_id), _why(error), record_id)])

    def documents(self, kept: Iterable[Kept]) -> None:
        """Every document opens and has the hash and the size of its row."""
        last: tuple[tuple[str, str, str], str, int] | None = None
        for row in kept:
            self._count("documents")
            same = (row.record_id, row.document_id, row.location)
            try:
                if last is None or last[0] != same:  # versions of one document share its bytes
                    last = (same, *self._digest(row))
                self.tally.note(self._against(row, last[1], last[2]))
            except KeyMissing:
                continue  # told once, with the keys
            except (CorruptDocument, ValueError) as error:
                self.tally.note([self._damage(row, _why(error))])

    def details(self, details: Iterable[Detail]) -> None:
        """Every sealed column opens and agrees with the clear ones beside it."""
        for detail in details:
            self._count("details")
            try:
                opened = open_sealed(self._key(detail.record_id), detail.record_id, detail.thing, detail.sealed)
                found = list(detail.wrong(opened))
            except KeyMissing:
                continue
            except (CorruptDocument, ValueError) as error:
                found = [f"sealed details: {_why(error)}"]
            self.tally.note(Damage(detail.row, what, detail.record_id) for what in found)

    def orphans(self, referenced: Callable[[Collection[Location]], Collection[str]]) -> None:
        """Count the bytes that no row refers to."""
        batch: list[Location] = []
        for stored in self._store.stored():
            batch.append(stored.location)
            if len(batch) == BATCH:
                self.tally.orphans += len(set(batch) - set(referenced(batch)))
                batch = []
        if batch:
            self.tally.orphans += len(set(batch) - set(referenced(batch)))

    def _digest(self, row: Kept) -> tuple[str, int]:
        digest, size = hashlib.sha1(usedforsecurity=False), 0
        for chunk in self._store.read(row.record_id, row.document_id, row.location):
            digest.update(chunk)
            size += len(chunk)
        return digest.hexdigest(), size

    def _against(self, row: Kept, sha1: str, size: int) -> Iterator[Damage]:
        if sha1 != row.sha1:
            yield self._damage(row, f"SHA-1 {sha1}, the row says {row.sha1}")
        if size != row.size:
            yield self._damage(row, f"{size} bytes, the row says {row.size}")

    def _damage(self, row: Kept, what: str) -> Damage:
        try:
            place = self._store.place(row.location)
        except ValueError:  # the column itself was altered
            place = row.location
        return Damage(f"{place} ({row.row})", what, row.record_id, row.document_id)

    def _count(self, what: str) -> None:
        done = getattr(self.tally, what) + 1
        setattr(self.tally, what, done)
        if done % 1000 == 0:
            self.tally.said(f"{done} {what} verified, {len(self.tally.damages)} damages")


def _why(error: Exception) -> str:
    return error.why if isinstance(error, CorruptDocument) else str(error)
