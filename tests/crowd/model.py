"""One record as it would be if its clients came one by one: what each act answers, and what it leaves.

Source: spec/dmp.md 4.5 (TD3.3); `record.rules.updating` says the same, with its reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

APPROVED, DELETED = "Approved", "Deleted"
#: What a client is answered, beside what a reading gives.
OK, STALE, SAME, UNKNOWN = "ok", "stale", "nothing to change", "unknown"


class Shown(NamedTuple):
    """One document as a reading shows it, and as the model keeps it."""

    version: int
    status: str
    masked: bool


State = Mapping[str, Shown]
Answer = str | frozenset[tuple[str, Shown]]


@dataclass(frozen=True, slots=True)
class Feed:
    """A new document."""

    document: str

    def on(self, state: State) -> tuple[Answer, State]:
        return OK, {**state, self.document: Shown(1, APPROVED, masked=False)}


@dataclass(frozen=True, slots=True)
class Mask:
    """Mask a document, or unmask it (`masked` False), as its version `seen`."""

    document: str
    seen: int
    masked: bool

    def on(self, state: State) -> tuple[Answer, State]:
        held = state.get(self.document)
        if held is None:
            return UNKNOWN, state
        if held.version != self.seen:
            return STALE, state
        if held.masked is self.masked:
            return SAME, state
        return OK, {**state, self.document: Shown(held.version + 1, held.status, self.masked)}


@dataclass(frozen=True, slots=True)
class Delete:
    """Unpublish a document, named by the entryUUID of its version `seen`, which was approved."""

    document: str
    seen: int

    def on(self, state: State) -> tuple[Answer, State]:
        held = state.get(self.document)
        if held is None or held.version != self.seen:
            return UNKNOWN, state
        if held.status == DELETED:
            return STALE, state
        return OK, {**state, self.document: Shown(held.version, DELETED, held.masked)}


@dataclass(frozen=True, slots=True)
class Read:
    """Everything there is, at one instant."""

    def on(self, state: State) -> tuple[Answer, State]:
        return frozenset(state.items()), state


Act = Feed | Mask | Delete | Read
