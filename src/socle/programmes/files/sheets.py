"""Workbooks (XLSX, XLS, ODS): the cells of a sheet as the texts that a CSV of it would hold."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any, Final

from socle.programmes.files.outcome import UnreadableFile, missing
from socle.programmes.files.text import Record
from socle.programmes.files.verdicts import NOT_A_TABLE, TOO_LARGE

#: Bytes of a workbook once unpacked: a sheet holds a million rows at most, and is held in memory.
LARGEST: Final = 1 << 30
#: Cells of a sheet, from its corner to its last row and column: the library makes room for all, 32 bytes each, empty
#: ones too. Two cells at both ends of a sheet, a workbook of two kilobytes, would else ask for 550 GB.
MOST_CELLS: Final = 1 << 26
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 64
_IN_A_SHEET: Final = b"sheetData"
_COLUMN: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})\d""")
_ROW: Final = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{1,3}(\d{1,10})["']""")
_SIGNIFICANT: Final = 15  # digits that a spreadsheet keeps of a number


def sheets(path: Path, within: int) -> list[tuple[list[Record], Iterator[Record]]]:
    """Each sheet of a workbook: its first rows, and all of them. Raises `UnreadableFile`."""
    try:
        import python_calamine  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise missing("python-calamine") from error
    _bounded(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        found = [book.get_sheet_by_name(name) for name in book.sheet_names]
    except Exception as error:  # the library's own errors have no common ground
        raise UnreadableFile(
            NOT_A_TABLE.at(path.name, expected="CSV, XLSX, Parquet", found=type(error).__name__)
        ) from error
    return [(list(islice(_records(sheet), within)), _records(sheet)) for sheet in found]


def _bounded(path: Path) -> None:
    """Refuse what is too large once unpacked, before the library unpacks it. Raises `UnreadableFile`.

    A part longer than it announces ends in an error of `zipfile`, which reads no further than that.
    """
    if not zipfile.is_zipfile(path):
        _measured(path, path.stat().st_size)
        return
    try:
        with zipfile.ZipFile(path) as packed:
            _measured(path, sum(part.file_size for part in packed.infolist()))
            cells = sum(_cells(packed, part) for part in packed.infolist())
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(
            NOT_A_TABLE.at(path.name, expected="CSV, XLSX, Parquet", found=type(error).__name__)
        ) from error
    if cells > MOST_CELLS:
        raise UnreadableFile(TOO_LARGE.at(path.name, expected=f"{MOST_CELLS} cases", found=f"{cells} cases"))


def _measured(path: Path, size: int) -> None:
    if size > LARGEST:
        raise UnreadableFile(TOO_LARGE.at(path.name, expected=f"{LARGEST >> 20} Mo", found=f"{size >> 20} Mo"))


def _cells(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """The cells from the corner of a sheet to its last row and column; 0 for a part that is no sheet."""
    columns: set[bytes] = set()
    last, held, is_sheet = 0, b"", False
    with packed.open(part) as content:
        while chunk := content.read(_CHUNK):
            held = held[-_OVERLAP:] + chunk
            is_sheet = is_sheet or _IN_A_SHEET in held
            if is_sheet:
                columns.update(_COLUMN.findall(held))
                last = max([last, *map(int, set(_ROW.findall(held)))])
    return last * max(map(_number, columns), default=0)


def _number(letters: bytes) -> int:
    """The number of a column: 1 for A, 16 384 for XFD."""
    return reduce(lambda number, letter: number * 26 + letter - ord("A") + 1, letters.upper(), 0)


def _records(sheet: Any) -> Iterator[Record]:
    start = sheet.start[0] if sheet.start else 0
    for line, cells in enumerate(sheet.iter_rows(), start + 1):
        yield line, [text(cell) for cell in cells]


def text(cell: object) -> str:
    """A cell as a French CSV would write it: dates in ISO form, numbers with a comma, yes and no in French.

    Whoever reads `1.234` cannot tell a thousand from a bit more than one; a number of a workbook is no such doubt.
    """
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return format(Decimal(format(cell, f".{_SIGNIFICANT}g")), "f").replace(".", ",")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
