"""An order before the referencing: 120 calendar days, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from socle.programmes.sons.model import Request
from socle.programmes.sons.money import shown
from socle.programmes.sons.settings import Assumptions
from socle.programmes.sons.verdicts import dates as said
from socle.programmes.sons.wordings import day
from socle.rulebook import ALLOWED, Decision, refuse, rule

#: Calendar days by which an order may precede the complete proof file, that many included. Source: SONS-009.
DAYS = 120


class State(StrEnum):
    """What an order is worth on a day: to be paid, waiting for the referencing, or nothing."""

    FIRM = "firm"
    CONDITIONAL = "conditional"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"


def state(request: Request, *, at: date) -> State:
    """Whether an order is firm: the version was referenced, or was once the file had come within 120 days."""
    ordered, proofs, referenced = request.ordered_on, request.proofs_on, request.referenced_on
    if ordered is None:
        return State.UNKNOWN
    if referenced is not None and referenced > at:
        referenced = None
    if referenced is not None and referenced <= ordered:
        return State.FIRM
    if proofs is not None and (proofs - ordered).days > DAYS:
        return State.LAPSED
    if proofs is None and referenced is None:
        return State.LAPSED if (at - ordered).days > DAYS else State.CONDITIONAL
    return State.FIRM if referenced is not None else State.CONDITIONAL


def condition(request: Request, assumptions: Assumptions, *, at: date) -> Decision:
    """Whether the order is near enough to the proofs of its software. 120 days pass, 121 do not."""
    ordered, proofs, referenced = request.ordered_on, request.proofs_on, request.referenced_on
    if ordered is None:
        return refuse(said.DATE_MISSING.at(request.order))
    cited = (rule("SONS-009"), rule("SONS-011"))
    if referenced is not None and ordered >= referenced:
        return Decision(rules=cited)
    if proofs is not None:
        return _proven(request, (proofs - ordered).days, assumptions, cited)
    limit = ordered + timedelta(days=DAYS)
    if referenced is not None:
        if referenced <= limit:
            return Decision(rules=cited)
        return refuse(said.PROOFS_UNKNOWN.at(request.order, expected=day(limit), found=day(referenced)), rules=cited)
    verdict = said.ORDER_LAPSED if at > limit else said.ORDER_CONDITIONAL
    return refuse(verdict.at(request.order, expected=day(limit)), rules=cited)


def _proven(request: Request, gap: int, assumptions: Assumptions, cited: tuple[str, ...]) -> Decision:
    """An order of `gap` days before the complete proofs (after them: negative), and before the referencing if any."""
    place, referenced = request.order, day(request.referenced_on)
    if gap > DAYS:
        return refuse(said.ORDER_TOO_OLD.at(place, expected=str(DAYS), found=str(gap)), rules=cited)
    if gap < 0 and not assumptions.order_between_proofs_and_referencing:
        return refuse(said.ORDER_BETWEEN.at(place, expected=referenced, found=day(request.ordered_on)), rules=cited)
    if request.referenced_on is None:
        return refuse(said.REFERENCING_UNSEEN.at(place, found=day(request.proofs_on)), rules=cited)
    return Decision(rules=cited)


def nothing_due(request: Request, *, at: date) -> Decision:
    """Whether the client is billed nothing under an order that lapsed."""
    if state(request, at=at) is not State.LAPSED:
        return ALLOWED
    billed = [line for line in request.lines if line.billed_client]
    findings = (said.LAPSED_BILLED.at(line.place, found=shown(line.billed_client)) for line in billed)
    return refuse(*findings, rules=(rule("SONS-012"),))


def presented_referenced(request: Request) -> Decision:
    """Whether the certificate of referencing was there when the order was presented."""
    presented, referenced = request.presented_on, request.referenced_on
    if presented is None or referenced is None or presented >= referenced:
        return ALLOWED
    return refuse(said.PRESENTED_UNREFERENCED.at(request.order, expected=day(referenced), found=day(presented)))
