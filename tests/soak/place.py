"""A Socle that is killed and started again: its folder, its database, its doors, its processes."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests import forks, unsecured
from tests.servers import clean_environment, socle
from tests.soak.hospital import INSTANT

#: Below the ports that the system gives to whoever asks for any: nobody takes ours while Socle is down.
PORTS = range(20_000, 30_000)
#: Seconds within which a Socle answers after a start, on a machine that has other things to do.
START = 120


def free_ports() -> tuple[int, int]:
    """Two ports of this machine that nobody listens on; no seed, so that two campaigns never draw the same."""
    chance = random.SystemRandom()
    found: list[int] = []
    while len(found) < 2:
        port = chance.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
    return found[0], found[1]


def descendants(pid: int) -> list[int]:
    """Every process below `pid`, as far as /proc tells."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *descendants(child)]
    return found


def alive(pid: int) -> bool:
    """Whether it runs still: a zombie does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


class NotBack(AssertionError):  # noqa: N818 - what happened, in two words
    """A Socle did not come (back) within its time; the sentence holds its log's end."""


@dataclass
class Place:
    """One Socle as its operator has it. `database` is a PostgreSQL URL, empty for SQLite."""

    data: Path
    ports: tuple[int, int]
    database: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    #: Where its log goes: beside its folder unless said otherwise.
    log_folder: Path | None = None
    process: subprocess.Popen[bytes] | forks.Forked | None = None
    starts: list[float] = field(default_factory=list)
    #: Set while it is well: clients wait for it rather than knock, which would cost the start its processor.
    open: threading.Event = field(default_factory=threading.Event)
    _frozen: bool = False

    @property
    def url(self) -> str:
        return f"http://localhost:{self.ports[0]}/"

    @property
    def tls_url(self) -> str:
        return f"https://localhost:{self.ports[1]}/"

    @property
    def log(self) -> Path:
        return (self.log_folder or self.data.parent) / f"{self.data.name}.log"

    @property
    def variables(self) -> dict[str, str]:
        return self.environment | ({"DATABASE_URL": self.database} if self.database else {})

    # --- starting and killing ------------------------------------------------------------------------------

    def spawn(self) -> None:
        """Start `socle up` and do not wait."""
        words = ["up", "--json", "--data", str(self.data), "--at", INSTANT]
        words += ["--port", str(self.ports[0]), "--tls-port", str(self.ports[1])]
        variables = clean_environment(**self.variables)
        with self.log.open("ab") as log, Path(os.devnull).open("wb") as nowhere:
            if forks.can_be(variables):
                self.process = forks.fork("socle.cli.main", words, variables, [nowhere.fileno(), log.fileno()])
                return
            command = [sys.executable, "-m", "socle.cli.main", *words]
            self.process = subprocess.Popen(command, stdout=nowhere, stderr=log, env=variables)

    def start(self) -> None:
        """Start, wait until it is well, and stop its clock. Raises `NotBack`."""
        began = time.monotonic()
        self.spawn()
        self.wait(START)
        self.starts.append(time.monotonic() - began)
        if not self._frozen:
            self.freeze()
            self._frozen = True

    def wait(self, seconds: float) -> None:
        """Until health says well. Raises `NotBack`."""
        deadline, last = time.monotonic() + seconds, "nothing was said"
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise NotBack(f"socle up ended with {self.process.returncode}: {self.tail()}")
            status, last = self.health()
            if status == 200:
                self.open.set()
                return
            time.sleep(0.05)
        raise NotBack(f"not well within {seconds} s: {last}; {self.tail()}")

    def health(self) -> tuple[int, str]:
        """What `/healthz` says, or 0 and why it says nothing."""
        with closing(HTTPConnection("127.0.0.1", self.ports[0], timeout=15)) as connection:
            try:
                connection.request("GET", "/healthz")
                answer = connection.getresponse()
                return answer.status, answer.read().decode()
            except (OSError, HTTPException) as error:
                return 0, repr(error)

    def freeze(self) -> None:
        """Stop the clock at `INSTANT`; from then on Socle keeps it so by itself, through kills too."""
        for action in ({"action": "freeze"}, {"action": "set", "value": INSTANT}):
            unsecured.post(f"{self.url}api/clock", json=action, timeout=30).raise_for_status()

    def move_clock(self, days: int) -> None:
        """So many days after `INSTANT`."""
        value = (datetime.fromisoformat(INSTANT) + timedelta(days=days)).isoformat()
        unsecured.post(f"{self.url}api/clock", json={"action": "set", "value": value}, timeout=30).raise_for_status()

    def processes(self) -> list[int]:
        """The supervisor first, then every process below it."""
        if self.process is None or self.process.poll() is not None:  # its number may be another's by now
            return []
        return [self.process.pid, *descendants(self.process.pid)]

    def kill(self, pids: list[int]) -> None:
        self.open.clear()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """As a power cut ends them: all at once, none the wiser."""
        self.kill(self.processes())
        self.buried()

    def kill_supervisor(self) -> list[int]:
        """The first process alone; gives those it had below it."""
        assert self.process is not None
        below = descendants(self.process.pid)
        self.kill([self.process.pid])
        self.buried()
        return below

    def kill_child(self, chance: random.Random) -> bool:
        """Any one process below the first; False when there is none."""
        below = self.processes()[1:]
        if below:
            self.kill([chance.choice(below)])
        return bool(below)

    def buried(self) -> None:
        assert self.process is not None
        self.process.wait(30)
        self.process = None

    def stop(self) -> int:
        """End it calmly; its exit status."""
        assert self.process is not None
        self.process.terminate()
        status = self.process.wait(60)
        self.process = None
        return status

    def tail(self, size: int = 3000) -> str:
        return self.log.read_text("utf-8", "replace")[-size:] if self.log.exists() else ""

    def figure(self, name: str) -> float:
        """The figure of this name in `/metrics`, which has no labels."""
        answer = unsecured.get(f"{self.url}metrics", timeout=60)
        answer.raise_for_status()
        return float(next(line for line in answer.text.splitlines() if line.startswith(f"{name} ")).split()[1])

    # --- asking it, running or not -------------------------------------------------------------------------

    def api(self, path: str) -> Any:
        answer = unsecured.get(f"{self.url}api/{path}", timeout=60)
        answer.raise_for_status()
        return answer.json()

    def socle(self, *words: str, timeout: float = 1800) -> subprocess.CompletedProcess[str]:
        """A command on the data folder, with or without a Socle that serves it."""
        return socle(*words, "--data", str(self.data), timeout=timeout, **self.variables)
