"""ESMS numérique, SONS and the region's flows, in plain Python from the rules' text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tests.programmes.oracle.sunes import domain

# -- ESMS numérique (ESMS-001 to 007, spec 2)


@dataclass(frozen=True)
class Person:
    person: str
    finess_eg: str
    active: bool
    project: date | None = None
    event: date | None = None
    identity_known: bool = True
    anonymous: bool = False
    document_of_identity: bool = True
    fed: int = 0


@dataclass(frozen=True)
class Use:
    """Counts of one structure, or of a group of them, over the persons whose INS is qualifiable (ESMS-003)."""

    persons: int = 0
    active: int = 0
    project: int = 0
    event: int = 0
    fed: int = 0

    def __add__(self, other: Use) -> Use:
        mine, theirs = vars(self), vars(other)
        return Use(**{name: mine[name] + theirs[name] for name in mine})

    @property
    def enough_active(self) -> bool | None:
        """90 %: nine of ten pass, eight of nine fail."""
        return 10 * self.active >= 9 * self.persons if self.persons else None


def _use(one: Person, since: date, at: date) -> Use:
    """ "identity_known and not anonymous and has_identity_document", else the person leaves every denominator."""
    if not (one.identity_known and not one.anonymous and one.document_of_identity):
        return Use()
    return Use(
        1,
        int(one.active),
        int(one.active and one.project is not None and since <= one.project <= at),
        int(one.active and one.event is not None and since <= one.event <= at),
        int(one.fed > 0),
    )


def esms(persons: Iterable[Person], since: date, at: date) -> dict[str, Use]:
    """By geographic FINESS (ESMS-006)."""
    found: dict[str, Use] = defaultdict(Use)
    for one in persons:
        found[one.finess_eg] += _use(one, since, at)
    return dict(found)


def grappes(by_finess: dict[str, Use], members: dict[str, str]) -> dict[str, Use]:
    """Rolled up: sums of counts, never means of rates."""
    found: dict[str, Use] = defaultdict(Use)
    for finess, use in by_finess.items():
        if finess in members:
            found[members[finess]] += use
    return dict(found)


# -- SONS (SONS-009, 061, 062, 070 to 076; spec 3)

BRACKETS = ((1, 1, "A", 4000), (2, 4, "B", 2920), (5, 10, "C", 2190), (11, 19, "D", 1643), (20, 99, "E", 1232))
COUNTED = frozenset({"4100", "4300", "4400", "4605"})


def tranche(essms: int) -> tuple[str, Decimal] | None:
    """The bracket of a managing body that has so many ESSMS, and the amount TTC of each."""
    if essms < 1:
        return None
    for low, high, letter, amount in BRACKETS:
        if low <= essms <= high:
            return letter, Decimal(amount)
    return "F", Decimal(1133)


def amount(of_the_body: int, ordered: int) -> Decimal | None:
    """SONS-076: the body's number makes the bracket, the order's number the sum."""
    found = tranche(of_the_body)
    return found and found[1] * ordered


def with_tax(untaxed: Decimal, rate: Decimal) -> Decimal:
    return (untaxed * (1 + rate)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def in_time(ordered: date, complete: date | None, referenced: date | None) -> bool:
    """SONS-009: at most 120 calendar days before the complete proof file, or once referenced."""
    if referenced is not None and ordered >= referenced:
        return True
    return complete is not None and 0 <= (complete - ordered).days <= 120


# -- the region's flows (spec 5.2)


def _side(mailbox: str) -> str:
    name = domain(mailbox)
    if name == "patient.mssante.fr":
        return "citizen"
    return "professional" if name == "mssante.fr" or name.endswith(".mssante.fr") else "outside"


def flow(sender: str, recipient: str) -> str | None:
    """A professional's message to a citizen or to a professional; None for all else (a patient's own, other domains)."""
    sides = _side(sender), _side(recipient)
    return sides[1] if sides[0] == "professional" and sides[1] != "outside" else None


def flows(rows: Iterable[tuple[str, str, date]]) -> Counter[tuple[str, str]]:
    """Messages by month and flow: (sender, recipient, day) in."""
    told = ((day.strftime("%Y-%m"), flow(sender, recipient)) for sender, recipient, day in rows)
    return Counter((month, found) for month, found in told if found)


def documents_per_inhabitant(of_the_month: int, population: int) -> Decimal:
    """REG-020: the month's flow times twelve over the population, exact."""
    return Decimal(of_the_month * 12) / Decimal(population)
