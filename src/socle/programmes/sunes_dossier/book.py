"""The steps of an application and its six prerequisites: data of the package, read once.

Source: data/steps.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite:
    """One of the six; `unknown`: its text is not public."""

    id: str
    title: str
    document: str
    unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: who acts, which paper tells it, the steps it waits for, the volets it concerns."""

    id: str
    title: str
    who: str
    document: str
    needs: tuple[str, ...]
    rules: tuple[str, ...]
    volets: tuple[int, ...] = (1, 2)


@cache
def _book() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data/steps.toml").read_text("utf-8"))


@cache
def prerequisites() -> tuple[Prerequisite, ...]:
    """The six prerequisites, in the order in which they were published."""
    return tuple(Prerequisite(**one) for one in _book()["prerequisite"])


@cache
def steps() -> tuple[Step, ...]:
    """Every step, in the order of the way."""
    return tuple(
        Step(
            id=one["id"],
            title=one["title"],
            who=one["who"],
            document=one["document"],
            needs=tuple(one["needs"]),
            rules=tuple(one["rules"]),
            volets=tuple(one.get("volets", (1, 2))),
        )
        for one in _book()["step"]
    )


def blocked_by(step_id: str, volet: int) -> tuple[str, ...]:
    """The steps that wait for this one, at once, in an application to the volet."""
    return tuple(one.id for one in steps() if step_id in one.needs and volet in one.volets)
