"""What one cell says: the text of a file becomes a value, or a finding that says why it is none. Pure.

Nothing is guessed where two readings stand: a date written month first, a year of two digits, a thousand written
`1.234` are findings. An instant with a zone is moved to legal time of France; one without stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from socle.programmes.files.shapes import DECIMALS, WHOLE_DIGITS, Column, Kind, Value, plain
from socle.programmes.files.verdicts import (
    DATE_MONTH_FIRST,
    DATE_SHORT_YEAR,
    DATE_WRONG,
    FLAG_WRONG,
    NUMBER_WRONG,
    UNDECODABLE,
    VALUE_MISSING,
    WORD_UNKNOWN,
)
from socle.programmes.finess import finess
from socle.rulebook import Finding

PARIS: Final = ZoneInfo("Europe/Paris")
#: Years that a file of a programme may name.
YEARS: Final = range(1900, 2100)
MONTHS: Final = 12
FLAGS: Final[Mapping[str, bool]] = MappingProxyType(
    dict.fromkeys(("oui", "o", "1", "vrai", "true", "x", "yes", "y"), True)
    | dict.fromkeys(("non", "n", "0", "faux", "false", "no"), False)
)
#: What stands where bytes could not be read.
LOST: Final = "\ufffd"
_SPACES: Final = " \u00a0\u202f"
_TIME: Final = r"(?:(?:\s+|T)(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
_FRENCH: Final = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_ISO: Final = re.compile(rf"(\d{{4}})([/-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT: Final = re.compile(
    r"(\d{4})()(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(?:(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_GROUPS: Final = re.compile(rf"([+-]?\d{{1,3}})((?:[{_SPACES}]\d{{3}})+)(?=[.,]|$)", re.ASCII)
_INTEGER: Final = re.compile(rf"[+-]?\d{{1,{WHOLE_DIGITS}}}(?:[.,]0+)?", re.ASCII)
_DECIMAL: Final = re.compile(rf"([+-]?\d{{1,{WHOLE_DIGITS}}})(?:([.,])(\d{{1,{DECIMALS}}}))?", re.ASCII)
_EURO: Final = re.compile(rf"[{_SPACES}]*(?:€|EUR)$")
_THOUSAND: Final = 3
#: What parts the addresses of a cell. Source: RFC 5322 3.4 for `,`, `<` and `>`; `;` and blanks as mail programs write.
_BETWEEN: Final = re.compile(r"[;,\s<>\"]+")
SEVERAL: Final = b';, <>"\t\n'
#: Known words that are told where one is unknown.
TOLD_WORDS: Final = 12


def convert(column: Column, text: str) -> Value | Finding:
    """The value that `text` (tidied, not empty) is in this column, or the finding that says why it is none."""
    if LOST in text:
        return UNDECODABLE.at(column.name)
    return _KINDS[column.kind](column, text)


def empty(column: Column) -> Finding | bool | None:
    """What an empty cell is: a finding where it is required, False for a flag (an unticked box), else nothing."""
    if column.kind is Kind.FLAG:
        return False
    return VALUE_MISSING.at(column.name) if column.required else None


def tidy(cell: str) -> str:
    """A cell without the blanks around it and without the `="…"` that keeps a spreadsheet from eating zeros."""
    cell = cell.strip()
    return cell[2:-1].strip() if cell.startswith('="') and cell.endswith('"') and len(cell) > len('=""') else cell


def form(text: str) -> str:
    """The form of a text, which tells its reader what is wrong without telling a person's datum: `Ab-12` is `aa-99`."""
    shown = "".join("9" if sign.isdigit() else "a" if sign.isalpha() else sign for sign in text[:40])
    return shown if len(text) <= len(shown) else f"{shown}…"


def _text(column: Column, text: str) -> Value | Finding:
    found = column.known(text)
    if found is None:
        return text if column.open else WORD_UNKNOWN.at(column.name, expected=_known(column, text), found=form(text))
    return found


def _known(column: Column, text: str) -> str:
    """The words of a column, the nearest first; where there are many, those alone."""
    words = list(dict.fromkeys((*column.near(text), *(column.values or ()))))
    if len(words) <= TOLD_WORDS:
        return ", ".join(words)
    return f"{', '.join(column.near(text) or words[:TOLD_WORDS])}…"


