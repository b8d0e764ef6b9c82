"""The files that a report was made of, and the rows that could not be read, as its reader is told them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any

from socle.programmes.reports import Column, Kind

SOURCES = (
    Column("Fichier", width=40),
    Column("Lignes lues", Kind.INTEGER),
    Column("Lignes rejetées", Kind.INTEGER),
    Column("Encodage"),
    Column("Séparateur"),
)
REJECTED = (
    Column("Fichier", width=40),
    Column("Ligne", Kind.INTEGER),
    Column("Colonne"),
    Column("Motif", width=60),
)
FIRST_ONES = "Les premières lignes rejetées ; toutes sont comptées dans « Sources »."
_SEPARATORS = {"\t": "tabulation", ";": "point-virgule", ",": "virgule", "|": "barre"}


def source_rows(files: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """A row for each file, as `as_json` tells it: by its name alone, no folder of the machine."""
    for one in files:
        separator = _SEPARATORS.get(one["separator"], one["separator"])
        yield _name(one), one.get("rows"), one["rejected"]["count"], one["encoding"], separator


def rejected_rows(files: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """The first rows of each file that could not be read, with their reason, and the totals that it prints."""
    for one in files:
        for row in (*one["rejected"]["first"], *one["rejected"].get("totals", ())):
            yield _name(one), row["line"], row["column"], row["fr"]


def _name(one: Mapping[str, Any]) -> str:
    return PurePath(str(one["file"])).name
