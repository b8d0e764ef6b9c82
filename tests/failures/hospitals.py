"""A hospital at work on one Socle, while something fails: its clients, what they were told, and the audit afterwards."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers import database_of, prepare
from tests.soak import audit
from tests.soak.audit import Findings
from tests.soak.hospital import INSTANT, Reader, Staff
from tests.soak.oracle import Oracle
from tests.soak.place import Place, free_ports
from tests.soak.writers import DOUBTS, Writers

CLIENTS = 4
#: Seconds between two submissions of a client: what fails meanwhile is met all the same, and the machine has other tests.
REST = 0.1
#: How the verdicts begin that a failure may be answered with: storage.unavailable; record.database-unavailable,
#: ledger.busy, ledger.not-durable.
STORAGE = "La conservation des documents ne répond pas"
DATABASE = (*DOUBTS, "Le service est saturé")


@dataclass
class Hospital:
    """Writers that feed without end, and one Socle."""

    place: Place
    staff: Staff
    oracle: Oracle
    writers: Writers
    epoch: int = 0
    _known: set[str] = field(default_factory=set)

    def work(self) -> None:
        self.writers.run(self.epoch)

    def pause(self) -> None:
        self.writers.pause()

    def until(self, reached: Callable[[], bool], what: str, seconds: float = 90) -> None:
        """Wait for something to become true while the writers work."""
        deadline = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < deadline, (
                f"{what}: not within {seconds} s; {self.reasons()[-3:]} {self.place.tail()}"
            )
            assert not self.writers.failures, self.writers.failures
            time.sleep(0.05)

    def feeds(self, more: int = 4, seconds: float = 90) -> None:
        """Work until so many more submissions were acknowledged."""
        target = self.acknowledged() + more
        self.work()
        self.until(lambda: self.acknowledged() >= target, f"{more} more submissions acknowledged", seconds)

    def acknowledged(self) -> int:
        return self.oracle.counts()["acknowledged"]

    def reasons(self) -> list[str]:
        return list(self.oracle.reasons)

    def health(self) -> dict[str, Any]:
        """What `/healthz` says; the HTTP status as `code`."""
        code, text = self.place.health()
        return {"code": code} | (json.loads(text) if code else {"rooms": {}, "status": text})

    def failing(self, room: str) -> bool:
        state = self.health()
        return state["code"] == 503 and state["rooms"].get(room, "ok").startswith("failing")

    def well(self) -> bool:
        return self.health()["code"] == 200

    def audit(self) -> Findings:
        """Nothing lost, in part, doubled or unsound; what was looked at."""
        self.pause()
        found = Findings()
        with Reader(self.place.tls_url, self.staff.physician) as reader:
            audit.records(reader, self.oracle, self.oracle.patients(), found, known=set())
        audit.at_rest(self.place, found)
        assert found.wrong == []
        assert found.read >= self.acknowledged()
        return found

    def told(self, *sentences: str) -> bool:
        """Whether one of these was answered."""
        return any(sentence in why for why in self.reasons() for sentence in sentences)

    def explained(self, *sentences: str) -> None:
        """Every refusal was one of these verdicts."""
        others = [why for why in self.reasons() if not any(sentence in why for sentence in sentences)]
        assert not others, f"{others} {self.place.tail()}"

    def restart(self) -> None:
        self.place.kill_all()
        self.place.start()


@contextmanager
def at_work(
    data: Path, safe: Path, *, environment: dict[str, str] | None = None, database: str = "", clients: int = CLIENTS
) -> Iterator[Hospital]:
    """A hospital whose Socle has its data in `data`; the clients' own journal and the log stand in `safe`."""
    chance = random.Random()
    variables = {"SOCLE_DISK_LEAST": "1"} | (environment or {})  # disks are small here: they are well until they fail
    if not database:
        prepare(data, "default", INSTANT, variables)
    place = Place(data, free_ports(), database or database_of(data) or "", variables, log_folder=safe)
    place.start()
    try:
        staff, oracle = Staff.of(place.api), Oracle(safe / "clients.jsonl")
        run = chance.randrange(10**7)
        with Writers(place, staff, oracle, run=run, seed=run, clients=clients, rest=REST) as writers:
            yield Hospital(place, staff, oracle, writers)
    finally:
        if place.process is not None:
            place.kill_all()
