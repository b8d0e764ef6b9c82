"""What a medico-social editor proves for each client besides the referencing: VA, TBB.1, three indicators."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from socle.programmes.referencing.verdicts import (
    ACCEPTANCE_MISSING,
    DASHBOARD_SILENT,
    DASHBOARD_ZERO,
    INDICATOR_MISSING,
)
from socle.rulebook import Decision, applies, refuse

#: The indicators of ESMS numérique that a client's proof holds: files, projects, events.
INDICATORS = ("EN.1", "EN.2", "EN.3")
_RATE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%?")


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The three values of requirement TBB.1, and the three indicators in percent. None: not supplied."""

    documents: int | None
    messages: int | None
    citizen_messages: int | None
    indicators: tuple[float | None, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "dmp_documents": self.documents,
            "mss_messages": self.messages,
            "citizen_messages_ins_qualified": self.citizen_messages,
            **dict(zip(INDICATORS, self.indicators, strict=True)),
        }


@dataclass(frozen=True, slots=True)
class Client:
    """One ESMS of an order: its geographic FINESS, the day its VA was signed, its dashboard."""

    finess: str
    accepted: date | None
    dashboard: Dashboard


def client(values: Mapping[str, Any]) -> Client:
    """A client from a line of the shape `clients`."""
    told = tuple(values.get(name) for name in ("active", "project", "event"))
    return Client(
        finess=values["client"],
        accepted=values.get("acceptance"),
        dashboard=Dashboard(
            values.get("documents"),
            values.get("messages"),
            values.get("citizen_messages"),
            tuple(map(_percent, told)),
        ),
    )


def _percent(written: str | None) -> float | None:
    """A rate as people write it: `90`, `90,5 %`. None for what is none."""
    found = _RATE.fullmatch(written or "")
    return float(found[1].replace(",", ".")) if found else None


@applies("SONS-081", "SONS-082")
def tbb1(dashboard: Dashboard) -> Decision:
    """Whether the dashboard proves an installation: three values other than nought, the three indicators supplied."""
    values = {
        "documents envoyés à un DMP": dashboard.documents,
        "messages envoyés par MSSanté": dashboard.messages,
        "messages citoyens à un usager dont l'INS est qualifiée": dashboard.citizen_messages,
    }
    findings = [
        (DASHBOARD_SILENT if value is None else DASHBOARD_ZERO).at(name) for name, value in values.items() if not value
    ]
    told = zip(INDICATORS, dashboard.indicators, strict=True)
    findings += [INDICATOR_MISSING.at(code) for code, rate in told if rate is None]
    return refuse(*findings, rules=("SONS-081", "SONS-082"))


@applies("SONS-080", "SONS-083")
def client_proven(one: Client, at: date) -> Decision:
    """The three proofs of one client. A VA dated after `at` is not signed yet."""
    accepted = one.accepted is not None and one.accepted <= at
    acceptance = Decision(rules=("SONS-083",)) if accepted else refuse(ACCEPTANCE_MISSING.at(one.finess))
    return acceptance + tbb1(one.dashboard)
