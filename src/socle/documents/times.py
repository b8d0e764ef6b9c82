"""HL7 time stamps: reading them, and their form in UTC.

A time without an offset is French local time (Europe/Paris); a value no finer than a day keeps its digits,
since a day is not an instant. Source: spec/cda.md sections 1 (TS) and 10; IHE ITI TF-3 4.2.3.1.7 (DTM).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_STAMP = re.compile(r"(\d{4}|\d{6}|\d{8}|\d{10}|\d{12}|\d{14})(?:\.\d{1,6})?([+-]\d{1,4})?", re.ASCII)
_DAY = 8


@dataclass(frozen=True, slots=True)
class Moment:
    """A time stamp read: its digits, its zone, and the instants it spans (`end` excluded), aware.

    `digits` tells the precision by its length: 4 for a year, 8 for a day, 14 for a second. `usual` is false
    for an offset of other than four digits, which the schema allows and the profile does not.
    """

    digits: str
    start: datetime
    end: datetime
    usual: bool = True

    @property
    def is_day_or_coarser(self) -> bool:
        return len(self.digits) <= _DAY

    @property
    def utc(self) -> str:
        """The digits in UTC at the same precision; a day or coarser is kept as written."""
        if self.is_day_or_coarser:
            return self.digits
        instant = self.start.astimezone(UTC)
        # An offset of half an hour makes an hour begin at a half: only finer digits tell it.
        length = len(self.digits) if len(self.digits) > 10 or not instant.minute else 12  # noqa: PLR2004
        return f"{instant:%Y%m%d%H%M%S}".zfill(14)[:length]

    def agrees_with(self, other: Moment) -> bool:
        """Whether both may be the same time at the precision they share."""
        shared = min(len(self.utc), len(other.utc))
        if self.utc[:shared] == other.utc[:shared]:
            return True
        return self.start <= other.start < self.end or other.start <= self.start < other.end


def read(stamp: str, *, zone: tzinfo = PARIS) -> Moment | None:
    """Read a TS; `zone` holds where it has no offset of its own. None when it is not a possible time."""
    match = _STAMP.fullmatch(stamp.strip())
    if match is None:
        return None
    return _moment(*match.groups(), zone)


@lru_cache(1024)
def _moment(digits: str, offset: str | None, zone: tzinfo) -> Moment | None:
    """One document says the same times again and again."""
    try:
        start = _start(digits, _zone(offset) if offset else zone)
        return Moment(digits, start, _end(start, digits), usual=not offset or len(offset) == len("+0100"))
    except (ValueError, OverflowError):  # no such day, hour or offset; or beyond the calendar
        return None


def to_utc(stamp: str) -> str | None:
    """A TS as metadata writes it: `YYYYMMDDhhmmss` in UTC, or shorter when less is known; None when malformed."""
    moment = read(stamp)
    return None if moment is None else moment.utc


def _zone(offset: str) -> tzinfo:
    digits = offset[1:]
    # The schema lets one to four digits be; an official sample writes +100 for one hour.
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)  # noqa: PLR2004
    if hours > 14 or minutes > 59:  # noqa: PLR2004 - the widest offset in use is +14:00
        raise ValueError(f"no such offset: {offset}")
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if offset[0] == "-" else span)


def _start(digits: str, zone: tzinfo) -> datetime:
    whole = digits + "00000101000000"[len(digits) :]
    month, day, hour = int(whole[4:6]), int(whole[6:8]), int(whole[8:10])
    start = datetime(int(whole[:4]), month, day, hour, int(whole[10:12]), int(whole[12:]), tzinfo=zone)
    # Overflows at both ends of the calendar, which is then refused; pages tell times as Paris has them.
    if start.astimezone(UTC).year == MAXYEAR:
        start.astimezone(PARIS)
    return start


def _end(start: datetime, digits: str) -> datetime:
    match len(digits):
        case 4:
            return start.replace(year=start.year + 1)
        case 6:
            return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        case 8:
            return start + timedelta(days=1)
        case 10:
            return start + timedelta(hours=1)
        case 12:
            return start + timedelta(minutes=1)
        case _:
            return start + timedelta(seconds=1)
