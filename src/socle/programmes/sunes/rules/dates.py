"""Conditions that depend on a day. Source: SUN-010, SUN-060, SUN-063; spec/programmes.md 1.4."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from socle.rulebook.book import rules
from socle.rulebook.citation import applies, rule
from socle.rulebook.days import FRANCE

#: Last day on which a citizen message counts without a qualified INS. Source: spec/programmes.md 1.4 (DS4.2).
UNQUALIFIED_TOLERATED_UNTIL = date(2022, 12, 31)


def epoch(day: date) -> int:
    """The first second of that day in France, in seconds since 1970 (UTC)."""
    return int(datetime.combine(day, time(), FRANCE).astimezone(UTC).timestamp())


def after(day: date) -> int:
    """The first second after that day in France."""
    return epoch(day + timedelta(days=1))


@applies("SUN-060")
def first_connector_last_day() -> date:
    """Last day on which what a connector in DMP v1 fed counts like the rest."""
    last = rules()[rule("SUN-060")].valid_until
    if last is None:
        raise ValueError("SUN-060 has no last day in the rulebook")
    return last


@applies("SUN-063")
def biologists_derogation(day: date) -> bool:
    """Whether the avenant 10 of the biologists' convention is in force that day, by its extension for 2022."""
    return rules()[rule("SUN-063")].in_force(day)


@applies("SUN-010", "SUN-027")
def presented(cme: date | None, by: date, declared_on: date | None = None) -> bool | None:
    """Whether the presentation in CME was held by that day, and by that of the declaration; None without a date."""
    last = by if declared_on is None else min(by, declared_on)
    return None if cme is None else cme <= last
