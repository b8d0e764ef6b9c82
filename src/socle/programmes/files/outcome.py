"""What came of reading a file: its rows, those that were refused with line and reason, what was understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from socle.programmes.files.shapes import Column, Value
from socle.programmes.files.totals import Printed, told
from socle.programmes.files.values import first_number
from socle.programmes.files.verdicts import DATE_MONTH_FIRST, MONTH_FIRST, NOT_INSTALLED, TOTAL_OFF
from socle.rulebook import Finding

#: Refused rows that are told one by one; all are counted.
TOLD = 100


class UnreadableFile(Exception):  # noqa: N818 - says what the file lacks
    """A file that cannot be read at all; `finding` says why, in both languages, and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.sentence('en')} {finding.verdict.way_out}")
        self.finding = finding


def missing(package: str) -> UnreadableFile:
    """What is raised where a library of the extra is absent."""
    return UnreadableFile(NOT_INSTALLED.at(found=package))


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that was not taken: its line as editors count, the column at fault ("" for the whole row), the reason."""

    line: int
    column: str
    reason: Finding

    def as_json(self) -> dict[str, Any]:
        said = {"fr": self.reason.sentence("fr"), "en": self.reason.sentence("en")}
        return {"line": self.line, "column": self.column, "reason": self.reason.verdict.id, **said}


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words of an open column that are unknown, in rows that were taken all the same.

    `near`: the known words nearest to the first of them.
    """

    count: int
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """Every row that was not taken: how many, how many for each reason and column, the first of them.

    `unknown`: by column, words that are not known in rows that were taken. `totals`: printed totals, which are no
    rows of data and are not counted here, and what is wrong with them.
    """

    count: int = 0
    by_reason: Mapping[tuple[str, str], int] = field(default_factory=dict)
    first: tuple[Refused, ...] = ()
    unknown: Mapping[str, Unknown] = field(default_factory=dict)
    totals: tuple[Refused, ...] = ()

    @property
    def differing(self) -> tuple[Finding, ...]:
        """What is wrong with printed totals."""
        return tuple(one.reason for one in self.totals if one.reason.verdict is TOTAL_OFF)

    def as_json(self) -> dict[str, Any]:
        reasons = [{"reason": why, "column": where, "count": count} for (why, where), count in self.by_reason.items()]
        return {"count": self.count, "by_reason": reasons, "first": _json(self.first), "totals": _json(self.totals)}


def _json(found: Iterable[Refused]) -> list[dict[str, Any]]:
    return [one.as_json() for one in found]


@dataclass(frozen=True, slots=True)
class Told:
    """How a file was understood. `columns`: the heading that gave each column, by heading; `ignored`: the others.

    `skipped` lines stood above the heading; `empty` ones hold nothing in the columns that are read. `encoding` and
    `separator` are "" for what is no text.
    """

    file: str
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    skipped: int = 0
    empty: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "columns": dict(self.columns),
            "ignored": list(self.ignored),
            "encoding": self.encoding,
            "separator": self.separator,
            "skipped": self.skipped,
            "empty": self.empty,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a small file: its line, and the value of each column of the shape (None where there is none)."""

    line: int
    values: Mapping[str, Value | None]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A small file, read. A row with several addresses is there once for each."""

    rows: tuple[Row, ...]
    rejected: Rejected
    told: Told

    @property
    def columns(self) -> Mapping[str, str]:
        return self.told.columns

    def as_json(self) -> dict[str, Any]:
        return {
            **self.told.as_json(),
            "rows": len({row.line for row in self.rows}),
            "rejected": self.rejected.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file of any size, read: its rows stand typed in the Parquet file `path`, with every column of the shape."""

    path: Path
    rows: int
    rejected: Rejected
    told: Told

    @property
    def columns(self) -> Mapping[str, str]:
        return self.told.columns

    @property
    def encoding(self) -> str:
        return self.told.encoding

    @property
    def separator(self) -> str:
        return self.told.separator

    def as_json(self) -> dict[str, Any]:
        return {**self.told.as_json(), "rows": self.rows, "rejected": self.rejected.as_json()}


@dataclass(slots=True)
class Tally:
    """Rows refused so far, and in which order the dates of each column are written."""

    count: int = 0
    by_reason: dict[tuple[str, str], int] = field(default_factory=dict)
    first: list[Refused] = field(default_factory=list)
    day_first: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, Unknown] = field(default_factory=dict)
    totals: list[Printed] = field(default_factory=list)
    sums: dict[str, Decimal] = field(default_factory=dict)

    def refuse(self, line: int, column: str, reason: Finding) -> None:
        self.count += 1
        key = reason.verdict.id, column
        self.by_reason[key] = self.by_reason.get(key, 0) + 1
        if len(self.first) < TOLD:
            self.first.append(Refused(line, column, reason))

    def saw_date(self, column: str, text: str, times: int = 1) -> None:
        """Count a date that shows by itself that the day stands first."""
        numbers = first_number(text)
        if numbers is not None and numbers[0] > 12 >= numbers[1]:  # noqa: PLR2004 - months
            self.day_first[column] = self.day_first.get(column, 0) + times

    def saw_word(self, column: Column, text: str, times: int = 1) -> None:
        """Count a word of an open column, where it is unknown."""
        if column.open and column.known(text) is None:
            before = self.unknown.get(column.name)
            count, near = (before.count, before.near) if before is not None else (0, column.near(text))
            self.unknown[column.name] = Unknown(count + times, near)

    def saw_total(self, one: Printed) -> None:
        """Keep a printed total, as many as are told."""
        if len(self.totals) < TOLD:
            self.totals.append(one)

    def add(self, column: str, number: int | Decimal) -> None:
        """Add to the sum of a column."""
        self.sums[column] = self.sums.get(column, Decimal(0)) + number

    def close(self, file: str, rows: int) -> Rejected:
        """What was refused of a file of so many rows, in the order of lines.

        Raises `UnreadableFile` where a column's dates are month first.
        """
        for (why, column), count in self.by_reason.items():
            if why == DATE_MONTH_FIRST.id and count > self.day_first.get(column, 0):
                raise UnreadableFile(MONTH_FIRST.at(file, expected=column, found=count))
        ordered = sorted(self.first, key=lambda refused: refused.line)
        printed = sorted(self.totals, key=lambda one: one.line)
        totals = tuple(Refused(*one) for one in told(printed, rows, self.sums))
        return Rejected(self.count, dict(sorted(self.by_reason.items())), tuple(ordered), dict(self.unknown), totals)
