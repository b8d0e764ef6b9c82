"""Sandboxes made once a run by the real `socle up`, and copied where a test needs one that already knows its world.

Making a world (keys, schema, everybody's registration) takes longer than all the rest of a start. Each copy is a folder and
a database of its own, with the keys of the one it was copied from. Tests of the first start itself ask for none.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.postgres import create_database, drop_database

#: Names the folder where a run keeps them; without it every start is a first one.
WHERE = "SOCLE_TEST_PREPARED"
#: What a start may be told that changes nothing of what it leaves on the disk.
HARMLESS = frozenset({"SOCLE_PROCESSES", "SOCLE_LOG_LEVEL", "SOCLE_DISK_LEAST", "SOCLE_METRICS_TO", "SOCLE_QUEUE",
                      "SOCLE_THREADS", "SOCLE_CONNECTIONS"})  # fmt: skip
#: What belongs to a start rather than to the folder: a copy's clock begins where the world does.
LEFT_OUT = ("clock", "lock")
WORLDS = ("default", "trois-ponts", "none")

#: Makes a sandbox in this folder, on this database (None: SQLite), and ends it calmly.
Maker = Callable[[Path, str | None], None]


def lay(data: Path, kind: str, make: Maker) -> None:
    """Make `data` a copy of what `make` makes, once a run for each `kind`, unless it is there or nothing is prepared.

    A disk of a test's own, which may lose what no fsync asked for, gets none: Socle itself makes everything durable there.
    """
    where = os.environ.get(WHERE)
    if not where or data.exists() or data.parent.is_mount():
        return
    cluster = os.environ.get("SOCLE_TEST_POSTGRES")
    key = hashlib.sha256(f"{kind} {cluster}".encode()).hexdigest()[:20]
    first = _first(Path(where) / key, f"prepared_{key}", cluster, make)
    if cluster:
        create_database(cluster, database_name(data), template=f"prepared_{key}")
    shutil.copytree(first, data)


def leaves_the_same(world: str, environment: Mapping[str, str]) -> bool:
    """Whether a start in this environment leaves what one without any leaves: a sandbox of a world that ships."""
    return world in WORLDS and environment.keys() <= HARMLESS


def database_name(data: Path) -> str:
    """The name of the PostgreSQL database that belongs to `data` in this run of the tests."""
    return f"socle_{hashlib.sha256(str(data).encode()).hexdigest()[:20]}"


def _first(folder: Path, name: str, cluster: str | None, make: Maker) -> Path:
    """The one to copy, made by whichever process of the run needs it first."""
    data, whole = folder / "data", folder / "whole"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(data, ignore_errors=True)
            if cluster:
                drop_database(cluster, name)
            make(data, create_database(cluster, name) if cluster else None)
            for left in LEFT_OUT:
                (data / left).unlink(missing_ok=True)
            whole.touch()
    return data
