"""Profiles: which findings weigh more for whom. Data: `data/profiles.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from socle.documents.checking.judgement import Located
from socle.rulebook import Severity

DEFAULT = "default"


@cache
def profiles() -> dict[str, frozenset[str]]:
    """The verdicts that each profile raises to errors, by the profile's name."""
    read = tomllib.loads(files(__package__).joinpath("data/profiles.toml").read_text("utf-8"))
    return {name: frozenset(entry["errors"]) for name, entry in read.items()}


def weigh(found: Iterable[Located], profile: str) -> tuple[Located, ...]:
    """The findings as this profile weighs them. Raises `KeyError` for a profile that there is not."""
    raised = profiles()[profile]
    return tuple(one.raised(Severity.ERROR) if one.id in raised else one for one in found)
