"""Where answers stand while they pass: a folder each, sealed under a key that only the browser that asked holds.

The address of an answer is drawn at random; its key comes from a secret in a cookie. Whoever has the address alone,
or the disk alone, has nothing. What is in clear tells only how far a computation is. Times are those of the machine
since it started (`time.monotonic`): how long an answer is kept does not follow the clock of the sandbox.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from socle.programmes.pages.limits import AT_ONCE, KEPT, SECONDS, SHELF
from socle.storage.errors import CorruptDocument
from socle.storage.sealing import open_sealed, seal_packed

_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
#: Seconds beyond which a computation is over, whatever its state says: its process was ended with the machine's.
_OVER = SECONDS + 60
RUNNING, DONE, REFUSED, FAILED = "running", "done", "refused", "failed"


class ShelfBusy(Exception):  # noqa: N818 - a state of things, not an error of the program
    """As many computations run as may at once."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a computation is. `doing` in French; `share` from 0 to 1, None while it is not known."""

    room: str
    begun: float
    state: str = RUNNING
    doing: str = ""
    share: float | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Passing:
    """One computation: its folder, its name in the address, the key of what it leaves there."""

    folder: Path
    name: str
    key: bytes

    @property
    def files(self) -> Path:
        """Where the files that were sent stand until they are read."""
        return self.folder / "files"

    def state(self) -> State:
        """How far it is. Raises `FileNotFoundError` when it is gone."""
        return State(**json.loads((self.folder / "state").read_text("utf-8")))

    def tell(self, state: State) -> None:
        """Say how far it is, for whoever looks from another process: never half a line."""
        new = self.folder / "state.new"
        new.write_text(json.dumps(asdict(state)), "utf-8")
        new.replace(self.folder / "state")

    def put(self, name: str, data: bytes) -> None:
        (self.folder / f"{name}.sealed").write_bytes(seal_packed(self.key, self.name, name, data))

    def get(self, name: str) -> bytes | None:
        """What was put under this name; None when there is nothing, or nothing that this key opens."""
        try:
            return open_sealed(self.key, self.name, name, (self.folder / f"{name}.sealed").read_bytes())
        except (OSError, CorruptDocument):
            return None

    def forget_files(self) -> None:
        shutil.rmtree(self.files, ignore_errors=True)

    def forget(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def owner(self) -> str:
        """What proves, without telling it, that one holds the key."""
        return hmac.digest(self.key, b"owner", "sha256").hex()


def new_secret() -> str:
    """What a browser's cookie holds."""
    return secrets.token_urlsafe(32)


def key_of(secret: str, name: str) -> bytes:
    return hmac.digest(hashlib.sha256(secret.encode()).digest(), name.encode(), "sha256")


class Shelf:
    """All answers that pass through one Socle. Safe across threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, room: str, secret: str, now: float) -> Passing:
        """A place for a new computation. Raises `ShelfBusy` when as many run as may."""
        with self._alone():
            self._sweep(now)
            if sum(state.state == RUNNING for _, state in self._all()) >= AT_ONCE:
                raise ShelfBusy
            name = secrets.token_urlsafe(16)
            place = Passing(self._folder / name, name, key_of(secret, name))
            place.folder.mkdir(mode=0o700)
            place.files.mkdir(mode=0o700)
            place.tell(State(room, now, owner=place.owner))
        return place

    def find(self, room: str, name: str, secret: str, now: float) -> Passing | None:
        """The place of that name, when this secret opens it and its hour is not over."""
        if not _NAME.fullmatch(name):
            return None
        place = Passing(self._folder / name, name, key_of(secret, name))
        with suppress(OSError, ValueError):
            state = place.state()
            held = hmac.compare_digest(state.owner, place.owner)
            if held and state.room == room and not _late(state, now):
                return place
        return None

    def sweep(self, now: float) -> None:
        """Remove what is too old, then the oldest while all is too large."""
        with self._alone():
            self._sweep(now)

    def _sweep(self, now: float) -> None:
        kept: list[tuple[float, int, Path]] = []
        for folder, state in self._all():
            if _late(state, now):
                shutil.rmtree(folder, ignore_errors=True)
            elif state.state != RUNNING:
                kept.append((state.begun, sum(file.stat().st_size for file in folder.glob("*.sealed")), folder))
        room = SHELF
        for _, size, folder in sorted(kept, reverse=True):
            room -= size
            if room < 0:
                shutil.rmtree(folder, ignore_errors=True)

    def _all(self) -> Iterator[tuple[Path, State]]:
        for folder in list(self._folder.iterdir()):
            if not folder.is_dir():
                continue
            try:
                yield folder, State(**json.loads((folder / "state").read_text("utf-8")))
            except (OSError, ValueError, TypeError):  # begun and never told: nothing of it can be found again
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            os.fchmod(lock.fileno(), 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _late(state: State, now: float) -> bool:
    """Whether its hour is over; so is that of what began before the machine did."""
    longest = _OVER if state.state == RUNNING else KEPT
    return not 0 <= now - state.begun <= longest
