"""Dates, durations, counts and lists as a French reader says them. Every instant is given, none is asked for.

Source: shared page "Pages", Voice: « mardi 15 septembre 2026, 10 h 40 », « il y a 2 heures ».
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
#: Lengths of an XDS time that say a year, a day; longer ones say an instant.
_YEAR, _WHOLE_DAY = 4, 8
_KILO, _MEGA = 1_000, 1_000_000


def day_in_words(day: date) -> str:
    """`mardi 15 septembre 2026`; the first of a month is `1er`."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]} {day.year}"


def in_words(moment: datetime | date | None) -> str:
    """`mardi 15 septembre 2026, 10 h 40`, in the time of Paris; a day alone has no hour; nothing is empty.

    The hour is held together by no-break spaces.
    """
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        return day_in_words(moment)
    local = moment.astimezone(PARIS)
    return f"{day_in_words(local.date())}, {local.hour}\u00a0h\u00a0{local.minute:02d}"


def short_day(moment: datetime | date | None) -> str:
    """`15/09/2026`, for tables."""
    if moment is None:
        return ""
    day = moment.astimezone(PARIS).date() if isinstance(moment, datetime) else moment
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def plural(count: int, one: str, many: str = "") -> str:
    """`0 document`, `1 document`, `2 documents`: in French, only from two on is it a plural."""
    return f"{number(count)} {(many or one + 's') if abs(count) > 1 else one}"


def number(value: float, decimals: int = 0) -> str:
    """`12 345,6`: narrow no-break spaces between thousands, a comma for the decimals."""
    text = f"{value:,.{decimals}f}"
    return text.replace(",", "\u202f").replace(".", ",")


def elapsed(moment: datetime, now: datetime) -> str:
    """`il y a 2 heures` for what is less than a week away from `now`, the date in words beyond."""
    gap = now - moment
    if abs(gap) >= _WEEK:
        return in_words(moment)
    words = _gap(abs(gap))
    if not words:
        return "à l’instant"
    return f"il y a {words}" if gap > timedelta(0) else f"dans {words}"


def _gap(gap: timedelta) -> str:
    if gap < _MINUTE:
        return ""
    if gap < _HOUR:
        return plural(gap // _MINUTE, "minute")
    if gap < _DAY:
        return plural(gap // _HOUR, "heure")
    return plural(gap // _DAY, "jour")


def listed(words: Sequence[str], last: str = "et") -> str:
    """`a, b et c`."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def xds_time(text: str | None) -> datetime | date | None:
    """The moment that an XDS time names (UTC, `YYYYMMDDhhmmss` or shorter); None when it names none.

    A year or a month alone gives its first day. Source: IHE ITI TF-3 4.2.3.1.7, type DTM.
    """
    digits = (text or "").strip()
    if not digits.isdigit() or len(digits) < _YEAR:
        return None
    try:
        if len(digits) <= _WHOLE_DAY:
            return date(int(digits[:4]), int(digits[4:6] or 1), int(digits[6:8] or 1))
        return datetime.strptime(digits[:14].ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def size(octets: int | None) -> str:
    """`140 ko`, `3,1 Mo`."""
    if octets is None:
        return ""
    if octets < _KILO:
        return plural(octets, "octet")
    return f"{number(octets / _KILO)} ko" if octets < _MEGA else f"{number(octets / _MEGA, 1)} Mo"


def duration(span: timedelta) -> str:
    """`5 minutes`, `15 jours`: the largest unit that says it exactly, seconds otherwise."""
    for unit, word in ((_DAY, "jour"), (_HOUR, "heure"), (_MINUTE, "minute")):
        if span >= unit and not span % unit:
            return plural(span // unit, word)
    return plural(int(span.total_seconds()), "seconde")


def setting(value: object) -> str:
    """A setting as a reader is told it: `oui`, `non`, a day in words, a duration, or the value itself."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, date):
        return in_words(value)
    return str(value)


def person_name(given: str, family: str = "") -> str:
    """`IRIS`, `D'ARC-PETIT` → `Iris D’Arc-Petit`: capitals only where people write them."""
    return " ".join(part.title() for part in (given, family) if part).replace("'", "’")


def full_name(name: str) -> str:
    """`KERVELEC Nolwenn` → `Nolwenn Kervelec`: a directory writes the family first, in capitals."""
    words = name.split()
    family = list(takewhile(str.isupper, words))
    given = words[len(family) :]
    return person_name(" ".join(given), " ".join(family)) if family and given else name


def of(name: str) -> str:
    """`d’Iris`, `de Camille`: the preposition before a first name."""
    first = unicodedata.normalize("NFD", name[:1].casefold())[:1]
    return f"d’{name}" if first and first in "aeiouy" else f"de {name}"
