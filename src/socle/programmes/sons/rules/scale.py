"""The medico-social scale: the tranche of a managing body, and what a project of it is funded.

Amounts are published TTC per ESMS; the amount HT is derived at the rate of the assumptions and binds when VAT differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from socle.programmes.sons.money import cents, with_vat, without_vat
from socle.programmes.sons.settings import Assumptions
from socle.programmes.sons.tables import Tranche, tranches
from socle.programmes.sons.verdicts import scale as said
from socle.programmes.sons.wordings import day
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule

#: The FINESS base in which a body's ESSMS are counted. Source: SONS-077.
REFERENCE = date(2022, 1, 3)
#: The announced average, € TTC per ESMS: not the plain mean of the six tiers (2 186,33), hence weighted. SONS-078.
ANNOUNCED_AVERAGE = Decimal(2413)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a project is worth: `esms` times the tranche's amount, in euros."""

    tranche: Tranche
    esms: int
    percent: Decimal
    each_ht: Decimal
    each_ttc: Decimal

    @property
    def ht(self) -> Decimal:
        return self.each_ht * self.esms

    @property
    def ttc(self) -> Decimal:
        return self.each_ttc * self.esms


@applies("SONS-070", "SONS-071", "SONS-072", "SONS-073", "SONS-074", "SONS-075", "SONS-076")
def tranche_of(essms: int) -> Tranche | None:
    """The tier of a managing body by the number of ESSMS it has as a whole, whatever the project; None for none."""
    return next((t for t in tranches() if essms >= t.least and (t.most is None or essms <= t.most)), None)


def counted(category: str, assumptions: Assumptions) -> bool:
    """Whether a FINESS category group makes an ESSMS of the count: 4100 stands for 41xx, 4605 for itself."""
    return any(
        category.startswith(one[:2]) if one.endswith("00") else category == one
        for one in assumptions.counted_categories
    )


def amount(essms: int, esms: int, assumptions: Assumptions, *, percent: Decimal | None = None) -> Amount | None:
    """What `esms` ESMS of a body of `essms` are funded; at another VAT rate the derived amount HT is what holds."""
    tranche = tranche_of(essms)
    if tranche is None:
        return None
    published = assumptions.scale_vat_percent
    rate = published if percent is None else percent
    ht = without_vat(tranche.ttc, published)
    ttc = tranche.ttc if rate == published else with_vat(ht, rate)
    return Amount(tranche, esms, rate, ht, ttc)


def amount_asked(ej: str, essms: int, esms: int, extract: date | None, assumptions: Assumptions) -> Decision:
    """Whether the question stands: a body with ESSMS, no more of them than it has, counted in the reference base."""
    cited = (rule("SONS-076"), rule("SONS-077"))
    if essms:
        asked = Decision(rules=cited) + no_more_than(ej, essms, esms)
    else:
        categories = ", ".join(assumptions.counted_categories)
        asked = refuse(said.NO_ESSMS.at(ej, expected=categories, found=ej), rules=cited)
    return asked + counted_in(extract)


def no_more_than(place: str, essms: int, esms: int) -> Decision:
    """Whether a project equips no more ESMS than its managing body has."""
    if esms <= essms:
        return ALLOWED
    return refuse(said.MORE_THAN_THE_BODY.at(place, expected=str(essms), found=str(esms)))


def counted_in(extract: date | None) -> Decision:
    """Whether ESSMS were counted in the reference base."""
    if extract == REFERENCE:
        return ALLOWED
    return refuse(said.OTHER_EXTRACT.at(expected=day(REFERENCE), found=day(extract)))


@applies("SONS-078")
def average(bodies: Iterable[int]) -> Decimal | None:
    """The mean amount TTC per ESMS over bodies given by their number of ESSMS: each weighs as many as it has."""
    paid, number = Decimal(0), 0
    for essms in bodies:
        tranche = tranche_of(essms)
        if tranche is not None:
            paid, number = paid + essms * tranche.ttc, number + essms
    return cents(paid / number) if number else None


def plain_mean() -> Decimal:
    """The mean of the six tiers taken once each, which the announced average is not."""
    return cents(sum((t.ttc for t in tranches()), Decimal(0)) / len(tranches()))
