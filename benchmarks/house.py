"""The Socles under measure: made, stopped, filled and started again, on SQLite or PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests import servers

from benchmarks.documents import PLACE
from socle.client.transport import SERVICES

#: Where every Socle's clock is stopped, so that no token grows old however long a measure waits.
INSTANT = "2026-09-15T08:00:00+00:00"
#: Documents from which several processes load them.
SHARED = 50_000
STRUCTURE, PHYSICIAN = "ch-essai-nord", "mercadal"


@dataclass
class House:
    """One Socle: its folder, its database (empty: SQLite), and, while it runs, its process."""

    data: Path
    database: str = ""
    running: servers.Running | None = None
    starts: list[float] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)  # e.g. PYTHONPATH of another release

    @property
    def engine(self) -> str:
        return "postgresql" if self.database else "sqlite"

    @property
    def pid(self) -> int:
        return self.process.process.pid

    @property
    def process(self) -> servers.Running:
        if self.running is None:
            raise RuntimeError("this Socle does not run")
        return self.running

    def start(self) -> None:
        """Start it and wait for its doors; on a folder that it knows the time counts among `starts`."""
        known, began = (self.data / "clock").exists(), time.perf_counter()
        self.running = servers.start(self.data, database=self.database or None, environment=self.environment)
        if known:
            self.starts.append(time.perf_counter() - began)

    def stop(self) -> None:
        if self.running is not None:
            self.running.stop()
            if self.running.process.stdout:
                self.running.process.stdout.close()
            self.running = None

    def freeze(self) -> None:
        self.process.set_clock(INSTANT)
        self.process.api("clock", {"action": "freeze"})
        self.process.set_clock(INSTANT)

    def populate(self, first: int, last: int, documents: int, **more: Any) -> float:
        """Patients of these ranks, each with so many documents, while nobody serves; gives the seconds it took.

        PostgreSQL takes rows from one process a processor, SQLite has one writer.
        """
        began, job = time.perf_counter(), {"data": str(self.data), "database": self.database, "at": INSTANT}
        file = self.data.parent / f"{self.data.name}.population.json"
        file.write_text(json.dumps(job | {"first": first, "last": last, "documents": documents} | more))
        parts = (os.cpu_count() or 2) if self.database and (last - first) * documents > SHARED else 1
        for act, shares in (("people", 1), ("entries", parts), ("finish", 1)):
            command = [sys.executable, "-m", "benchmarks.population", str(file), act]
            running = [subprocess.Popen([*command, str(part), str(shares)]) for part in range(shares)]
            ends = [process.wait() for process in running]
            if any(ends):
                raise RuntimeError(f"the population could not be loaded ({act})")
        return time.perf_counter() - began


@dataclass(frozen=True)
class Workshop:
    """The folder of one campaign, with the actors' certificates: any Socle made from it knows them."""

    folder: Path

    @property
    def actors(self) -> Path:
        return self.folder / "actors.json"

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(INSTANT)

    def model(self) -> House:
        """The first Socle, on SQLite: world loaded, clock stopped, certificates minted."""
        house = House(self.folder / "sqlite")
        house.start()
        house.freeze()
        self.mint(house)
        house.stop()
        return house

    def mint(self, house: House) -> None:
        """Keep the certificates of those who act on this Socle, while it runs."""
        actors = {
            "structure": house.process.api(f"actors/{STRUCTURE}"),
            "person": house.process.api(f"actors/{PHYSICIAN}"),
            "insi": house.process.api(f"actors/{STRUCTURE}?certificate=INSI-AUTO"),
        }
        if actors["structure"]["structure"] != PLACE:
            raise RuntimeError("the world has changed: documents name another site than the one that feeds")
        self.actors.write_text(json.dumps(actors))
        for name, actor in actors.items():
            (self.folder / f"{name}.crt.pem").write_text(actor["tls_certificate"])
            (self.folder / f"{name}.key.pem").write_text(actor["tls_key"])

    def sibling(self, model: House, database: str) -> House:
        """Another Socle of the same authority and keys, on another database."""
        data = self.folder / "postgresql"
        data.mkdir()
        for name in ("SANDBOX-ONLY", "secret.key"):
            shutil.copy(model.data / name, data / name)
        shutil.copytree(model.data / "authority", data / "authority")
        house = House(data, database)
        house.start()
        house.freeze()
        house.stop()
        return house

    def load_job(self, house: House, who: str, **more: Any) -> dict[str, Any]:
        """What a process of the load must know to act as `structure`, `person` or `insi` on this Socle."""
        return {
            "url": house.process.tls_url,
            "prefix": f"{SERVICES}/",
            "authority": house.process.ca,
            "certificate": str(self.folder / f"{who}.crt.pem"),
            "key": str(self.folder / f"{who}.key.pem"),
            **more,
        }
