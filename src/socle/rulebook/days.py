"""The days that dated rules speak of: those of metropolitan France, whatever the offset of an instant."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

FRANCE = ZoneInfo("Europe/Paris")


def french_day(instant: datetime) -> date:
    """The day it is in metropolitan France at this instant, which must carry its offset."""
    return instant.astimezone(FRANCE).date()
