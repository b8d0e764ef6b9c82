"""Gathering what is wrong: each property at a few places, so that a file of ten thousand faults is told in a page."""

from __future__ import annotations

from dataclasses import dataclass, field

from socle.documents.pdf.model import Fault
from socle.documents.pdf.properties import PROPERTIES

_MOST_PLACES = 20


@dataclass
class Faults:
    """The faults of one file against one part (1, 2, 3 or 4) of the standard."""

    part: int
    _found: dict[str, dict[Fault, None]] = field(default_factory=dict)

    def add(self, name: str, place: str, detail: str) -> None:
        """Note a fault, where that part asks for the property at all."""
        if not PROPERTIES[name].clause(self.part):
            return
        places = self._found.setdefault(name, {})
        if len(places) < _MOST_PLACES:
            places[Fault(name, place, detail)] = None

    def all(self) -> tuple[Fault, ...]:
        """Every fault, in the order of the clauses."""
        return tuple(fault for name in PROPERTIES for fault in self._found.get(name, {}))
