"""What `/healthz` asks: each check does what the service itself would do, in a thread of its own, and within a time."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from functools import partial

from socle.config.health import Check
from socle.config.settings import Settings

#: Seconds a check may take before its silence is the answer, and during which an answer serves again.
PATIENCE, FRESH = 3.0, 1.0
#: Milliseconds after which a SQLite file that another program holds is told so.
HELD = 2000


class Watch:
    """One check that never holds whoever asks: a silent one is told as such, and is not asked twice at once."""

    def __init__(self, check: Check, *, patience: float = PATIENCE, fresh: float = FRESH) -> None:
        self._check, self._patience, self._fresh = check, patience, fresh
        self._lock = threading.Lock()
        self._said: threading.Event | None = None
        self._answer, self._at = "", float("-inf")

    def __call__(self) -> str:
        """`ok`, or a short sentence that says what is wrong."""
        with self._lock:
            if self._said is None and time.monotonic() - self._at < self._fresh:
                return self._answer
            if self._said is None:
                self._said = threading.Event()
                threading.Thread(target=self._ask, args=(self._said,), name="health", daemon=True).start()
            said = self._said
        return self._answer if said.wait(self._patience) else f"failing: no answer in {self._patience:g} s"

    def _ask(self, said: threading.Event) -> None:
        from django.db import connections  # noqa: PLC0415 - Django is set up by then

        try:
            answer = self._check()
        except Exception as error:  # noqa: BLE001 - a check that fails is the answer, whatever the reason
            answer = f"failing: {type(error).__name__}"
        connections.close_all()
        with self._lock:
            self._answer, self._at, self._said = answer, time.monotonic(), None
        said.set()


def database() -> str:
    """Whether a new connection reaches the database, finds Socle's tables there, and may write."""
    from django.db import OperationalError, connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        if not cursor.fetchone():
            return "failing: the database holds no tables of Socle"
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout={HELD}")
            try:
                cursor.execute("BEGIN IMMEDIATE")
                cursor.execute("ROLLBACK")
            except OperationalError as error:
                return f"failing: the database cannot be written ({error})"
    return "ok"


def disk(settings: Settings) -> str:
    """Whether the disk of the data folder has room left."""
    free = shutil.disk_usage(settings.data_dir).free
    if free >= settings.disk_least:
        return "ok"
    return f"failing: {free // 10**6} MB free on the disk of the data folder, {settings.disk_least // 10**6} MB asked"


def documents() -> str:
    """Whether documents can be kept: a few bytes are written where they go."""
    from socle import storage  # noqa: PLC0415 - Django is set up by then

    try:
        storage.reach()
    except storage.StorageUnavailable as error:
        return f"failing: {error}"
    return "ok"


def keys() -> str:
    """Whether the keys of the records can be used."""
    from socle import storage  # noqa: PLC0415

    try:
        storage.keyring().masters()
    except storage.MasterKeyRefused as error:
        return f"failing: {error}"
    return "ok"


def of(settings: Settings) -> dict[str, Callable[[], str]]:
    """The checks of what these settings make Socle depend on, by name."""
    found: dict[str, Callable[[], str]] = {"record": database, "disk": partial(disk, settings)}
    if not settings.sandbox:  # which makes its master key at first use
        found["keys"] = keys
    return found | {"storage": documents}


def watched(checks: dict[str, Callable[[], str]]) -> dict[str, Callable[[], str]]:
    """These checks, each within its time."""
    return {name: Watch(check) for name, check in checks.items()}
