"""One campaign: the Socles made ready, every measure beside its floor, and all of it as one plain document."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import Any

from benchmarks import floors, load, machine, sizes
from benchmarks.house import INSTANT, House, Workshop
from benchmarks.load import Tally
from benchmarks.spool import Spool

#: The peak of a national day: feedings and reads a second. Source: spec/programmes.md 6; the split of the 450 reads
#: between existence (one a feeding), search and retrieval is ours.
PEAK = {"feed": 140.0, "existence": 140.0, "find": 190.0, "get": 120.0}
#: Feedings made ready for each second of a run: a faster server ends its run earlier.
MOST_FEEDS = 130
READS = 240
#: A Poisson process of so many requests may draw a few more.
SPREAD = 1.02
#: The patient of the large record, and the days of which a page is asked (a document a day).
LARGE, PAGE = 9_000_000, 100
#: PostgreSQL's own cache, as an operator would set it on a machine of 24 GB shared with the load.
BUFFERS = "1GB"
#: Entries from which only the records that are read are written in full (`filling`).
FILLED = 2_000_000
#: Bytes on disk for one of a document: in its request, in the store, in what the database says of it.
KEPT = 2.6
#: Seconds of a run against a floor, at most.
FLOOR = 2.0
STOCK_RUN = 1
KINDS = ("feed", "find", "get", "existence")
#: What is measured beside the record, and no part of its peak: searches by traits of the INSi teleservice.
BESIDE = ("insi",)
ACTOR = {
    "feed": "structure", "find": "person", "get": "person", "existence": "person", "mixed": "person", "insi": "insi",
}  # fmt: skip
#: What stands before the name of a service in its address, where that is not the DMP's.
PREFIX = {"insi": "/"}


@dataclass(frozen=True)
class Plan:
    """What a campaign measures."""

    only: frozenset[str] = frozenset()
    engines: tuple[str, ...] = ("sqlite", "postgresql")
    clients: tuple[int, ...] = (1, 8, 32)
    seconds: float = 3
    stock: int = 500
    patients: int = 1000
    documents: int = 6
    populations: tuple[int, ...] = (64_000,)
    scaled: tuple[str, ...] = ("sqlite",)
    rows: int = 0
    large: int = 2000
    starts: int = 3
    national: float = 0
    share: float = 1

    @property
    def peak(self) -> dict[str, float]:
        """What is asked of each kind in a second: the national peak, or this share of it."""
        return {kind: rate / self.share for kind, rate in PEAK.items()}

    @property
    def peak_seconds(self) -> float:
        return self.national or self.seconds

    def wants(self, what: str) -> bool:
        return not self.only or what in self.only


@dataclass
class Campaign:
    """A running campaign: its plan, its folder, and what it found so far."""

    plan: Plan
    folder: Path
    say: Callable[[str], None]
    found: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.workshop = Workshop(self.folder)

    # --- preparation ---------------------------------------------------------------------------------------

    def prepare(self, name: str, kind: str, count: int, **more: Any) -> str:
        """Make `count` requests ready under `name`, in one process a processor; gives their stem."""
        stem = self.folder / name
        job = {
            "actors": str(self.workshop.actors), "at": INSTANT, "url": "https://localhost:8443", "kind": kind,
            "patients": self.plan.patients, "run": STOCK_RUN, "first": 0, "last": count, "stem": str(stem),
        }  # fmt: skip
        file = stem.with_suffix(".job")
        file.write_text(json.dumps(job | more))
        subprocess.run([sys.executable, "-m", "benchmarks.messages", str(file)], check=True, stdout=subprocess.PIPE)
        return str(stem)

    def prepare_all(self) -> dict[str, str]:
        """Every request of the campaign; the same ones serve all engines."""
        from concurrent.futures import ThreadPoolExecutor

        plan, began, work = self.plan, time.perf_counter(), []
        feeds = int(plan.seconds * MOST_FEEDS)
        work.append(("stock", "feed", plan.stock, {}))
        if plan.wants("feed"):
            counts = {1: feeds // 2, **{clients: feeds for clients in plan.clients if clients > 1}}
            work += [(f"feed-{clients}", "feed", counts[clients], {"run": 10 + clients}) for clients in plan.clients]
        if plan.wants("mixed"):
            feeds = int(plan.peak_seconds * plan.peak["feed"] * SPREAD) + 20
            self._has_room(feeds)
            work.append(("feed-mixed", "feed", feeds, {"run": 9}))
        if plan.wants("profile"):
            work.append(("feed-profile", "feed", 60, {"run": 8, "size": 140_000}))
        mixed = plan.wants("mixed") or plan.wants("profile")
        scaled = {"get"} if plan.wants("scale") else set()
        wanted = [kind for kind in KINDS[1:] if mixed or kind in scaled or plan.wants(kind)]
        wanted += [kind for kind in BESIDE if plan.wants(kind)]
        work += [(kind, kind, min(READS, plan.stock), {}) for kind in wanted]
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            made = list(pool.map(lambda item: (item[0], self.prepare(*item[:3], **item[3])), work))
        self.found["preparation_seconds"] = time.perf_counter() - began
        return dict(made)

    def _has_room(self, feeds: int) -> None:
        """Requests of a long peak and the documents kept of them are many gigabytes."""
        needed = int(feeds * mean(sizes.distribution()[1]) * KEPT)
        free = shutil.disk_usage(self.folder).free
        if needed > free:
            room = f"{needed / 1e9:.0f} GB under {self.folder}, {free / 1e9:.0f} are free"
            raise SystemExit(f"{feeds} feedings need {room}: name another folder with TMPDIR")

    # --- measures ------------------------------------------------------------------------------------------

    def shoot(self, house: House, kind: str, clients: int, spools: dict[str, str], **more: Any) -> dict[str, Any]:
        """One run of the load against a Socle."""
        job = self.workshop.load_job(
            house, ACTOR[kind], spools=spools, seconds=self.plan.seconds, repeat=kind != "feed"
        )
        job |= {"prefix": PREFIX.get(kind, job["prefix"])}
        spin, used = machine.spin(), machine.processor(house.pid)
        tally = load.run(job | more, clients, self.folder)
        used = machine.processor(house.pid) - used
        result = summary(tally) | {"engine": house.engine, "kind": kind, "clients": clients}
        result["processor_ms"] = used / max(tally.count, 1) * 1000
        result["spin_ms"] = mean((spin, machine.spin()))
        self.say(line(result))
        return result

    def floors(self, house: House, spools: dict[str, str]) -> list[dict[str, Any]]:
        """The same loads against servers that do next to nothing: each kind of request, as many clients."""
        found = []
        for name in ("bare", "insert"):
            authority = house.data / "authority"
            job = {
                "floor": name, "folder": str(self.folder), "database": house.database,
                "authority": str(self.folder / "ca.pem"), "server_certificate": str(authority / "server.crt.pem"),
                "server_key": str(authority / "server.key.pem"),
            }  # fmt: skip
            Path(job["authority"]).write_text(house.process.ca)
            with floors.server(job, self.folder) as (address, pid):
                for kind in (*KINDS, *BESIDE):
                    for clients in self.plan.clients if self.plan.wants(kind) else ():
                        spool = spools["stock" if kind == "feed" else kind]
                        found.append(self._floor(house, (name, address, pid), kind, clients, spool))
        return found

    def _floor(self, house: House, server: tuple[str, str, int], kind: str, clients: int, spool: str) -> dict[str, Any]:
        name, address, pid = server
        more = {"url": address, "floor": True, "seconds": min(self.plan.seconds, FLOOR), "repeat": True}
        work = self.workshop.load_job(house, ACTOR[kind], spools={kind: spool}) | more
        used = machine.processor(pid)
        tally = load.run(work, clients, self.folder)
        used = machine.processor(pid) - used
        result = summary(tally) | {"engine": house.engine, "kind": f"floor: {name}", "of": kind, "clients": clients}
        result |= {"processor_ms": used / max(tally.count, 1) * 1000, "spin_ms": machine.spin()}
        self.say(line(result | {"kind": f"floor {name}, {kind}"}))
        return result

    def stock(self, house: House, spool: str) -> dict[str, Any]:
        """Feed the documents that the reads ask for; memory before and after."""
        before = machine.resident(house.pid)
        fed = self.shoot(house, "feed", 8, {"feed": spool}, seconds=120)
        if fed["count"] < len(Spool(Path(spool))):
            raise SystemExit(f"the stock could not be fed: {fed['count']} documents, {fed['reasons']}")
        after, most = machine.resident(house.pid), machine.resident(house.pid, "VmHWM")
        return {"after_start": before, f"after_{fed['count']}_feeds": after, "peak": most}

    def measure(self, house: House, spools: dict[str, str]) -> dict[str, Any]:
        """Everything on one engine: start, memory, floors beside the runs, the peak, the profile."""
        plan, found = self.plan, {}  # type: tuple[Plan, dict[str, Any]]
        for _ in range(plan.starts):
            house.start()
            if len(house.starts) < plan.starts:
                house.stop()
        found["start_seconds"] = house.starts[: plan.starts]
        time.sleep(1.5)  # the first exchange's modules are loaded beside
        found["memory_mb"] = self.stock(house, spools["stock"])
        found["runs"], found["floors"] = [], []
        sample = Spool(Path(spools["stock"]))
        found["machine"] = {
            "fsync_per_second": machine.fsync_rate(self.folder),
            "commit_per_second": machine.commit_rate(self.folder, house.database),
            "spin_ms": machine.spin(),
        }
        middle = _median_sized(sample)
        found["unavoidable_us"] = floors.unavoidable(middle, self.folder, house.database)
        found["unavoidable"] = {
            kind: floors.unavoidable_reading(Spool(Path(spools[kind]))[0], middle, self.folder, house.database)
            for kind in KINDS[1:]
            if plan.wants(kind)
        }
        found["floors"] = self.floors(house, spools)
        for kind in (*KINDS, *BESIDE):
            for clients in plan.clients if plan.wants(kind) else ():
                spool = spools[f"feed-{clients}" if kind == "feed" else kind]
                found["runs"].append(self.shoot(house, kind, clients, {kind: spool}))
        if plan.wants("mixed"):
            found["runs"].append(self.peak(house, spools))
        house.stop()
        if plan.wants("profile"):
            found["profile"] = self.profile(house, spools)
        return found

    def peak(self, house: House, spools: dict[str, str]) -> dict[str, Any]:
        """The national peak or a share of it, open loop: feedings by the structure, reads by the physician, at once."""
        from concurrent.futures import ThreadPoolExecutor

        clients = 32 if self.plan.clients[-1] >= 32 else 8
        seconds = self.plan.peak_seconds
        shared = {"seconds": seconds, "grace": 1.0, "repeat": True}
        feeding = self.workshop.load_job(house, "structure", spools={"feed": spools["feed-mixed"]}, **shared)
        reading = self.workshop.load_job(house, "person", spools={kind: spools[kind] for kind in KINDS[1:]}, **shared)
        feeding["rates"] = {"feed": self.plan.peak["feed"]}
        reading["rates"] = {kind: self.plan.peak[kind] for kind in KINDS[1:]}
        used = machine.processor(house.pid)
        with ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(load.run, job, clients, self.folder) for job in (feeding, reading)]
            tallies = [run.result() for run in runs]
        used = machine.processor(house.pid) - used
        total = Tally()
        for tally in tallies:
            total += tally
        total.last = max(tally.last for tally in tallies)
        offered = total.count + total.unsent + sum(total.errors.values())
        result = summary(total) | {"engine": house.engine, "kind": "mixed", "clients": 2 * clients}
        result |= {
            "offered": offered,
            "sustained": total.count / max(offered, 1),
            "asked_per_second": sum(self.plan.peak.values()),
            "share": self.plan.share,
            "asked_seconds": seconds,
        }
        result |= {"processor_ms": used / max(total.count, 1) * 1000, "spin_ms": machine.spin()}
        self.say(line(result))
        return result

    def profile(self, house: House, spools: dict[str, str]) -> dict[str, Any]:
        """The stages of a feeding (of 140 KB), a search, a retrieval and a test of existence."""
        found = {}
        for kind in KINDS:
            file = self.folder / f"profile-{kind}.json"
            job = {"data": str(house.data), "database": house.database, "at": INSTANT}
            job |= {"certificate": str(self.folder / f"{ACTOR[kind]}.crt.pem")}
            job |= {"spool": spools["feed-profile" if kind == "feed" else kind]}
            file.write_text(json.dumps(job))
            command = [sys.executable, "-m", "benchmarks.stages", str(file)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found[kind] = json.loads(done.stdout.splitlines()[-1])
        return found

    def scale(self, house: House, spools: dict[str, str]) -> list[dict[str, Any]]:
        """Searches and retrievals with more and more patients around, and a page of one large record.

        The records searched are drawn anew from all of them; the documents retrieved are those of the stock.
        """
        plan = self.plan
        base = there = plan.patients  # those before were fed, each a little differently: they are left aside
        wanted = [1000, *plan.populations]
        wanted += [plan.rows // plan.documents] if plan.rows else []
        found = []
        for patients in wanted:
            spread = [base + rank for rank in Random(patients).choices(range(patients), k=READS)]
            others = {"read": sorted(set(spread))} if patients * plan.documents >= FILLED else {}
            seconds = house.populate(there, base + patients, plan.documents, **others)
            there = base + patients
            self.say(f"  {house.engine}: {patients} patients loaded in {seconds:.0f} s")
            find = self.prepare(f"find-{house.engine}-{patients}", "find", READS, patients=there, spread=spread)
            found += self._scaled(house, {"find": find, "get": spools["get"]}, patients, seconds)
        if plan.large:
            seconds = house.populate(LARGE, LARGE + 1, plan.large, step_days=1)
            window = {"spread": [LARGE], "patients": LARGE + 1, "days": PAGE}
            page = self.prepare(f"page-{house.engine}", "find", 20, **window)
            found += self._scaled(house, {"page": page}, wanted[-1], seconds)
        return found

    def _scaled(self, house: House, kinds: dict[str, str], patients: int, load_seconds: float) -> list[dict[str, Any]]:
        """One client, warm, on a Socle started anew; processor and pages of the database beside."""
        house.start()
        time.sleep(1.5)
        found = []
        for name, spool in kinds.items():
            kind = "get" if name == "get" else "find"
            warm = self.workshop.load_job(house, "person", spools={kind: spool}, seconds=1.0, repeat=True)
            load.run(warm, 4, self.folder)
            result = self.shoot(house, kind, 1, {kind: spool}) | {"scaled": name, "patients": patients}
            found.append(result | {"load_seconds": load_seconds, "rows": patients * self.plan.documents})
        house.stop()
        return found

    # --- the whole -----------------------------------------------------------------------------------------

    def run(self) -> dict[str, Any]:
        began, plan = time.perf_counter(), self.plan
        source, drawn = sizes.distribution()
        self.found |= {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "conditions": machine.conditions(),
            "documents": {"sizes": source, "median_bytes": median(drawn), "mean_bytes": mean(drawn)},
            "plan": {
                "clients": plan.clients,
                "seconds": plan.seconds,
                "patients": plan.patients,
                "entries": plan.documents,
            },
            "engines": {},
        }
        self.say("making the requests (not measured)…")
        model = self.workshop.model()
        spools = self.prepare_all()
        with self.houses(model) as houses:
            for house in houses:
                self.say(f"{house.engine}:")
                house.populate(0, plan.patients, plan.documents)
                results = self.measure(house, spools)
                if plan.wants("scale") and house.engine in plan.scaled and (plan.populations or plan.rows):
                    results["scale"] = self.scale(house, spools)
                self.found["engines"][house.engine] = results
        self.found["load_average_after"] = os.getloadavg()[0]
        self.found["seconds"] = time.perf_counter() - began
        return self.found

    @contextmanager
    def houses(self, model: House) -> Iterator[list[House]]:
        """The Socles asked for; whatever happens none of them outlives this."""
        from contextlib import ExitStack

        from tests import postgres

        with ExitStack() as stack:
            houses = [model] if "sqlite" in self.plan.engines else []
            if "postgresql" in self.plan.engines and postgres.binaries() is None:
                self.say("PostgreSQL: not measured, it is not installed")
            elif "postgresql" in self.plan.engines:
                url = stack.enter_context(postgres.cluster(buffers=BUFFERS))
                houses.append(self.workshop.sibling(model, postgres.create_database(url, "socle_measure")))
            for house in houses:
                stack.callback(house.stop)
            yield houses


def _median_sized(spool: Spool) -> Any:
    ranks = sorted(range(min(len(spool), 62)), key=lambda rank: len(spool[rank].body))
    return spool[ranks[len(ranks) // 2]]


def percentile(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


def _times(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {name: percentile(ordered, part) * 1000 for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}


def summary(tally: Tally) -> dict[str, Any]:
    """Counts, rate and latencies (ms) of a run; with more than one kind of request also by kind."""
    everything = [taken for kind in tally.latencies.values() for taken in kind]
    span = max(tally.last - tally.first, 1e-9)
    found: dict[str, Any] = {
        "count": tally.count,
        "per_second": tally.count / span,
        "megabytes_per_second": tally.bytes_out / span / 1e6,
        **_times(everything),
        "errors": sum(tally.errors.values()),
        "reasons": tally.reasons,
        "unsent": tally.unsent,
    }
    if len(tally.latencies) > 1:
        found["by_kind"] = {kind: {"count": len(taken), **_times(taken)} for kind, taken in tally.latencies.items()}
    return found


def line(result: dict[str, Any]) -> str:
    """One run as it is told while it goes."""
    wrong = f"  INVALID, {result['errors']} refused: {result['reasons'][:1]}" if result["errors"] else ""
    return (
        f"  {result['kind']:14} {result['clients']:3} clients  {result['per_second']:8.1f}/s  "
        f"p50 {result['p50']:7.1f}  p95 {result['p95']:7.1f}  p99 {result['p99']:7.1f} ms  "
        f"processor {result['processor_ms']:6.2f} ms{wrong}"
    )
