"""Rates compared as exact integers, shown rounded down. Source: spec/programmes.md 1.3."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

_TENTH = Decimal("0.1")


def attained(numerator: int, denominator: int, target: int | None) -> bool | None:
    """Whether the rate reaches the target (percent); None when nothing could be measured or nothing was asked.

    >>> attained(5896, 10000, 59)
    False
    """
    if target is None or denominator == 0:
        return None
    return numerator * 100 >= target * denominator


def shown(numerator: int, denominator: int) -> Decimal | None:
    """The rate in percent, rounded down to a tenth so that 58.96 % never reads 59.0 %; None when not measurable."""
    if denominator == 0:
        return None
    return (Decimal(numerator * 1000 // denominator) / 10).quantize(_TENTH, ROUND_DOWN)


def still_needed(numerator: int, denominator: int, target: int | None) -> int:
    """How many more units, among those counted, would reach the target; 0 when it is reached or none is asked."""
    if target is None or denominator == 0:
        return 0
    return max(0, -(-target * denominator // 100) - numerator)
