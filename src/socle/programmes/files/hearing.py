"""How the files of one piece of work were understood, for whoever tells it to a user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from socle.programmes.files.outcome import Told

_HEARD: ContextVar[list[Told] | None] = ContextVar("files heard", default=None)


@contextmanager
def heard() -> Iterator[list[Told]]:
    """Fills the list given with each file that is opened meanwhile, in order."""
    found: list[Told] = []
    token = _HEARD.set(found)
    try:
        yield found
    finally:
        _HEARD.reset(token)


def hear(told: Told) -> None:
    found = _HEARD.get()
    if found is not None:
        found.append(told)
