"""`python -m tests.soak`: the long campaigns (what `make soak` runs). Appends dated figures to docs/evidence/soak.md."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests import disks, postgres
from tests.failures.hospitals import at_work
from tests.soak import evidence, flips
from tests.soak.kills import Campaign, Plan, Site, as_dict

ENGINES = ("sqlite", "postgresql")
#: Room for the documents, database and backups of a thousand power cuts.
DISK = 6000


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    add = parser.add_argument
    add("--kills", type=int, default=Plan.kills, help="SIGKILLs on each database (default %(default)s)")
    add("--campaign", type=int, default=250, help="kills of one campaign, audited whole, then a new one (%(default)s)")
    add("--cuts", type=int, default=200, help="power cuts on each database, as root (default %(default)s)")
    add("--flips", type=int, default=3000, help="bytes changed in what one killed Socle left (default %(default)s)")
    add("--engine", choices=ENGINES, action="append", default=[], help="this database alone")
    add("--seed", type=int, default=Plan.seed, help="what chance begins with (default %(default)s)")
    add("--minutes", type=float, default=40.0, help="no new kill of a campaign after so long (default %(default)s)")
    add("--no-evidence", action="store_true", help="write nothing into docs/evidence")
    return parser.parse_args(words)


@contextmanager
def site(engine: str, *, power: bool) -> Iterator[Site]:
    """A place for one campaign; with `power` on a disk that can be cut."""
    with ExitStack() as stack:
        safe = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="socle-soak-")))
        disk = stack.enter_context(disks.disk(DISK)) if power else None
        folder = disk.path if disk else safe
        if engine == "sqlite":
            yield Site(engine, folder, safe, lambda _: "", disk.back_after_cut if disk else lambda: None)
            return
        home = folder / "postgresql" if disk else None
        if home:
            home.mkdir()
        cluster = stack.enter_context(postgres.killable(home))

        def cut() -> None:
            cluster.kill()
            if disk is not None:
                disk.back_after_cut()
            cluster.start()

        yield Site(engine, folder, safe, lambda name: postgres.create_database(cluster.url, f"soak_{name}"), cut)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(words: list[str] | None = None) -> int:
    """Run what was asked for; 1 when anything at all was lost, doubled, seen in part or not sound."""
    args = _arguments(words)
    wrong = 0
    for engine in args.engine or ENGINES:
        for power, count in ((False, args.kills), (True, args.cuts)):
            if count and power and disks.impossible():
                _say(f"power cuts on {engine}: {disks.impossible()}")
                continue
            # What a check verifies grows with what was fed: several campaigns say in an hour what one says in three.
            for number, start in enumerate(range(0, count, args.campaign)):
                kills = min(args.campaign, count - start)
                plan = Plan(kills=kills, seed=args.seed + number, power=power, minutes=args.minutes)
                result, ended = _campaign(engine, plan)
                wrong += len(result["wrong"])
                if not args.no_evidence:
                    evidence.append(result)
                if ended or wrong:
                    break
    if args.flips:
        wrong += _flips(args)
    return 1 if wrong else 0


def _campaign(engine: str, plan: Plan) -> tuple[dict[str, Any], bool]:
    """One campaign on a site of its own; what it found, and whether somebody ended it early."""
    with site(engine, power=plan.power) as found:
        campaign = Campaign(plan, found, _say)
        told: list[int] = []

        def enough(number: int, _frame: object) -> None:
            told.append(number)
            campaign.enough()

        for one in (signal.SIGTERM, signal.SIGINT):  # whoever ends it early still learns what was lost
            signal.signal(one, enough)
        result = as_dict(campaign.run())
    print(json.dumps(result, indent=1), flush=True)
    return result, bool(told)


def _flips(args: argparse.Namespace) -> int:
    """One byte changed at a time; how many were missed."""
    with tempfile.TemporaryDirectory(prefix="socle-soak-") as name:
        folder = Path(name)
        with at_work(folder / "data", folder) as hospital:
            hospital.feeds(25)
            hospital.place.kill_all()
        found = flips.run(folder / "data", args.flips, args.seed)
    print(json.dumps(found, indent=1), flush=True)
    if not args.no_evidence:
        evidence.append(found)
    return len(found["missed"])


if __name__ == "__main__":
    sys.exit(main())
