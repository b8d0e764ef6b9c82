"""The 5 % control, before a control does it: what was declared in OSIS against what the CNAM and the ANS count. Pure.

Exact: figures are whole numbers, gaps fractions. Source: SUN-049, SUN-052; spec/programmes.md 1.5 (formula ASSUMED).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Any

from socle.programmes.sunes import programme
from socle.programmes.sunes_dossier.settings import DossierSettings
from socle.programmes.sunes_dossier.verdicts import GAP, NOT_COMPARED
from socle.rulebook import Decision, Finding, applies, rule


@dataclass(frozen=True, slots=True)
class Count:
    """What one side says of an indicator: how many of how many; `denominator` None: not said."""

    numerator: int
    denominator: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One indicator, both sides. `relative`: |declared − national| ÷ national, None where national is 0.

    `points`: the difference of the two rates, None without a denominator. `exceeds` None: nothing to compare.
    """

    indicator: str
    source: str
    declared: Count | None
    national: Count | None
    relative: Fraction | None = None
    points: Fraction | None = None
    exceeds: bool | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.indicator,
            "source": self.source,
            "declared": _told(self.declared),
            "national": _told(self.national),
            "gap_percent": _percent(self.relative),
            "gap_points": _percent(self.points),
            "exceeds": self.exceeds,
        }


def _told(count: Count | None) -> dict[str, int | None] | None:
    return {"numerator": count.numerator, "denominator": count.denominator} if count else None


def _percent(part: Fraction | None) -> float | None:
    return float(shown(part)) if part is not None else None


def shown(part: Fraction) -> Decimal:
    """A gap in per cent, rounded up to a hundredth: one that exceeds 5 is never read as 5.00."""
    scaled = part * 10_000
    return Decimal(-(-scaled.numerator // scaled.denominator)).quantize(Decimal(1), ROUND_CEILING) / 100


def compare(
    declared: Mapping[str, Count], national: Mapping[str, Count], settings: DossierSettings
) -> tuple[tuple[Gap, ...], Decision]:
    """Each indicator that either side names and somebody counts nationally, and what is found."""
    codes = [code for code in programme.indicators() if code in declared or code in national]
    gaps = tuple(_gap(code, declared.get(code), national.get(code), settings) for code in codes if source_of(code))
    findings = tuple(finding for one in gaps for finding in _found(one, settings))
    return gaps, Decision(findings, (rule("SUN-049"), rule("SUN-052")))


@applies("SUN-049")
def source_of(code: str) -> str:
    """Who counts the indicator nationally: the CNAM for the record, the ANS for messages; nobody for a presentation."""
    return programme.national_source(code) or ""


def _gap(code: str, declared: Count | None, national: Count | None, settings: DossierSettings) -> Gap:
    source = source_of(code)
    if declared is None or national is None:
        return Gap(indicator=code, source=source, declared=declared, national=national)
    difference = abs(declared.numerator - national.numerator)
    relative = Fraction(difference, national.numerator) if national.numerator else None
    points = _points(declared, national)
    return Gap(
        indicator=code,
        source=source,
        declared=declared,
        national=national,
        relative=relative,
        points=points,
        exceeds=_exceeds(declared, relative, points, settings),
    )


def _points(declared: Count, national: Count) -> Fraction | None:
    """The difference of the rates; where one side does not say of how many, the other's number stands for it."""
    ours = declared.denominator or national.denominator
    theirs = national.denominator or declared.denominator
    if not ours or not theirs:
        return None
    return abs(Fraction(declared.numerator, ours) - Fraction(national.numerator, theirs))


@applies("SUN-052")
def _exceeds(
    declared: Count, relative: Fraction | None, points: Fraction | None, settings: DossierSettings
) -> bool | None:
    """Whether the gap is above the limit, strictly. Nothing nationally and something declared is a gap."""
    limit = Fraction(settings.gap_percent) / 100
    if settings.gap_measure == "points":
        return None if points is None else points > limit
    if relative is None:
        return declared.numerator > 0
    return relative > limit


def _found(one: Gap, settings: DossierSettings) -> list[Finding]:
    if one.exceeds is None:
        lacking = "le national" if one.national is None else "le déclaré" if one.declared is None else "le dénominateur"
        return [NOT_COMPARED.at(one.indicator, found=f"il manque {lacking}")]
    if not one.exceeds:
        return []
    in_points = settings.gap_measure == "points"
    part = one.points if in_points else one.relative
    words = f"{shown(part)} {'points' if in_points else '%'}" if part is not None else "rien au national"
    limit = f"{settings.gap_percent.normalize():f} {'points' if in_points else '%'}"
    return [GAP.at(one.indicator, expected=limit.replace(".", ","), found=words.replace(".", ","))]
