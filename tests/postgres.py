"""A private PostgreSQL cluster in a temporary folder, for the tests and nothing else.

The server refuses to run as root: started by root, it gets the identity of an unprivileged user.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.unprivileged import account, folder_of, identity

#: The account that PostgreSQL's own packages make, when root runs the tests and it is there.
ACCOUNT = "postgres"


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, None when PostgreSQL is not installed."""
    for root in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (root / "initdb").exists():
            return root
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster; yields the URL of its database `postgres`. Everything is removed at the end."""
    folder = binaries()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    with folder_of(account(ACCOUNT), "postgres") as home:
        data, port = home / "data", _free_port()
        common = {"cwd": home, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, **identity(ACCOUNT)}
        initialise = ["initdb", "-D", data, "-U", "socle", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run([folder / initialise[0], *initialise[1:]], check=True, **common)
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=64MB"
        control = folder / "pg_ctl"
        subprocess.run([control, "-D", data, "-o", options, "-w", "-l", home / "log", "start"], check=True, **common)
        try:
            yield f"postgresql://socle@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([control, "-D", data, "-m", "immediate", "stop"], check=True, **common)


def create_database(url: str, name: str) -> str:
    """Create the database `name` in the cluster of `url` unless it is there; gives its own URL."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is

    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return url.rsplit("/", 1)[0] + "/" + name
