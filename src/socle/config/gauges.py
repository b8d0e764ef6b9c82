"""What `/metrics` reads at the moment it is asked: the outbox, the journal, the disk, the server's certificate."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily, Metric

from socle import clock
from socle.config.settings import Settings


def _one(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"socle_{name}", says, value=value)


def outbox() -> Iterator[Metric]:
    """What waits for the worker, and since when, in seconds of Socle's clock."""
    from socle.ledger import figures  # noqa: PLC0415 - models need Django

    found = figures.outbox()
    yield _one("outbox_waiting", "Messages that wait in the outbox.", found.messages)
    yield _one("outbox_failing", "Those that failed at least once.", found.failing)
    age = max(0.0, (clock.now() - found.oldest).total_seconds()) if found.oldest else 0.0
    yield _one("outbox_oldest_seconds", "Age of the oldest message that waits.", age)


def journal() -> Iterator[Metric]:
    from socle.ledger import figures  # noqa: PLC0415

    events, unsealed = figures.journal()
    yield _one("journal_events", "Events of the journal.", events)
    yield _one("journal_unsealed", "Events that wait for their seal.", unsealed)


def disk(folder: Path) -> Iterator[Metric]:
    yield _one("disk_free_bytes", "Free on the disk of the data folder.", shutil.disk_usage(folder).free)


def certificate(file: Path) -> Callable[[], Iterator[Metric]]:
    """When the server's certificate ends, in seconds since 1970. Read at once: it is the one that the door shows."""
    from cryptography import x509  # noqa: PLC0415 - half a start-up's time

    leaf = x509.load_pem_x509_certificates(file.read_bytes())[0]
    ends = leaf.not_valid_after_utc.timestamp()
    return lambda: iter([_one("certificate_end_seconds", "End of the server's certificate (epoch).", ends)])


def of(settings: Settings) -> list[Callable[[], Iterator[Metric]]]:
    """The figures of the house that runs with these settings."""
    found = [outbox, journal, lambda: disk(settings.data_dir)]
    return [*found, certificate(settings.tls_certificate)] if settings.tls_certificate else found