def _finess(_: Column, text: str) -> Value:
    return finess(text)


def addresses(text: str) -> list[str]:
    """The mailboxes of a cell, each once: parted by `;`, `,`, a blank, in angle brackets or not.

    A cell without any mailbox is given back as it is.
    """
    found = {part.casefold(): part for part in _BETWEEN.split(text) if "@" in part}
    return list(found.values()) or [text]


def _addresses(_: Column, text: str) -> Value:
    return text


def _flag(column: Column, text: str) -> Value | Finding:
    found = FLAGS.get(plain(text))
    return FLAG_WRONG.at(column.name, expected="oui ou non", found=form(text)) if found is None else found


def _integer(column: Column, text: str) -> Value | Finding:
    bare = _ungrouped(text)
    if not _INTEGER.fullmatch(bare):
        return NUMBER_WRONG.at(column.name, expected="un nombre entier", found=form(text))
    return int(re.split("[.,]", bare)[0])


def _decimal(column: Column, text: str) -> Value | Finding:
    match = _DECIMAL.fullmatch(_EURO.sub("", _ungrouped(text)) if "€" in text or "EUR" in text else _ungrouped(text))
    # 1.234 is a thousand to some and a bit more than one to others: not guessed, unless it begins by 0.
    doubtful = match and match[2] == "." and len(match[3]) == _THOUSAND and match[1].lstrip("+-0")
    if not match or doubtful:
        return NUMBER_WRONG.at(column.name, expected="1234,56", found=form(text))
    return Decimal(f"{match[1]}.{match[3] or '0'}")


def _ungrouped(text: str) -> str:
    """`1 234,5` is `1234,5`, with any of the spaces that group thousands."""
    bare = _EURO.sub("", text)
    return _GROUPS.sub(lambda match: match[1] + re.sub(f"[{_SPACES}]", "", match[2]), bare, count=1)


def _date(column: Column, text: str) -> Value | Finding:
    moment = _moment(column, text)
    return moment.date() if isinstance(moment, datetime) else moment


def _instant(column: Column, text: str) -> Value | Finding:
    return _moment(column, text)


def _moment(column: Column, text: str) -> datetime | Finding:
    wrong = DATE_WRONG.at(column.name, expected="31/12/2022", found=form(text))
    french = _FRENCH.fullmatch(text)
    match = french or _ISO.fullmatch(text) or _COMPACT.fullmatch(text)
    if not match:
        return wrong
    first, _, month, last, *time = match.groups()
    day, year = (first, last) if french else (last, first)
    if len(year) != len("2022"):
        return DATE_SHORT_YEAR.at(column.name)
    if french and int(month) > MONTHS and int(day) <= MONTHS:
        return DATE_MONTH_FIRST.at(column.name)
    if int(year) not in YEARS:
        return wrong
    hour, minute, second, fraction, zone = time
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
        )
        return _in_france(moment, zone) if zone else moment
    except (ValueError, OverflowError):
        return wrong


def _in_france(moment: datetime, zone: str) -> datetime:
    if zone == "Z":
        offset = UTC
    else:
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        delta = timedelta(hours=hours, minutes=minutes)
        offset = timezone(-delta if zone[0] == "-" else delta)
    return moment.replace(tzinfo=offset).astimezone(PARIS).replace(tzinfo=None)


_KINDS: Final[Mapping[Kind, Callable[[Column, str], Value | Finding]]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.DATE: _date,
        Kind.INSTANT: _instant,
        Kind.INTEGER: _integer,
        Kind.DECIMAL: _decimal,
        Kind.FLAG: _flag,
        Kind.FINESS: _finess,
        Kind.ADDRESSES: _addresses,
    }
)


def first_number(text: str) -> tuple[int, int] | None:
    """The two first numbers of a date written in the French way, by which a column shows who wrote it."""
    match = _FRENCH.match(text)
    return (int(match[1]), int(match[3])) if match else None


__all__ = ["FLAGS", "LOST", "PARIS", "SEVERAL", "addresses", "convert", "date", "empty", "first_number", "form", "tidy"]
