"""The files of an establishment, or of a whole region, as tables. Absent columns stand as nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, StringValue, Table, Value

from socle.programmes.engine import Engine
from socle.programmes.files import Loaded, UnreadableFile, read
from socle.programmes.files.verdicts import COLUMN_ABSENT
from socle.programmes.sunes.shapes import SHAPES

Source = Loaded | Path
#: Particular cases that a stay may be: each is a column and a switch.
FLAGS = ("newborn", "died", "anonymous", "detainee", "opposition")
#: The word of the stays file for a session of dialysis.
DIALYSIS = "seance_dialyse"


@dataclass(frozen=True)
class Files:
    """What was given: stays always, the rest as far as it exists. Each is a file that was read, or a Parquet file."""

    stays: Source
    feeds: Source | None = None
    messages: Source | None = None
    correspondents: Source | None = None
    lab: Source | None = None
    imaging: Source | None = None

    @staticmethod
    def read(
        paths: Mapping[str, Path],
        *,
        into: Path,
        mapping: Mapping[str, Mapping[str, str]] | None = None,
        progress: Any = None,
    ) -> Files:
        """Read each file, named by what it holds (`stays`, `feeds`…), into a folder. Raises `UnreadableFile`."""
        named = mapping or {}
        found = {
            name: read(path, SHAPES[name], into=into, mapping=named.get(name), progress=progress)
            for name, path in paths.items()
        }
        if not Files(**found).names("stays", "discharged"):
            raise _no_discharge(found["stays"])
        return Files(**found)

    def given(self) -> Mapping[str, Source]:
        """What was given, by name."""
        named = ((entry.name, getattr(self, entry.name)) for entry in fields(self))
        return {name: source for name, source in named if source is not None}

    def names(self, name: str, column: str) -> bool:
        """Whether that file was given and has that column."""
        source = self.given().get(name)
        if isinstance(source, Loaded):
            return column in source.columns.values()
        if source is None:
            return False
        from pyarrow.parquet import read_schema  # noqa: PLC0415 - an optional library

        return column in read_schema(source).names

    @cached_property
    def stays_are_told_apart(self) -> bool:
        """Whether feeds and messages name the legal entity too: a stay number is then one of its entity alone."""
        others = [name for name in ("feeds", "messages") if name in self.given()]
        return all(self.names(name, "finess_ej") for name in ("stays", *others))

    def reports_are_told_apart(self, name: str) -> bool:
        """Likewise for the reports of `lab` or `imaging`."""
        return all(self.names(one, "finess_ej") for one in (name, "feeds") if one in self.given())

    @cached_property
    def mailboxes_are_told_apart(self) -> bool:
        """Likewise for correspondents."""
        return all(self.names(name, "finess_ej") for name in ("messages", "correspondents"))


@dataclass(frozen=True)
class Tables:
    """The same, as tables of an engine; those not given are None. `finess` keeps one legal entity.

    `dialysis` is whether the stays hold sessions of dialysis at all: nothing is asked of them otherwise.
    """

    files: Files
    stays: Table
    feeds: Table | None
    messages: Table | None
    correspondents: Table | None
    lab: Table | None
    imaging: Table | None
    dialysis: bool = True

    @staticmethod
    def of(files: Files, engine: Engine, *, finess: str | None = None) -> Tables:
        given = {name: engine.table(source) for name, source in files.given().items()}
        if finess is not None:
            given = {
                name: table.filter(table.finess_ej == finess) if files.names(name, "finess_ej") else table
                for name, table in given.items()
            }
        named: Any = {entry.name: given.get(entry.name) for entry in fields(Files)}
        stays = given["stays"]
        sessions = stays.filter(text(stays, "kind") == DIALYSIS).select("stay").limit(1)
        return Tables(files, **named, dialysis=bool(engine.rows(sessions)))


def column(table: Table, name: str, kind: str) -> Value:
    """A column, or nothing of that kind where the table has none."""
    return table[name] if name in table.columns else ibis.null().cast(kind)


def text(table: Table, name: str) -> StringValue:
    return column(table, name, "string")


def flag(table: Table, name: str, *, unsaid: bool = False) -> BooleanValue:
    """A yes or no; `unsaid` where the file does not tell."""
    return column(table, name, "boolean").fill_null(unsaid)


def entity(table: Table) -> StringValue:
    """The legal entity, empty when it is not told."""
    return text(table, "finess_ej").fill_null("")


def small(value: BooleanValue | int) -> Value:
    """A number of one byte, or a yes or no as one.

    A choice, not a cast: engines disagree on whether a cast of a filled value may be nothing.
    """
    if isinstance(value, int):
        return ibis.literal(value, type="int8")
    return ibis.ifelse(value, ibis.literal(1, type="int8"), ibis.literal(0, type="int8"))


def _no_discharge(stays: Loaded) -> UnreadableFile:
    column = SHAPES["stays"].by_name["discharged"]
    found = ", ".join((*stays.columns, *stays.told.ignored))
    wanted = f"{column.name} ({', '.join(column.also)})"
    return UnreadableFile(COLUMN_ABSENT.at(stays.told.file, expected=wanted, found=found))


#: The columns without which nothing of a file counts.
_NEEDED = {
    "stays": ("surgery",),
    "feeds": ("status", "level", "ins_qualified"),
    "messages": ("sent", "ins_qualified", "format"),
}
#: The column of the stays file that a switch reads, where it has not its name.
_READ_BY = {"ins_not_qualified": "ins_status", "by_admission": "admitted"}


def absent(files: Files, on: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The (file, column) that something asked for depends on, and that the file has not."""
    for name, columns in _NEEDED.items():
        if name in files.given():
            yield from ((name, one) for one in columns if not files.names(name, one))
    for switch in (*FLAGS, *_READ_BY):
        column_name = _READ_BY.get(switch, switch)
        if switch in on and not files.names("stays", column_name):
            yield "stays", column_name
