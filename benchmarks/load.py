"""The load: clients in processes of their own, on kept-alive connections of mutual TLS.

`python -m benchmarks.load JOB.json` is one such process. Closed loop: each client sends its next request once it
was answered, until the time is over. Open loop: requests leave at instants drawn beforehand, whatever the server
does, and each is timed from the instant at which it should have left.
"""

from __future__ import annotations

import json
import random
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPSConnection
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

from benchmarks.spool import PLACEHOLDER, Prepared, Spool

PROCESSES = 2
TIMEOUT = 60
#: Seconds between the start of the processes and the first request.
LEAD = 1.0
KEPT_REASONS = 5


@dataclass
class Tally:
    """What one run of the load gave. Latencies in seconds by kind; `reasons` are those of what was refused."""

    latencies: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    reasons: list[str] = field(default_factory=list)
    first: float = 0.0
    last: float = 0.0
    unsent: int = 0
    bytes_out: int = 0

    def __iadd__(self, other: Tally) -> Self:
        for kind, taken in other.latencies.items():
            self.latencies.setdefault(kind, []).extend(taken)
        self.errors.update(other.errors)
        self.reasons = (self.reasons + other.reasons)[:KEPT_REASONS]
        self.first = min(filter(None, (self.first, other.first)), default=0.0)
        self.last = max(self.last, other.last)
        self.unsent += other.unsent
        self.bytes_out += other.bytes_out
        return self

    @property
    def count(self) -> int:
        return sum(map(len, self.latencies.values()))


def reason(status: int, body: bytes) -> str:
    """Why an answer is a refusal, in the server's own words."""
    text = body.decode("utf-8", "replace")
    said = re.findall(r'codeContext="([^"]*)"', text) or re.findall(r"<[^>]*:Text[^>]*>([^<]*)<", text)
    return f"HTTP {status}: {' | '.join(said[:3]) or text[:300]}"


class Client:
    """One connection and what it measured."""

    def __init__(self, job: dict[str, Any], context: ssl.SSLContext) -> None:
        parts = urlsplit(job["url"])
        self._connection = HTTPSConnection(parts.hostname or "", parts.port, timeout=TIMEOUT, context=context)
        self._prefix = job["prefix"]
        self._check = not job.get("floor", False)
        self.tally = Tally()

    def connect(self) -> None:
        self._connection.connect()

    def close(self) -> None:
        self._connection.close()

    def send(self, held: Prepared, since: float | None = None) -> None:
        """One request and its answer, timed from `since` (now when it is not given)."""
        body = held.body
        if held.mark >= 0:
            body = b"".join((body[: held.mark], str(uuid4()).encode(), body[held.mark + len(PLACEHOLDER) :]))
        start = time.perf_counter() if since is None else since
        try:
            self._connection.request("POST", self._prefix + held.service, body, {"Content-Type": held.content_type})
            response = self._connection.getresponse()
            answer = response.read()
        except (OSError, HTTPException) as error:
            self._connection.close()
            return self._wrong(held.kind, f"{type(error).__name__}: {error}")
        end = time.perf_counter()
        self.tally.bytes_out += len(body)
        self.tally.last = end
        if self._check and (response.status != 200 or held.expects.encode() not in answer):
            return self._wrong(held.kind, reason(response.status, answer))
        self.tally.latencies.setdefault(held.kind, []).append(end - start)
        return None

    def _wrong(self, kind: str, why: str) -> None:
        self.tally.errors[kind] += 1
        if len(self.tally.reasons) < KEPT_REASONS:
            self.tally.reasons.append(f"{kind}: {why}")


class _Ranks:
    """Hands out ranks, each once (feedings) or again and again (reads)."""

    def __init__(self, first: int, last: int, *, repeat: bool) -> None:
        self._count, self._first, self._last, self._repeat = count(), first, last, repeat
        self._lock = threading.Lock()

    def take(self) -> int | None:
        with self._lock:
            number = next(self._count)
        span = self._last - self._first
        if number >= span and not self._repeat:
            return None
        return self._first + number % span


