"""The campaign of kills: Socle ends by SIGKILL at any instant, under load, again and again; nothing acknowledged is lost."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers import clean_environment
from tests.soak import audit
from tests.soak.audit import Findings
from tests.soak.hospital import Reader, Staff
from tests.soak.oracle import Oracle
from tests.soak.place import Place, alive, descendants, free_ports
from tests.soak.writers import PATIENTS, Writers

#: Seconds within which a Socle is well again after one of its processes was killed, or has ended.
BACK = 60


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How long, and how often what is looked at. `kinds` are the weights of what a kill falls into."""

    kills: int = 1000
    seed: int = 20260915
    #: Kills between two looks through the doors, and between two looks at everything at rest.
    look: int = 5
    check: int = 50
    #: Kills during which the same records are fed.
    epoch: int = 25
    #: Answers between a start and a kill, at most.
    answers: int = 40
    kinds: tuple[tuple[str, float], ...] = (
        ("running", 0.6),
        ("starting", 0.18),
        ("sealing", 0.12),
        ("backup", 0.07),
        ("migration", 0.03),
    )
    #: How many processes answer at the doors, drawn anew at each start.
    processes: tuple[int, ...] = (1, 2, 2, 3)
    #: Whether a kill of everything also cuts the power of the disk that all stands on: what no fsync asked for is lost.
    power: bool = False
    #: Whether it ends with what a sweep two years later leaves.
    sweep: bool = True
    #: No new kill after so many minutes.
    minutes: float = 60.0


@dataclass
class Result:
    """What one campaign did and found."""

    engine: str
    power: bool
    asked: int
    kills: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    found: Findings = field(default_factory=Findings)
    counts: dict[str, int] = field(default_factory=dict)
    events: int = 0
    orphans: int = 0
    orphans_swept: int = 0
    checks: int = 0
    starts: list[float] = field(default_factory=list)
    backups: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(count for kind, count in self.kills.items() if not kind.startswith("of "))


@dataclass(frozen=True)
class Site:
    """Where a campaign takes place. `folder` is what may be lost in part, `safe` what never is.

    `new_database` gives the URL of a database of that name, "" on SQLite; `cut` ends and brings back what all stands
    on, database server included, once no Socle runs any more.
    """

    engine: str
    folder: Path
    safe: Path
    new_database: Callable[[str], str]
    cut: Callable[[], None] = lambda: None


