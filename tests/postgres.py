"""A private PostgreSQL cluster in a temporary folder, for the tests and nothing else.

The server refuses to run as root: started by root, it gets the identity of an unprivileged user.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Cluster:
    """A cluster in the folder `home`, which belongs to whom PostgreSQL runs as."""

    home: Path
    port: int
    buffers: str = "64MB"
    durable: bool = True

    @property
    def url(self) -> str:
        """The URL of its database `postgres`."""
        return f"postgresql://socle@127.0.0.1:{self.port}/postgres"

    def initialise(self) -> None:
        words = ["initdb", "-U", "socle", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        self._run(words[0], *words[1:])
        subprocess.run(["sync", "-f", str(self.home)], check=True)  # -N left it to the system

    def start(self) -> None:
        """Start it; after a kill, once the last of its former processes let go of its memory."""
        for _ in range(50):
            with suppress(subprocess.CalledProcessError):
                return self._start()
            time.sleep(0.2)
        return self._start()

    def _start(self) -> None:
        options = f"-p {self.port} -k {self.home} -c listen_addresses=127.0.0.1"
        options += f" -c max_connections=300 -c shared_buffers={self.buffers}"
        options += "" if self.durable else " -c fsync=off -c full_page_writes=off"
        self._run("pg_ctl", "-o", options, "-w", "-l", str(self.home / "log"), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")

    def pids(self) -> list[int]:
        """Its processes, the first one first; none when it does not run."""
        try:
            first = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
            known = "postgres" in Path(f"/proc/{first}/comm").read_text()
            if not known or not _runs(first):  # killed: its number is another's by now, or nobody buried it yet
                return []
            children = Path(f"/proc/{first}/task/{first}/children").read_text()
        except (OSError, ValueError, IndexError):
            return []
        return [first, *map(int, children.split())]

    def kill(self) -> None:
        """SIGKILL to every one of its processes, as a power cut ends them; returns once they are gone."""
        pids = self.pids()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while any(_runs(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.02)

    def _run(self, program: str, *words: str) -> None:
        folder = binaries()
        if folder is None:
            raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
        command = [str(folder / program), "-D", str(self.home / "data"), *words]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
        subprocess.run(command, check=True, cwd=self.home, **quiet, **identity(ACCOUNT))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@contextmanager
def killable(home: Path | None = None, *, buffers: str = "64MB", durable: bool = True) -> Iterator[Cluster]:
    """A new cluster that runs, in the empty folder `home` or a temporary one; ended at the end, if it still runs."""
    with folder_of(account(ACCOUNT), "postgres") as temporary:
        if home is not None and (who := account(ACCOUNT)) is not None:
            who.own(home)
        found = Cluster(home or temporary, _free_port(), buffers, durable)
        found.initialise()
        found.start()
        try:
            yield found
        finally:
            if found.pids():
                found.stop()


@contextmanager
def cluster(buffers: str = "64MB", *, durable: bool = True) -> Iterator[str]:
    """Start a cluster whose own cache is `buffers`; yields the URL of its database `postgres`. Removed at the end.

    One that is not `durable` leaves it to the system when its bytes reach the disk: nobody cuts its power.
    """
    with killable(buffers=buffers, durable=durable) as found:
        yield found.url


def create_database(url: str, name: str, template: str = "template1") -> str:
    """Create the database `name` in the cluster of `url`, as a copy of `template`, unless it is there; gives its own URL."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is

    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]
    return url.rsplit("/", 1)[0] + "/" + name


def drop_database(url: str, name: str) -> None:
    """Remove the database `name` from the cluster of `url`, if it is there."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')  # type: ignore[arg-type]
