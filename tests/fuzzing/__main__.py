"""`python -m tests.fuzzing`: attack every reader with spoiled inputs, tell what is wrong, write the figures.

python -m tests.fuzzing --inputs 1000000 --out figures.json     the whole campaign
python -m tests.fuzzing --only document --inputs 20000          one reader
python -m tests.fuzzing --replay document 9f3a12c4:203991.55    one input again; --replay document 4711 by number
python -m tests.fuzzing --guided document --inputs 100000       guided by what the code reaches (needs atheris)
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.fuzzing import campaign, guided, house
from tests.fuzzing.oracle import Oracle
from tests.fuzzing.recipe import Recipe, numbered
from tests.fuzzing.targets import every

#: The seed of the campaign on record (docs/evidence/fuzzing.md).
SEED = 20261122


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzzing", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--inputs", type=int, default=50_000, help="inputs in all, shared among the targets (50,000)")
    add("--seconds", type=float, default=float("inf"), help="stop after so long, each target in its share")
    add("--least", type=int, default=0, help="so many inputs of each target, however long they take (0)")
    add("--only", action="append", default=[], metavar="TARGET", help="this target alone (repeat)")
    add("--without", action="append", default=[], metavar="TARGET", help="not this target (repeat)")
    add("--seed", type=int, default=SEED, help=f"of the whole campaign ({SEED})")
    add("--first", type=int, default=0, help="number of the first input of each target (0)")
    add("--keep", type=Path, metavar="FOLDER", help="write the inputs that found something there")
    add("--out", type=Path, metavar="FILE", help="write the figures there (JSON)")
    add("--trail", type=Path, metavar="FILE", help="write each input there before it is tried, whatever it then ends")
    add("--database", default="", metavar="URL", help="PostgreSQL instead of SQLite")
    add("--nice", type=int, default=15, help="priority given up (15)")
    add("--replay", nargs=2, metavar=("TARGET", "RECIPE"), help="one input again: a recipe, or its number")
    add("--guided", metavar="TARGET", help="let atheris choose the recipes of one target")
    add("--list", action="store_true", help="name the targets")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Attack; 0 when nothing is wrong, 1 otherwise."""
    args = _arguments(words)
    os.nice(max(args.nice - os.nice(0), 0))
    house.prepare(database=args.database)
    try:
        if args.list:
            _say("\n".join(f"{target.name}\t{target.share}" for target in every().values()))
            return 0
        if args.guided:
            return guided.run(every()[args.guided], args.inputs, args.keep, args.out)
        with Oracle() as oracle:
            return _replay(args, oracle) if args.replay else _campaign(args, oracle)
    finally:
        house.forget()


def _replay(args: argparse.Namespace, oracle: Oracle) -> int:
    name, text = args.replay
    target = every()[name]
    target.ready()
    number = int(text) if text.isdigit() else None
    recipe = Recipe.parse(text) if number is None else numbered(target.seeds(), args.seed, name, number)
    state = target.build(recipe)
    outcome = oracle.judge(target.check, state)
    for fault in outcome.faults:
        shorter = campaign.shortened(target, recipe, oracle, (fault.kind, fault.key))
        _say(f"{fault.kind}: {fault.key}\nrecipe {recipe}, shortened {shorter}\n{fault.detail}")
        (args.keep or Path()).joinpath(f"{name}.input").write_bytes(target.bytes_of(target.build(shorter)))
    _say(f"{recipe} {outcome.seconds:.3f} s, told {', '.join(sorted(outcome.told)) or 'nothing'}")
    target.close()
    return 1 if outcome.faults else 0


def _campaign(args: argparse.Namespace, oracle: Oracle) -> int:
    names = [name for name in args.only or every() if name not in args.without]
    begun, at = time.monotonic(), datetime.now(UTC)
    wanted = campaign.shares(names, args.inputs)
    runs = []
    for name in names:
        target = every()[name]
        share = args.seconds * wanted[name] / sum(wanted.values())
        inputs = campaign.recipes(target, args.seed, args.first, wanted[name])
        run = campaign.attack(
            target,
            campaign.trailed(inputs, args.trail) if args.trail else inputs,
            oracle,
            until=time.monotonic() + share,
            least=args.least,
            say=_say,
            keep=args.keep,
        )
        target.close()
        runs.append(run)
        _say(_line(run))
        if args.out:
            _write(args, runs, at, time.monotonic() - begun)
    findings = [found for run in runs for found in run.found.values()]
    _say(f"{sum(run.inputs for run in runs)} inputs in {time.monotonic() - begun:.0f} s, {len(findings)} findings")
    for found in findings:
        _say(
            f"\n{found.target}: {found.kind}, {found.key}, {found.count} times\n  {found.recipes[0]}\n{found.detail[-1500:]}"
        )
    return 1 if findings else 0


def _line(run: campaign.Run) -> str:
    growth = "" if run.growth is None else f", {run.growth / campaign.MB:+.1f} MB per 100,000"
    return (
        f"{run.target:14} {run.inputs:8} inputs {run.seconds:7.1f} s, slowest {run.slowest:.2f} s,"
        f" {len(run.told):3} words{growth}, {len(run.found)} findings"
    )


def _write(args: argparse.Namespace, runs: list[campaign.Run], at: datetime, seconds: float) -> None:
    document: dict[str, Any] = {
        "at": at.isoformat(timespec="seconds"),
        "seed": args.seed,
        "first": args.first,
        "inputs": sum(run.inputs for run in runs),
        "seconds": round(seconds, 1),
        "memory": campaign.resident(),
        "findings": sum(len(run.found) for run in runs),
        "targets": [run.as_dict() for run in runs],
    }
    args.out.write_text(json.dumps(document, indent=1, ensure_ascii=False, default=str), "utf-8")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # threads of a door that hung must not keep the campaign from ending
