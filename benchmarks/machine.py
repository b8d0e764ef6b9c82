"""What the machine can do by itself, probed beside each measure: nothing absolute is worth much without it."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

TICK = os.sysconf("SC_CLK_TCK")


def rate(act: Callable[[], object], seconds: float = 0.5) -> float:
    """How many times a second `act` can be done, one after the other."""
    act()
    count, start = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - start) < seconds:
        act()
        count += 1
    return count / elapsed


def cost(act: Callable[[], object], seconds: float = 0.3) -> float:
    """The median time of `act` in microseconds, which the jobs of others trouble less than a mean."""
    act()
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken) < 5:
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return median(taken) * 1e6


def fsync_rate(folder: Path) -> float:
    """fsync of a 4 KB overwrite, a second, one after the other."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        block = os.urandom(4096)

        def act() -> None:
            os.pwrite(file.fileno(), block, 0)
            os.fsync(file.fileno())

        return rate(act)


def commit_rate(folder: Path, database: str = "") -> float:
    """One row and its commit, a second, one after the other: SQLite as Socle opens it, or PostgreSQL."""
    if database:
        import psycopg

        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS probe (at text, body text)")
            return rate(lambda: connection.execute("INSERT INTO probe VALUES (%s, %s)", ("now", "x" * 400)))
    with tempfile.TemporaryDirectory(dir=folder) as place:
        store = sqlite3.connect(Path(place) / "probe.sqlite3", isolation_level=None)
        store.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE probe (at, body)")
        found = rate(lambda: store.execute("INSERT INTO probe VALUES (?, ?)", ("now", "x" * 400)))
        store.close()
        return found


def spin() -> float:
    """A fixed piece of pure Python, in milliseconds of the wall: how much of a processor is left to us now."""
    start = time.perf_counter()
    total = 0
    for number in range(400_000):
        total += number & 7
    return (time.perf_counter() - start) * 1000


def family(pid: int) -> list[int]:
    """A process and all those below it."""
    below = [int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]
    return [pid, *(one for child in below for one in family(child))]


def processor(pid: int) -> float:
    """Seconds of processor a process and those below it have used, their threads included."""
    stats = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in family(pid)]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICK


def resident(pid: int, name: str = "VmRSS", file: str = "status") -> float:
    """Megabytes of memory that a process and those below it hold, what they share counted in each of them.

    `Pss` of the file `smaps_rollup` counts once, in parts, what several hold.
    """
    found = [
        re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{one}/{file}").read_text(), re.MULTILINE) for one in family(pid)
    ]
    return sum(int(one[1]) for one in found if one) / 1024


def conditions() -> dict[str, object]:
    """What whoever reads a figure must know of the machine."""
    import platform
    import ssl
    import sys

    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    return {
        "cores": os.cpu_count(),
        "processor": model[1] if model else platform.machine(),
        "memory_gb": round(int(memory[1]) / 1024**2) if memory else 0,
        "python": sys.version.split()[0],
        "openssl": ssl.OPENSSL_VERSION,
        "sqlite": sqlite3.sqlite_version,
        "load_average": os.getloadavg()[0],
    }
