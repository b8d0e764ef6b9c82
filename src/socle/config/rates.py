"""How often one client may ask: a bucket of requests that fills again at a steady rate."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

#: Clients remembered at once; the one seen longest ago is forgotten first, which can only be in its favour.
REMEMBERED = 50_000

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
    """One bucket for each client of this process. Safe across threads."""

    def __init__(self, rate: Rate, remembered: int = REMEMBERED) -> None:
        self.rate = rate
        self._remembered = remembered
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, now: float | None = None) -> float:
        """Seconds this client must wait before it asks again; 0 when it may ask now. `now` is monotonic."""
        now = time.monotonic() if now is None else now
        with self._lock:
            level, since = self._held.pop(client, (float(self.rate.burst), now))
            level, wait = spend(level, now - since, self.rate)
            self._held[client] = (level, now)
            if len(self._held) > self._remembered:
                self._held.popitem(last=False)
        return wait
