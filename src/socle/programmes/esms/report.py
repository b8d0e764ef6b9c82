"""The result of a computation, and its JSON shape. No trait of a person, local numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from socle.programmes.esms.conditions import in_force, milestones, notes
from socle.programmes.esms.counting import Counted
from socle.programmes.esms.grappes import Structure
from socle.programmes.esms.messages import Sent
from socle.programmes.esms.payments import Line, Payments, is_due
from socle.programmes.esms.settings import Judged, Settings
from socle.programmes.referencing.clients import Dashboard
from socle.rulebook import Decision, applies, shows


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was computed from: its name without its folder, its digest, its rows and those refused."""

    role: str
    name: str
    sha256: str
    rows: int
    rejected: int
    told: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        held = {"role": self.role, "file": self.name, "sha256": self.sha256, "rows": self.rows}
        return {**held, "rejected": self.rejected, "reading": dict(self.told)}


@dataclass(frozen=True, slots=True)
class Result:
    """One geographic FINESS, or a roll-up of several (`structure` None): counts, lines, balance, money."""

    name: str
    structures: int
    counted: Counted
    lines: tuple[Line, ...]
    everyone: tuple[Line, ...]
    balance: Decision
    decision: Decision
    sent: Sent | None
    dashboard: Dashboard
    tbb1: Decision
    structure: Structure | None = None
    payments: Payments | None = None

    def as_json(self) -> dict[str, Any]:
        counted = self.counted
        return {
            **self._named(),
            "persons": {
                "listed": counted.listed,
                "supported": counted.supported,
                "qualifiable": counted.qualifiable,
                "active_files": counted.active,
                "ins_qualified": counted.qualified,
                "left_the_denominator": counted.left,
                "undecided": counted.undecided,
            },
            "indicators": [_line(line, other, counted) for line, other in zip(self.lines, self.everyone, strict=True)],
            "documents_fed": counted.fed,
            "messages": None if self.sent is None else self.sent.as_json(),
            "tbb1": {**self.dashboard.as_json(), "proven": self.tbb1.allowed, "verdicts": _told(self.tbb1)},
            "balance": {"due": is_due(self.balance), "verdicts": _told(self.balance)},
            "payments": self.payments.as_json() if self.payments else None,
            "verdicts": _told(self.decision),
        }

    def _named(self) -> dict[str, Any]:
        if self.structure is None:
            return {"grappe": self.name, "size": self.structures}
        one = self.structure
        convention = one.convention.isoformat() if one.convention else None
        held = {"finess_eg": one.finess_eg, "finess_ej": one.finess_ej, "grappe": one.grappe, "field": one.field}
        return {**held, "convention": convention}


def _told(decision: Decision) -> list[dict[str, object]]:
    return [finding.as_dict() for finding in decision.findings]


def _number(target: Decimal | None) -> int | float | None:
    """A target as JSON writes numbers."""
    if target is None:
        return None
    return int(target) if target == target.to_integral_value() else float(target)


def _line(line: Line, everyone: Line, counted: Counted) -> dict[str, Any]:
    rate, code = line.rate, line.indicator.code
    other = everyone.rate
    return {
        "code": code,
        "label": line.indicator.fr,
        "unit": line.indicator.unit,
        "numerator": rate.numerator if rate else None,
        "denominator": rate.denominator if rate else None,
        "rate": rate.percent if rate else None,
        "target": _number(line.target),
        "target_given": line.given,
        "attained": line.attained,
        "missing": {why: len(ids) for why, ids in counted.missing.get(code, {}).items()},
        "everyone": None
        if other is None or rate is None or rate.denominator is None
        else {"numerator": other.numerator, "denominator": other.denominator, "rate": other.percent},
        "rules": list(line.indicator.rules),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole computation on a day. `results` by geographic FINESS, `grappes` rolled up, `total` of all."""

    at: date
    settings: Settings
    results: tuple[Result, ...]
    grappes: tuple[Result, ...]
    total: Result
    decision: Decision
    repeated: int
    without_finess: int
    left_out: Mapping[str, int]
    sources: tuple[Source, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """Every rule that made the result, once."""
        cited = dict.fromkeys(self.decision.rules)
        for one in (*self.results, *self.grappes):
            cited |= dict.fromkeys((*one.balance.rules, *one.tbb1.rules, *one.decision.rules))
            cited |= dict.fromkeys(rule for line in one.lines for rule in line.indicator.rules)
        return tuple(sorted(cited))

    def as_json(self) -> dict[str, Any]:
        return {
            "programme": "ESMS numérique",
            "at": self.at.isoformat(),
            "settings": self.settings.as_json(),
            "structures": [one.as_json() for one in self.results],
            "grappes": [one.as_json() for one in self.grappes],
            "total": self.total.as_json(),
            "programme_target": programme_target(self),
            "persons_repeated": self.repeated,
            "persons_without_finess": self.without_finess,
            "messages_left_out": dict(self.left_out),
            "sources": [source.as_json() for source in self.sources],
            "announced": [stone.as_json(self.at) for stone in milestones()],
            "notes": [{"rule": note.rule, "fr": note.fr, "en": note.en} for note in notes(self.at)],
            "verdicts": _told(self.decision),
            "rules": list(self.rules),
        }


@shows("ESMS-508")
def programme_target(report: Report) -> dict[str, Any] | None:
    """The active files counted here beside what the whole programme aims at; None on a day without such an aim."""
    row = in_force("programme-active-files", report.at)
    if row is None or row.until is None:
        return None
    return {
        "active_files": report.total.counted.active,
        "target": int(row.value),
        "by": row.until.isoformat(),
        "rules": list(row.rules),
    }


@applies("ESMS-504")
def must_keep_proofs(day: date) -> bool:
    """Whether the number of active files is to be told to the ARS and the proofs of use kept."""
    return in_force("keep-proofs", day) is not None


def judged(report: Report) -> str:
    """In French, over whom the rates of the DUI are taken."""
    everyone = report.settings.judged is Judged.EVERYONE
    return "toutes les personnes accompagnées" if everyone else "les personnes dont l'INS est qualifiable"
