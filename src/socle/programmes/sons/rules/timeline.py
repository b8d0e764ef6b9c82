"""The life of a request from order to balance: what is done, what can be done, what blocks what, what is lost.

Order (BDC, client) → referencing → advance (ASP); start of work (MOM, editor) → installation → acceptance (VA,
client) → deposit of the balance → balance. The MOM releases nothing; the VA, of each ESMS, releases the balance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from socle.programmes.sons.model import Request
from socle.programmes.sons.money import cents, exact, shown
from socle.programmes.sons.rules.calendar import acceptance_day, calendar, in_force, rows_of
from socle.programmes.sons.rules.condition import State, condition, nothing_due, state
from socle.programmes.sons.rules.papers import papers, va_of_each
from socle.programmes.sons.rules.perimeter import YEARS, kind_of
from socle.programmes.sons.settings import Assumptions
from socle.programmes.sons.tables import Deadline
from socle.programmes.sons.verdicts import lifecycle as said
from socle.rulebook import ALLOWED, Decision, applies, refuse

_LEAP_DAY = (2, 29)
#: The wave whose share of advance is known, if only by inference (SONS-069).
_KNOWN_WAVE = "1"
#: Dates that are agreed ahead, or without which nothing can be said of an order.
_AHEAD = {"ordered_on", "delivery_on"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its paper and who signs or does it, the day it was done, the row that bounds it, what it waits for.

    `state`: done, ready, blocked, late (it can no longer be done in time) or lost (it will not come). `share` in euros.
    """

    name: str
    title: str
    paper: str
    by: str
    on: date | None
    due: Deadline | None = None
    waits_for: tuple[str, ...] = ()
    state: str = "ready"
    share: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "step": self.name,
            "title": self.title,
            "paper": self.paper,
            "by": self.by,
            "state": self.state,
            "on": self.on.isoformat() if self.on else None,
            "due": self.due.as_json() if self.due else None,
            "blocked_by": list(self.waits_for),
            "amount": exact(self.share),
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """The steps of one request, the money at stake in euros (None: unknown), and what is wrong with them."""

    request: Request
    state: State
    steps: tuple[Step, ...]
    advance: Decimal | None
    balance: Decimal | None
    to_pay_back: Decimal | None
    late: bool
    covered_until: date | None
    decision: Decision

    def as_json(self) -> dict[str, Any]:
        shares = {"advance": self.advance, "balance": self.balance, "to_pay_back": self.to_pay_back}
        return {
            "order": self.request.order,
            "beneficiary": self.request.beneficiary,
            "dsr": self.request.dsr,
            "state": self.state.value,
            "late": self.late,
            **{name: exact(share) for name, share in shares.items()},
            "covered_until": self.covered_until.isoformat() if self.covered_until else None,
            "steps": [step.as_json() for step in self.steps],
            "verdicts": [finding.as_dict() for finding in self.decision.findings],
            "rules": list(self.decision.rules),
        }


def timeline(request: Request, same_order: Sequence[Request], assumptions: Assumptions, *, at: date) -> Timeline:
    """Where a request stands on a day, among all of its order (a managing body's needs the VA of each ESMS)."""
    request, same_order = _known(request, at), [_known(one, at) for one in same_order]
    advance, balance = shares(request, assumptions)
    standing = state(request, at=at)
    done = _steps(request, same_order, at=at, advance=advance, balance=balance)
    overdue = {step.name for step in done if step.state == "late"}
    failed = bool(overdue & {"va", "balance_request"})
    if overdue or standing is State.LAPSED:
        done = [_lost(step) for step in done]
    back = advance if failed and request.advance_paid_on is not None else None
    decision = Decision.all(
        [
            condition(request, assumptions, at=at),
            nothing_due(request, at=at),
            calendar(request, at=at, presenting=False)[0],
            papers(request),
            va_of_each(request, same_order),
            late_project(request, back) if failed else ALLOWED,
        ]
    )
    until = covered_until(request)
    return Timeline(request, standing, tuple(done), advance, balance, back, bool(overdue), until, decision)


def _known(request: Request, at: date) -> Request:
    """The request as it stood on a day: what is dated later had not happened."""
    dates = (entry.name for entry in fields(Request) if entry.name.endswith("_on") and entry.name not in _AHEAD)
    later = {name: None for name in dates if (day := getattr(request, name)) is not None and day > at}
    return replace(request, **later) if later else request  # type: ignore[arg-type]


