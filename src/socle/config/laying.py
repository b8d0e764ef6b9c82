"""A new database of SQLite laid at once: what all its migrations leave, kept as statements (`laid.json`).

One migration after the other takes most of a first start. What the file does not know yet is laid by migrations after
it; a file with a step that this program does not know is left aside. `make schema` writes it anew, and a test holds
what it lays against what the migrations do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from socle.config.migrating import Step

FILE = Path(__file__).parent / "laid.json"


@dataclass(frozen=True, slots=True)
class Laid:
    """What to execute, in this order, and the migrations that it stands for."""

    steps: tuple[Step, ...]
    statements: tuple[str, ...]


@cache
def _kept() -> tuple[tuple[Step, ...], tuple[tuple[str, str], ...]]:
    """The steps and, by room, the statements of the file; none when it is not there."""
    if not FILE.is_file():
        return (), ()
    found = json.loads(FILE.read_bytes())
    return tuple(Step(*step) for step in found["steps"]), tuple((app, sql) for app, sql in found["statements"])


def laid(rooms: Iterable[str], known: Iterable[Step]) -> Laid | None:
    """What lays these rooms' tables, for a program that knows these steps; None when the file is not of its past."""
    here, all_known = frozenset(rooms), frozenset(known)
    steps, statements = _kept()
    own = tuple(step for step in steps if step.app in here)
    if not own or not all_known.issuperset(own):
        return None
    return Laid(own, tuple(sql for app, sql in statements if app in here))


def lay(known: Iterable[Step]) -> frozenset[Step]:
    """Lay an empty database of SQLite in one transaction; gives the steps that are done by that, elsewhere none."""
    from django.apps import apps  # noqa: PLC0415 - Django is set up by then
    from django.db import connection  # noqa: PLC0415

    from socle.storage.schema import whole  # noqa: PLC0415

    found = laid((app.label for app in apps.get_app_configs()), known) if connection.vendor == "sqlite" else None
    if found is None:
        return frozenset()
    whole.lay(connection, found.statements, ((step.app, step.name) for step in found.steps))
    return frozenset(found.steps)
