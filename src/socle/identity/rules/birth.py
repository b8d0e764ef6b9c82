"""A birth date of which not all is known, and what completes it."""

from __future__ import annotations

from datetime import date

from socle.rulebook import applies


@applies("INS-524")
def birth_date(year: int, month: int | None, day: int | None, *, estimated: bool = False) -> tuple[date, bool]:
    """The date to record, and whether it is fictive. Raises `ValueError` for a day that does not exist.

    Day unknown: the first of the month. Month unknown: that day in January. Both unknown, or a year that is only
    `estimated`: 31 December of the year.
    """
    if estimated or (month is None and day is None):
        return date(year, 12, 31), True
    return date(year, month or 1, day or 1), month is None or day is None
