"""The public directory at its real size: `python -m benchmarks.directory --rows 2000000`.

An invented activity file (`extracts`) is imported by `socle directory import` into an empty folder, in a process of its
own, then searched in process through the door of the Annuaire: no server, no TLS. Beside the import stands its floor:
the same lines read, cut and dropped. Figures go to results/directory.json.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from benchmarks import extracts
from benchmarks.population import setup

OUT = Path(__file__).parent / "results" / "directory.json"


def written(path: Path, rows: int) -> None:
    """The activity file, streamed."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in extracts.activity(rows))


def floor(path: Path) -> float:
    """Seconds of processor to read and cut every line."""
    begun, cells = time.process_time(), 0
    with path.open(encoding="utf-8") as file:
        for line in file:
            cells += len(line.split("|"))
    return time.process_time() - begun


def imported(path: Path, data: Path) -> dict[str, Any]:
    """Import in another process: seconds, processor, most memory."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    words = ["-m", "socle.cli.main", "directory", "import", str(path), "--data", str(data), "--json"]
    done = subprocess.run([sys.executable, *words], check=False, capture_output=True, text=True, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"the import failed ({done.returncode}): {done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    return {
        "seconds": time.monotonic() - begun,
        "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "memory_mb": after.ru_maxrss / 1024,
        "lines": report["lines"],
        "entries": report["entries"],
        "told": sum(line.endswith("lines") for line in done.stderr.splitlines()),
    }


def queries(rows: int, draw: random.Random) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Kinds of searches: name, resource, parameters."""
    people = max(1, rows // 2)
    while True:
        number, place = extracts.rpps(draw.randrange(1, people)), extracts.finess(draw.randrange(max(1, rows // 10)))
        yield "by number", "Practitioner", {"identifier": number}
        begun = draw.choice(("BRA", "TRO", "GRI", "CHEL"))
        yield "by beginning of a name", "Practitioner", {"family": begun, "_count": "20"}
        yield "by profession and name", "Practitioner", {"qualification-code": "10", "family": "BR", "_count": "20"}
        yield "situations of a person", "PractitionerRole", {"practitioner": f"003-8{number}"}
        yield "situations in a structure", "PractitionerRole", {"organization": f"001-1{place}", "_count": "20"}
        yield "structures of a town", "Organization", {"address-city": "QUIMPER", "_count": "20"}
        yield "changed since", "Practitioner", {"_since": "2020-01-01", "_count": "100"}


def searched(rows: int, seconds: float) -> dict[str, Any]:
    """Searches one after the other for so long: how many a second by kind, and their times in milliseconds."""
    from socle.directory.fhir import door
    from socle.wire.exchange import Request

    serving, times = door.Serving(), dict[str, list[float]]()
    end = time.monotonic() + seconds
    for name, type, parameters in queries(rows, random.Random(7)):
        if time.monotonic() > end:
            break
        request = Request(
            method="GET",
            path=f"{door.PREFIX}{type}",
            headers={"esante-api-key": "k"},
            body=io.BytesIO(),
            query=urlencode(parameters),
        )
        begun = time.perf_counter()
        answer = door.handle(request, serving)
        if answer.status != 200:
            raise SystemExit(f"{name}: {answer.status} {answer.body!r}")
        times.setdefault(name, []).append(time.perf_counter() - begun)
    return {name: _figures(some) for name, some in times.items()}


def _figures(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
    return {
        "per_second": round(len(times) / sum(times), 1),
        "p50_ms": round(1000 * cuts[49], 2),
        "p99_ms": round(1000 * cuts[98], 2),
        "count": len(times),
    }


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.directory", description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--database", default="", help="a database URL (default: SQLite in a folder of its own)")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="socle-directory-") as folder:
        path, data = Path(folder, "PS_LibreAcces_Personne_activite_1.txt"), Path(folder, "data")
        written(path, args.rows)
        data.mkdir()
        if args.database:
            os.environ["DATABASE_URL"] = args.database
        setup(data, args.database)
        found: dict[str, Any] = {"rows": args.rows, "bytes": path.stat().st_size, "floor": floor(path)}
        found["import"] = imported(path, data)
        found["database_bytes"] = sum(file.stat().st_size for file in data.glob("socle.sqlite3*"))
        found["searches"] = searched(args.rows, args.seconds)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(found, indent=1), "utf-8")
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
