"""Where the month will end, from the days so far: a rate, a range, and never more certain than it is.

Method. The days so far tell the stays a day and their rate. The days to come are taken to bring as many stays a day.
The rate to come is that observed, with the uncertainty of a proportion (Wilson) widened by how much it moved from day
to day (the dispersion of the daily counts, never below 1) and by how few stays remain. Documents that may still arrive
for stays already counted are not forecast: they stand in `best`, the hard bound. Nothing is forecast below `LEAST_DAYS`
days or `LEAST_UNITS` units: only the hard bounds are told.
Source: ours; no public method exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, sqrt

LEAST_DAYS = 5
LEAST_UNITS = 30
#: Two-sided 90 %.
Z = 1.645
METHOD_FR = (
    "Séjours par jour et taux observés depuis le début du mois, prolongés jusqu’à son dernier jour ; intervalle à 90 % "
    "élargi par les variations d’un jour à l’autre. Les documents encore attendus pour les séjours passés ne sont pas "
    "prévus : ils n’entrent que dans la borne haute. Ni les séjours de dialyse, ni les correspondants ne sont prévus."
)
METHOD_EN = (
    "stays a day and rate so far, carried on to the last day; 90 % range widened by how much the days differ; "
    "documents still to come for past stays are not forecast, they stand in the upper bound alone; nor are dialysis "
    "stays and correspondents"
)


class Outlook(StrEnum):
    """What can be said of the target at the month's end."""

    CERTAIN = "certain"  # the month is over and it is reached
    LIKELY = "likely"  # the whole range reaches it
    OPEN = "open"
    UNLIKELY = "unlikely"  # the whole range misses it
    UNKNOWN = "unknown"  # too little to say, or no target


@dataclass(frozen=True, slots=True)
class Day:
    """What one day brought: units counted, and those that reached the DMP or the patient."""

    day: date
    numerator: int
    denominator: int

    def as_json(self) -> dict[str, object]:
        return {"day": self.day.isoformat(), "numerator": self.numerator, "denominator": self.denominator}


@dataclass(frozen=True, slots=True)
class Forecast:
    """The rate expected at the end in percent (None: too little to say), its range, the hard bounds and the outlook.

    `worst` is the rate if nothing more came, `best` if everything did, missing documents of past stays included, for
    the number of units expected.
    """

    days: int
    days_left: int
    numerator: int
    denominator: int
    expected_denominator: int
    expected: float | None
    low: float | None
    high: float | None
    worst: float
    best: float
    outlook: Outlook

    def as_json(self) -> dict[str, object]:
        return {
            "days": self.days,
            "days_left": self.days_left,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "expected_denominator": self.expected_denominator,
            "expected": self.expected,
            "low": self.low,
            "high": self.high,
            "worst": self.worst,
            "best": self.best,
            "outlook": self.outlook.value,
            "method": METHOD_EN,
        }


def _dispersion(days: Sequence[Day], rate: float) -> float:
    """How much more the daily counts vary than chance alone would have them (Pearson), at least 1."""
    told = [day for day in days if day.denominator]
    spread = rate * (1 - rate)
    if len(told) < 2 or spread == 0:  # noqa: PLR2004 - a variation needs two days
        return 1.0
    chi = sum((day.numerator - rate * day.denominator) ** 2 / (day.denominator * spread) for day in told)
    return max(1.0, chi / (len(told) - 1))


def _student(freedom: int) -> float:
    """Student's two-sided 90 % point, by its expansion around the normal one (Abramowitz and Stegun, 26.7.5)."""
    first = (Z**3 + Z) / 4
    second = (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    return Z + first / freedom + second / freedom**2


def _wilson(rate: float, units: float, z: float) -> tuple[float, float]:
    """The range of a proportion seen over so many units."""
    middle = (rate + z * z / (2 * units)) / (1 + z * z / units)
    half = z * sqrt(rate * (1 - rate) / units + z * z / (4 * units * units)) / (1 + z * z / units)
    return max(0.0, middle - half), min(1.0, middle + half)


def _floor(value: float) -> float:
    return int(value * 1000 + 1e-9) / 10


def _ceil(value: float) -> float:
    return min(100.0, ceil(value * 1000 - 1e-9) / 10)


def forecast(days: Sequence[Day], days_left: int, target: int | None) -> Forecast:
    """The end of a month of which these days are past, in order, and so many are left."""
    done, units = sum(day.numerator for day in days), sum(day.denominator for day in days)
    if not days_left and units:
        return _ended(days, done, units, target)
    each = Fraction(units, len(days)) if days else Fraction(0)
    coming = round(each * days_left)
    total = units + coming
    worst, best = (done / total, 1.0) if total else (0.0, 1.0)
    enough = len(days) >= LEAST_DAYS and units >= LEAST_UNITS
    expected = low = high = None
    if enough:
        rate = done / units
        # Both the rate seen and the one to come vary: over so many units and so many, no two days alike.
        alike = units * coming / (units + coming) / _dispersion(days, rate)
        few, many = _wilson(rate, alike, _student(len(days) - 1)) if coming else (rate, rate)
        expected = _floor(rate)
        low, high = _floor((done + few * coming) / total), _ceil((done + many * coming) / total)
    outlook = _outlook(low, high, target)
    return Forecast(len(days), days_left, done, units, total, expected, low, high, _floor(worst), _ceil(best), outlook)


def _ended(days: Sequence[Day], done: int, units: int, target: int | None) -> Forecast:
    """The month is over: only documents still to come may raise the rate."""
    rate = _floor(done / units)
    reached = target is not None and done * 100 >= target * units
    outlook = Outlook.UNKNOWN if target is None else Outlook.CERTAIN if reached else Outlook.OPEN
    return Forecast(len(days), 0, done, units, units, rate, rate, rate, rate, 100.0, outlook)


def _outlook(low: float | None, high: float | None, target: int | None) -> Outlook:
    """Stays to come and late documents are not bounded: before the month's end nothing is certain nor impossible."""
    if target is None or low is None or high is None:
        return Outlook.UNKNOWN
    if low >= target:
        return Outlook.LIKELY
    return Outlook.UNLIKELY if high < target else Outlook.OPEN
