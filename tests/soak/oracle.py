"""What the clients know: a journal of their own, durable before each request leaves and after each answer came.

One line of JSON a fact. `intended` tells what a submission holds, before it is sent for the first time;
`acknowledged` that the server said Success; `refused` that it said no. What has neither answer is *in doubt*: the
server may hold the whole of it or nothing, never a part.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Held:
    """One document as its sender knows it."""

    unique_id: str
    sha256: str
    size: int

    @classmethod
    def of(cls, unique_id: str, data: bytes) -> Held:
        return cls(unique_id, hashlib.sha256(data).hexdigest(), len(data))


@dataclass(slots=True)
class Sent:
    """One submission: its set, its patient (rank), its documents, the one it replaces, and what was answered."""

    set_id: str
    patient: int
    documents: tuple[Held, ...]
    replaces: str = ""
    answer: str = ""

    @property
    def acknowledged(self) -> bool:
        return self.answer == "acknowledged"


@dataclass
class Oracle:
    """The journal of every client of one campaign. Safe across threads."""

    path: Path
    sent: dict[str, Sent] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    acknowledged: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def intend(self, sent: Sent) -> None:
        """Durable once this returns: only then may the submission leave."""
        with self._lock:
            self.sent[sent.set_id] = sent
        self._write({"intended": asdict(sent)})

    def answered(self, set_id: str, answer: str, why: str = "") -> None:
        """What the server said; a later answer to the same submission takes the place of a former refusal."""
        self._write({answer: set_id} | ({"why": why} if why else {}))
        with self._lock:
            self.sent[set_id].answer = answer
            self.acknowledged += answer == "acknowledged"
            if why:
                self.reasons.append(f"{answer}: {why}")

    def doubted(self, why: str) -> None:
        """The server said that it does not know itself whether it was kept."""
        with self._lock:
            self.reasons.append(f"in doubt: {why}")

    def of_patient(self, rank: int) -> list[Sent]:
        with self._lock:
            return [sent for sent in self.sent.values() if sent.patient == rank]

    def patients(self) -> list[int]:
        with self._lock:
            return sorted({sent.patient for sent in self.sent.values()})

    def all(self) -> list[Sent]:
        with self._lock:
            return list(self.sent.values())

    def counts(self) -> dict[str, int]:
        everything = self.all()
        known = [sent for sent in everything if sent.acknowledged]
        return {
            "submissions": len(everything),
            "acknowledged": len(known),
            "in_doubt": sum(not sent.answer for sent in everything),
            "refused": sum(sent.answer == "refused" for sent in everything),
            "documents": sum(len(sent.documents) for sent in known),
        }

    def _write(self, fact: dict[str, Any]) -> None:
        with self._lock:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, json.dumps(fact).encode() + b"\n")
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)


def read(path: Path) -> Oracle:
    """What a journal says, for whoever holds it against a Socle afterwards."""
    found = Oracle(path)
    for fact in _facts(path):
        if "intended" in fact:
            held = tuple(Held(**one) for one in fact["intended"].pop("documents"))
            sent = Sent(**fact["intended"], documents=held)
            found.sent[sent.set_id] = sent
        for answer in ("acknowledged", "refused"):
            if answer in fact:
                found.sent[fact[answer]].answer = answer
    return found


def _facts(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)
