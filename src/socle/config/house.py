"""The running house: its doors and the work behind them, in one process or several, and a calm end."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from socle import clock
from socle.config import metrics
from socle.config.board import Pulse
from socle.config.busy import refuser
from socle.config.ground import Ground, Said, lay
from socle.config.listeners import Listener, serve
from socle.config.mounts import mounts
from socle.config.parts import DOORS, WORK, Part
from socle.config.settings import Settings
from socle.config.supervisor import Supervisor, end_asked
from socle.config.tls import TLSAdapter
from socle.config.upkeep import Upkeep
from socle.config.worker import Worker

if TYPE_CHECKING:
    from socle.ledger.sealing import Sealer

log = logging.getLogger("socle.house")

#: Loaded before the first exchange, which does not wait for it.
EXCHANGES = "socle.record.endpoints"
#: Seconds between two looks at whether the end was asked for.
LOOK = 0.5


@dataclass(slots=True)
class Work:
    """What is done behind the doors: sealing and the outbox in one thread, upkeep in another."""

    sealer: Sealer
    upkeep: Upkeep
    threads: tuple[Worker, ...] = field(init=False)

    def __post_init__(self) -> None:
        from socle.ledger import outbox  # noqa: PLC0415 - models need Django

        handlers = outbox_handlers()

        def drain() -> int:
            return self.sealer.tick(clock.now()) + outbox.drain(handlers, at=clock.now())

        first = Worker(drain, at_end=lambda: self.sealer.finish(clock.now()))
        self.threads = (first, Worker(lambda: self.upkeep.tick(clock.now()), name="upkeep"))

    def rooms(self) -> dict[str, str]:
        """How each room is whose work this is."""
        outbox, upkeep = (thread.alive for thread in self.threads)
        return {
            "ledger": (self.sealer.problem or "ok") if outbox else "failing: the outbox worker stopped",
            "upkeep": (self.upkeep.problem or "ok") if upkeep else "failing: the upkeep stopped",
        }

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Outbox left between two messages, journal sealed."""
        for thread in reversed(self.threads):
            thread.stop()


@dataclass(slots=True)
class House:
    """What one part does in this process."""

    ground: Ground
    part: Part
    doors: tuple[Listener, ...] = ()
    work: Work | None = None

    def open(self) -> None:
        """Let the doors be used, begin to work, and say so."""
        if DOORS in self.part.roles:
            self.doors = tuple(_listeners(self.ground))
        if WORK in self.part.roles:
            self.work = Work(_sealer(), _upkeep(self.ground.settings))
            self.work.start()
        self.ground.part, self.ground.mine = self.part, self.say

    def say(self) -> Said:
        """How this part is."""
        said: dict[str, Any] = {"pid": os.getpid(), "rooms": self.work.rooms() if self.work is not None else {}}
        if self.doors:
            alive = all(door.alive for door in self.doors)
            said["rooms"]["config"] = "ok" if alive else f"failing: a listener of {self.part.name} stopped"
            said["handshakes"] = self.ground.handshakes.as_dict()
        return said

    def stop(self) -> None:
        """No new connection, running requests finished, then the work behind them ended."""
        if self.doors:
            with ThreadPoolExecutor(len(self.doors)) as pool:
                for listener in self.doors:
                    pool.submit(listener.stop)
        if self.work is not None:
            self.work.stop()


def live(settings: Settings, *, trust: tuple[bytes, ...], ready: Callable[[Ground], None]) -> None:
    """Open the house, call `ready` once everything answers, and stay until SIGTERM or SIGINT.

    Django must be set up and the database ready. Raises `OSError` when a port is taken or a file is missing,
    `StartFailed` when a part could not begin.
    """
    ground = lay(settings, trust)
    try:
        if len(ground.parts) > 1:
            import_module(EXCHANGES)  # once, for all of them
            life = partial(_live, ground)
            Supervisor(ground.parts, ground.board, run=life, close=ground.sockets.close).serve(lambda: ready(ground))
            return
        asked = end_asked(signal.SIGTERM, signal.SIGINT)
        _live(ground, ground.parts[0], asked, ready=lambda: ready(ground))
    finally:
        ground.sockets.close()
        metrics.leave()


def _live(ground: Ground, part: Part, asked: threading.Event, ready: Callable[[], None] = lambda: None) -> None:
    """The life of one part."""
    house = House(ground, part)
    house.open()
    if DOORS not in part.roles:
        ground.sockets.close()
    pulse = Pulse(ground.board, part.name, house.say)
    pulse.start()
    ready()
    if DOORS in part.roles:  # what is already loaded costs nothing
        threading.Thread(target=import_module, args=(EXCHANGES,), name="warm", daemon=True).start()
    while not asked.wait(LOOK):  # a signal that another thread received does not wake this one: it looks
        pass
    house.stop()
    pulse.stop()


def _listeners(ground: Ground) -> list[Listener]:
    settings, sockets = ground.settings, ground.sockets
    limits = settings.limits.shared_by(sum(DOORS in part.roles for part in ground.parts))
    busy = refuser(mounts(settings))
    at = partial(serve, application=ground.application, threads=settings.threads, limits=limits, busy=busy)
    found = [at(sockets.http), at(sockets.https, tls=TLSAdapter(ground.context, ground.handshakes))]
    return found if sockets.front is None else [*found, at(sockets.front)]


def outbox_handlers() -> dict[str, Any]:
    """What each room does with what acts left in the outbox, by topic: the `handlers()` of its `services`."""
    from django.apps import apps  # noqa: PLC0415 - Django is set up by then

    names = [f"{app.name}.services" for app in apps.get_app_configs() if app.name.startswith("socle.")]
    rooms = [import_module(name) for name in names if find_spec(name)]
    return {topic: handler for room in rooms if hasattr(room, "handlers") for topic, handler in room.handlers().items()}


def _sealer() -> Sealer:
    from socle.ledger.sealing import Sealer  # noqa: PLC0415 - models need Django

    return Sealer()


def _upkeep(settings: Settings) -> Upkeep:
    from socle.config.upkeep import tasks  # noqa: PLC0415 - models need Django

    return Upkeep(tasks(settings))
