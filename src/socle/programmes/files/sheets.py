"""Workbooks (XLSX, XLS, ODS): the cells of a sheet as the texts that a CSV of it would hold."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

from socle.programmes.files.outcome import UnreadableFile, missing
from socle.programmes.files.text import Record
from socle.programmes.files.verdicts import NOT_A_TABLE, TOO_LARGE

#: Bytes of a workbook once unpacked: a sheet holds a million rows at most, and is held in memory.
LARGEST: Final = 1 << 30
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
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    else:
        size = path.stat().st_size
    if size > LARGEST:
        raise UnreadableFile(TOO_LARGE.at(path.name, expected=f"{LARGEST >> 20} Mo", found=f"{size >> 20} Mo"))


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
