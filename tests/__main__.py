"""Every test, on both databases: `python -m tests` (what `make test` runs).

Everything on SQLite and, beside it, what touches the database again on a private PostgreSQL cluster, so that no processor
waits at the end of either. What the second run says is kept and told after the first. Says at the end what could not be
run and why.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from tests import written
from tests.plugins import covered, failed
from tests.postgres import binaries, cluster

PROOFS = Path(__file__).parent.parent / "src" / "socle" / "rulebook" / "data" / "proofs.json"
#: Memory as a disk, and the bytes that must be free there and in memory before a run lives in it.
MEMORY, NEEDED, SPARED = Path("/dev/shm"), 6 << 30, 10 << 30


def processes(count: int) -> dict[str, int]:
    """How many processes run the tests of each database on so many processors, when both run.

    Three more than there are processors, since much of a test's time is waiting for programs that it started. A third of
    the whole is PostgreSQL's, and two at least: its longest tests wait most, and come last.
    """
    postgres = max(2, (count + 3) // 3)
    return {"sqlite": count + 3 - postgres, "postgresql": postgres}


@contextmanager
def temporary() -> Iterator[dict[str, str]]:
    """What makes all that the tests write stand in memory, where there is room: none of them proves what a real disk keeps.

    Those that do so make disks of their own (`tests.disks`). A killed program loses nothing that it wrote there.
    """
    if "TMPDIR" in os.environ or not (_free(MEMORY) >= NEEDED and _available() >= SPARED):
        yield {}
        return
    folder = Path(tempfile.mkdtemp(prefix="socle-tests-", dir=MEMORY))
    folder.chmod(0o711)  # PostgreSQL and Chromium run as another than root, in folders of their own
    try:
        yield {"TMPDIR": str(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free(folder: Path) -> int:
    """Bytes that may be written there; none where nothing may be executed, as some tests do."""
    if not folder.is_dir() or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return 0
    return shutil.disk_usage(folder).free


def _available() -> int:
    """Bytes of memory that programs may still have, as Linux tells them; 0 elsewhere."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), 0)


def touching() -> list[str]:
    """The files with a test that runs again on PostgreSQL: the others need not be read for it."""
    files = sorted(Path(__file__).parent.rglob("test_*.py"))
    return [str(file) for file in files if "mark.database" in file.read_text("utf-8")]


def begin(
    count: int, *arguments: str, environment: Mapping[str, str], out: IO[str] | None = None
) -> subprocess.Popen[str]:
    """Begin a run of pytest in so many processes; a file stays whole in one, in the order of `tests/conftest.py`."""
    shared = ("-n", str(count), "--dist", "loadfile", "--no-loadscope-reorder")
    command = [sys.executable, "-m", "pytest", "--strict-skips", *shared, *arguments]
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}  # hundreds of starts
    merged = subprocess.STDOUT if out else None
    return subprocess.Popen(command, env=kept | environment, stdout=out, stderr=merged, text=True)


def ended(run: subprocess.Popen[str]) -> None:
    if run.poll() is None:
        run.terminate()
        run.wait()


def told(lists: Mapping[str, Path]) -> None:
    """What failed on each database, in short, as the last lines of all."""
    for name, kept in lists.items():
        lines = kept.read_text("utf-8").splitlines() if kept.is_file() else []
        if lines:
            print(f"\n== {name}: {len(lines)} failed", *lines, sep="\n", file=sys.stderr, flush=True)


def held(seen: Path) -> int:
    """The measure of this run against the floor, told; 1 when it fell."""
    found, floor = covered.percent(seen), covered.floor()
    print(f"\nExecuted of {', '.join(covered.MEASURED)} by their own tests: {found} % (floor {floor} %)", flush=True)
    if found < floor:
        print("Coverage fell: test what was added.", file=sys.stderr)
    return int(found < floor)


def main() -> int:
    extra = sys.argv[1:]
    if not extra:
        written.write()
    with ExitStack() as stack:
        place = stack.enter_context(temporary())
        tempfile.tempdir = place.get("TMPDIR")
        seen = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="socle-covered-")))
        measure = {covered.WHERE: str(seen)} if os.environ.get("CI") and not extra else {}
        lists = {name: seen / f"{name}.failed" for name in ("SQLite", "PostgreSQL")}
        stack.callback(told, lists)
        shares = processes(os.cpu_count() or 2)
        again, said = None, None
        if binaries() is None:
            shares = {"sqlite": shares["sqlite"]}
        else:
            url = stack.enter_context(cluster(durable=False))
            said = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
            variables = {"DATABASE_URL": url, "SOCLE_TEST_POSTGRES": url}
            variables["SOCLE_PARTITIONS"] = "2"  # enough to tell them apart, and quickly laid and emptied
            variables[failed.WHERE] = str(lists["PostgreSQL"])
            again = begin(
                shares["postgresql"], "-m", "database", *(extra or touching()), environment=place | variables, out=said
            )
            stack.callback(ended, again)
        print("\n== SQLite: every test", flush=True)
        recorded = () if extra else (f"--record-proofs={PROOFS}",)  # a part of the tests proves a part of the rules
        measure[failed.WHERE] = str(lists["SQLite"])
        first = begin(shares["sqlite"], *recorded, *extra, environment=place | measure)
        stack.callback(ended, first)
        status = first.wait()
        if again is None or said is None:
            print("PostgreSQL: not run. It is not installed: apt-get install postgresql", file=sys.stderr)
            status = status or (1 if os.environ.get("CI") else 0)
        else:
            status = again.wait() or status
            said.seek(0)
            print("\n== PostgreSQL: what touches the database again", flush=True)
            shutil.copyfileobj(said, sys.stdout)
        if covered.WHERE in measure:
            status = held(seen) or status
        return status


if __name__ == "__main__":
    sys.exit(main())
