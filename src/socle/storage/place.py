"""Where things stand on this machine, as the settings say."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def data_dir() -> Path:
    """The folder of this Socle's documents and keys."""
    return Path(settings.SOCLE_DATA_DIR)
