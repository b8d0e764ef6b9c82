"""A file of orders, checked: every request against every rule, its reasons, its amounts, the calendar applied.

Pure. Nothing is kept: the report holds FINESS and order numbers, amounts and dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from socle.programmes.sons.model import Aid, Request, by_order
from socle.programmes.sons.money import exact
from socle.programmes.sons.rules.amounts import (
    Ceilings,
    amounts,
    ceiling,
    client_billed,
    has_scale,
    invoice,
    maintenance_pro_rata,
    scale_ceiling,
)
from socle.programmes.sons.rules.beneficiary import both_waves, crossed, duplicates, eligible, firsts, known
from socle.programmes.sons.rules.calendar import calendar
from socle.programmes.sons.rules.condition import State, condition, nothing_due, presented_referenced, state
from socle.programmes.sons.rules.papers import papers, va_of_each
from socle.programmes.sons.rules.perimeter import perimeter
from socle.programmes.sons.rules.scale import counted_in
from socle.programmes.sons.rules.timeline import shares
from socle.programmes.sons.rules.wording import asp_model, conditional_mention, conditions, funded_mention
from socle.programmes.sons.settings import Assumptions, told
from socle.programmes.sons.tables import Deadline, checklist
from socle.programmes.sons.verdicts import amounts as said
from socle.programmes.sons.verdicts import eligibility
from socle.rulebook import ALLOWED, Decision, refuse, shows

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
    """A whole file, checked on a day under assumptions. `rejected` are the rows that could not be read.

    `decision`: what holds for the whole, such as a comparison for which no file was given.
    """

    at: date
    orders: tuple[Checked, ...]
    assumptions: Assumptions
    rejected: Mapping[str, Any] = field(default_factory=dict)
    crossing: Mapping[str, Any] | None = None
    decision: Decision = ALLOWED

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
            "verdicts": [finding.as_dict() for finding in self.decision.findings],
            "assumptions": told(self.assumptions),
            "checklist": [{"rule": rule, "fr": sentence} for rule, sentence in checklist()],
            "rules": list(Decision.all([*(order.decision for order in self.orders), self.decision]).rules),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What requests are judged by: the day, the assumptions, the lists given (None: not given).

    `bodies`: ESSMS counted by managing body in the FINESS extract of `counted_on`. `unread`: by name, how many rows of
    a list could not be read. `presenting`: an order without a date of presentation is presented on `at`.
    """

    at: date
    assumptions: Assumptions = Assumptions()  # noqa: RUF009 - frozen
    ceilings: Ceilings | None = None
    bodies: Mapping[str, int] | None = None
    counted_on: date | None = None
    aids: Aids | None = None
    unread: Mapping[str, int] = field(default_factory=dict)
    presenting: bool = False


def check(asked: Sequence[Request], facts: Facts, rejected: Mapping[str, Any] | None = None) -> Report:
    """Every request of a file against every rule."""
    once, wave_one, orders = duplicates(asked), firsts(asked), by_order(asked)
    checked = tuple(
        _checked(
            request,
            facts,
            orders[request.order],
            once.get(position, ALLOWED) + both_waves(request, wave_one),
        )
        for position, request in enumerate(asked)
    )
    crossing = cross(asked, facts.aids) if facts.aids is not None else None
    return Report(facts.at, checked, facts.assumptions, rejected or {}, crossing, not_compared(checked, facts))


def not_compared(checked: Sequence[Checked], facts: Facts) -> Decision:
    """What was not compared, or not with what it should be, for want of a file; told once for all requests."""
    asked = [one for one in checked if one.ceiling is None]
    unbounded = sum(all(one.verdict is not said.CEILING_UNKNOWN for one in by.decision.findings) for by in asked)
    uncrossed = sum(one.request.corridor == "medico-social" for one in checked) if facts.aids is None else 0
    told = [(said.NOT_BOUNDED, unbounded), (eligibility.NOT_CROSSED, uncrossed)]
    findings = [verdict.at(found=str(count)) for verdict, count in told if count]
    findings += [eligibility.LIST_UNREAD.at(name, found=str(count)) for name, count in facts.unread.items() if count]
    return refuse(*findings) + (ALLOWED if facts.bodies is None else counted_in(facts.counted_on))


def _bounded(request: Request, facts: Facts, same_order: Sequence[Request]) -> tuple[Decision, Decimal | None]:
    if facts.bodies is not None and has_scale(request):
        return scale_ceiling(request, same_order, facts.bodies, facts.assumptions)
    return ceiling(request, facts.ceilings)


def _checked(request: Request, facts: Facts, same_order: Sequence[Request], once: Decision) -> Checked:
    at, assumptions = facts.at, facts.assumptions
    dated, rows = calendar(request, at=at, presenting=facts.presenting)
    bounded, most = _bounded(request, facts, same_order)
    decided = [
        *(known(request), once, crossed(request, facts.aids), eligible(request)),
        *(amounts(request, assumptions), bounded, invoice(request), client_billed(request)),
        *(maintenance_pro_rata(request), perimeter(request)),
        *(conditional_mention(request), funded_mention(request), conditions(request), asp_model(request)),
        *(condition(request, assumptions, at=at), nothing_due(request, at=at), presented_referenced(request), dated),
        *(papers(request), va_of_each(request, same_order)),
    ]
    advance, balance = shares(request, assumptions)
    return Checked(request, state(request, at=at), Decision.all(decided), rows, most, advance, balance)


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
