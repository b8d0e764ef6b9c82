"""A file of orders, checked: every request against every rule, its reasons, its amounts, the calendar applied.

Pure. Nothing is kept: the report holds FINESS and order numbers, amounts and dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from socle.programmes.sons.model import Aid, Request
from socle.programmes.sons.money import exact
from socle.programmes.sons.rules.amounts import (
    Ceilings,
    amounts,
    ceiling,
    client_billed,
    invoice,
    maintenance_pro_rata,
)
from socle.programmes.sons.rules.beneficiary import both_waves, crossed, duplicates, eligible, known
from socle.programmes.sons.rules.calendar import calendar
from socle.programmes.sons.rules.condition import State, condition, nothing_due, presented_referenced, state
from socle.programmes.sons.rules.papers import papers, va_of_each
from socle.programmes.sons.rules.perimeter import perimeter
from socle.programmes.sons.rules.timeline import shares
from socle.programmes.sons.rules.wording import asp_model, conditional_mention, conditions, funded_mention
from socle.programmes.sons.settings import Assumptions, told
from socle.programmes.sons.tables import Deadline, checklist
from socle.rulebook import ALLOWED, Decision, shows

Aids = Mapping[str, Sequence[Aid]]


@dataclass(frozen=True, slots=True)
class Checked:
    """One request with what was decided. Amounts in euros; `ceiling` None when no file gives one."""

    request: Request
    state: State
    decision: Decision
    deadlines: tuple[Deadline, ...]
    ceiling: Decimal | None
    advance: Decimal | None
    balance: Decimal | None

    @property
    def accepted(self) -> bool:
        return self.decision.allowed

    def as_json(self) -> dict[str, Any]:
        """The stable shape of one order in `socle sons check --json`. Amounts are texts, exact."""
        asked = self.request
        sums = {"ht": asked.ht, "ttc": asked.ttc, "ceiling_ht": self.ceiling}
        sums |= {"advance": self.advance, "balance": self.balance}
        return {
            "order": asked.order,
            "finess_pmsi": asked.finess_pmsi,
            "finess_eg": asked.finess_eg,
            "dsr": asked.dsr,
            "couloir": asked.corridor,
            "wave": asked.waves,
            "state": self.state.value,
            "accepted": self.accepted,
            "lines": [line.number for line in asked.lines],
            "amounts": {name: exact(amount) for name, amount in sums.items()},
            "deadlines": [row.as_json() for row in self.deadlines],
            "verdicts": [finding.as_dict() for finding in self.decision.findings],
            "rules": list(self.decision.rules),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """A whole file, checked on a day under assumptions. `rejected` are the rows that could not be read."""

    at: date
    orders: tuple[Checked, ...]
    assumptions: Assumptions
    rejected: Mapping[str, Any] = field(default_factory=dict)
    crossing: Mapping[str, Any] | None = None

    @property
    def accepted(self) -> bool:
        """Whether every order is, and every row could be read."""
        return all(order.accepted for order in self.orders) and not self.rejected.get("count")

    @shows("SONS-058")
    def as_json(self) -> dict[str, Any]:
        """The stable shape of `socle sons check --json`."""
        return {
            "at": self.at.isoformat(),
            "accepted": self.accepted,
            "counts": {
                "orders": len(self.orders),
                "accepted": sum(order.accepted for order in self.orders),
                "refused": sum(not order.accepted for order in self.orders),
            },
            "totals": {
                "ht": exact(sum((order.request.ht for order in self.orders if order.accepted), Decimal(0))),
                "ttc": exact(sum((order.request.ttc for order in self.orders if order.accepted), Decimal(0))),
            },
            "orders": [order.as_json() for order in self.orders],
            "rejected": dict(self.rejected),
            "crossing": dict(self.crossing) if self.crossing is not None else None,
            "assumptions": told(self.assumptions),
            "checklist": [{"rule": rule, "fr": sentence} for rule, sentence in checklist()],
            "rules": list(dict.fromkeys(rule for order in self.orders for rule in order.decision.rules)),
        }


def check(
    asked: Sequence[Request],
    *,
    at: date,
    assumptions: Assumptions | None = None,
    ceilings: Ceilings | None = None,
    aids: Aids | None = None,
    presenting: bool = False,
    rejected: Mapping[str, Any] | None = None,
) -> Report:
    """Every request against every rule. `presenting`: those without a date of presentation are presented on `at`."""
    assumptions = assumptions or Assumptions()
    once = duplicates(asked)
    orders = tuple(
        _checked(request, asked, once.get(position, ALLOWED), at, assumptions, ceilings, aids, presenting=presenting)
        for position, request in enumerate(asked)
    )
    crossing = cross(asked, aids) if aids is not None else None
    return Report(at, orders, assumptions, rejected or {}, crossing)


def _checked(
    request: Request,
    others: Sequence[Request],
    once: Decision,
    at: date,
    assumptions: Assumptions,
    ceilings: Ceilings | None,
    aids: Aids | None,
    *,
    presenting: bool,
) -> Checked:
    dated, rows = calendar(request, at=at, presenting=presenting)
    bounded, most = ceiling(request, ceilings)
    decided = [
        *(known(request), once, both_waves(request, others), crossed(request, aids), eligible(request)),
        *(amounts(request, assumptions), bounded, invoice(request), client_billed(request)),
        *(maintenance_pro_rata(request), perimeter(request)),
        *(conditional_mention(request), funded_mention(request), conditions(request), asp_model(request)),
        *(condition(request, assumptions, at=at), nothing_due(request, at=at), presented_referenced(request), dated),
        *(papers(request), va_of_each(request, others)),
    ]
    decision = Decision.all(decided)
    advance, balance = shares(request, assumptions)
    return Checked(request, state(request, at=at), decision, rows, most, advance, balance)


def cross(asked: Sequence[Request], aids: Aids) -> dict[str, Any]:
    """The two lists matched by FINESS, as ASP and CNSA exchange them: in both, or in one only (SONS-036)."""
    numbers = {number for one in asked for number in (one.finess_eg, one.finess_pmsi) if number}
    both = sorted(numbers & set(aids))
    return {
        "both": both,
        "both_not_starting_phase": [n for n in both if not all(aid.is_starting_phase for aid in aids[n])],
        "sons_only": len(numbers - set(aids)),
        "esms_numerique_only": len(set(aids) - numbers),
    }
