"""Value sets as immutable values: one index by code and scheme, one by code alone, both built once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code of a value set: its scheme (an OID or a literal such as ASTM), French label and days of life.

    `since` and `until` are both included; None means that no limit is known. `extra` holds the columns that
    only this value set has.
    """

    code: str
    scheme: str
    label: str
    since: date | None = None
    until: date | None = None
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def valid_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a table comes from: the public value set, its OID, the version that was read."""

    title: str
    oid: str
    version: str
    note: str = ""


class ValueSet:
    """A value set, looked up in constant time. With `any_scheme`, codes are compared without their scheme."""

    __slots__ = ("_by_code", "_by_pair", "any_scheme", "entries", "name", "source")

    def __init__(self, name: str, entries: tuple[CodeEntry, ...], source: Citation, *, any_scheme: bool) -> None:
        self.name = name
        self.entries = entries
        self.source = source
        self.any_scheme = any_scheme
        self._by_pair = {(entry.code, entry.scheme): entry for entry in reversed(entries)}
        self._by_code = {entry.code: entry for entry in reversed(entries)}

    def get(self, code: str, scheme: str | None = None) -> CodeEntry | None:
        """The entry of `code` in `scheme`; without a scheme the first entry that has the code."""
        if not scheme or self.any_scheme:
            return self._by_code.get(code)
        return self._by_pair.get((code, scheme))

    def contains(self, code: str, scheme: str | None = None) -> bool:
        """Whether the set holds the code, retired or not."""
        return self.get(code, scheme) is not None

    def valid_on(self, code: str, scheme: str | None, day: date) -> bool:
        """Whether the set holds the code and the code is in use on `day`."""
        entry = self.get(code, scheme)
        return entry is not None and entry.valid_on(day)

    def label(self, code: str, scheme: str | None = None) -> str:
        """The French label; the code itself when the set does not hold it."""
        entry = self.get(code, scheme)
        return entry.label if entry is not None else code

    def __iter__(self) -> Iterator[CodeEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)
