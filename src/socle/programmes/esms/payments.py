"""The subsidy of a geographic FINESS in its payments, and whether the second one is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from socle.programmes.esms.conditions import Indicator, in_force
from socle.programmes.esms.grappes import Structure, hours_known
from socle.programmes.esms.rates import Rate
from socle.programmes.esms.settings import Balanced, Settings
from socle.programmes.esms.verdicts import (
    BALANCE_BY_STRUCTURE,
    NOT_MEASURABLE,
    SHARE_UNKNOWN,
    TARGET_LIFTED,
    TARGET_NOT_REACHED,
    TARGET_UNKNOWN,
)
from socle.rulebook import Decision, Finding, Severity, applies, refuse

_CENT = Decimal("0.01")
#: How reports in French write the answers of `is_due` and of a target.
DUE = {True: "dû", False: "non dû", None: "à juger"}
BALANCED_BY = {
    Balanced.STRUCTURE: "Le solde est jugé pour chaque FINESS géographique seul (lecture supposée).",
    Balanced.GRAPPE: "Le solde d'une grappe est jugé sur ses taux ajoutés, pour tous ses établissements et services.",
}
REACHED = {True: "oui", False: "non", None: ""}


@dataclass(frozen=True, slots=True)
class Payments:
    """Euros to the cent; None where the share or the hours are not known. `decision` tells what is missing."""

    subsidy: Decimal | None
    first: Decimal | None
    final: Decimal | None
    decision: Decision

    def as_json(self) -> dict[str, Any]:
        amounts = {"subsidy": self.subsidy, "first": self.first, "final": self.final}
        return {name: None if amount is None else str(amount) for name, amount in amounts.items()}


@applies("ESMS-006", "ESMS-502", "ESMS-509")
def payments(structure: Structure, settings: Settings) -> Payments:
    """The subsidy of one geographic FINESS, pro rata of the eligible hours of a home service, in two payments."""
    subsidy = structure.funding
    if subsidy is None:
        return Payments(None, None, None, Decision())
    if structure.field == "DOM":
        known = hours_known(structure.finess_eg, structure.hours, structure.eligible_hours)
        if known.findings or not structure.hours or structure.eligible_hours is None:
            return Payments(None, None, None, known)
        subsidy = subsidy * structure.eligible_hours / structure.hours
    subsidy = subsidy.quantize(_CENT, ROUND_HALF_UP)
    share, row = settings.first_share, None
    if share is None and structure.convention is not None:
        row = in_force("first-payment", structure.convention)
        share = row.value if row else None
    if share is None:
        told = structure.convention.isoformat() if structure.convention else "date inconnue"
        return Payments(subsidy, None, None, refuse(SHARE_UNKNOWN.at(structure.finess_eg, found=told)))
    first = (subsidy * share / 100).quantize(_CENT, ROUND_HALF_UP)
    return Payments(subsidy, first, subsidy - first, Decision(rules=row.rules if row else ()))


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a structure or of a grappe with its target: what was given, else what a page gives."""

    indicator: Indicator
    rate: Rate | None
    target: Decimal | None
    given: bool

    @property
    def attained(self) -> bool | None:
        return None if self.rate is None else self.rate.attained(self.target)


def lines(rates: Mapping[str, Rate], indicators: Iterable[Indicator], settings: Settings) -> tuple[Line, ...]:
    """Each indicator with its rate and its target."""
    return tuple(
        Line(one, rates.get(one.code), settings.targets.get(one.code, one.target), one.code in settings.targets)
        for one in indicators
    )


@applies("ESMS-004", "ESMS-008", "ESMS-505")
def balance(measured: Iterable[Line], field: str, sons_eligible: bool | None, day: date) -> Decision:
    """Whether the balance is due on `day`: every target reached.

    An error: one is missed. A warning and no error: it cannot be told. Neither: it is due.
    """
    findings: list[Finding] = []
    for line in measured:
        code = line.indicator.code
        lifted = in_force("targets-lifted", day)
        if lifted and field in lifted.fields and sons_eligible is False and code in lifted.indicators:
            findings.append(TARGET_LIFTED.at(code, found=field))
        elif line.target is None:
            findings.append(TARGET_UNKNOWN.at(code))
        elif line.attained is None:
            findings.append(NOT_MEASURABLE.at(code))
        elif not line.attained:
            findings.append(TARGET_NOT_REACHED.at(code, expected=line.target, found=_told(line.rate)))
    return refuse(*findings, rules=("ESMS-004", "ESMS-008"))


def is_due(decision: Decision) -> bool | None:
    """The balance as a word: due, not due, or not to be told (None)."""
    if not decision.allowed:
        return False
    return None if any(one.verdict.severity is Severity.WARNING for one in decision.findings) else True


@applies("ESMS-006", "ESMS-008")
def together(added: Decision, parts: Sequence[Decision]) -> Decision:
    """The balance of several structures, from that of their added rates and those of each.

    The subsidy is computed by geographic FINESS: added rates decide only where they say what each structure does.
    """
    answers = Counter(is_due(part) for part in parts)
    if set(answers) <= {is_due(added)}:
        return added
    found = ", ".join(f"{answers[due]} {word}" for due, word in DUE.items() if answers[due])
    return refuse(BALANCE_BY_STRUCTURE.at(found=found), rules=("ESMS-006", "ESMS-008"))


def _told(rate: Rate | None) -> str:
    if rate is None or rate.denominator is None:
        return str(rate.numerator if rate else "")
    return f"{rate.numerator}/{rate.denominator}"
