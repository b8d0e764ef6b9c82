"""The parts of a running Socle: all in one process, or several that share the doors beside one that works behind."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

#: What a part does: answers at the doors; seals the journal, drains the outbox and sweeps.
DOORS, WORK = "doors", "work"
#: More processes than this at the doors help nobody on one machine.
MOST = 64
#: At the doors when nothing is said: one on SQLite, where more won less than a third and took twice the memory; on
#: PostgreSQL one for each processor up to this, since each may hold ten connections of the hundred that it gives out.
#: Source: docs/decisions/0012.
ON_SQLITE, ON_POSTGRESQL = 1, 4


@dataclass(frozen=True, slots=True)
class Part:
    """One process, by its name in health and log, and what it does."""

    name: str
    roles: frozenset[str]


def parts(processes: int, *, one_writer: bool) -> tuple[Part, ...]:
    """The parts of a Socle with so many processes at its doors; 0: as many as its database makes worth it.

    `one_writer` says that the database has one (SQLite).
    """
    if processes == 0:
        processes = min(cores(), ON_SQLITE if one_writer else ON_POSTGRESQL)
    if processes == 1:
        return (Part("socle", frozenset({DOORS, WORK})),)
    doors = (Part(f"doors-{rank}", frozenset({DOORS})) for rank in range(1, processes + 1))
    return (*doors, Part("worker", frozenset({WORK})))


def cores() -> int:
    """The processors this process may use; 1 where the end of a parent cannot be told to its children."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
