"""A rate as two whole numbers: compared exactly, shown rounded down."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """`denominator` None: a count, compared as it is. A denominator of 0 is not measurable."""

    numerator: int
    denominator: int | None

    def attained(self, target: Decimal | None) -> bool | None:
        """Whether the target (percent, or a count) is reached; None when there is no target or nothing to measure."""
        if target is None or self.denominator == 0:
            return None
        if self.denominator is None:
            return self.numerator >= target
        return self.numerator * 100 >= target * self.denominator

    @property
    def percent(self) -> float | None:
        """In percent, rounded down to a tenth, so that 89.99 % never reads as 90; None for a count or nothing."""
        if not self.denominator:
            return None
        return self.numerator * 1000 // self.denominator / 10

    def __add__(self, other: Rate) -> Rate:
        parts = (self.denominator, other.denominator)
        whole = None if None in parts else sum(part for part in parts if part is not None)
        return Rate(self.numerator + other.numerator, whole)
