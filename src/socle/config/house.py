"""The running house: two listeners, the outbox worker, and a calm end at SIGTERM or SIGINT."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from socle import clock
from socle.config import checks
from socle.config.application import application
from socle.config.dispatch import Mount
from socle.config.health import Health
from socle.config.listeners import Listener, listen, listen_to_front
from socle.config.settings import Settings
from socle.config.tls import Handshakes, TLSAdapter, server_context
from socle.config.upkeep import FIRST, PATIENCE, Upkeep
from socle.config.worker import Worker
from socle.wire.exchange import Request, Response

if TYPE_CHECKING:
    from socle.ledger.sealing import Sealer

log = logging.getLogger("socle.house")

#: Services of the DMP. Source: interfaces.md ("Network"); spec/dmp.md 1.
DMP_PREFIX = "/si-dmp-server/v2/services/"
DMP_SERVICES = frozenset({"registry", "repository", "patients", "habilitations", "patientCertif"})
IHE_PREFIX = "/ihe/"
IHE_SERVICES = frozenset({"registry", "repository"})
#: Seconds between two looks at whether the end was asked for.
LOOK = 0.5


def _dmp(service: str, request: Request) -> Response:
    from socle.record import endpoints  # noqa: PLC0415 - loaded at the first exchange, not at start-up

    return endpoints.handle(service, request)


def _ihe(service: str, request: Request) -> Response:
    from socle.record import endpoints  # noqa: PLC0415
    from socle.record.profile import IHE  # noqa: PLC0415

    return endpoints.handle(service, request, profile=IHE)


def mounts(settings: Settings) -> tuple[Mount, ...]:
    """The exchange services these settings open."""
    dmp = Mount(DMP_PREFIX, DMP_SERVICES, _dmp)
    neutral = Mount(IHE_PREFIX, IHE_SERVICES, _ihe, plain=True)
    return (dmp, neutral) if settings.sandbox and settings.profile == "ihe" else (dmp,)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that runs."""

    http: Listener
    https: Listener
    worker: Worker
    host: str
    doors: Sequence[Listener]

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.http.port}/"

    @property
    def tls_url(self) -> str:
        return f"https://{self.host}:{self.https.port}/"

    def stop(self) -> None:
        """No new connection, running requests finished, outbox left between two messages, journal sealed."""
        with ThreadPoolExecutor(len(self.doors)) as pool:
            for listener in self.doors:
                pool.submit(listener.stop)
        self.worker.stop()


def open_house(settings: Settings, *, trust: tuple[bytes, ...]) -> House:
    """Open both doors and start the worker. Django must be set up and the database migrated.

    `trust` holds the authorities' PEM texts. Raises `OSError` when a port is taken or a file is missing.
    """
    if settings.tls_certificate is None or settings.tls_key is None:
        raise ValueError("the TLS listener needs a certificate and its key")
    from django.conf import settings as django_settings  # noqa: PLC0415 - Django is set up by then

    handshakes = Handshakes()
    tls = TLSAdapter(server_context(settings.tls_certificate, settings.tls_key, trust), handshakes)
    sealer = _sealer()
    upkeep = _upkeep(settings)
    worker = Worker(_drain_outbox(sealer, upkeep), at_end=lambda: sealer.finish(clock.now()))
    doors: list[Listener] = []
    found = checks.of(settings) | _checks(worker, sealer, doors) | {"upkeep": lambda: upkeep.problem or "ok"}
    health = Health(checks.watched(found), partial(_details, handshakes))
    served = application(settings, mounts(settings), health)
    opened = partial(listen, application=served, threads=settings.threads, limits=settings.limits)
    http = opened(settings.host, settings.port)
    try:
        https = opened(settings.host, settings.tls_port, tls=tls)
    except OSError:
        http.stop()
        raise
    doors += [http, https]
    if settings.front_socket is not None:
        doors.append(listen_to_front(settings.front_socket, served, threads=settings.threads, limits=settings.limits))
    worker.start()
    django_settings.SOCLE_TLS_PORT = https.port  # pages name the port that was really opened
    host = "localhost" if settings.host in {"127.0.0.1", "::1", "0.0.0.0"} else settings.host  # noqa: S104
    return House(http, https, worker, host, doors)


def outbox_handlers() -> dict[str, Any]:
    """What each room does with what acts left in the outbox, by topic: the `handlers()` of its `services`."""
    from django.apps import apps  # noqa: PLC0415 - Django is set up by then

    names = [f"{app.name}.services" for app in apps.get_app_configs() if app.name.startswith("socle.")]
    rooms = [import_module(name) for name in names if find_spec(name)]
    return {topic: handler for room in rooms if hasattr(room, "handlers") for topic, handler in room.handlers().items()}


def _sealer() -> Sealer:
    from socle.ledger.sealing import Sealer  # noqa: PLC0415 - models need Django

    return Sealer()


def _drain_outbox(sealer: Sealer, upkeep: Upkeep) -> Callable[[], int]:
    from socle.ledger import outbox  # noqa: PLC0415 - models need Django

    handlers = outbox_handlers()
    return lambda: sealer.tick(clock.now()) + outbox.drain(handlers, at=clock.now()) + upkeep.tick(clock.now())


def _upkeep(settings: Settings) -> Upkeep:
    from socle.record.services import sweep_documents  # noqa: PLC0415 - models need Django
    from socle.storage import Patience  # noqa: PLC0415

    every = settings.sweep_every
    sweep = partial(sweep_documents, patience=Patience(min(every, PATIENCE)))  # clocks leap, in sandboxes above all
    return Upkeep(sweep, first=min(every, FIRST), every=every)


def _checks(worker: Worker, sealer: Sealer, doors: Sequence[Listener]) -> dict[str, Callable[[], str]]:
    """`doors` is filled once they are open: health can be asked from the first moment on."""
    return {
        "ledger": lambda: sealer.problem or "ok" if worker.alive else "failing: the outbox worker stopped",
        "config": lambda: "ok" if all(door.alive for door in doors) else "failing: a listener stopped",
    }


def _details(handshakes: Handshakes) -> dict[str, Any]:
    return {"handshakes": handshakes.as_dict()}


def end_asked() -> threading.Event:
    """What is set at SIGTERM or SIGINT from now on; a second signal ends the process at once."""
    asked = threading.Event()

    def ask(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return asked


def stay(asked: threading.Event) -> None:
    """Return once the end was asked for. A signal that another thread received does not wake this one: it looks."""
    while not asked.wait(LOOK):
        pass


def warm() -> None:
    """Load what the first exchange needs, so that it does not wait for it."""
    threading.Thread(target=import_module, args=("socle.record.endpoints",), name="warm", daemon=True).start()
