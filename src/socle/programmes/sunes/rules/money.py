"""Domains reached and what they are worth, from amounts the user gives. Source: SUN-011, SUN-012; programmes.md 1.5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from socle.programmes.sunes import programme
from socle.rulebook.citation import applies

_CENT = Decimal("0.01")
#: What the operative reports add to the amount of domain D1. Source: SUN-012.
BONUS = Decimal("0.10")


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain: reached or not (None: could not be said), the bonus, and the amount (None: no amount was given)."""

    domain: str
    indicators: Mapping[str, bool | None]
    attained: bool | None
    bonus: bool | None
    amount: Decimal | None

    def as_json(self) -> dict[str, object]:
        return {
            "domain": self.domain,
            "label": programme.DOMAINS[self.domain],
            "indicators": dict(self.indicators),
            "attained": self.attained,
            "bonus": self.bonus,
            "amount": None if self.amount is None else str(self.amount),
        }


def _all_of(values: list[bool | None]) -> bool | None:
    if any(value is False for value in values):
        return False
    return True if values and all(values) else None


def _any_of(values: list[bool | None]) -> bool | None:
    if any(values):
        return True
    return False if values and all(value is False for value in values) else None


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, halves up."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


@applies("SUN-011", "SUN-012")
def bonus_due(operative: bool | None, d1: bool | None, *, surgery: bool, needs_d1: bool = True) -> bool | None:
    """Whether the bonus for operative reports is due; None where it does not apply or cannot be said."""
    if not surgery:
        return None
    return _all_of([operative, d1]) if needs_d1 else operative


def domains(
    reached: Mapping[str, bool | None],
    *,
    surgery: bool,
    amounts: Mapping[str, Decimal] | None = None,
    d1_needs_both: bool = True,
    d4_needs_all: bool = True,
    bonus_needs_d1: bool = True,
) -> tuple[Domain, ...]:
    """Each domain from what its indicators reached. A domain not reached is worth nothing, one not told stays None."""
    found = []
    for name in programme.DOMAINS:
        parts = {code: one for code, one in programme.indicators().items() if one.domain == name}
        values = [reached.get(code) for code, one in parts.items() if one.role == "required"]
        both = {"D1": d1_needs_both, "D4": d4_needs_all}.get(name, True)
        done = _all_of(values) if both else _any_of(values)
        bonus = (
            bonus_due(reached.get("DS1.3"), done, surgery=surgery, needs_d1=bonus_needs_d1) if name == "D1" else None
        )
        base = None if amounts is None else amounts.get(name)
        found.append(
            Domain(name, {code: reached.get(code) for code in parts}, done, bonus, worth(base, done, bonus=bonus))
        )
    return tuple(found)


@applies("SUN-012")
def worth(base: Decimal | None, done: bool | None, *, bonus: bool | None) -> Decimal | None:
    """What a domain brings: its amount when reached, with 10 % more for the bonus; None when one of them is unknown."""
    if base is None or done is None:
        return None
    share = BONUS if bonus else Decimal(0)
    return cents(base * ((1 if done else 0) + share))
