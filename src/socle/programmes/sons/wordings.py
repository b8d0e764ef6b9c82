"""How a report in French writes what is no sentence."""

from __future__ import annotations

from datetime import date


def day(value: date | None) -> str:
    """A day as `30/11/2022`; "inconnue" when there is none."""
    return "inconnue" if value is None else f"{value:%d/%m/%Y}"