def _closed(client: Client, spool: Spool, ranks: _Ranks, until: float) -> None:
    while time.perf_counter() < until:
        rank = ranks.take()
        if rank is None:
            return
        client.send(spool[rank])


def _arrivals(rate: float, seconds: float, seed: int) -> list[float]:
    """Instants of a Poisson process."""
    rng, at, found = random.Random(seed), 0.0, []
    while (at := at + rng.expovariate(rate)) < seconds:
        found.append(at)
    return found


def _schedule(job: dict[str, Any], spools: dict[str, Spool]) -> list[tuple[float, str, int]]:
    """Every request of this process's part of an open run, by its spool and rank, in the order of its instant."""
    plan: list[tuple[float, str, int]] = []
    part, parts = job["part"], job["parts"]
    for name, rate in job["rates"].items():
        spool = spools[name]
        ranks = _Ranks(part * len(spool) // parts, (part + 1) * len(spool) // parts, repeat=name != "feed")
        for at in _arrivals(rate / parts, job["seconds"], seed=part + len(name) * 97):
            rank = ranks.take()
            if rank is not None:
                plan.append((at, name, rank))
    return sorted(plan)


def _open(
    client: Client,
    plan: list[tuple[float, str, int]],
    spools: dict[str, Spool],
    turns: _Ranks,
    span: tuple[float, float],
) -> None:
    start, until = span
    while (turn := turns.take()) is not None:
        at, name, rank = plan[turn]
        now = time.perf_counter()
        if now >= until:
            client.tally.unsent += 1
            continue
        held = spools[name][rank]
        time.sleep(max(0.0, start + at - now))
        client.send(held, start + at)


def _process(job: dict[str, Any]) -> Tally:
    """One process of the load: its clients in threads."""
    context = ssl.create_default_context(cadata=job["authority"])
    context.load_cert_chain(job["certificate"], job["key"])
    spools = {name: Spool(Path(stem)) for name, stem in job["spools"].items()}
    clients = [Client(job, context) for _ in range(job["clients"])]
    for client in clients:
        client.connect()
    time.sleep(max(0.0, job["start"] - time.monotonic()))
    start = time.perf_counter()
    if "rates" in job:
        plan = _schedule(job, spools)
        start, turns = time.perf_counter(), _Ranks(0, len(plan), repeat=False)
        until = start + job["seconds"] + job["grace"]
        span = (start, until)
        work = [threading.Thread(target=_open, args=(client, plan, spools, turns, span)) for client in clients]
    else:
        (spool,) = spools.values()
        size, part, parts = len(spool), job["part"], job["parts"]
        ranks = _Ranks(part * size // parts, (part + 1) * size // parts, repeat=job["repeat"])
        until = start + job["seconds"]
        work = [threading.Thread(target=_closed, args=(client, spool, ranks, until)) for client in clients]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    total = Tally(first=start)
    for client in clients:
        client.close()
        total += client.tally
    return total


def run(job: dict[str, Any], clients: int, folder: Path) -> Tally:
    """Run the load in processes of its own with that many clients in all; waits for its end."""
    parts = min(PROCESSES, clients)
    start, running = time.monotonic() + LEAD, []
    for part in range(parts):
        share = clients // parts + (part < clients % parts)
        piece = job | {"part": part, "parts": parts, "clients": share, "start": start}
        with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".job", delete=False) as file:
            json.dump(piece, file)
        command = [sys.executable, "-m", "benchmarks.load", file.name]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    limit = LEAD + job["seconds"] + job.get("grace", 0) + 2 * TIMEOUT
    total, spans = Tally(), []
    for process in running:
        out, _ = process.communicate(timeout=limit)
        if process.returncode:
            raise RuntimeError(f"the load ended with status {process.returncode}")
        found = json.loads(out)
        found["errors"] = Counter(found["errors"])
        spans.append(found["last"] - found["first"])  # each process has a clock of its own
        total += Tally(**found)
    total.first, total.last = 0.0, max(spans)
    return total


if __name__ == "__main__":
    print(json.dumps(vars(_process(json.loads(Path(sys.argv[1]).read_text("utf-8"))))))
