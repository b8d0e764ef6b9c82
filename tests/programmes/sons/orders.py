"""Orders for tests: one that every rule admits, and the same with something changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from socle.programmes.sons import checking
from socle.programmes.sons.model import Line, Request
from socle.programmes.sons.settings import Assumptions
from socle.programmes.sons.tables import mention

LINE = Line(
    number=2,
    label="Mise à jour Ségur du DPI",
    ht=Decimal("8943.97"),
    vat_rate="20",
    vat=Decimal("1788.79"),
    ttc=Decimal("10732.76"),
)
ORDER = Request(
    order="BC-1",
    lines=(LINE,),
    finess_pmsi="010010171",
    finess_eg="010000024",
    couloir="Hôpital",
    wave="Vague 1",
    dsr="HOP-DPI-Va1",
    ordered_on=date(2022, 5, 15),
    signed=True,
    proofs_on=date(2022, 4, 1),
    referenced_on=date(2022, 5, 1),
    presented_on=date(2022, 7, 1),
    mention=mention("funded"),
)
AT = date(2022, 7, 15)
#: A DUI of one ESMS.
DUI = replace(ORDER, couloir="Médico-social", dsr="MS-DUI-Va1", finess_eg="010000032")


def order(base=ORDER, **changes):
    """The order with other values; those of a line change its only line."""
    of_line = {name: value for name, value in changes.items() if hasattr(LINE, name)}
    rest = {name: value for name, value in changes.items() if name not in of_line}
    return replace(base, lines=(replace(base.lines[0], **of_line),), **rest) if of_line else replace(base, **rest)


def lines(*changes, base=ORDER, **rest):
    """The order with several lines, each the usual one with other values."""
    numbered = (replace(base.lines[0], number=at, **change) for at, change in enumerate(changes, 2))
    return replace(base, lines=tuple(numbered), **rest)


def priced(ht, **changes):
    """A line at 20 % whose amounts agree."""
    amount = Decimal(ht)
    vat = (amount / 5).quantize(Decimal("0.01"))
    return {"ht": amount, "vat": vat, "ttc": amount + vat, **changes}


def judged(*requests, at=AT, **facts):
    """The report of these orders on a day."""
    return checking.check(requests, checking.Facts(at=at, **facts))


def reasons(*requests, severity=None, which=0, **facts):
    """The ids of what is found on one of these orders, without the room's name."""
    found = judged(*requests, **facts).orders[which].decision.findings
    weights = {severity} if severity else {"error", "warning", "info"}
    return [f.verdict.id.removeprefix("programmes.sons-") for f in found if f.verdict.severity.value in weights]


STRICT = Assumptions(order_between_proofs_and_referencing=False)
