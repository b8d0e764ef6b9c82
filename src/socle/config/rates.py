"""How often one client may ask: a bucket of requests that fills again at a steady rate."""

from __future__ import annotations

import hashlib
import mmap
import os
import re
import threading
import time
from dataclasses import dataclass
from typing import Final

#: Clients remembered at once; the one seen longest ago is forgotten first, which can only be in its favour.
REMEMBERED = 50_000
#: Clients of one set of places, and words of 64 bits in a place: who, how much is left, since when.
_WAYS: Final = 8
_PLACE: Final = 3

_RATE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)/(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a second in the long run, and so many at once after a rest."""

    per_second: float
    burst: int


def read_rate(text: str) -> Rate | None:
    """`50/100`: 50 requests a second, 100 at once; `off`: no bound. Raises `ValueError` for anything else."""
    if text == "off":
        return None
    found = _RATE.fullmatch(text)
    if found is None or not float(found[1]) or not int(found[2]):
        raise ValueError(f"'{text}' is not a rate: write for instance 50/100 (a second, at once), or off")
    return Rate(float(found[1]), int(found[2]))


def spend(level: float, elapsed: float, rate: Rate) -> tuple[float, float]:
    """Take one request from a bucket that held `level` of them `elapsed` seconds ago.

    Gives what it holds now, and the seconds to wait: 0 when the request was there to take.
    """
    level = min(float(rate.burst), level + elapsed * rate.per_second)
    return (level - 1, 0.0) if level >= 1 else (level, (1 - level) / rate.per_second)


class Buckets:
    """One bucket for each client, shared with the processes made from this one. Safe across threads.

    A client has its place in one of many small sets of memory, where whoever was seen longest ago makes room. Two
    processes that serve one client in the same microsecond may count one request for two: a rate, not an account.
    """

    def __init__(self, rate: Rate, remembered: int = REMEMBERED) -> None:
        self.rate = rate
        self._lock = threading.Lock()
        self._salt = os.urandom(16)  # nobody chooses his neighbours
        self._sets = -(-remembered // _WAYS)
        memory = memoryview(mmap.mmap(-1, self._sets * _WAYS * _PLACE * 8))
        self._who, self._how = memory.cast("Q"), memory.cast("d")

    def __len__(self) -> int:
        """How many clients are remembered."""
        return sum(who != 0 for who in self._who[::_PLACE])

    def take(self, client: str, now: float | None = None) -> float:
        """Seconds this client must wait before it asks again; 0 when it may ask now. `now` is monotonic."""
        now = time.monotonic() if now is None else now
        who = int.from_bytes(hashlib.blake2b(client.encode(), digest_size=8, key=self._salt).digest(), "big") or 1
        with self._lock:
            place = self._place(who)
            known = self._who[place] == who
            level, since = (self._how[place + 1], self._how[place + 2]) if known else (float(self.rate.burst), now)
            level, wait = spend(level, max(0.0, now - since), self.rate)
            self._who[place], self._how[place + 1], self._how[place + 2] = who, level, now
        return wait

    def _place(self, who: int) -> int:
        """Where this client's words begin: its own place, else an empty one, else the oldest of its set."""
        first = who % self._sets * _WAYS * _PLACE
        places = range(first, first + _WAYS * _PLACE, _PLACE)
        own = next((place for place in places if self._who[place] == who), None)
        return own if own is not None else min(places, key=lambda place: self._who[place] and self._how[place + 2])
