"""What a managing body's project, or an establishment's order, is worth: read from FINESS, or from the ceilings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from socle.programmes.sons.finess import Extract, Site
from socle.programmes.sons.model import wave_of
from socle.programmes.sons.money import with_vat
from socle.programmes.sons.rules.amounts import Ceilings, ceilings_of
from socle.programmes.sons.rules.scale import (
    ANNOUNCED_AVERAGE,
    REFERENCE,
    Amount,
    amount,
    amount_asked,
    counted,
    plain_mean,
)
from socle.programmes.sons.settings import Assumptions, told
from socle.rulebook import Decision


@dataclass(frozen=True, slots=True)
class Body:
    """The answer for a managing body: the sites that count, the amount (None without any), the decision."""

    ej: str
    counted: tuple[Site, ...]
    left_out: tuple[Site, ...]
    amount: Amount | None
    decision: Decision
    assumptions: Assumptions
    extract: Extract

    def as_json(self) -> dict[str, Any]:
        """The stable shape of `socle sons amount --json`. Amounts are texts, exact."""
        found = self.amount
        return {
            "ej": self.ej,
            "essms": len(self.counted),
            "extract": self.extract.day,
            "reference": REFERENCE,
            "tranche": found.tranche.name if found else None,
            "esms": found.esms if found else None,
            "vat_rate": str(found.percent) if found else None,
            "each": {"ht": str(found.each_ht), "ttc": str(found.each_ttc)} if found else None,
            "amount": {"ht": str(found.ht), "ttc": str(found.ttc)} if found else None,
            "announced_average_ttc": str(ANNOUNCED_AVERAGE),
            "plain_mean_of_tiers_ttc": str(plain_mean()),
            "counted": [_site(site) for site in self.counted],
            "left_out": [_site(site) for site in self.left_out],
            "bad_rows": self.extract.bad_rows,
            "assumptions": told(self.assumptions),
            "verdicts": [finding.as_dict() for finding in self.decision.findings],
            "rules": list(dict.fromkeys([*self.decision.rules, *((found.tranche.rule,) if found else ())])),
        }


def _site(site: Site) -> dict[str, str]:
    return {"finess": site.number, "name": site.name, "category": site.category, "group": site.group}


def body_amount(
    extract: Extract, ej: str, esms: int, assumptions: Assumptions, *, percent: Decimal | None = None
) -> Body:
    """The tranche of a managing body by all its ESSMS, and what a project of `esms` of them is funded."""
    own = [site for site in extract.sites if site.entity == ej]
    inside = tuple(site for site in own if counted(site.group, assumptions))
    outside = tuple(site for site in own if not counted(site.group, assumptions))
    decision = amount_asked(ej, len(inside), esms, extract.day, assumptions)
    found = amount(len(inside), esms, assumptions, percent=percent)
    return Body(ej, inside, outside, found, decision, assumptions, extract)


def bodies(extract: Extract, assumptions: Assumptions) -> Counter[str]:
    """How many ESSMS each managing body of an extract has."""
    return Counter(site.entity for site in extract.sites if counted(site.group, assumptions))


def establishment_amount(ceilings: Ceilings, finess: str, dsr: str, percent: Decimal) -> dict[str, Any] | None:
    """The most that an establishment's order may show, HT and TTC; None where the file has no sure line."""
    read = ceilings_of(ceilings, finess, dsr, wave_of(dsr))
    if len(read) != 1:
        return None
    (most,) = read
    return {
        "finess_pmsi": finess,
        "dsr": dsr,
        "vat_rate": str(percent),
        "amount": {"ht": str(most), "ttc": str(with_vat(most, percent))},
        "rules": ["SONS-061", "SONS-062", "SONS-079"],
    }
