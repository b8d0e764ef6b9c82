"""Who may come in: connections counted, in all and by address."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from socle.config.limits import Limits, bearable

if TYPE_CHECKING:
    from socle.config.connections import Connection
    from socle.config.metrics import DoorFigures


class Gate:
    """The open connections of one door. Safe across threads.

    Full, it takes a newcomer in and cuts the connection that has rested longest among those of the address that
    holds the most: a flood turns in a circle and leaves the others alone.
    """

    def __init__(self, limits: Limits, figures: DoorFigures) -> None:
        self._lock = threading.Lock()
        self._most = bearable(limits.connections)
        self._per_address = limits.per_address
        self._inside: dict[str, dict[Connection, None]] = {}
        self._count = 0
        self._figures = figures
        self.refused = self.cut = 0

    @property
    def count(self) -> int:
        return self._count

    def enter(self, connection: Connection) -> bool:
        """Let this connection in; False when its address holds its share already."""
        address, leaving = connection.remote_addr or "", None
        with self._lock:
            own = self._inside.setdefault(address, {})
            if self._per_address and address and len(own) >= self._per_address:
                return self._refuse("share")
            if self._count >= self._most:
                leaving = self._one_too_many()
                if leaving is None and self._count >= self._most + self._most // 10:
                    return self._refuse("full")
            own[connection] = None
            self._count += 1
        self._figures.connections.inc()
        if leaving is not None:
            leaving.cut_off()
        return True

    def _refuse(self, why: str) -> bool:
        self.refused += 1
        self._figures.cut(why)
        return False

    def _one_too_many(self) -> Connection | None:
        largest = max(self._inside.values(), key=len)
        resting = [one for one in largest if one.rests and not one.is_cut]
        if not resting:
            return None
        self.cut += 1
        self._figures.cut("full")
        found = min(resting, key=lambda one: one.last_used or 0)
        found.is_cut = True
        return found

    def leave(self, connection: Connection) -> None:
        """Count a connection out; silent when it never came in."""
        address = connection.remote_addr or ""
        with self._lock:
            own = self._inside.get(address, {})
            if connection in own:
                del own[connection]
                self._count -= 1
                self._figures.connections.dec()
            if not own:
                self._inside.pop(address, None)
