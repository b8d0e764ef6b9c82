"""The thread that seals the journal and does what acts left in the outbox: notices to the holder, indicators, copies.

An act writes its outbox row in its own transaction; this worker hands each row to the handler its room
registered. A handler that fails leaves its row where it is, to be tried again (`ledger.outbox`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger("socle.worker")

#: Seconds between two looks at an empty outbox.
PAUSE = 1.0
#: Seconds before another try after the database itself failed.
PAUSE_AFTER_FAILURE = 5.0


class Worker:
    """Runs `drain` again and again until stopped; `drain` returns how many messages it dealt with.

    `at_end` is done once, in the same thread, after the last `drain`.
    """

    def __init__(
        self,
        drain: Callable[[], int],
        *,
        pause: float = PAUSE,
        at_end: Callable[[], None] = lambda: None,
        name: str = "outbox",
    ) -> None:
        self._drain = drain
        self._at_end = at_end
        self._pause = pause
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Finish the message at hand, then end."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        from django.db import close_old_connections, connections  # noqa: PLC0415 - Django is set up by then

        while not self._stop.is_set():
            try:
                pause = 0.0 if self._drain() else self._pause
            except Exception:  # the thread must outlive any failure of a handler or of the database
                log.exception("outbox failed")
                pause = PAUSE_AFTER_FAILURE
            close_old_connections()
            self._stop.wait(pause)
        try:
            self._at_end()
        except Exception:  # the thread ends calmly whatever failed
            log.exception("the last work failed")
        connections.close_all()
