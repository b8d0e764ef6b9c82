"""Socle's own signs, beside the words that say the same."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def icons() -> Mapping[str, str]:
    """Icon name → the `d` of its path."""
    return MappingProxyType(tomllib.loads(files(__package__).joinpath("data/icons.toml").read_text("utf-8")))
