"""Which engine computes a programme: the one that a command names, else the one of the settings."""

from __future__ import annotations

from typing import TypedDict

from socle.config.settings import installed


class Chosen(TypedDict):
    """What `socle.programmes.engine.opened` is told."""

    name: str
    memory: str
    remote: str


def chosen(name: str | None = None) -> Chosen:
    """The engine `name`, or that of `ANALYTICS_ENGINE`, with its memory and the address of its cluster."""
    settings = installed()
    return Chosen(
        name=name or settings.analytics_engine, memory=settings.analytics_memory, remote=settings.spark_remote
    )
