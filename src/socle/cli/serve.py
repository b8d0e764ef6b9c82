"""`socle serve`: production. Settings come from the environment; development material is refused."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from socle.cli.output import Exit, Output, Stop

if TYPE_CHECKING:
    from socle.config.settings import Settings
    from socle.config.startup import Refusal


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Settings: see the manual, or src/socle/config/settings.py."


def run(args: argparse.Namespace, out: Output) -> int:  # noqa: ARG001 - every command is called so
    """Check, meet the database, open, and stay until SIGTERM or SIGINT."""
    from socle.config import startup  # noqa: PLC0415 - `socle --help` stays quick
    from socle.config.settings import from_environment  # noqa: PLC0415
    from socle.config.supervisor import StartFailed  # noqa: PLC0415
    from socle.rulebook.choices import Choices  # noqa: PLC0415

    try:
        settings = from_environment()
    except ValueError as error:
        raise Stop(f"a setting of the environment is off: {error}", Exit.USAGE) from error
    settings = replace(settings, choices=Choices(production=True, refuse_bad_check_digits=True))
    _stop_at(startup.refusals(settings))
    try:
        with startup.hold(settings.data_dir):
            return _run(settings, out)
    except BlockingIOError as error:
        raise Stop(f"another Socle runs on {settings.data_dir}", Exit.REFUSED) from error
    except (OSError, ValueError, StartFailed) as error:
        raise Stop(f"Socle cannot start: {error}", Exit.REFUSED) from error


def _stop_at(refusals: Sequence[Refusal]) -> None:
    if refusals:
        document = {"refusals": [{"id": refusal.id, "sentence": refusal.sentence} for refusal in refusals]}
        raise Stop("\n".join(map(str, refusals)), Exit.REFUSED, document)


def _run(settings: Settings, out: Output) -> int:
    from socle.config import house, startup  # noqa: PLC0415

    trust = tuple(path.read_bytes() for path in settings.trust)
    startup.setup(settings)
    _stop_at(startup.meet_database(settings))
    startup.trust(trust)
    house.live(settings, trust=trust, ready=lambda ground: out.say(f"ready {ground.url} and {ground.tls_url}"))
    return Exit.DONE
