"""`socle up`: the whole of Socle on this machine, with a fictitious world."""

from __future__ import annotations

import argparse
import os
import secrets
import ssl
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from socle.cli.output import Exit, Output, Stop
from socle.clock import parse_instant

if TYPE_CHECKING:
    from socle.config.ground import Ground
    from socle.config.settings import Settings
    from socle.sandbox.state import Sandbox
    from socle.sandbox.world import World

LARGEST_PORT = 65535


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", type=Path, help="folder of this sandbox (default: one per world, under $XDG_DATA_HOME/socle/sandbox)")
    add("--port", type=_port, default=8080, help="plain HTTP: pages and /api; 0 picks a free one")
    add("--tls-port", type=_port, default=8443, help="HTTPS: the exchange services; 0 picks a free one")
    add("--at", type=_instant, metavar="INSTANT", help="where the clock starts, e.g. 2026-09-15T08:00:00Z")
    add("--world", default="default", metavar="NAME|FILE", help="default, trois-ponts, none, or a TOML file")
    add("--trust", type=Path, action="append", default=[], metavar="CA.pem", help="another authority to trust (repeat)")
    add("--profile", choices=("dmp", "ihe"), default="dmp", help="ihe adds /ihe/, without French checks")


def run(args: argparse.Namespace, out: Output) -> int:
    """Prepare, open, say so, and stay until SIGTERM or SIGINT."""
    from socle.config import house, startup  # noqa: PLC0415 - `socle --help` stays quick
    from socle.config.supervisor import StartFailed  # noqa: PLC0415

    world = _world(args.world)
    settings = _settings(args, world)
    for fault in startup.faults(settings):
        raise Stop(str(fault), Exit.USAGE)
    try:
        lock = startup.hold(settings.data_dir)
    except OSError as error:
        raise Stop(
            f"another Socle runs on {settings.data_dir}: end it, or name another --data", Exit.REFUSED
        ) from error

    def ready(ground: Ground) -> None:
        document = {"ready": ground.url, "tls": ground.tls_url, "data": str(settings.data_dir), "world": world.name}
        out.result(document, [f"ready {ground.url}"])
        sys.stdout.flush()
        out.say(f"TLS on {ground.tls_url}, data in {settings.data_dir}")

    with lock:
        found, trust = _make(args, settings, world)
        try:
            house.live(found, trust=trust, ready=ready)
        except (OSError, ssl.SSLError) as error:
            raise Stop(f"a port cannot open ({error}): is another Socle running there?", Exit.REFUSED) from error
        except StartFailed as error:
            raise Stop(f"Socle cannot start: {error}", Exit.REFUSED) from error
    return Exit.DONE


def _make(args: argparse.Namespace, settings: Settings, world: World) -> tuple[Settings, tuple[bytes, ...]]:
    """Authority, database, clock and world; the settings with what was made, and whom to trust."""
    from socle.config import startup  # noqa: PLC0415
    from socle.sandbox import state  # noqa: PLC0415

    try:
        sandbox = _sandbox(settings.data_dir, world, args.at, settings.port)
        settings = replace(
            settings, tls_certificate=sandbox.authority.server_certificate, tls_key=sandbox.authority.server_key
        )
        trust = _trust(settings, sandbox)
        startup.setup(settings)
        state.install(sandbox)
        _prepare(sandbox, args.at, trust)
    except (OSError, ValueError) as error:
        raise Stop(str(error), Exit.REFUSED) from error
    return settings, trust


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port: write a number from 0 to {LARGEST_PORT}")
    return int(text)


def _instant(text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _world(name: str) -> World:
    from socle.sandbox import world  # noqa: PLC0415

    try:
        return world.load(name)
    except world.WorldRefused as error:
        raise Stop(str(error), Exit.USAGE) from error


def default_folder(world: str) -> Path:
    """`$XDG_DATA_HOME/socle/sandbox/WORLD`, or the same under `~/.local/share` (XDG base directories)."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "socle" / "sandbox" / Path(world).stem


def _settings(args: argparse.Namespace, world: World) -> Settings:
    from socle.config.settings import from_environment  # noqa: PLC0415
    from socle.rulebook.choices import Choices  # noqa: PLC0415

    folder = (args.data or default_folder(world.name)).resolve()
    try:
        _make_folder(folder)
    except OSError as error:
        raise Stop(f"{folder} cannot be made: {error.strerror}", Exit.REFUSED) from error
    environment = from_environment()
    return replace(
        environment,
        data_dir=folder,
        port=args.port,
        tls_port=args.tls_port,
        host="127.0.0.1",
        trust=tuple(args.trust),
        sandbox=True,
        log_level=os.environ.get("SOCLE_LOG_LEVEL", "WARNING"),
        secret_key=_secret(folder / "secret.key"),
        profile=args.profile,
        choices=Choices(open_record_for_unknown_test_ins=True, habilitation_matrix="demonstration"),
    )


def _make_folder(folder: Path) -> None:
    """Make the sandbox's folder and mark it. Stops when it belongs to a production Socle."""
    from socle.config.startup import SANDBOX_MARK  # noqa: PLC0415
    from socle.sandbox.files import write_private  # noqa: PLC0415

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = folder / SANDBOX_MARK
    if not mark.exists():
        if any(not path.name.startswith(f".{mark.name}.") for path in folder.iterdir()):  # of a start cut short
            raise Stop(f"{folder} holds something else than a sandbox: name an empty folder with --data", Exit.REFUSED)
        write_private(mark, "Fictitious data and development keys: `socle serve` refuses this folder.\n")


def _secret(path: Path) -> str:
    from socle.sandbox.files import write_private  # noqa: PLC0415

    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8")


def _sandbox(folder: Path, world: World, at: datetime | None, port: int) -> Sandbox:
    from socle.clock import MovableClock  # noqa: PLC0415
    from socle.sandbox.authority import Authority  # noqa: PLC0415
    from socle.sandbox.state import Sandbox  # noqa: PLC0415

    start = at or world.instant
    told = f"http://localhost:{port}" if port else ""  # a free port is known too late to be written in certificates
    authority = Authority(folder / "authority", told)
    return Sandbox(folder, world, authority, MovableClock(file=folder / "clock"), start)


def _trust(settings: Settings, sandbox: Sandbox) -> tuple[bytes, ...]:
    return (
        sandbox.authority.pem.encode("ascii"),
        *(path.read_bytes() for path in settings.trust),
        *sandbox.world.pem(),
    )


def _prepare(sandbox: Sandbox, at: datetime | None, trust: tuple[bytes, ...]) -> None:
    """Clock, database, trust and world, in that order."""
    from socle import clock  # noqa: PLC0415
    from socle.config import startup  # noqa: PLC0415
    from socle.identity.insi import outcomes  # noqa: PLC0415
    from socle.sandbox.injecting import Faults  # noqa: PLC0415

    sandbox.wind_clock(at)
    clock.install(sandbox.clock)
    outcomes.install(Faults(sandbox.folder).take)
    startup.migrate()  # nobody else uses a sandbox's database
    if refusals := startup.schema_refusals():
        raise Stop("\n".join(map(str, refusals)), Exit.REFUSED)
    startup.trust(trust)
    from socle.sandbox import loading  # noqa: PLC0415 - models need Django

    try:
        loading.load_once(sandbox.world, sandbox.beginning)
    except loading.NotLoaded as error:
        raise Stop(str(error), Exit.REFUSED) from error
