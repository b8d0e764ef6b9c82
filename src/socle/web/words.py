"""Dates, durations, counts and lists as a French reader says them. Every instant is given, none is asked for.

Source: shared page "Pages", Voice: « mardi 15 septembre 2026, 10 h 40 », « il y a 2 heures ».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
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
_DATE = re.compile(r"\b(\d{2})/(\d{2})/(\d{4})(?: à (?P<hour>\d{2}):(\d{2}) UTC)?")
#: What stays small inside the name of a place, and what stays in capitals: the abbreviations of health structures.
_SMALL = frozenset(
    {"à", "au", "aux", "chez", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "par", "pour", "sur"}
)
_INITIALS = frozenset(
    {
        *(
            "CCAS",
            "CH",
            "CHI",
            "CHR",
            "CHRU",
            "CHU",
            "CMP",
            "CMPP",
            "CPTS",
            "EHPAD",
            "ESAT",
            "GCS",
            "GHT",
            "GIE",
            "HAD",
        ),
        *("HIA", "IME", "ITEP", "MSP", "PMI", "SA", "SAMU", "SARL", "SAS", "SCM", "SCP", "SELARL", "SELAS", "SMR"),
        *("SMUR", "SSIAD", "SSR", "USLD"),
    }
)
_KILO, _MEGA = 1_000, 1_000_000


def day_in_words(day: date) -> str:
    """`mardi 15 septembre 2026`; the first of a month is `1er`."""
    return f"{DAYS[day.weekday()]} {plain_day(day)}"


def plain_day(moment: datetime | date | None) -> str:
    """`15 septembre 2026`: a birth, an end of validity, where the day of the week tells nothing."""
    if moment is None:
        return ""
    day = moment.astimezone(PARIS).date() if isinstance(moment, datetime) else moment
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def dates_in_words(sentence: str) -> str:
    """A sentence whose dates are said: `12/06/2026` → `12 juin 2026`; an hour of UTC is told in that of Paris."""
    return _DATE.sub(_said, sentence)


def _said(written: re.Match[str]) -> str:
    day, month, year, hour, minute = (int(part or 0) for part in written.groups())
    try:
        moment = datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return written[0]
    if written["hour"] is None:
        return _held(moment.date())
    local = moment.astimezone(PARIS)
    return f"{_held(local)} à {local.hour}\u00a0h\u00a0{local.minute:02d}"


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


def _held(moment: datetime | date) -> str:
    """A day whose number stays beside its month."""
    return plain_day(moment).replace(" ", "\u00a0", 1)


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
    if value == "":
        return "vide"
    if value == ():
        return "aucun"
    return listed([str(item) for item in value]) if isinstance(value, tuple) else str(value)


def person_name(given: str, family: str = "") -> str:
    """`IRIS`, `D'ARC-PETIT` → `Iris D’Arc-Petit`: capitals only where people write them."""
    return " ".join(part.title() for part in (given, family) if part).replace("'", "’")


def full_name(name: str) -> str:
    """`KERVELEC Nolwenn`, `Nolwenn KERVELEC` → `Nolwenn Kervelec`: a directory writes the family in capitals."""
    words = name.split()
    family = list(takewhile(str.isupper, words))
    given = words[len(family) :]
    if family and given:
        return person_name(" ".join(given), " ".join(family))
    return " ".join(person_name(word) if given and len(word) > 1 and word.isupper() else word for word in words)


def place_name(name: str) -> str:
    """`CH DES TROIS PONTS - SITE DU MOULIN` → `CH des Trois Ponts – Site du Moulin`; other names as they are.

    Accents that a directory left out stay out: nothing tells where they were.
    """
    if not name.isupper():
        return name.replace("'", "’")
    parts = re.split(r"([\s'’-]+)", name)
    said = [
        "\u00a0– " if part == " - " else part if part in _INITIALS else _small_or_capital(part, first=not index)
        for index, part in enumerate(parts)
    ]
    return "".join(said).replace("'", "’")


def _small_or_capital(word: str, *, first: bool) -> str:
    if not first and word.lower() in _SMALL:
        return word.lower()
    return word.capitalize() if len(word) > 1 and word.isalpha() else word


def lower_first(words: str) -> str:
    """`Médecin` → `médecin`, inside a sentence; initials stay."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def matricule(digits: str) -> str:
    """`284053523899177` → `2 84 05 35 238 991 77`, as on a card; anything else as it is. No line is cut inside."""
    lengths = (1, 2, 2, 2, 3, 3, 2)
    if len(digits) != sum(lengths):
        return digits
    rest = iter(digits)
    return "\u202f".join("".join(islice(rest, length)) for length in lengths)


def of(name: str) -> str:
    """`d’Iris`, `de Camille`: the preposition before a first name."""
    first = unicodedata.normalize("NFD", name[:1].casefold())[:1]
    return f"d’{name}" if first and first in "aeiouy" else f"de {name}"
