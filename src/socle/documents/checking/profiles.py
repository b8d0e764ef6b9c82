"""Profiles: which findings weigh more for whom. Data: `data/profiles.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from socle.documents.checking.judgement import Located
from socle.rulebook import Severity

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Profile:
    """What it is for, in French; the verdicts it raises to errors; whether it looks into the PDF of level 1."""

    title: str
    errors: frozenset[str]
    pdf: bool


@cache
def profiles() -> dict[str, Profile]:
    """Every profile, by its name."""
    read = tomllib.loads(files(__package__).joinpath("data/profiles.toml").read_text("utf-8"))
    return {
        name: Profile(entry["title"], frozenset(entry["errors"]), bool(entry["pdf"])) for name, entry in read.items()
    }


def weigh(found: Iterable[Located], profile: str) -> tuple[Located, ...]:
    """The findings as this profile weighs them. Raises `KeyError` for a profile that there is not."""
    raised = profiles()[profile].errors
    return tuple(one.raised(Severity.ERROR) if one.id in raised else one for one in found)
