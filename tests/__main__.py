"""Every test, on both databases: `python -m tests` (what `make test` runs).

First everything on SQLite, then what touches the database again on a private PostgreSQL cluster. Says at
the end what could not be run and why.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.postgres import binaries, cluster

PROOFS = Path(__file__).parent.parent / "src" / "socle" / "rulebook" / "data" / "proofs.json"


def run(title: str, *arguments: str, **environment: str) -> int:
    """One run of pytest, announced; its exit status."""
    print(f"\n== {title}", flush=True)
    command = [sys.executable, "-m", "pytest", "--strict-skips", *arguments]
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}  # hundreds of starts
    return subprocess.run(command, check=False, env=kept | environment).returncode


#: One process more than there are processors, since half of a test's time is waiting for programs that it started; a file
#: stays whole in one of them, in the order of `tests/conftest.py`.
SHARED = ("-n", str((os.cpu_count() or 2) + 1), "--dist", "loadfile", "--no-loadscope-reorder")


def main() -> int:
    extra = sys.argv[1:]
    status = run("SQLite: every test", *SHARED, f"--record-proofs={PROOFS}", *extra)
    if binaries() is None:
        print("PostgreSQL: not run. It is not installed: apt-get install postgresql", file=sys.stderr)
        return status or (1 if os.environ.get("CI") else 0)
    with cluster() as url:
        again = run(
            "PostgreSQL: what touches the database again",
            *SHARED,
            "-m",
            "database",
            *extra,
            DATABASE_URL=url,
            SOCLE_TEST_POSTGRES=url,
            SOCLE_PARTITIONS="2",  # enough to tell them apart, and quickly laid and emptied
        )
    return status or again


if __name__ == "__main__":
    sys.exit(main())
