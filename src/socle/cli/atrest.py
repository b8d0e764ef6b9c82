"""What the commands on data at rest share: opening a Socle's data without serving it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from socle.cli.output import Exit, Stop

if TYPE_CHECKING:
    from socle.config.settings import Settings


def settings_for(data: Path | None) -> Settings:
    """The settings of the environment for the data in this folder; nothing is ever created there silently."""
    from socle.config.settings import from_environment  # noqa: PLC0415 - `socle --help` stays quick
    from socle.rulebook.choices import Choices  # noqa: PLC0415

    try:
        found = from_environment()
    except ValueError as error:
        raise Stop(f"a setting of the environment is off: {error}", Exit.USAGE) from error
    return replace(found, data_dir=(data or found.data_dir).resolve(), choices=Choices(production=True))


def folder_of(data: Path | None) -> Path | None:
    """The folder a command on data at rest is about: the one named, else SOCLE_DATA (None), else the sandbox's."""
    from socle.cli.up import default_folder  # noqa: PLC0415 - `socle --help` stays quick

    return data if data is not None or "SOCLE_DATA" in os.environ else default_folder("default")


def open_data(data: Path | None) -> Settings:
    """Set Socle up on the data in this folder. Stops when there is none."""
    from socle.config import startup  # noqa: PLC0415

    settings = settings_for(folder_of(data))
    if not settings.data_dir.is_dir():
        raise Stop(f"{settings.data_dir} is not there: name a Socle's folder with --data", Exit.USAGE)
    if not settings.database_url and not (settings.data_dir / "socle.sqlite3").is_file():
        raise Stop(f"{settings.data_dir} holds no database: name a Socle's folder with --data", Exit.USAGE)
    try:
        startup.setup(settings)
    except ValueError as error:
        raise Stop(str(error), Exit.USAGE) from error
    return settings
