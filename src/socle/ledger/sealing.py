"""The sealer: gives each event its place in the tree, signs the new head and exports it.

Acts never wait for it: they commit, and the sealer follows, every second or so. Between an act and its seal the
journal is protected by the database alone (docs/decisions/0007).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from socle import storage
from socle.ledger import exported, signing, store
from socle.ledger.heads import Head
from socle.rulebook import choices
from socle.storage import disk

logger = logging.getLogger(__name__)

#: Events under one head at most: on SQLite this bounds how long the one writer is held.
BATCH = 500
#: Seconds between two looks at what waits, and before another try after a failure.
PAUSE = 1.0
PAUSE_AFTER_FAILURE = 10.0


class Forked(Exception):  # noqa: N818 - what happened to the journal
    """The database does not hold what was exported: sealing on would sign a second history."""


def heads_folder() -> Path:
    """Where signed heads are exported."""
    chosen: Path | None = getattr(settings, "SOCLE_HEADS_DIR", None)
    return chosen or storage.data_dir() / "heads"


@contextmanager
def paused() -> Iterator[None]:
    """No sealing in any process of this data folder meanwhile: for emptying a whole sandbox."""
    with disk.alone(storage.data_dir() / "locks" / "sealing"):
        yield


def signing_key() -> Ed25519PrivateKey:
    """The key of this Socle's heads. Raises `signing.SigningKeyRefused`; only outside production is one made."""
    return signing.load(signing.path(storage.data_dir()), may_create=not choices.current().production)


def seal(at: datetime, *, limit: int = BATCH) -> int:
    """Seal what waits, at most `limit` events, under one head dated `at`; how many.

    The head is durable in the database before it is exported, so that an exported head is never of a tree
    that no longer is; one whose export a crash prevented is exported at the next call. Raises `Forked`,
    `signing.SigningKeyRefused`, or what the database or the disk raises.
    """
    with paused():
        folder = heads_folder()
        before, outside = store.latest(), exported.last(folder)
        leaves = store.waiting(limit)  # after the size: what another process seals meanwhile is then noticed
        if leaves:
            _refuse_fork(outside, folder)
            key = signing_key()
            signing.publish(key, folder)
            if not store.add(before.size if before else 0, leaves, at, key):
                return 0
        if leaves or outside != before:
            exported.catch_up(folder, store.heads_beyond)
        return len(leaves)


def _refuse_fork(outside: Head | None, folder: Path) -> None:
    """Raise `Forked` unless the database holds the last exported head."""
    if outside is not None and store.head_of(outside.size) != outside:
        raise Forked(
            f"{folder / exported.FILE} knows a tree of {outside.size} events, the database another one: events were "
            "removed, or an older copy was restored. Run `socle ledger verify`; after a restoration you meant, "
            "put that file away, and a new one begins"
        )


class Sealer:
    """Calls `seal` at its pace from the worker's loop, and knows whether it works."""

    def __init__(self) -> None:
        self._due = 0.0
        self.problem = ""

    def tick(self, at: datetime) -> int:
        """Seal when it is time; how many events. A failure is logged and kept in `problem`, never raised."""
        if time.monotonic() < self._due:
            return 0
        sealed = self._seal(at)
        full = sealed == BATCH  # more waits: go on at once
        self._due = time.monotonic() + (PAUSE_AFTER_FAILURE if self.problem else 0.0 if full else PAUSE)
        return sealed if full else 0

    def finish(self, at: datetime) -> None:
        """Seal all that waits, at a calm end."""
        while self._seal(at):
            pass

    def _seal(self, at: datetime) -> int:
        try:
            sealed = seal(at)
        except Exception as error:  # the worker must go on, whatever failed
            logger.exception("sealing failed")
            self.problem = f"failing: the journal is not sealed ({type(error).__name__})"
            return 0
        self.problem = ""
        return sealed
