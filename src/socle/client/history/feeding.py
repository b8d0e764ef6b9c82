"""Feeding old documents, each once, taken up wherever it stopped.

What became of each document stands in a journal, one line each, on disk before the next one is sent. A run that was
cut between the answer and its line asks the record first; and the same document sent again is the same bytes, which
the DMP accepts as a resubmission (spec/dmp.md 4.1, check 5).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, Self

from socle.client.history.planning import Planned
from socle.client.submission import Prepared


class Outcome(StrEnum):
    """What became of a document."""

    FED = "fed"
    THERE = "there"  # the record held it already
    BEFORE = "before"  # a former run did it
    REFUSED = "refused"
    UNREADY = "unready"

    @property
    def is_done(self) -> bool:
        return self in {Outcome.FED, Outcome.THERE, Outcome.BEFORE}


class InUse(Exception):  # noqa: N818 - another run is at work
    """The journal is held by another run."""


class Way(Protocol):
    """How documents reach the record."""

    def holds(self, prepared: Prepared) -> bool:
        """Whether the record shows this document already."""
        ...

    def feed(self, prepared: Prepared) -> Sequence[Mapping[str, Any]]:
        """Feed it; gives the verdicts of a refusal, and warnings. Raises when the service cannot be reached."""
        ...


@dataclass(slots=True)
class Told:
    """One document, and what became of it."""

    line: int
    file: str
    unique_id: str | None
    outcome: Outcome
    verdicts: list[Mapping[str, Any]] = field(default_factory=list)


class Journal:
    """What was done, on disk. One run at a time: raises `InUse` when another one holds it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise InUse(f"another run is at work with {path}") from error
        self.done = set(self._read())

    def _read(self) -> Iterator[str]:
        """The documents done; a line that was cut short is taken off, for the next one to begin."""
        self._file.seek(0)
        data = self._file.read()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) != len(data):
            self._file.truncate(len(whole))
        for line in whole.splitlines():
            told = json.loads(line)
            if Outcome(told["outcome"]).is_done:
                yield told["unique_id"]

    def tell(self, told: Told) -> None:
        """Durable before anything follows it."""
        line = {"unique_id": told.unique_id, "outcome": told.outcome.value, "line": told.line, "file": told.file}
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        if told.outcome.is_done and told.unique_id is not None:
            self.done.add(told.unique_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def feed_all(
    planned: Iterable[Planned],
    way: Way,
    journal: Journal,
    *,
    wait: Callable[[], None] = lambda: None,
    say: Callable[[Told], None] = lambda _: None,
) -> list[Told]:
    """Feed what is ready and was not done before; a document that is refused stops no other.

    `wait` is called before each document that is sent. Raises what `way` raises: the journal tells what was done.
    """
    report = []
    for one in planned:
        told = _one(one, way, journal, wait)
        if told is not None:
            report.append(told)
            say(told)
    return report


def _one(one: Planned, way: Way, journal: Journal, wait: Callable[[], None]) -> Told | None:
    """What became of one document; None for a file that is none."""
    id = one.prepared.entry.unique_id if one.prepared else None
    verdicts: list[Mapping[str, Any]] = [finding.as_dict() for finding in one.findings]
    if not one.ready or one.prepared is None:
        errors = any(finding.is_error for finding in one.findings)
        return Told(one.line, one.file, id, Outcome.UNREADY, verdicts) if errors else None
    if id in journal.done:
        return Told(one.line, one.file, id, Outcome.BEFORE)
    wait()
    told = Told(one.line, one.file, id, Outcome.THERE)
    if not way.holds(one.prepared):
        told.verdicts = list(way.feed(one.prepared))
        refused = any(verdict["severity"] == "error" for verdict in told.verdicts)
        told.outcome = Outcome.REFUSED if refused else Outcome.FED
    journal.tell(told)
    return told


def counts(report: Iterable[Told]) -> dict[str, int]:
    """How many documents became what."""
    found = Counter(told.outcome for told in report)
    return {outcome.value: found[outcome] for outcome in Outcome}
