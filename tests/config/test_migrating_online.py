"""A Socle under load while `socle migrate` of the next release lays its schema in another process, on a real database."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from benchmarks import load
from benchmarks.documents import ARC
from benchmarks.house import INSTANT, House, Workshop
from benchmarks.spool import Spool, write
from tests import releases, servers

pytestmark = [pytest.mark.database, pytest.mark.campaign]

PATIENTS, DOCUMENTS, ROUNDS, FEEDS, CLIENTS = 60, 20, 16, 30, 3
#: Seconds of one round of the load; the last round of each act is begun after the act was over.
SECONDS = 1.5
LOCATION = "    location = models.CharField(max_length=120)\n"
LEGACY = '    legacy = models.CharField(max_length=20, db_default="")\n'
MONTH = "    month = models.CharField(max_length=6, null=True)\n"


@dataclass
class World:
    """Two releases, one database, requests made ready."""

    folder: Path
    previous: releases.Release
    next: releases.Release
    house: House
    workshop: Workshop
    spools: list[str]
    finds: str
    last: dict[str, str]
    fed: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def round(self) -> None:
        """Feedings by the structure and searches by the physician, at once, each answer checked."""
        spool = self.spools.pop()
        jobs = {
            "feed": self.workshop.load_job(self.house, "structure", spools={"feed": spool}, seconds=20, repeat=False),
            "find": self.workshop.load_job(
                self.house, "person", spools={"find": self.finds}, seconds=SECONDS, repeat=True
            ),
        }
        tallies: dict[str, load.Tally] = {}

        def shoot(kind: str) -> None:
            tallies[kind] = load.run(jobs[kind], CLIENTS, self.folder)

        threads = [threading.Thread(target=shoot, args=(kind,)) for kind in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.fed += tallies["feed"].count
        for kind, tally in tallies.items():
            self.kinds[kind] += tally.count
            self.wrong += tally.reasons

    def under_load(self, *words: str, release: releases.Release) -> subprocess.CompletedProcess[str]:
        """One `socle migrate` of a release while requests come in, before, during and after."""
        self.round()
        found: list[subprocess.CompletedProcess[str]] = []
        thread = threading.Thread(target=lambda: found.append(self.migrate(*words, release=release)))
        thread.start()
        while True:
            over = not thread.is_alive()
            self.round()
            if over:
                break
        thread.join()
        return found[0]

    def migrate(self, *words: str, release: releases.Release) -> subprocess.CompletedProcess[str]:
        database = {"DATABASE_URL": self.house.database} if self.house.database else {}
        command = ["migrate", *words, "--json", "--data", str(self.house.data)]
        return servers.socle(*command, timeout=120, **release.environment, **database)

    def rows(self, sql: str) -> list[tuple]:
        if self.house.database:
            import psycopg  # noqa: PLC0415 - where PostgreSQL is

            with psycopg.connect(self.house.database) as connection:
                return connection.execute(sql).fetchall()
        with sqlite3.connect(self.house.data / "socle.sqlite3") as connection:
            found = connection.execute(sql).fetchall()
        connection.close()
        return found


def _twins(*more: str) -> str:
    """What lays the twins of entries for a release that has other clear columns."""
    from socle.record.models import Entry  # noqa: PLC0415 - Django is set up by then
    from socle.storage.schema.twins import told  # noqa: PLC0415

    return f"Twins({{'entry': {(*told(Entry), *more)!r}}})"


def _prepare(workshop: Workshop, name: str, kind: str, count: int, run: int) -> str:
    job = {
        "actors": str(workshop.actors), "at": INSTANT, "url": "https://localhost:8443", "kind": kind,
        "patients": PATIENTS, "run": run, "first": 0, "last": count, "stem": str(workshop.folder / name), "size": 5000,
    }  # fmt: skip
    file = workshop.folder / f"{name}.job"
    file.write_text(json.dumps(job))
    subprocess.run([sys.executable, "-m", "benchmarks.messages", str(file)], check=True, stdout=subprocess.PIPE)
    return str(workshop.folder / name)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("releases")
    previous = releases.copy(folder / "previous")
    previous.replace("record/models.py", LOCATION, LOCATION + LEGACY)
    column = "operations.AddColumn('entry', 'legacy', models.CharField(max_length=20, db_default=''))"
    previous.migrate("record", "expand_legacy", column)
    previous.migrate("record", "expand_legacy_twins", _twins("legacy"), atomic=False)
    following = releases.copy(folder / "next", previous.package)
    following.replace("record/models.py", LOCATION + LEGACY, LOCATION + MONTH)
    add = following.migrate
    column = "operations.AddColumn('entry', 'month', models.CharField(max_length=6, null=True))"
    index = "models.Index(fields=['record', 'month'], name='record_entry_month')"
    last = {
        "column": add("record", "expand_month", column),
        "fill": add("record", "expand_fill", "operations.Backfill('entry', 'month', Substr('creation_time', 1, 6))", atomic=False),
        "index": add("record", "expand_index", f"operations.AddIndexOnline('entry', {index})", atomic=False),
        "retire": add("record", "expand_retire", "operations.Retire('entry', 'legacy')"),
        "twins": add("record", "expand_month_twins", _twins("month"), atomic=False),
        "drop": add("record", "contract_legacy", "operations.DropColumn('entry', 'legacy')"),
    }  # fmt: skip
    data = folder / "data"
    house = House(data, servers.database_of(data) or "", environment=previous.environment)
    workshop = Workshop(folder)
    try:
        house.start()
        house.freeze()
        workshop.mint(house)
        house.stop()
        house.populate(0, PATIENTS, DOCUMENTS)
        made = Spool(Path(_prepare(workshop, "feeds", "feed", FEEDS * ROUNDS, 1)))
        spools = [str(folder / f"feeds-{turn}") for turn in range(ROUNDS)]
        for turn, stem in enumerate(spools):
            write(Path(stem), (made[turn * FEEDS + rank] for rank in range(FEEDS)))
        finds = _prepare(workshop, "finds", "find", 40, 1)
        house.start()
        yield World(folder, previous, following, house, workshop, spools, finds, last)
    finally:
        house.stop()


def test_no_request_fails_and_no_act_is_lost_while_the_next_schema_is_laid(world):
    asked = world.migrate(release=world.next)
    assert asked.returncode == 0, asked.stderr
    planned = json.loads(asked.stdout)["missing"]
    assert [held["phase"] for held in planned] == ["expand"] * 5 + ["contract"]

    done = world.under_load("expand", "--batch", "50", release=world.next)
    assert done.returncode == 0, done.stderr
    steps = [f"record.{world.last[name]}" for name in ("column", "fill", "index", "retire", "twins")]
    assert json.loads(done.stdout)["done"] == steps
    assert world.wrong == []
    assert world.rows("SELECT count(*) FROM record_entry WHERE month = substr(creation_time, 1, 6)")[0][0] >= (
        PATIENTS * DOCUMENTS
    )

    refused = world.migrate("contract", release=world.next)  # the previous release still serves
    assert (refused.returncode, "a program of an earlier version serves" in refused.stderr) == (1, True)

    world.house.stop()
    world.house.start()  # the previous release starts again on the newer schema: it only has more
    world.round()
    world.house.stop()
    world.house.environment = world.next.environment
    world.house.start()
    done = world.under_load("contract", release=world.next)
    assert (done.returncode, json.loads(done.stdout)["missing"]) == (0, []), done.stderr
    assert world.wrong == []

    found = world.rows(f"SELECT count(*) FROM record_identifier WHERE kind = 'document' AND value LIKE '{ARC}.%'")
    assert found[0][0] >= world.fed > 0
    assert world.kinds["find"] > 0
    world.house.stop()
    for words in (("ledger", "verify"), ("check",)):
        database = {"DATABASE_URL": world.house.database} if world.house.database else {}
        said = servers.socle(*words, "--json", "--data", str(world.house.data), **world.next.environment, **database)
        assert json.loads(said.stdout)["valid"] is True, said.stdout[:2000] + said.stderr[:2000]

    world.house.environment = world.previous.environment
    with pytest.raises(AssertionError, match=r"socle.E013.*" + world.last["drop"]):
        world.house.start()
