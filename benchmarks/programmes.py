"""A region's year and an operator's file: `python -m benchmarks.programmes --stays 5000000 --operator-rows 50000000`.

Files are invented (`generate_region`). The indicators of every establishment and month are computed by Socle and by the
same question written by hand in DuckDB's SQL (`programmes_by_hand`), each in a process of its own, by turns in the same
minutes, with the same memory and processors; both must give the same figures. Then an operator's file is counted by
`socle region compute`, and by hand. Figures go to results/programmes.json.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from statistics import median
from typing import Any

OUT = Path(__file__).parent / "results" / "programmes.json"
MONTH = "2022-06"
#: The columns of the answer by hand, as (numerator, denominator) of each indicator; a month is one row.
BY_HAND = {"DS1.1": (3, 2), "DS1.2": (4, 2), "DS1.3": (6, 5), "DS4.2": (7, 2)}
Figures = dict[str, tuple[int, int]]


def _child(act: Callable[[], Any]) -> dict[str, Any]:
    """What an act gives, its seconds, its processor and the most memory this process ever had."""
    begun, worked = time.monotonic(), time.process_time()
    given = act()
    return {
        "seconds": time.monotonic() - begun,
        "processor": time.process_time() - worked,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "given": given,
    }


def year_by_hand(folder: Path, memory: str, threads: int) -> Figures:
    """By establishment, month and indicator."""
    from benchmarks import programmes_by_hand

    found = {}
    for row in programmes_by_hand.answer(folder, memory, threads):
        for code, (numerator, denominator) in BY_HAND.items():
            if row[denominator]:
                found[f"{row[0]} {row[1]:%Y-%m} {code}"] = (row[numerator], row[denominator])
    return found


def year_by_socle(folder: Path, memory: str, threads: int) -> Figures:
    """The same, by the expressions of `socle sunes compute`."""
    from socle.programmes import engine, sunes
    from socle.programmes.sunes.rules import periods

    months = [periods.month(2022, number) for number in range(1, 13)]
    files = sunes.Files(**{name: folder / f"{name}.parquet" for name in ("stays", "feeds", "messages")})
    with engine.opened("duckdb", memory=memory, threads=threads, progress=_told) as opened:
        rows = opened.rows(sunes.table(files, months, engine=opened))
    return {
        f"{row['ej']} {row['period']} {row['indicator']}": (row["numerator"], row["denominator"])
        for row in rows
        if row["denominator"]
    }


def _told(part: float) -> None:
    print(f"\r{part:.0%}", end="", file=sys.stderr, flush=True)


def flows_by_hand(folder: Path, memory: str, threads: int) -> Any:
    """Citizen and professional messages of the operator's file."""
    from benchmarks import programmes_by_hand

    rows = programmes_by_hand.flows(folder, memory, threads)
    return [sum(row[place] for row in rows) for place in (1, 2)]


def flows_by_socle(folder: Path, memory: str, threads: int) -> Any:
    """The same by `socle region compute`, as a region runs it."""
    del memory, threads  # the settings say them
    from socle.cli.main import main as command

    said = io.StringIO()
    with redirect_stdout(said):
        status = command(["region", "compute", "--json", "--month", MONTH, "--operators", str(folder / "operator.csv")])
    if status:
        raise SystemExit(f"socle region compute: {status}")
    told = {one["code"]: one["value"] for one in json.loads(said.getvalue())["indicators"]}
    return [int(told["SOCLE.MSS.CITOYEN"]), int(told["SOCLE.MSS.PRO"])]


ACTS = {
    "year-by-hand": year_by_hand,
    "year-by-socle": year_by_socle,
    "flows-by-hand": flows_by_hand,
    "flows-by-socle": flows_by_socle,
}


def _run(words: list[str]) -> tuple[str, str]:
    done = subprocess.run([sys.executable, *words], check=False, capture_output=True, text=True, env=os.environ)
    if done.returncode:
        raise SystemExit(f"{words} failed ({done.returncode}): {done.stderr[-3000:]}")
    return done.stdout, done.stderr


def _acted(name: str, folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    shared = ["--memory", args.memory, "--threads", str(args.threads)]
    said, told = _run(["-m", "benchmarks.programmes", "--act", name, "--folder", str(folder), *shared])
    return json.loads(said) | {"progress_told": len(told.splitlines())}


def year(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Both by turns; the medians, the ratio, and whether they agree."""
    runs: dict[str, list[dict[str, Any]]] = {"year-by-hand": [], "year-by-socle": []}
    for _ in range(args.rounds):
        for name, done in runs.items():
            done.append(_acted(name, folder, args))
            print(f"{name}: {done[-1]['seconds']:.1f} s, {done[-1]['memory_mb']:.0f} MB", file=sys.stderr, flush=True)
    hand, socle = (runs[name][0].pop("given") for name in runs)
    for done in runs.values():
        for run in done[1:]:
            run.pop("given")
    seconds = {name: median(run["seconds"] for run in done) for name, done in runs.items()}
    return {
        "stays": args.stays,
        "figures": len(hand),
        "same": hand == socle,
        "differing": [key for key in sorted({*hand, *socle}) if hand.get(key) != socle.get(key)][:5],
        "seconds": seconds,
        "ratio": seconds["year-by-socle"] / seconds["year-by-hand"],
        "memory_mb": {name: max(run["memory_mb"] for run in done) for name, done in runs.items()},
        "progress_told": runs["year-by-socle"][-1]["progress_told"],
        "runs": runs,
    }


def flows(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """An operator's file through the command that a region runs; by hand beside it."""
    found = {name: _acted(name, folder, args) for name in ("flows-by-hand", "flows-by-socle")}
    seconds = {name: run["seconds"] for name, run in found.items()}
    return {
        "rows": args.operator_rows,
        "bytes": (folder / "operator.csv").stat().st_size,
        "ratio": seconds["flows-by-socle"] / seconds["flows-by-hand"],
        "same": found["flows-by-hand"]["given"] == found["flows-by-socle"]["given"],
        "runs": found,
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.programmes", description=__doc__)
    add = parser.add_argument
    add("--stays", type=int, default=200_000, help="stays of the year (5000000: the region's; default %(default)s)")
    add("--operator-rows", type=int, default=1_000_000, help="lines of the operator's file (default %(default)s)")
    add("--memory", default="1GB", help="what each engine may hold (default %(default)s)")
    add("--threads", type=int, default=os.cpu_count() or 1)
    add("--rounds", type=int, default=3, help="turns of each (default %(default)s)")
    add("--folder", type=Path, help="where the files are, or are made and stay")
    add("--out", type=Path, default=OUT)
    add("--act", choices=ACTS, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Make the files, measure, print, write; 1 when the figures differ."""
    args = _arguments()
    if args.act:
        print(json.dumps(_child(lambda: ACTS[args.act](args.folder, args.memory, args.threads))))
        return 0
    with tempfile.TemporaryDirectory(prefix="socle-programmes-") as place:
        folder = args.folder or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        found: dict[str, Any] = {}
        if args.stays:
            if not (folder / "stays.parquet").exists():
                _run(["-m", "benchmarks.generate_region", str(folder), "--stays", str(args.stays)])
            found["year"] = year(folder, args)
        if args.operator_rows:
            if not (folder / "operator.csv").exists():
                lines = str(args.operator_rows)
                _run(["-m", "benchmarks.generate_region", str(folder), "--stays", "0", "--operator-rows", lines])
            found["flows"] = flows(folder, args)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(found, indent=1), "utf-8")
    print(json.dumps(found, indent=1))
    return 0 if all(part["same"] for part in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
