"""The threads that receive requests and send answers: many, since they only wait for the sockets of others.

There are as many as are needed, up to a bound. When all are taken and more connections have something to say,
those who were given one for more than a moment and move the fewest bytes are cut, and the newest is heard first: a
good client is there whole at once, and slow senders hold nobody but each other.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socle.config.connections import Connection
    from socle.config.listeners import Server
    from socle.config.metrics import DoorFigures

log = logging.getLogger("socle.listeners")

#: Seconds a connection may hold a carrier before it can be cut for another, and between two looks at it.
MOMENT, LOOK = 1.0, 0.1
#: Seconds without work before a carrier ends, and how many stay all the same.
IDLE, LEAST = 10.0, 4


class Carriers:
    """Cheroot's pool of threads, elastic. Safe across threads."""

    def __init__(self, server: Server, most: int, figures: DoorFigures) -> None:
        self.min = LEAST
        self._server, self._most, self._figures = server, most, figures
        self._changed = threading.Condition()
        self._waiting: list[Connection] = []
        self._carried: dict[threading.Thread, Connection | None] = {}
        self._resting = 0
        self._ending = self._watched = False
        self.cut = 0

    def start(self) -> None:
        """Nothing to do: carriers come with the connections."""

    @property
    def idle(self) -> int:
        return self._resting

    @property
    def qsize(self) -> int:
        return len(self._waiting)

    @property
    def busy(self) -> int:
        return len(self._carried) - self._resting

    def put(self, connection: Connection) -> None:
        """Give a connection that has something to say to a carrier."""
        with self._changed:
            self._waiting.append(connection)
            if self._resting >= len(self._waiting):
                self._changed.notify()
            elif len(self._carried) < self._most:
                thread = threading.Thread(target=self._run, name="carrier", daemon=True)
                self._carried[thread] = None
                thread.start()
            elif not self._watched:
                self._watched = True
                threading.Thread(target=self._watch, name="carriers", daemon=True).start()

    def _watch(self) -> None:
        """While connections wait for a carrier, cut as many of the slowest."""
        while True:
            with self._changed:
                if not self._waiting or self._ending:
                    self._watched = False
                    return
                slowest = self._slowest(len(self._waiting))
            for connection in slowest:
                connection.cut_off()
            time.sleep(LOOK)

    def _slowest(self, count: int) -> list[Connection]:
        now = time.monotonic()
        held = [
            one
            for one in self._carried.values()
            if one is not None and one.on_peer and not one.is_cut and now - one.taken_at > MOMENT
        ]
        found = sorted(held, key=lambda one: one.moved / (now - one.taken_at))[:count]
        self.cut += len(found)
        self._figures.cut("slow", len(found))
        return found

    def _run(self) -> None:
        me = threading.current_thread()
        while (connection := self._next(me)) is not None:
            self._carry(connection)

    def _next(self, me: threading.Thread) -> Connection | None:
        with self._changed:
            self._carried[me] = None
            while not self._waiting:
                self._resting += 1
                told = not self._ending and self._changed.wait(IDLE)
                self._resting -= 1
                if not self._waiting and (self._ending or (not told and len(self._carried) > self.min)):
                    del self._carried[me]
                    return None
            connection = self._waiting.pop()
            connection.taken_at, connection.on_peer = time.monotonic(), True
            self._carried[me] = connection
            return connection

    def _carry(self, connection: Connection) -> None:
        stays = False
        self._figures.carriers.inc()
        try:
            stays = connection.communicate()
        except OSError as error:
            log.info("connection broke", extra={"reason": type(error).__name__, "remote": connection.remote_addr})
        except Exception:  # the thread must outlive any failure of one connection
            log.exception("connection failed", extra={"remote": connection.remote_addr})
        self._figures.carriers.dec()
        if stays and not connection.is_cut:
            self._server.put_conn(connection)
        else:
            connection.close()

    def stop(self, timeout: float | None = None) -> None:
        """Let running requests end, for so many seconds; then cut what still waits for a peer."""
        deadline = time.monotonic() + (timeout or 0)
        with self._changed:
            self._ending = True
            self._changed.notify_all()
            threads = list(self._carried)
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        with self._changed:
            late = [one for one in self._carried.values() if one is not None]
        for connection in late:
            connection.cut_off()
        for thread in threads:
            thread.join()
