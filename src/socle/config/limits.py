"""What one door bears at most, so that nobody holds it for himself: connections, threads, memory, disk, patience."""

from __future__ import annotations

import resource
from dataclasses import dataclass, replace

_MB = 1000 * 1000

#: Descriptors left to files, databases and object stores.
_OTHER_FILES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one door.

    `connections` open at once, `per_address` of them from one address (0: no bound of its own), `carriers` threads
    at most that only receive and send, `waiting` seconds for a work place before "busy" is answered, and at once when
    `queue` requests wait for one already, `memory` and
    `disk` bytes in all for what is being received or sent, `kept` bytes of one message held in memory.
    """

    connections: int = 2000
    per_address: int = 0
    carriers: int = 256
    waiting: float = 30
    queue: int = 128
    memory: int = 64 * _MB
    disk: int = 4000 * _MB
    kept: int = 1 * _MB

    def shared_by(self, processes: int) -> Limits:
        """The bounds of each process when several serve one door: together they bear no more than one would.

        What comes from one address is bounded in each.
        """
        return replace(
            self,
            connections=-(-self.connections // processes),
            carriers=-(-self.carriers // processes),
            queue=-(-self.queue // processes),
            memory=self.memory // processes,
            disk=self.disk // processes,
        )


def bearable(wished: int) -> int:
    """As many connections as wished, or as this process may hold files open: its soft limit is raised first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return wished if hard == resource.RLIM_INFINITY else max(1, min(wished, (hard - _OTHER_FILES) // 2))
