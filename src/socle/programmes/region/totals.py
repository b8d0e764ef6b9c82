"""A region's printed tables added up again: a total that its lines do not give is reported, never copied.

A table is lines of a window and a section (`fenêtre;rubrique;ligne;nombre;montant`). The line `total` holds what was
printed; the window `cumul` holds the totals over all windows, which are compared with the lines of each window.

Source: SUN-070 to SUN-074; spec/programmes.md 1.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from socle.programmes.region import verdicts
from socle.rulebook import Decision, Finding, applies, rule, shows

if TYPE_CHECKING:
    from socle.programmes.files import Row

_TOTAL: Final = frozenset({"total", "soit", "ensemble"})
_ALL: Final = frozenset({"cumul", "cumulé", "total", "f1+f2", "ensemble"})
#: The section whose lines are the legal categories (SUN-074).
CATEGORY: Final = frozenset({"catégorie", "categorie", "catégories", "statut"})


@dataclass(frozen=True, slots=True)
class Line:
    """What one line prints: so many, and so many euros; either may be left out."""

    window: str
    section: str
    line: str
    count: int | None = None
    amount: Decimal | None = None

    @property
    def is_total(self) -> bool:
        return self.line.strip().lower() in _TOTAL

    @property
    def is_cumulated(self) -> bool:
        return self.window.strip().lower() in _ALL


@dataclass(frozen=True, slots=True)
class Sum:
    """A printed total beside what its lines give; None where nothing is printed, or nothing is there to add."""

    window: str
    section: str
    printed_count: int | None
    printed_amount: Decimal | None
    count: int | None
    amount: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Euros that the printed total has too much."""
        if self.printed_amount is None or self.amount is None:
            return None
        return self.printed_amount - self.amount

    @property
    def adds_up(self) -> bool:
        counts = None in {self.printed_count, self.count} or self.printed_count == self.count
        return counts and not self.difference

    def as_dict(self) -> dict[str, Any]:
        return {
            "window": self.window,
            "section": self.section,
            "printed": {"count": self.printed_count, "amount": self.printed_amount},
            "computed": {"count": self.count, "amount": self.amount},
            "difference": self.difference,
            "adds_up": self.adds_up,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    sums: tuple[Sum, ...]
    split: tuple[dict[str, Any], ...]
    decision: Decision

    def as_json(self) -> dict[str, Any]:
        return {
            "totals": [one.as_dict() for one in self.sums],
            "categories": list(self.split),
            "verdicts": [finding.as_dict() for finding in self.decision.findings],
            "rules": list(self.decision.rules),
        }


def lines(rows: Iterable[Row]) -> list[Line]:
    """The lines of a file."""
    return [
        Line(
            str(row["window"] or "").strip(),
            str(row["section"] or "").strip(),
            str(row["line"]).strip(),
            row["count"],
            row["amount"] if row["amount"] is None else row["amount"].quantize(Decimal("0.01")),
        )
        for row in rows
    ]


@applies("SUN-070", "SUN-071", "SUN-072", "SUN-073")
def check(told: Sequence[Line]) -> Checked:
    """Every printed total against its lines: of a window, against its own; cumulated, against those of all windows,
    and so each of its own lines, against the same line of every window.
    """
    parts = [one for one in told if not one.is_total]
    of_windows = [one for one in parts if not one.is_cumulated]
    sums = []
    for total in (one for one in told if one.is_total):
        own = [one for one in parts if (one.window, one.section) == (total.window, total.section)]
        if total.is_cumulated:
            own = [one for one in of_windows if one.section == total.section] or own
        sums.append(_added(total, total.section, own))
    for line in (one for one in parts if one.is_cumulated):
        same = [one for one in of_windows if (one.section, _plain(one.line)) == (line.section, _plain(line.line))]
        if same:
            sums.append(_added(line, f"{line.section}, {line.line}", same))
    findings = [finding for one in sums for finding in _findings(one, sums)]
    cited = ("SUN-070", "SUN-071", "SUN-072", "SUN-073", "SUN-074")
    return Checked(tuple(sums), split(told), Decision(tuple(findings), tuple(map(rule, cited))))


def _plain(line: str) -> str:
    return line.strip().casefold()


def _added(printed: Line, section: str, own: Sequence[Line]) -> Sum:
    """What is printed beside what these lines give."""
    counts = [one.count for one in own if one.count is not None]
    amounts = [one.amount for one in own if one.amount is not None]
    return Sum(
        printed.window,
        section,
        printed.count,
        printed.amount,
        sum(counts) if counts else None,
        sum(amounts, Decimal(0)) if amounts else None,
    )


def _findings(one: Sum, sums: Sequence[Sum]) -> list[Finding]:
    place = ", ".join(filter(None, (one.window, one.section))) or "le tableau"
    found = []
    if None not in {one.printed_count, one.count} and one.printed_count != one.count:
        found.append(verdicts.TOTAL_OFF.at(place, expected=one.printed_count, found=one.count))
    if one.difference:
        expected, added = euros(one.printed_amount), euros(one.amount)
        found.append(
            verdicts.TOTAL_OFF.at(place, expected=expected, found=f"{added} ({euros(-one.difference, sign=True)})")
        )
        windows = [
            other for other in sums if other.section == one.section and other is not one and other.printed_amount
        ]
        if one.printed_amount == sum((other.printed_amount or Decimal(0) for other in windows), Decimal(0)):
            found.append(verdicts.TOTAL_CARRIED.at(place, expected=expected))
    return found


def euros(amount: Decimal | None, *, sign: bool = False) -> str:
    """An amount as a French reader writes it: `3 958 259 €`; cents only when there are some."""
    if amount is None:
        return ""
    cents = amount != amount.to_integral_value()
    text = f"{amount:{'+' if sign else ''},.{2 if cents else 0}f}"
    return text.replace(",", "\u202f").replace(".", ",") + "\u00a0€"


@shows("SUN-074")
def split(told: Iterable[Line]) -> tuple[dict[str, Any], ...]:
    """Establishments and amounts by legal category, window by window, with each one's share of the amount."""
    rows = [one for one in told if one.section.lower() in CATEGORY and not one.is_total and not one.is_cumulated]
    whole = {
        window: sum((one.amount or Decimal(0) for one in rows if one.window == window), Decimal(0))
        for window in {one.window for one in rows}
    }
    return tuple(
        {
            "window": one.window,
            "category": one.line,
            "establishments": one.count,
            "amount": one.amount,
            "share": _share(one.amount, whole[one.window]),
        }
        for one in rows
    )


def _share(amount: Decimal | None, whole: Decimal) -> Decimal | None:
    """In percent, one decimal, rounded down."""
    return None if amount is None or not whole else (amount * 1000 // whole) / 10
