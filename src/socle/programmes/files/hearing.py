"""How the files of one piece of work were understood, for whoever tells it to a user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from socle.programmes.files.outcome import Refused, Rejected, Told


class Heard(list[Told]):
    """Each file that was opened, in order; `totals`: what was found of the totals that files print, by file."""

    def __init__(self) -> None:
        super().__init__()
        self.totals: dict[str, tuple[Refused, ...]] = {}


_HEARD: ContextVar[Heard | None] = ContextVar("files heard", default=None)


@contextmanager
def heard() -> Iterator[Heard]:
    """Fills what is given with each file that is opened meanwhile."""
    found = Heard()
    token = _HEARD.set(found)
    try:
        yield found
    finally:
        _HEARD.reset(token)


def hear(told: Told) -> None:
    found = _HEARD.get()
    if found is not None:
        found.append(told)


def hear_totals(file: str, rejected: Rejected) -> None:
    found = _HEARD.get()
    if found is not None and rejected.totals:
        found.totals[file] = rejected.totals