class Campaign:
    """One Socle, its clients, and who kills it."""

    def __init__(self, plan: Plan, site: Site, say: Callable[[str], None]) -> None:
        self.plan, self.folder, self.say, self.site = plan, site.folder, say, site
        folder, engine, new_database = site.folder, site.engine, site.new_database
        self.chance = random.Random(plan.seed)
        self._new_database = new_database
        self.place = Place(folder / "data", free_ports(), new_database("soak"), log_folder=site.safe)
        self.oracle = Oracle(site.safe / "clients.jsonl")
        self.result = Result(engine, plan.power, plan.kills)
        self._known: set[str] = set()
        self._backup: subprocess.Popen[str] | None = None
        self._looked: set[int] = set()
        self._good_backup: tuple[str, set[str]] | None = None
        self._enough = False

    def run(self) -> Result:
        """Kill until enough, then look at everything."""
        began = time.monotonic()
        self._start()
        staff = Staff.of(self.place.api)
        run = int(time.time()) % 10_000_000
        try:
            with Writers(self.place, staff, self.oracle, run=run, seed=self.plan.seed) as writers:
                self._kills(writers, staff)
                writers.pause()
            self._end(staff)
        finally:
            self.place.kill_all() if self.place.process else None
        self.result.seconds = time.monotonic() - began
        self.result.counts = self.oracle.counts()
        self.result.starts = self.place.starts
        self.result.refusals = self.oracle.reasons
        return self.result

    def enough(self) -> None:
        """No new kill: what was promised so far is looked at, and told."""
        self._enough = True

    # --- killing -------------------------------------------------------------------------------------------

    def _kills(self, writers: Writers, staff: Staff) -> None:
        kinds, weights = zip(*self.plan.kinds, strict=True)
        until = time.monotonic() + self.plan.minutes * 60
        for number in range(1, self.plan.kills + 1):
            epoch = (number - 1) // self.plan.epoch
            self._looked.update(range(epoch * PATIENTS, (epoch + 1) * PATIENTS))
            writers.run(epoch)
            kind = self.chance.choices(kinds, weights)[0]
            getattr(self, f"_while_{kind}")()
            self.result.kills[kind] += 1
            if number % self.plan.check == 0:
                writers.pause()
                if self.place.process:
                    self.place.kill_all()
                audit.at_rest(self.place, self.result.found)  # as the kill left it
                self.result.checks += 1
            if self.place.process is None:
                self._start()
            if number % self.plan.look == 0:
                writers.pause()
                self._look(staff)
            self._tell(number)
            if self._enough or self.result.found.wrong or time.monotonic() > until:
                return

    def _start(self) -> None:
        """Start with as many processes as chance has it: what some left, others take over."""
        self.place.environment["SOCLE_PROCESSES"] = str(self.chance.choice(self.plan.processes))
        self.place.start()

    def _tell(self, number: int) -> None:
        if number % 10 == 0 or self.result.found.wrong:
            counts = self.oracle.counts()
            self.say(
                f"{self.result.engine}: {number} kills, {counts['documents']} documents acknowledged, "
                f"{counts['in_doubt']} in doubt, {counts['refused']} refused, {len(self.result.found.wrong)} wrong"
            )

    def _strike(self) -> None:
        """SIGKILL to everything at once, to the first process, or to any one below it."""
        below = len(self.place.processes()) > 1
        how = self.chance.choices(("all", "supervisor", "child"), (2, 1, 2))[0] if below else "all"
        self.result.kills[f"of {how}"] += 1
        if how == "all":
            self.place.kill_all()
            if self.plan.power:
                if self._backup is not None:
                    self.place.kill([*descendants(self._backup.pid), self._backup.pid])
                    self._backup.wait()
                self.site.cut()
                self.result.kills["of the disk"] += 1
        elif how == "supervisor":
            left = self.place.kill_supervisor()
            deadline = time.monotonic() + 10
            while any(map(alive, left)) and time.monotonic() < deadline:
                time.sleep(0.02)
            if any(map(alive, left)):
                self.result.found.note("processes stay alive 10 s after their supervisor was killed")
                self.place.kill(left)
        else:
            before = len(self.place.processes())
            self.place.kill_child(self.chance)
            self._after_child(before)

    def _after_child(self, before: int) -> None:
        """A Socle that lost one of its processes is whole again by itself, or ends so that whoever runs it knows.

        It serves meanwhile: clients come back as soon as health lets them.
        """
        deadline = time.monotonic() + BACK
        while time.monotonic() < deadline:
            if self.place.process is not None and self.place.process.poll() is not None:
                self.place.kill(descendants(self.place.process.pid))
                self.place.buried()
                return
            with suppress(AssertionError):
                self.place.wait(0.5)
                if len(self.place.processes()) >= before and '"status": "ok"' in self.place.health()[1]:
                    return
            time.sleep(0.05)
        self.result.found.note(f"not whole {BACK} s after one of its processes was killed: {self.place.tail()}")
        self.place.kill_all()

    def _while_running(self) -> None:
        """In the middle of the load: after any number of answers, at any instant between two."""
        target, deadline = self.oracle.acknowledged + self.chance.randrange(self.plan.answers), time.monotonic() + 10
        while self.oracle.acknowledged < target and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(self.chance.uniform(0.0, 0.1))
        self._strike()

    def _while_sealing(self) -> None:
        """Right when a head was signed or exported, or within the milliseconds after."""
        file, deadline = self.place.data / "heads" / "heads.jsonl", time.monotonic() + 4
        before = file.stat().st_size if file.exists() else 0
        while time.monotonic() < deadline:
            if file.exists() and file.stat().st_size != before:
                break
            time.sleep(0.001)
        time.sleep(self.chance.choice((0.0, 0.0, 0.002, 0.01)))
        self._strike()

    def _while_starting(self) -> None:
        """Before it is ready: after a kill, in the middle of its next start."""
        self.place.kill_all()
        usual = min(self.place.starts[-5:])
        self.place.spawn()
        time.sleep(self.chance.uniform(0.0, usual * 1.1))
        self._strike()

    def _while_migration(self) -> None:
        """The very first start of another Socle, killed while its tables and its world come to be."""
        number = self.result.kills["migration"]
        name = f"new{number}"
        other = Place(self.folder / name, free_ports(), self._new_database(name))
        other.spawn()
        time.sleep(self.chance.uniform(0.3, 5.0))
        other.kill_all()
        try:
            other.start()
            people = len(other.api("people")["patients"])
            other.kill_all()
            audit.at_rest(other, self.result.found)
            if people != len(self.place.api("people")["patients"]):
                self.result.found.note(f"a first start killed half way left a world of {people} patients")
        except AssertionError as error:
            self.result.found.note(f"after a first start killed half way: {error}")
        finally:
            if other.process:
                other.kill_all()
            shutil.rmtree(other.data, ignore_errors=True)

    # --- backups -------------------------------------------------------------------------------------------

    def _while_backup(self) -> None:
        """Either the backup under way is killed, or the Socle that it copies; the last good one stays good."""
        promised = {held.unique_id for sent in self.oracle.all() if sent.acknowledged for held in sent.documents}
        command = [sys.executable, "-m", "socle.cli.main", "backup", str(self.folder / "backups"), "--json"]
        process = subprocess.Popen(
            [*command, "--data", str(self.place.data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=clean_environment(**self.place.variables),
        )
        if self.chance.random() < 0.5:
            time.sleep(self.chance.uniform(0.3, 3.0))
            self.place.kill([*descendants(process.pid), process.pid])
        else:
            time.sleep(self.chance.uniform(0.0, 1.0))
        self._backup = process
        self._strike()
        said, why = process.communicate(timeout=300)
        self._backup = None
        self.result.backups[{0: "made", -9: "killed"}.get(process.returncode, "refused")] += 1
        if process.returncode == 0:
            self._good_backup = (said, promised)
        elif process.returncode != -9:
            self.result.found.note(f"the backup of a Socle that was killed stopped: {why}")

    def _restored(self) -> None:
        """The last good backup, in another place: everything promised before it began is there, and sound."""
        if self._good_backup is None:
            return
        twin = Place(self.folder / "twin", free_ports(), self._new_database("twin"))
        done = twin.socle("restore", str(self.folder / "backups"))
        if done.returncode:
            self.result.found.note(f"the last good backup is not restored: {done.stderr[-1000:]}")
            return
        audit.at_rest(twin, self.result.found)
        twin.start()
        staff = Staff.of(twin.api)
        promised = self._good_backup[1]
        with Reader(twin.tls_url, staff.physician) as reader:
            for rank in self.oracle.patients():
                wanted = {
                    held.unique_id
                    for sent in self.oracle.of_patient(rank)
                    for held in sent.documents
                    if held.unique_id in promised
                }
                missing = wanted - {one.unique_id for one in reader.listed(rank)} if wanted else set()
                self.result.found.wrong += [f"lost in the backup: {id}" for id in sorted(missing)]
        twin.stop()
        self.result.backups["restored"] += 1
        shutil.rmtree(twin.data, ignore_errors=True)

    # --- looking -------------------------------------------------------------------------------------------

    def _look(self, staff: Staff) -> None:
        """The records fed since the last look, through the doors."""
        with Reader(self.place.tls_url, staff.physician) as reader:
            audit.records(reader, self.oracle, sorted(self._looked), self.result.found, known=self._known)
        self._looked.clear()

    def _end(self, staff: Staff) -> None:
        """Everything again from the beginning: doors, journal, bytes, backup."""
        found = self.result.found
        if found.wrong:
            return
        before, found.whole, found.absent = len(self._known), 0, 0
        with Reader(self.place.tls_url, staff.physician) as reader:
            seen: set[str] = set()
            audit.records(reader, self.oracle, self.oracle.patients(), found, known=seen)
        self.say(f"{self.result.engine}: {len(seen)} documents read again at the end ({before} were before)")
        if self.place.stop() != 0:
            found.note(f"the calm end was not calm: {self.place.tail()}")
        report = audit.at_rest(self.place, found)
        self.result.orphans = report["orphans"]
        self.result.events = audit.acts(self.place, self.oracle, seen, found)
        self._restored()
        if self.plan.sweep:
            self._swept()

    def _swept(self) -> None:
        """Two years later: orphans went with the segments that they filled, and nothing else did."""
        self.place.environment["SOCLE_SWEEP_EVERY"] = "0.5"
        self.place.start()
        for days in (700, 710, 720):
            self.place.move_clock(days)
            self._sweeps(3)  # one may be under way, by the date before; then what is dead must be found so twice
        self.place.stop()
        self.result.orphans_swept = audit.at_rest(self.place, self.result.found)["orphans"]

    def _sweeps(self, more: int) -> None:
        """Wait until so many more sweeps have ended."""
        target, deadline = self.place.figure("socle_sweep_seconds_count") + more, time.monotonic() + BACK
        while self.place.figure("socle_sweep_seconds_count") < target:
            if time.monotonic() > deadline:
                self.result.found.note(f"orphans are not swept within {BACK} s: {self.place.tail()}")
                return
            time.sleep(0.1)


def as_dict(result: Result) -> dict[str, Any]:
    """What the evidence keeps."""
    starts = sorted(result.starts)
    return {
        "engine": result.engine,
        "power": result.power,
        "asked": result.asked,
        "kills": dict(result.kills),
        "total": result.total,
        "seconds": round(result.seconds),
        "wrong": result.found.wrong,
        "read": result.found.read,
        "listed": result.found.listed,
        **result.counts,
        "events": result.events,
        "checks": result.checks,
        "whole_in_doubt": result.found.whole,
        "absent_in_doubt": result.found.absent,
        "orphans": result.orphans,
        "orphans_swept": result.orphans_swept,
        "start_median": starts[len(starts) // 2] if starts else 0.0,
        "backups": dict(result.backups),
        "refusals": Counter(result.refusals).most_common(5),
    }
