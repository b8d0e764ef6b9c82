"""What a report holds, as values: sheets of a workbook, blocks of a document. Nothing here knows how it is drawn.

Who makes a report gives each column its kind; the writers decide how a value of that kind stands on paper or in a cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from socle.rulebook import rules
from socle.web.words import PARIS, number, short_day

Value = str | int | float | Decimal | date | datetime | bool | None
Row = Sequence[Value]


class Kind(StrEnum):
    """How the values of a column are written. PERCENT: a number of per cent (58.96), always shown rounded down."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    INSTANT = "instant"
    FLAG = "flag"

    @property
    def is_number(self) -> bool:
        return self in {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the kind of its values, its width in characters (0: from what it holds)."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: one row of headings, the rows, and notes under them."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row is its heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gauge:
    """A rate against its target, both in per cent; `state` says in words what is to be thought of it.

    `value` None: not measurable, which `state` says.
    """

    label: str
    value: Decimal | float | None
    target: Decimal | float | None
    state: str


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: Decimal | float | int | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Quantities side by side, drawn to one scale; each value is written after its bar."""

    title: str
    bars: tuple[Bar, ...]
    kind: Kind = Kind.INTEGER
    target: Decimal | float | None = None


@dataclass(frozen=True, slots=True)
class Notes:
    """Small print, each with its mark: rules, sources, assumptions."""

    title: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Where a director signs; what is not given is left to be written by hand."""

    who: str = ""
    role: str = ""
    place: str = ""
    mention: str = ""


Block = Heading | Paragraph | Table | Gauge | Bars | Notes | Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A document: its title, what it is about, the instant it was made, who made it, its blocks."""

    title: str
    at: datetime
    blocks: tuple[Block, ...]
    subtitle: str = ""
    author: str = "Socle"


def floored(value: Decimal | float) -> Decimal:
    """A number of per cent, rounded down to a tenth: 58.96 is never read as 59.0."""
    return Decimal(str(value)).quantize(Decimal("0.1"), ROUND_FLOOR)


def rate(numerator: int, denominator: int) -> Decimal | None:
    """A rate in per cent, rounded down to a tenth from the exact fraction; None when there is nothing to divide by."""
    return Decimal(numerator * 1000 // denominator) / 10 if denominator else None


def shown(value: Value, kind: Kind) -> str:
    """A value as a French reader is shown it. Nothing is written for what is not known."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime | date):
        return _day(value, kind)
    if isinstance(value, str):
        return value
    match kind:
        case Kind.PERCENT:
            return f"{number(float(floored(value)), 1)}\u00a0%"
        case Kind.MONEY:
            return f"{_amount(Decimal(str(value)))}\u00a0€"
        case Kind.DECIMAL:
            return f"{value:,}".replace(",", "\u202f").replace(".", ",")
        case _:
            return number(float(value)) if isinstance(value, float | Decimal) else number(value)


def _amount(value: Decimal) -> str:
    """An amount to the cent, half up, without passing through a float."""
    whole = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{whole:,.2f}".replace(",", "\u202f").replace(".", ",")


def _day(value: date | datetime, kind: Kind) -> str:
    if kind is Kind.INSTANT and isinstance(value, datetime):
        local = value.astimezone(PARIS)
        return f"{short_day(local)} {local:%H:%M}"
    return short_day(value)


def rule_notes(ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Rules as the small print of a report tells them: their number, then their public words and document."""
    quotes = {one: rules()[one].quotes[0] for one in ids if one in rules()}
    return tuple(
        (one, f"« {quote.text.replace('**', '')} » ({quote.source.title}, {quote.source.dated})")
        for one, quote in quotes.items()
    )
