"""Exact amounts: decimals only, to the cent, half up.

Source: SONS-062 (8 943,97 € HT at 20 % is 10 732,76 € TTC); the mode of rounding is ASSUMED (spec/programmes.md 3.3).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
#: A rate written below this is a fraction (a spreadsheet's 0.2 for 20 %), not a percentage: the least French rate
#: is 0.9 %.
_FRACTION = Decimal("0.5")
#: Beyond, no order: a line of a thousand billion is a mistake that must not grow in silence.
LARGEST = Decimal(10) ** 12


def cents(amount: Decimal) -> Decimal:
    """To the cent, half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def with_vat(ht: Decimal, percent: Decimal) -> Decimal:
    """The amount TTC of an amount HT, at a rate in percent."""
    return cents(ht * (100 + percent) / 100)


def without_vat(ttc: Decimal, percent: Decimal) -> Decimal:
    """The amount HT of an amount TTC, at a rate in percent."""
    return cents(ttc * 100 / (100 + percent))


def read_rate(text: str) -> Decimal | None:
    """A rate in percent from "20", "20 %", "8,5 %", or "0,2" as spreadsheets keep it. None when it is no rate."""
    bare = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
    is_percent = bare.endswith("%")
    try:
        value = Decimal(bare.rstrip("%").strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 <= value <= 100:  # noqa: PLR2004 - percent
        return None
    return value * 100 if not is_percent and 0 < value < _FRACTION else value


def exact(amount: Decimal | None) -> str | None:
    """An amount as JSON carries it: a text, two decimals at least, nothing rounded away. None stays None."""
    if amount is None:
        return None
    return f"{amount:.2f}" if amount == cents(amount) else f"{amount.normalize():f}"


def shown(amount: Decimal | None) -> str:
    """An amount as a person in France reads it: `10 732,76 €`; `—` for none."""
    if amount is None:
        return "—"
    return f"{amount:,.2f} €".replace(",", "\u202f").replace(".", ",")
