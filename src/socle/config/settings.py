"""The one typed settings object: where things stand, which doors open, which choices hold.

Read once from the environment (production) or from the command line (sandbox), then installed; nothing
else in Socle reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from socle.rulebook.choices import Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ from one Socle to another.

    `data_dir` holds the database file, the documents and the keys when nothing else is said.
    """

    data_dir: Path = Path("socle-data")
    database_url: str = ""
    storage_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8080
    tls_port: int = 8443
    sandbox: bool = False
    secret_key: str = field(default="", repr=False)
    profile: str = "dmp"
    choices: Choices = field(default_factory=Choices)


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment describes."""
    environ = os.environ if environ is None else environ
    return Settings(
        data_dir=Path(environ.get("SOCLE_DATA", "socle-data")),
        database_url=environ.get("DATABASE_URL", ""),
        storage_url=environ.get("STORAGE_URL", ""),
        secret_key=environ.get("SOCLE_SECRET_KEY", ""),
        sandbox=environ.get("SOCLE_SANDBOX", "") == "1",
    )


_settings: Settings | None = None


def install(settings: Settings) -> None:
    """Make these the settings in force. Called once, before Django is set up (and by tests)."""
    global _settings  # noqa: PLW0603 - the one port through which configuration enters
    _settings = settings


def installed() -> Settings:
    """The settings in force; those of the environment when none were installed."""
    return _settings if _settings is not None else from_environment()
