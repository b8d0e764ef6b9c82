"""The tables themselves: package data read once, with their citations (`data/sources.toml`)."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from socle.codes.values import Citation, CodeEntry, ValueSet

_DATA = files(__package__).joinpath("data")
_COMMON = ("code", "scheme", "label", "since", "until")


@cache
def _described() -> Mapping[str, Mapping[str, Any]]:
    return MappingProxyType(tomllib.loads(_DATA.joinpath("sources.toml").read_text("utf-8")))


@cache
def names() -> tuple[str, ...]:
    """The names of every table, in the order of `data/sources.toml`."""
    return tuple(_described())


@cache
def source(name: str) -> Citation:
    """Where table `name` comes from. Raises `KeyError` for a table that does not exist."""
    if name not in _described():
        raise KeyError(f"no table '{name}': the tables are {', '.join(names())}")
    entry = _described()[name]
    return Citation(entry["title"], entry["oid"], entry["version"], entry.get("note", ""))


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of table `name` as they stand. Raises `KeyError` for a table that does not exist."""
    source(name)
    lines = _DATA.joinpath(f"{name}.csv").read_text("utf-8").splitlines()
    return tuple(MappingProxyType(row) for row in csv.DictReader(lines))


@cache
def value_set(name: str) -> ValueSet:
    """Value set `name`, such as `type_code`. Raises `KeyError` for a table that is not a value set."""
    rows = table(name)
    if not set(_COMMON) <= set(rows[0]):
        raise KeyError(f"table '{name}' is a correspondence, not a value set: read it with table('{name}')")
    any_scheme = bool(_described()[name].get("any_scheme", False))
    return ValueSet(name, tuple(map(_entry, rows)), source(name), any_scheme=any_scheme)


def _entry(row: Mapping[str, str]) -> CodeEntry:
    extra = MappingProxyType({column: value for column, value in row.items() if column not in _COMMON})
    return CodeEntry(row["code"], row["scheme"], row["label"], _day(row["since"]), _day(row["until"]), extra)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
