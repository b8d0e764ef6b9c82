"""Clients that feed, mask, delete and read one record at the same time, and write down what each act was answered."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from benchmarks.documents import document, unique_id
from benchmarks.people import Patient, patient

from socle.client import submission
from socle.client.dmp import Dmp, find_documents
from socle.client.identity import Identity
from socle.documents import cda
from socle.wire.xds.model import MASKED_TO_PROFESSIONALS, DocumentEntry
from socle.wire.xds.response import RegistryResponse
from tests.crowd.model import APPROVED, DELETED, OK, SAME, STALE, UNKNOWN, Act, Answer, Delete, Feed, Mask, Read, Shown
from tests.crowd.order import Done

STATUSES = {"Approved": APPROVED, "Deleted": DELETED}
#: How the verdicts begin that a change may be answered with (record.verdicts.updating).
REFUSALS = {
    "La version précédente annoncée": STALE,
    "Le statut d'origine annoncé": STALE,
    "Un document": STALE,
    "La mise à jour du document": SAME,
    "Le document à mettre à jour": UNKNOWN,
}


def heard(response: RegistryResponse) -> str:
    """What a response says, in the model's words; as it is when the model knows no such answer."""
    if response.succeeded:
        return OK
    told = [error.context for error in response.errors if error.is_error]
    words = {answer for context in told for start, answer in REFUSALS.items() if context.startswith(start)}
    return words.pop() if len(words) == 1 else "; ".join(told)


@dataclass
class Client:
    """One client with connections of its own. `seen` are the entries of its last reading, by uniqueId."""

    number: int
    url: str
    who: Identity
    about: Patient
    at: datetime
    run: int
    chance: random.Random
    history: list[Done] = field(default_factory=list)
    seen: dict[str, DocumentEntry] = field(default_factory=dict)
    fed: int = 0

    def work(self, steps: int, ready: threading.Barrier) -> None:
        """Read, wait for the others, then do one thing after another."""
        with Dmp(self.url, self.who, now=lambda: self.at) as way:
            self._read(way)
            ready.wait()
            for _ in range(steps):
                self._step(way)

    def _step(self, way: Dmp) -> None:
        drawn, alive = (
            self.chance.random(),
            [one for one in self.seen.values() if one.status and "Approved" in one.status],
        )
        if drawn < 0.2 or not alive:
            self._feed(way)
        elif drawn < 0.65:
            self._mask(way, self.chance.choice(alive))
        elif drawn < 0.75:
            self._delete(way, self.chance.choice(alive))
        else:
            self._read(way)

    def _done(self, act: Act, answer: Answer, sent: float) -> None:
        self.history.append(Done(act, answer, sent, time.monotonic(), self.number))

    def _read(self, way: Dmp) -> None:
        sent = time.monotonic()
        found = way.find(find_documents(self.about.cx, statuses=STATUSES), self.about.cx)
        self.seen = {entry.unique_id or "": entry for entry in found.entries}
        self._done(Read(), shown(found.entries) if found.succeeded else "refused", sent)

    def _feed(self, way: Dmp) -> None:
        self.fed += 1
        name = unique_id(self.run, self.number * 1000 + self.fed)
        data = document(self.about, name, 4_000)
        read, findings = cda.read(data)
        assert read is not None, findings
        sent = time.monotonic()
        response = way.feed([submission.prepare(read, data, 1, ())], self.about.cx)
        self._done(Feed(name), heard(response), sent)

    def _mask(self, way: Dmp, held: DocumentEntry) -> None:
        masked = MASKED_TO_PROFESSIONALS not in held.visibility
        sent = time.monotonic()
        response = (way.hide if masked else way.show)(held, self.about.cx)
        self._done(Mask(held.unique_id or "", held.version, masked), heard(response), sent)

    def _delete(self, way: Dmp, held: DocumentEntry) -> None:
        sent = time.monotonic()
        response = way.delete(held.id, self.about.cx)
        self._done(Delete(held.unique_id or "", held.version), heard(response), sent)


def shown(entries: Iterable[DocumentEntry]) -> frozenset[tuple[str, Shown]]:
    """What a reading shows, in the model's words."""
    names = {status.rpartition(":")[2]: status for status in STATUSES}
    return frozenset(
        (
            entry.unique_id or "",
            Shown(
                entry.version,
                names.get((entry.status or "").rpartition(":")[2], entry.status or ""),
                MASKED_TO_PROFESSIONALS in entry.visibility,
            ),
        )
        for entry in entries
    )


@dataclass(frozen=True)
class Crowd:
    """So many clients in the record of the patient of this `rank`, each doing so many `steps`."""

    url: str
    who: Identity
    at: datetime
    rank: int
    run: int
    seed: int
    clients: int = 32
    steps: int = 3

    def history(self) -> list[Done]:
        """Let them work; every act with its answer, and a last reading once all is quiet."""
        ready = threading.Barrier(self.clients)
        made = [self._client(number) for number in range(self.clients + 2)]
        first, last = made[-2:]
        with Dmp(self.url, self.who, now=lambda: self.at) as way:
            for _ in range(3):
                first._feed(way)
            way.authorise(first.about.cx)
        with ThreadPoolExecutor(self.clients) as pool:
            for outcome in [pool.submit(client.work, self.steps, ready) for client in made[: self.clients]]:
                outcome.result()
        with Dmp(self.url, self.who, now=lambda: self.at) as way:
            last._read(way)
        return [one for client in made for one in client.history]

    def _client(self, number: int) -> Client:
        chance = random.Random(f"{self.seed}/{self.rank}/{number}")
        return Client(number, self.url, self.who, patient(self.rank), self.at, self.run, chance)
