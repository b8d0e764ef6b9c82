"""`python -m benchmarks.processes`: the same Socle with one process and with several, by turns, in the same minutes.

For each number of processes in turn: a start, then feedings, searches and retrievals under the same load; again as many
rounds as asked for, so that what else the machine does falls on all alike. Ratios are to the first number.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import machine
from benchmarks.campaign import Campaign, Plan
from benchmarks.house import House

MEASURED = ("feed", "find", "get")
#: Feedings made ready for a second of a run.
FEEDS = 80


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.processes", description=__doc__)
    add = parser.add_argument
    add("--engine", choices=("sqlite", "postgresql"), action="append", default=[], help="this database alone")
    add("--processes", type=int, nargs="+", default=[1, 2], help="how many at the doors (default 1 2)")
    add("--rounds", type=int, default=3, help="turns of each (3)")
    add("--seconds", type=float, default=3.0, help="length of each run (3)")
    add("--clients", type=int, default=8, help="clients at once (8)")
    add("--out", type=Path, help="where the figures go, as JSON")
    return parser.parse_args(words)


class Comparison:
    """One campaign of turns."""

    def __init__(self, args: argparse.Namespace, folder: Path) -> None:
        self.args = args
        engines = tuple(args.engine) or Plan.engines
        plan = Plan(engines=engines, clients=(args.clients,), seconds=args.seconds, stock=150, patients=200)
        self.campaign = Campaign(plan, folder, lambda text: print(text, file=sys.stderr, flush=True))

    def run(self) -> dict[str, Any]:
        """Every round on every engine."""
        campaign, plan = self.campaign, self.campaign.plan
        campaign.say("making the requests (not measured)…")
        model = campaign.workshop.model()
        stock = campaign.prepare("stock", "feed", plan.stock)
        reads = {kind: campaign.prepare(kind, kind, plan.stock) for kind in MEASURED[1:]}
        feeds = {
            (turn, count): campaign.prepare(
                f"feed-{turn}-{count}", "feed", int(plan.seconds * FEEDS), run=100 + 10 * turn + count
            )
            for turn in range(self.args.rounds)
            for count in self.args.processes
        }
        found: dict[str, Any] = {"conditions": machine.conditions(), "engines": {}}
        with campaign.houses(model) as houses:
            for house in houses:
                house.populate(0, plan.patients, plan.documents)
                house.start()
                campaign.stock(house, stock)
                house.stop()
                turns = [
                    self._turn(house, count, {"feed": feeds[turn, count], **reads})
                    for turn in range(self.args.rounds)
                    for count in (self.args.processes if turn % 2 == 0 else self.args.processes[::-1])
                ]
                found["engines"][house.engine] = turns
        return found

    def _turn(self, house: House, count: int, spools: dict[str, str]) -> dict[str, Any]:
        """A start with so many processes, and one run of each kind."""
        house.environment["SOCLE_PROCESSES"] = str(count)
        began = time.perf_counter()
        house.start()
        started = time.perf_counter() - began
        time.sleep(2)
        self.campaign.say(f"{house.engine}, {count} at the doors, load {os.getloadavg()[0]:.1f}:")
        runs = {kind: self.campaign.shoot(house, kind, self.args.clients, {kind: spools[kind]}) for kind in MEASURED}
        memory = {"rss": machine.resident(house.pid), "pss": machine.resident(house.pid, "Pss", "smaps_rollup")}
        house.stop()
        return {"processes": count, "start": started, "memory_mb": memory, "load": os.getloadavg()[0], "runs": runs}


def text(found: dict[str, Any], counts: Sequence[int]) -> str:
    """Medians of the turns, and the ratio of each number to the first."""
    lines = [f"load average at the beginning: {found['conditions']['load_average']:.1f}"]
    for engine, turns in found["engines"].items():
        for kind in MEASURED:
            for name, digits in (("per_second", 1), ("p50", 0), ("p99", 0), ("processor_ms", 1)):
                all_of = {n: [one["runs"][kind][name] for one in turns if one["processes"] == n] for n in counts}
                of = {n: median(values) for n, values in all_of.items()}
                told = ", ".join(
                    f"{n}: {of[n]:.{digits}f} ({min(all_of[n]):.{digits}f}–{max(all_of[n]):.{digits}f})" for n in counts
                )
                ratios = ", ".join(f"{of[n] / of[counts[0]]:.2f}" for n in counts[1:])
                lines.append(f"{engine:11} {kind:5} {name:13} {told}   ratio {ratios}")
        for n in counts:
            here = [one for one in turns if one["processes"] == n]
            lines.append(
                f"{engine:11} {n} at the doors: start {median(one['start'] for one in here):.2f} s, memory "
                f"{median(one['memory_mb']['pss'] for one in here):.0f} MB (RSS added up: "
                f"{median(one['memory_mb']['rss'] for one in here):.0f})"
            )
    return "\n".join(lines)


def main(words: list[str] | None = None) -> int:
    """Measure; 0 when every answer was the one expected, else 1."""
    args = _arguments(words)
    with tempfile.TemporaryDirectory(prefix="socle-measure-") as folder:
        found = Comparison(args, Path(folder)).run()
    if args.out:
        args.out.write_text(json.dumps(found, indent=1), "utf-8")
    print(text(found, args.processes), flush=True)
    turns = [one for several in found["engines"].values() for one in several]
    return 1 if any(run["errors"] for one in turns for run in one["runs"].values()) else 0


if __name__ == "__main__":
    sys.exit(main())