@applies("SONS-069")
def shares(request: Request, assumptions: Assumptions) -> tuple[Decimal | None, Decimal | None]:
    """Advance and balance of the amount TTC, which they make up to the cent; None where the share is unknown."""
    known = request.corridor in assumptions.advance_couloirs and request.waves == _KNOWN_WAVE
    if not known or request.ttc <= 0:
        return None, None
    advance = cents(request.ttc * assumptions.advance_percent / 100)
    return advance, cents(request.ttc) - advance


@applies("SONS-006")
def late_project(request: Request, back: Decimal | None) -> Decision:
    """A late project: the editor pays the advance `back` (None: none, or not known) and gets no balance."""
    unknown = "aucune" if request.advance_paid_on is None else "de montant inconnu"
    return refuse(said.LATE_PROJECT.at(request.order, found=unknown if back is None else shown(back)))


@applies("SONS-048", "SONS-053")
def covered_until(request: Request) -> date | None:
    """The day on which the six years end: of the subscription or maintenance named, else from the installation."""
    named = [line.starts_on for line in request.funded_lines if kind_of(line) in {"subscription", "maintenance"}]
    start = next((day for day in named if day is not None), request.installed_on or request.va_on)
    if start is None:
        return None
    if (start.month, start.day) == _LEAP_DAY:
        return date(start.year + YEARS, 2, 28)
    return start.replace(year=start.year + YEARS)


def _lost(step: Step) -> Step:
    return step if step.state in {"done", "late"} else replace(step, state="lost")


def _end(request: Request, event: str, at: date) -> Deadline | None:
    rows = in_force(rows_of(request, event), at)
    return next((row for row in rows if row.bound != "first"), None)


def _steps(
    request: Request, same_order: Sequence[Request], *, at: date, advance: Decimal | None, balance: Decimal | None
) -> list[Step]:
    signed = request.ordered_on if request.signed is not False else None
    referenced = request.referenced_on if request.referenced_on and request.referenced_on <= at else None
    lacking = tuple(
        f"va:{one.beneficiary}"
        for one in same_order
        if request.corridor == "medico-social" and one.va_on is None and one.beneficiary != request.beneficiary
    )  # fmt: skip
    end = _end(request, "acceptance", acceptance_day(request) or at)
    presented = _end(request, "order_presented", request.presented_on or at)
    asked = _end(request, "balance_requested", request.va_presented_on or at)
    if asked is None or asked.as_of > (request.va_presented_on or at):
        asked = end
    listed = [
        Step("order", "Bon de commande signé", "BDC", "client", signed,
             _end(request, "ordered", signed or at)),
        Step("referencing", "Référencement du logiciel", "certificat", "ANS", referenced, waits_for=()),
        Step("advance_request", "Présentation de la commande à l'ASP", "dossier d'avance", "éditeur",
             request.presented_on, presented, ("order", "referencing")),
        Step("advance", "Avance versée", "avis de paiement", "ASP", request.advance_paid_on,
             waits_for=("advance_request",), share=advance),
        Step("mom", "Début des travaux (ne déclenche pas le solde)", "MOM", "éditeur", request.mom_on,
             waits_for=("order",)),
        Step("installation", "Installation, migration, tests, formation", "", "éditeur", request.installed_on,
             waits_for=("order", "referencing")),
        Step("va", "Vérification d'aptitude signée", "VA", "client", request.va_on, end, ("installation",)),
        Step("balance_request", "Dépôt de la VA, demande de solde", "dossier de solde", "éditeur",
             request.va_presented_on, asked, ("va", "advance", *lacking)),
        Step("balance", "Solde versé", "avis de paiement", "ASP", request.balance_paid_on,
             waits_for=("balance_request",), share=balance),
    ]  # fmt: skip
    return _with_states(listed, at)


@applies("SONS-064")
def _with_states(listed: Sequence[Step], at: date) -> list[Step]:
    """Each step with its state: done, too late to be done, blocked by what is not done, or ready."""
    undone = {step.name for step in listed if step.on is None}
    if "va" not in undone:
        undone.discard("installation")  # a signed VA shows that the installation was done
    stated = []
    for step in listed:
        waiting = tuple(name for name in step.waits_for if name in undone or name.startswith("va:"))
        if step.on is not None:
            late = step.due is not None and not step.due.admits(step.on)
            stated.append(replace(step, waits_for=(), state="late" if late else "done"))
        elif step.due is not None and not step.due.admits(at):
            stated.append(replace(step, waits_for=waiting, state="late"))
        elif step.name == "installation" and step.name not in undone:
            stated.append(replace(step, waits_for=(), state="done"))
        else:
            stated.append(replace(step, waits_for=waiting, state="blocked" if waiting else "ready"))
    return stated
