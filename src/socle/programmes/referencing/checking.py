"""The files of a referencing, read and judged: what `socle referencing check` and pages show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from socle.programmes.files import Sheet, rows
from socle.programmes.referencing.clients import Client, client, client_proven
from socle.programmes.referencing.coverage import Coverage, cover, may_be_funded, proof, requirement, second_wave
from socle.programmes.referencing.profile import Software
from socle.programmes.referencing.profile import read as read_profile
from socle.programmes.referencing.shapes import CLIENTS, MATRIX, PROOFS
from socle.rulebook import Decision

Mapped = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Examined:
    """The whole answer. `complete`: every file was read to its last row."""

    software: Software
    coverage: Coverage
    funding: Decision
    clients: tuple[tuple[Client, Decision], ...]
    sheets: Mapping[str, Sheet]

    @property
    def allowed(self) -> bool:
        """Referenced, fundable, each client proven, and no row refused."""
        judged = (self.funding, *(decision for _, decision in self.clients))
        whole = not any(sheet.rejected.count for sheet in self.sheets.values())
        one_by_one = all(one.decision.allowed for one in self.coverage.covered)
        return bool(self.coverage.referenced) and whole and one_by_one and all(one.allowed for one in judged)

    def as_json(self) -> dict[str, Any]:
        coverage, decisions = self.coverage, [self.coverage.decision, self.funding]
        decisions += [one.decision for one in coverage.covered] + [decision for _, decision in self.clients]
        return {
            "software": {"name": self.software.name, "kind": self.software.kind, "ordered": self.software.ordered},
            "referenced": coverage.referenced,
            "financeable": self.funding.allowed,
            "coverage": coverage.counts(),
            "requirements": [one.as_json() for one in coverage.covered],
            "clients": [
                {
                    "client": one.finess,
                    "proven": decision.allowed,
                    **one.dashboard.as_json(),
                    "verdicts": _told(decision),
                }
                for one, decision in self.clients
            ],
            "second_wave": list(second_wave(self.software.corridor)),
            "verdicts": _told(coverage.decision + self.funding),
            "rules": sorted({rule for decision in decisions for rule in decision.rules}),
            "files": {name: sheet.as_json() for name, sheet in self.sheets.items()},
        }


def _told(decision: Decision) -> list[dict[str, object]]:
    return [finding.as_dict() for finding in decision.findings]


def examine(
    matrix: Path, profile: Path, proofs: Path, clients: Path | None, at: date, *, mapping: Mapped | None = None
) -> Examined:
    """Read and judge. Raises `UnreadableFile` and `BadProfile`."""
    mapped = mapping or {}
    software = read_profile(profile)
    sheets = {
        "matrix": rows(matrix, MATRIX, mapping=mapped.get("matrix")),
        "proofs": rows(proofs, PROOFS, mapping=mapped.get("proofs")),
    }
    if clients:
        sheets["clients"] = rows(clients, CLIENTS, mapping=mapped.get("clients"))
    coverage = cover(
        [requirement(row.line, row.values) for row in sheets["matrix"].rows],
        [proof(row.values) for row in sheets["proofs"].rows],
        software.traits,
    )
    named = [client(row.values) for row in sheets["clients"].rows] if clients else []
    judged = tuple((one, client_proven(one, at)) for one in named)
    return Examined(software, coverage, may_be_funded(software, coverage.referenced), judged, sheets)
