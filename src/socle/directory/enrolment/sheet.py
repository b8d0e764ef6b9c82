"""A file of entries and exits as lines: CSV of French spreadsheets, titles first, in any order."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from socle.directory.enrolment.layout import COLUMNS, NAMES
from socle.directory.enrolment.verdicts import files
from socle.rulebook import Finding

#: Lines of one file: it is one transaction, 5 to 9 ms of processor a line, and on SQLite others wait for it. ASSUMED.
MOST: Final = 200
LONGEST: Final = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number in the file (the titles are 1), the text of each column, what is wrong with the line."""

    number: int
    said: Mapping[str, str]
    faults: tuple[Finding, ...] = ()


def lines_of(data: bytes) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The lines of a file, or what is wrong with it as a whole. UTF-8, or Windows-1252 as French spreadsheets write.

    The separator is the one that the title line has most of: semicolon, comma or tabulation.
    """
    if len(data) > LONGEST:
        return (), (files.NO_TEXT.at("fichier", found="il dépasse deux mégaoctets"),)
    text = _text(data)
    if text is None:
        return (), (files.NO_TEXT.at("fichier", found="il n'est pas en lettres"),)
    title = text.partition("\n")[0]
    separator = max(";,\t", key=title.count)
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return (), (files.NO_TEXT.at("fichier", found="un guillemet n'est pas fermé"),)
    names = [name.strip().lower() for name in read[0]] if read else []
    faults = _titles(names)
    body = [(number, cells) for number, cells in enumerate(read, 1) if number > 1 and any(map(str.strip, cells))]
    if not faults and not body:
        faults = (files.NO_LINE.at("fichier"),)
    if len(body) > MOST:
        faults = (*faults, files.TOO_LONG.at("fichier", expected=MOST))
    if faults:
        return (), faults
    return tuple(_row(number, names, cells) for number, cells in body), ()


def _text(data: bytes) -> str | None:
    if not data.strip() or b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _titles(names: list[str]) -> tuple[Finding, ...]:
    known = set(NAMES)
    missing = [column.name for column in COLUMNS if not column.optional and column.name not in names]
    unknown = [name for name in names if name not in known]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    found = []
    if missing:
        found.append(files.COLUMNS_MISSING.at("ligne 1", expected=", ".join(missing)))
    if unknown or repeated:
        told = [name or "(sans titre)" for name in (*unknown, *repeated)]
        found.append(files.COLUMNS_UNKNOWN.at("ligne 1", found=", ".join(dict.fromkeys(told))))
    return tuple(found)


def _row(number: int, names: list[str], cells: list[str]) -> Row:
    if len(cells) != len(names):
        fault = files.CELLS_AMISS.at(f"ligne {number}", expected=len(names), found=len(cells))
        return Row(number, dict(zip(names, cells, strict=False)), (fault,))
    return Row(number, dict(zip(names, cells, strict=True)))


def template() -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The titles and one line of example, of somebody who does not exist."""
    return NAMES, (tuple(column.example for column in COLUMNS),)
