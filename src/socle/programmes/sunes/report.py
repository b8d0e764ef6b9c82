"""What was computed for one establishment over one period. Source: interfaces.md (`socle sunes compute`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from socle.programmes.sunes import programme
from socle.programmes.sunes.counting import Count, number
from socle.programmes.sunes.rules import rates
from socle.programmes.sunes.rules.money import Domain
from socle.programmes.sunes.rules.periods import Period
from socle.rulebook.finding import Finding


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator measured against the target of the window (None: the window asks nothing of it)."""

    indicator: programme.Indicator
    count: Count
    target: int | None

    @property
    def rate(self) -> Decimal | None:
        """The rate in percent, rounded down to a tenth; None when not measurable."""
        return self.count.rate

    @property
    def attained(self) -> bool | None:
        return rates.attained(self.count.numerator, self.count.denominator, self.target)

    @property
    def still_needed(self) -> int:
        """Units that lack to the target."""
        return rates.still_needed(self.count.numerator, self.count.denominator, self.target)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.indicator.code,
            "numerator": self.count.numerator,
            "denominator": self.count.denominator,
            "rate": number(self.rate),
            "target": self.target,
            "attained": self.attained,
            "missing": dict(self.count.missing),
            "exclusions": {name: one.as_json() for name, one in self.count.exclusions.items()},
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Everything told of one period: the eight indicators, the domains, what was switched and what was not told."""

    establishment: str | None
    window: str
    period: Period
    lines: tuple[Line, ...]
    domains: tuple[Domain, ...]
    switches: frozenset[str]
    rules: tuple[str, ...]
    notices: tuple[Finding, ...] = ()
    declared_on: date | None = None
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def line(self, code: str) -> Line:
        """The indicator of that code. Raises `KeyError` for one that is none."""
        for one in self.lines:
            if one.indicator.code == code:
                return one
        raise KeyError(code)

    def as_json(self) -> dict[str, Any]:
        return {
            "establishment": self.establishment,
            "window": self.window,
            "period": self.period.as_json(),
            "indicators": [line.as_json() for line in self.lines],
            "domains": [domain.as_json() for domain in self.domains],
            "rules": list(self.rules),
            "switches": sorted(self.switches),
            "declared_on": None if self.declared_on is None else self.declared_on.isoformat(),
            "notices": [notice.as_dict() for notice in self.notices],
            "files": {name: dict(told) for name, told in self.files.items()},
        }
