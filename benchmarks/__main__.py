"""`python -m benchmarks`: measure Socle, print the table, write benchmarks/results/latest.json."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks import checking, report
from benchmarks.campaign import BESIDE, KINDS, Campaign, Plan

RESULTS = Path(__file__).parent / "results"
LATEST = RESULTS / "latest.json"
PARTS = (*KINDS, *BESIDE, "mixed", "scale", "profile", "documents")
QUICK = Plan(engines=("sqlite",), clients=(1, 8), seconds=2, stock=150, patients=200, populations=(), starts=1)


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help="SQLite, fewer clients, less time: under 90 s on a quiet machine")
    add("--only", choices=PARTS, action="append", default=[], help="this part alone (repeat)")
    add("--engine", choices=("sqlite", "postgresql"), action="append", default=[], help="this database alone")
    add("--seconds", type=float, help="length of each run")
    add("--clients", type=int, action="append", default=[], help="so many clients (repeat)")
    add("--stock", type=int, help="documents fed before anything is read (500)")
    add("--patients", type=int, help="patients of the records fed and read (1,000)")
    add("--documents", type=int, help="entries each patient has beforehand (6)")
    add("--rows", type=int, default=0, help="search among a thousand patients, then so many entries, e.g. 10000000")
    add("--national", type=float, metavar="SECONDS", help="the national peak alone, for so long (600: ten minutes)")
    add("--share", type=float, metavar="N", help="one Nth of the national peak (20: a region)")
    add("--large", type=int, help="documents of the large record of which a page is asked (2,000)")
    add("--out", type=Path, default=LATEST, help=f"where the figures go (default {LATEST.name} in results/)")
    add("--medians", type=Path, nargs="+", metavar="FILE", help="measure nothing: medians of these results")
    return parser.parse_args(words)


def _plan(args: argparse.Namespace) -> Plan:
    plan = QUICK if args.quick else Plan()
    if args.quick and not args.only:
        plan = replace(plan, only=frozenset({*KINDS, *BESIDE, "mixed", "profile"}))
    chosen = {
        "only": frozenset(args.only or (["mixed"] if args.national else [])),
        "engines": tuple(args.engine),
        "scaled": tuple(args.engine),
        "clients": tuple(sorted(set(args.clients))),
        "seconds": args.seconds,
        "stock": args.stock,
        "patients": args.patients,
        "documents": args.documents,
        "rows": args.rows,
        "national": args.national,
        "share": args.share,
        "large": args.large,
    }
    plan = replace(plan, **{name: value for name, value in chosen.items() if value})
    return replace(plan, populations=()) if args.rows else plan


def main(words: list[str] | None = None) -> int:
    """Measure; 0 when every answer was the one expected, else 1."""
    args = _arguments(words)
    if args.medians:
        print(report.medians([json.loads(path.read_text("utf-8")) for path in args.medians]))
        return 0
    if args.only == ["documents"]:  # no server, no database: a measure of its own
        own = ["--out", str(args.out)] if args.out != LATEST else []
        return checking.main([*own, *(["--seconds", str(args.seconds)] if args.seconds else [])])
    with tempfile.TemporaryDirectory(prefix="socle-measure-") as folder:
        found = Campaign(_plan(args), Path(folder), lambda text: print(text, file=sys.stderr, flush=True)).run()
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(json.dumps(found, indent=1), "utf-8")
        print(report.text(found), flush=True)
    return 1 if report.valid(found) else 0


if __name__ == "__main__":
    sys.exit(main())
