"""Whole Socles for the tests: real processes on loopback, on free ports, with a folder of their own."""

from __future__ import annotations

import json
import os
import select
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

import httpx

from tests import forks, prepared, unsecured
from tests.postgres import create_database

START_TIMEOUT = 60
STOP_TIMEOUT = 30


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without any setting of Socle, plus `more`."""
    ours = ("SOCLE_", "DATABASE_URL", "STORAGE_URL", "DJANGO_SETTINGS_MODULE")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)} | more


@dataclass
class Running:
    """A running sandbox: its addresses, its folder, its process."""

    url: str
    tls_url: str
    data: Path
    process: subprocess.Popen[str] | forks.Forked
    _ca: str = field(default="", repr=False)

    @property
    def ca(self) -> str:
        """The sandbox's own authorities, PEM."""
        if not self._ca:
            self._ca = unsecured.get(f"{self.url}api/authority").text
        return self._ca

    def tls_context(self, certificate: Path | None = None, key: Path | None = None) -> ssl.SSLContext:
        """A client context that trusts this sandbox, with a certificate to show when one is given."""
        context = ssl.create_default_context(cadata=self.ca)
        if certificate is not None:
            context.load_cert_chain(certificate, key)
        return context

    def client(self, certificate: Path | None = None, key: Path | None = None) -> httpx.Client:
        """An HTTPS client of the exchange listener."""
        return httpx.Client(base_url=self.tls_url, verify=self.tls_context(certificate, key), timeout=30)

    def actor_client(self, who: str, folder: Path) -> httpx.Client:
        """An HTTPS client that shows the TLS certificate of an actor of the world."""
        actor = self.api(f"actors/{who}")
        certificate, key = folder / f"{actor['id']}.crt.pem", folder / f"{actor['id']}.key.pem"
        certificate.write_text(actor["tls_certificate"])
        key.write_text(actor["tls_key"])
        return self.client(certificate, key)

    def api(self, path: str, document: Any = None) -> Any:
        """GET /api/path, or POST `document` there; the JSON answer."""
        address = f"{self.url}api/{path}"
        answer = (
            unsecured.get(address, timeout=60)
            if document is None
            else unsecured.post(address, json=document, timeout=60)
        )
        answer.raise_for_status()
        return answer.json()

    def set_clock(self, instant: str) -> None:
        self.api("clock", {"action": "set", "value": instant})

    def cli(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `socle` against this sandbox."""
        return socle(*words, SOCLE_URL=self.tls_url.rstrip("/"), **environment)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_TIMEOUT)

    def stop(self) -> int:
        """End it calmly; its exit status."""
        self.process.terminate()
        return self.process.wait(STOP_TIMEOUT)


def socle(*words: str, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one `socle` command in a process of its own."""
    return forks.run("socle.cli.main", words, clean_environment(**environment), timeout)


def start(
    data: Path,
    *,
    world: str = "default",
    at: str | None = None,
    database: str | None = None,
    trust: tuple[Path, ...] = (),
    profile: str = "dmp",
    words: tuple[str, ...] = (),
    environment: dict[str, str] | None = None,
    first: bool = False,
) -> Running:
    """Start `socle up` on free ports and wait until it is ready. Whoever starts it stops it.

    `database` is a PostgreSQL URL. Without it: SQLite in `data`, or, in a run of the tests on PostgreSQL
    (`SOCLE_TEST_POSTGRES`), a database of that cluster that belongs to `data`. A folder that is not there yet is
    the copy of a sandbox of this world, and the process a fork, unless this is to be a `first` start in truth.
    """
    if not first and database is None:
        prepare(data, world, at, environment or {})
    database = database or database_of(data)
    command = ["up", "--json", "--data", str(data), "--world", world]
    command += ["--port", "0", "--tls-port", "0", "--profile", profile]
    command += ["--at", at] if at else []
    command += [word for path in trust for word in ("--trust", str(path))]
    variables = clean_environment(**(environment or {}))
    if database:
        variables = {"DATABASE_URL": database, "SOCLE_PARTITIONS": "2"} | variables
    log = (data.parent / f"{data.name}.log").open("w")
    process = _process([*command, *words], log, variables, forked=not first and forks.can_be(variables))
    log.close()
    try:
        ready = _ready(process)
    except (TimeoutError, ValueError) as error:
        process.kill()
        process.wait(STOP_TIMEOUT)
        process.stdout.close()
        raise AssertionError(f"socle up did not get ready: {error}\n{Path(log.name).read_text()}") from error
    return Running(ready["ready"], ready["tls"], data, process)


def _process(
    words: list[str], log: IO[str], environment: dict[str, str], *, forked: bool
) -> subprocess.Popen[str] | forks.Forked:
    """`socle` with these words; its output is to be read, its messages go to `log`."""
    if not forked:
        command = [sys.executable, "-m", "socle.cli.main", *words]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
    reading, writing = os.pipe()
    process = forks.fork("socle.cli.main", words, environment, [writing, log.fileno()])
    os.close(writing)
    process.stdout = os.fdopen(reading)
    return process


def database_of(data: Path) -> str | None:
    """The PostgreSQL database that belongs to `data` in this run of the tests, None on SQLite."""
    cluster = os.environ.get("SOCLE_TEST_POSTGRES")
    if not cluster:
        return None
    return create_database(cluster, prepared.database_name(data))


def prepare(data: Path, world: str, at: str | None, environment: dict[str, str]) -> None:
    """Make `data`, unless it is there, the copy of a sandbox that knows its world (see `tests.prepared`)."""
    if prepared.leaves_the_same(world, environment):
        prepared.lay(data, f"world {world} at {at}", partial(_first, world=world, at=at))


def _first(data: Path, database: str | None, *, world: str, at: str | None) -> None:
    """A sandbox of this world in `data`, started for the first time and ended."""
    running = start(data, world=world, at=at, database=database, first=True)
    status = running.stop()
    assert status == 0, (data.parent / f"{data.name}.log").read_text()
    running.process.stdout.close()


def _ready(process: subprocess.Popen[str] | forks.Forked) -> dict[str, Any]:
    """The JSON document that `socle up --json` prints when it answers."""
    assert process.stdout is not None
    deadline, text = time.monotonic() + START_TIMEOUT, ""
    descriptor = process.stdout.fileno()
    while time.monotonic() < deadline:
        readable, _, _ = select.select([descriptor], [], [], 0.2)
        if readable:
            piece = os.read(descriptor, 65536).decode()
            if not piece:
                break
            text += piece
            if text.rstrip().endswith("}"):
                found: dict[str, Any] = json.loads(text)
                return found
    raise TimeoutError(text)


@contextmanager
def sandbox_server(folder: Path, **options: Any) -> Iterator[Running]:
    """A running sandbox with its data in `folder`/data, ended at the end. Options: those of `start`."""
    running = start(folder / "data", **options)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()
        if running.process.stdout:
            running.process.stdout.close()
