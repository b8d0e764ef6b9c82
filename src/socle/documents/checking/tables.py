"""What France asks beyond CDA: tables of rows about the elements at a path, read once.

`data/header.csv` is the minimal structure of every document; the other tables belong to a document model or to one
template, their paths starting at the element that holds its templateId. Source: spec/cda.md section 11.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Codes:
    """The value set that a code must be of; `where` is the attribute, or text(), that holds it, empty for a code.

    `alone`: the code is compared without its codeSystem.
    """

    name: str
    where: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What is asked of the elements at `path`.

    `null` is None when a nullFlavor is nobody's concern, else those allowed. `group` is a rule of spec/cda.md 11.
    """

    path: str
    least: int
    most: int | None
    null: frozenset[str] | None
    attributes: tuple[str, ...]
    values: tuple[tuple[str, frozenset[str]], ...]
    codes: Codes | None
    group: str

    @property
    def source(self) -> str:
        return f"spec/cda.md 11, rule {self.group}"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one model or template, by path; `ends` holds those about any path that ends so."""

    name: str
    rows: dict[str, tuple[Row, ...]]
    ends: tuple[tuple[str, Row], ...]
    beginnings: frozenset[str]

    def at(self, path: str) -> tuple[Row, ...]:
        """What is asked of the elements at a path; `documentationOf[1]` is a documentationOf too."""
        found = self.rows.get(path, ())
        if "[1]" in path:
            found = (*found, *self.rows.get(path.replace("[1]", ""), ()))
        return (*found, *(row for end, row in self.ends if path.endswith(end)))

    def goes_on(self, path: str) -> bool:
        """Whether rows may be about this path or one below it."""
        return bool(self.ends) or path in self.beginnings or path.replace("[1]", "") in self.beginnings


#: The minimal structure, whose paths start at ClinicalDocument.
HEADER = "header"
#: The files of rows: the minimal structure, then the laboratory report (spec/cda.md sections 9 and 11).
_FILES = ("header", "bio")


@cache
def tables() -> dict[str, Table]:
    """Every table by its name: `header`, or the templateId whose elements it is about."""
    gathered: dict[str, list[Row]] = {}
    for name in _FILES:
        lines = files(__package__).joinpath(f"data/{name}.csv").read_text("utf-8").splitlines()
        for entry in csv.DictReader(lines):
            for template in entry.get("template", HEADER).split("|"):
                gathered.setdefault(template, []).append(_row(entry))
    return {name: _table(name, rows) for name, rows in gathered.items()}


def _table(name: str, rows: list[Row]) -> Table:
    at: dict[str, tuple[Row, ...]] = {}
    beginnings = {""}
    for row in rows:
        if not row.path.startswith("//"):
            at[row.path] = (*at.get(row.path, ()), row)
            steps = row.path.split("/")
            beginnings |= {"/".join(steps[:length]) for length in range(1, len(steps) + 1)}
    return Table(name, at, tuple((row.path[1:], row) for row in rows if row.path[:2] == "//"), frozenset(beginnings))


def _row(entry: dict[str, str]) -> Row:
    least, _, most = entry["card"].partition("..")
    values = (pair.partition("=") for pair in entry["values"].split())
    return Row(
        entry["path"],
        int(least or 0),
        int(most) if most not in {"", "*"} else None,
        _null(entry["null"]),
        tuple(entry["attributes"].split()),
        tuple((name, frozenset(value.split("|"))) for name, _, value in values),
        _codes(entry["codes"]),
        entry["group"],
    )


def _null(text: str) -> frozenset[str] | None:
    return None if not text else frozenset() if text == "no" else frozenset(text.split("|"))


def _codes(text: str) -> Codes | None:
    where, _, name = text.rpartition(" ")
    return Codes(name.removesuffix("!"), where, name.endswith("!") or bool(where)) if name else None
