"""What Socle counts of itself, for Prometheus: `GET /metrics` on the HTTP door.

Every label comes from a closed list (services, transactions, acts, outcomes, verdicts): never a person, a structure, a
document nor an address. Several processes add up: each writes files of its own in one folder, and whichever is asked
reads them all (multi-process mode of prometheus_client). The page docs/operating.md explains each figure.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from socle import __version__

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge, Histogram
    from prometheus_client.metrics_core import Metric

    from socle.ledger import Act

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
#: Files of this folder are memory. Source: shm_overview(7).
MEMORY = Path("/dev/shm")  # noqa: S108 - of this user alone: `folder_for`
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

#: Seconds. Source: benchmarks (a feeding takes 30 ms alone, seconds in a crowd).
_DURATIONS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128)
#: OpenSSL has some hundred reasons, and a peer chooses among them: these are told, the others are `other`.
_REASONS = frozenset(
    {
        "CERTIFICATE_VERIFY_FAILED",
        "HTTP_REQUEST",
        "NO_SHARED_CIPHER",
        "UNSUPPORTED_PROTOCOL",
        "WRONG_VERSION_NUMBER",
        "TimeoutError",
        "ConnectionResetError",
        "SSLEOFError",
        "UNEXPECTED_EOF_WHILE_READING",
    }
)


def folder_for(data: Path) -> Path:
    """Where the counts of the Socle whose data stand in `data` are kept: in memory, where the system lends it.

    They are files mapped into memory: on a disk that is full, writing one page more ends the process (SIGBUS).
    """
    name = f"socle-{os.getuid()}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:16]}"
    kept = MEMORY / name
    foreign = kept.is_symlink() or (kept.exists() and kept.stat().st_uid != os.getuid())
    return kept if os.access(MEMORY, os.W_OK | os.X_OK) and not foreign else data / "metrics"


def prepare(folder: Path) -> None:
    """Begin to count, in `folder`, which is emptied. Called once, before any process is made or anything counted.

    A process that inherits the folder goes on with it.
    """
    if os.environ.get(FOLDER) == str(folder):
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ[FOLDER] = str(folder)


def leave() -> None:
    """The last process is over: its files go."""
    if folder := os.environ.pop(FOLDER, ""):
        shutil.rmtree(folder, ignore_errors=True)


def ended(process_id: int) -> None:
    """A process is over: what it still held (connections, waiting requests) counts no more."""
    if os.environ.get(FOLDER):
        from prometheus_client import multiprocess  # noqa: PLC0415 - reads its folder when loaded

        multiprocess.mark_process_dead(process_id)  # type: ignore[no-untyped-call]


class Metrics:
    """The figures that are counted as things happen."""

    def __init__(self) -> None:
        from prometheus_client import Counter, Gauge, Histogram  # noqa: PLC0415 - once the folder is named

        def now(name: str, says: str, *labels: str) -> Gauge:
            return Gauge(f"socle_{name}", says, labels, multiprocess_mode="livesum")

        self.exchanges: Counter = Counter(
            "socle_exchanges", "Exchanges answered.", ("service", "transaction", "status")
        )
        self.exchange_seconds: Histogram = Histogram(
            "socle_exchange_seconds",
            "From the whole request to the whole answer.",
            ("service", "transaction"),
            buckets=_DURATIONS,
        )
        self.acts: Counter = Counter("socle_acts", "Acts told to the journal.", ("act", "outcome"))
        self.refusals: Counter = Counter("socle_refusals", "Refusals, by verdict of the catalogue.", ("verdict",))
        self.handshakes: Counter = Counter("socle_handshakes", "TLS handshakes; `done`, or why not.", ("outcome",))
        self.connections = now("connections", "Open connections.", "door")
        self.cut: Counter = Counter("socle_connections_cut", "Connections cut for others or refused.", ("door", "why"))
        self.carriers = now("carriers", "Connections that hold a thread to receive or to send.", "door")
        self.waiting = now("requests_waiting", "Requests received that wait for a place of work.", "door")
        self.wait_seconds: Histogram = Histogram(
            "socle_place_wait_seconds", "How long requests waited for a place of work.", ("door",), buckets=_DURATIONS
        )
        self.commit_batch: Histogram = Histogram("socle_commit_batch", "Acts committed together.", buckets=_SIZES)
        self.swept: Counter = Counter("socle_swept_documents", "Orphan documents removed.")
        self.sweep_seconds: Histogram = Histogram("socle_sweep_seconds", "How long sweeps took.", buckets=_DURATIONS)

    def act(self, act: Act) -> None:
        """An act was told to the journal."""
        self.acts.labels(act.code.value, act.outcome.value).inc()
        self.refused(act.verdicts)

    def refused(self, verdicts: Iterable[str]) -> None:
        for verdict in verdicts:
            self.refusals.labels(verdict).inc()

    def handshake(self, reason: str = "") -> None:
        """A handshake is over: done, or refused for OpenSSL's `reason`."""
        told = "done" if not reason else reason if reason in _REASONS else "other"
        self.handshakes.labels(told).inc()


class DoorFigures:
    """The figures of one door, their labels already set."""

    def __init__(self, door: str) -> None:
        found = metrics()
        self.connections = found.connections.labels(door)
        self.carriers = found.carriers.labels(door)
        self.waiting = found.waiting.labels(door)
        self.wait_seconds = found.wait_seconds.labels(door)
        self._cut = {why: found.cut.labels(door, why) for why in ("share", "full", "slow")}

    def cut(self, why: str, count: int = 1) -> None:
        """Connections were refused (`share` of an address, door `full`) or cut (`full`, `slow`)."""
        self._cut[why].inc(count)


@cache
def metrics() -> Metrics:
    """The one set of figures of this process."""
    return Metrics()


class _Rooms:
    """Figures read at the moment they are asked for."""

    def __init__(self, gauges: Iterable[Callable[[], Iterable[Metric]]]) -> None:
        self._gauges = tuple(gauges)

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        unread = 0
        for gauge in self._gauges:
            try:
                yield from gauge()
            except Exception:  # noqa: BLE001 - a figure that cannot be read is counted, the others are told
                unread += 1
        yield GaugeMetricFamily("socle_figures_unread", "Figures that could not be read just now.", value=unread)
        told = GaugeMetricFamily("socle_build", "The version that runs.", labels=("version",))
        told.add_metric([__version__], 1)
        yield told


def exposed(gauges: Iterable[Callable[[], Iterable[Metric]]] = ()) -> bytes:
    """Every figure, in Prometheus's text form. `gauges` are asked now."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, multiprocess  # noqa: PLC0415

    metrics()
    registry = CollectorRegistry()
    if os.environ.get(FOLDER):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        registry.register(_Rooms(gauges))
        return generate_latest(registry)
    registry.register(_Rooms(gauges))
    return generate_latest(REGISTRY) + generate_latest(registry)
