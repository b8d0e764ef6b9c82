"""The monthly report of a region: what it holds, and its shapes for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from socle.programmes.region.certificates import Listing
from socle.programmes.region.indicators import Value
from socle.programmes.region.visuals import Visual
from socle.rulebook import Decision


@dataclass(frozen=True, slots=True)
class Report:
    """A region at a month. `apart` counts messages of the month in no flow of the region, by why; None is few.

    `sources` says of each file what was read, what was refused and why.
    """

    region: str
    region_name: str
    month: str
    months: tuple[str, ...]
    population: int | None
    indicators: tuple[Value, ...]
    visuals: tuple[Visual, ...]
    per_inhabitant: Mapping[str, Decimal | None]
    apart: Mapping[str, int | None]
    certificates: Listing | None
    sources: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]
    decision: Decision = field(default_factory=Decision)

    def visual(self, id: str) -> Visual:
        """One visual by its id. Raises `KeyError` when the report does not show it."""
        return next((one for one in self.visuals if one.id == id), None) or _absent(id)

    def as_json(self) -> dict[str, Any]:
        """The document of `socle region compute --json`."""
        return {
            "region": {"code": self.region, "name": self.region_name, "population": self.population},
            "month": self.month,
            "months": list(self.months),
            "indicators": [one.as_dict() for one in self.indicators],
            "per_inhabitant": dict(self.per_inhabitant),
            "visuals": [one.as_dict() for one in self.visuals],
            "apart": dict(self.apart),
            "certificates": self.certificates.as_json() if self.certificates is not None else None,
            "sources": [dict(one) for one in self.sources],
            "notes": list(self.notes),
            "verdicts": [finding.as_dict() for finding in self.decision.findings],
            "rules": list(self.decision.rules),
        }


def _absent(id: str) -> Visual:
    raise KeyError(id)
