"""The FINESS extract, as the count of a managing body's ESSMS needs it: read line by line, never held whole.

The legacy extract: `;`, ISO-8859-1, no header, first line `finess;etalab;<n>;<date>`, rows `structureet;…`; or a CSV
whose header names the same columns. Source: spec/programmes.md 7; reference/finess_extract_columns.csv.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from socle.programmes.files import UnreadableFile
from socle.programmes.finess import finess as number
from socle.programmes.sons.verdicts.scale import FINESS_UNREADABLE

#: Positions in a row `structureet`, from 0. Source: reference/finess_extract_columns.csv.
_SITE, _ENTITY, _NAME, _CATEGORY, _GROUP, _GROUP_LABEL = 1, 2, 3, 18, 20, 21
_NAMES = ("nofinesset", "nofinessej", "rs", "categetab", "categagretab", "libcategagretab")
#: A longer line is no row of FINESS.
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Site:
    """One site: its number, that of its legal entity, its name, its category and group of categories."""

    number: str
    entity: str
    name: str
    category: str
    group: str
    group_label: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What was kept of a reading: the day of the extract (None: not told), its sites, how many rows were no site."""

    day: date | None
    sites: tuple[Site, ...]
    rows: int
    bad_rows: int


def read(path: Path, entities: Collection[str] = ()) -> Extract:
    """The sites of these legal entities, or all of them. Raises `UnreadableFile`."""
    with _open(path) as lines:
        rows = (_cells(line) for line in _bounded(lines, path))
        first = next(rows, None)
        if first is None:
            raise _unreadable(path, "il est vide")
        if first[0].lower() in {"finess", "structureet"}:
            return _legacy(first, rows, entities)
        return _named(first, rows, entities, path)


def _cells(line: str) -> list[str]:
    """The cells of one line. A quote that is not closed ends with its line: it never takes the next rows in."""
    bare = line.rstrip("\r\n")
    return next(csv.reader([bare], delimiter=";"), []) if '"' in bare else bare.split(";")


def _unreadable(path: Path, why: str) -> UnreadableFile:
    return UnreadableFile(FINESS_UNREADABLE.at(path.name, found=why))


@contextmanager
def _open(path: Path) -> Iterator[TextIO]:
    try:
        data = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    with data:
        head = data.read(1 << 20)
        try:
            head[: head.rfind(b"\n") + 1].decode("utf-8")
            encoding = "utf-8-sig"
        except UnicodeDecodeError:
            encoding = "iso-8859-1"
    with path.open(encoding=encoding, errors="replace", newline="") as lines:
        yield lines


def _bounded(lines: TextIO, path: Path) -> Iterator[str]:
    while line := lines.readline(_LONGEST + 1):
        if len(line) > _LONGEST:
            raise _unreadable(path, f"une ligne de plus de {_LONGEST} signes")
        yield line


def _legacy(first: list[str], rows: Iterator[list[str]], entities: Collection[str]) -> Extract:
    day = _day(first[3]) if first[0].lower() == "finess" and len(first) > 3 else None  # noqa: PLR2004
    told = [first] if first[0].lower() == "structureet" else []
    sites, count, bad = [], 0, 0
    for row in (one for part in (told, rows) for one in part):
        if not row or row[0] != "structureet":
            continue
        count += 1
        if len(row) <= _GROUP_LABEL:
            bad += 1
        elif not entities or number(row[_ENTITY]) in entities:
            entity = number(row[_ENTITY])
            sites.append(Site(number(row[_SITE]), entity, row[_NAME], row[_CATEGORY], row[_GROUP], row[_GROUP_LABEL]))
    return Extract(day, tuple(sites), count, bad)


def _named(header: list[str], rows: Iterator[list[str]], entities: Collection[str], path: Path) -> Extract:
    names = [name.strip().lower() for name in header]
    absent = [name for name in _NAMES if name not in names and not name.startswith(("rs", "lib"))]
    if absent:
        raise _unreadable(path, f"colonnes absentes : {', '.join(absent)}")
    at = [names.index(name) if name in names else None for name in _NAMES]
    sites, count, bad = [], 0, 0
    for row in rows:
        if not row:
            continue
        count += 1
        if len(row) < len(header):
            bad += 1
            continue
        told = [row[index].strip() if index is not None else "" for index in at]
        site = Site(number(told[0]), number(told[1]), *told[2:])
        if not entities or site.entity in entities:
            sites.append(site)
    return Extract(None, tuple(sites), count, bad)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
