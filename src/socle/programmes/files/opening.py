"""A file of any kind, opened: what it is, where its columns stand, and its rows one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import islice
from pathlib import Path
from typing import Final

from socle.programmes.files import parquet, text
from socle.programmes.files.headings import Layout, find, score
from socle.programmes.files.hearing import hear
from socle.programmes.files.outcome import Tally, Told, UnreadableFile
from socle.programmes.files.shapes import Shape
from socle.programmes.files.sheets import sheets
from socle.programmes.files.text import Coding, Record
from socle.programmes.files.totals import of_cells
from socle.programmes.files.verdicts import ABSENT, EMPTY, HEADING_REPEATED, NOT_A_TABLE, WIDTH
from socle.rulebook import Finding

#: Rows read to understand a file.
SAMPLE: Final = 60
_EXCEL_SEPARATOR: Final = "sep="


class Nature(Enum):
    TEXT = auto()
    SHEET = auto()
    PARQUET = auto()


#: How files begin, and what they are; None is for what is no table.
_MAGIC: Final[tuple[tuple[bytes, Nature | None, str], ...]] = (
    (b"PK\x03\x04", Nature.SHEET, ""),
    (b"\xd0\xcf\x11\xe0", Nature.SHEET, ""),
    (b"PAR1", Nature.PARQUET, ""),
    (b"%PDF", None, "un PDF"),
    (b"\x1f\x8b", None, "un fichier compressé (gzip)"),
    (b"Rar!", None, "un fichier compressé (rar)"),
    (b"7z\xbc\xaf", None, "un fichier compressé (7z)"),
)


@dataclass(frozen=True)
class Opened:
    """A file whose heading was found. `records` are the rows below it, as they come; `coding` is that of a text."""

    path: Path
    shape: Shape
    nature: Nature
    layout: Layout
    records: Iterator[Record]
    sample: tuple[Record, ...]
    coding: Coding | None = None
    separator: str = ""

    @property
    def told(self) -> Told:
        return Told(
            file=self.path.name,
            columns=self.layout.columns,
            ignored=self.layout.ignored,
            encoding=self.coding.name if self.coding else "",
            separator=self.separator,
            skipped=self.layout.skipped,
        )


def nature(path: Path) -> Nature:
    """What a file is, by its first bytes. Raises `UnreadableFile` when it is absent, empty, or no table."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise UnreadableFile(ABSENT.at(path.name, found=error.strerror or type(error).__name__)) from error
    if not head:
        raise UnreadableFile(EMPTY.at(path.name))
    for magic, found, name in _MAGIC:
        if head.startswith(magic):
            if found is None:
                raise UnreadableFile(NOT_A_TABLE.at(path.name, expected="CSV, XLSX, Parquet", found=name))
            return found
    return Nature.TEXT


def opened(path: Path, shape: Shape, named: Mapping[str, str]) -> Opened:
    """Open a file for this shape; `named` are the headings that the user names. Raises `UnreadableFile`."""
    found = _opened(path, shape, named)
    hear(found.told)
    return found


def _opened(path: Path, shape: Shape, named: Mapping[str, str]) -> Opened:
    what = nature(path)
    if what is Nature.SHEET:
        return _workbook(path, shape, named)
    if what is Nature.PARQUET:
        names = parquet.headings(path)
        layout = replace(find([(1, names)], shape, named, path.name), line=0)
        wanted = [names[place] for place in layout.at.values()]
        found = parquet.records(path, wanted, list(layout.at.values()), len(names))
        return Opened(path, shape, what, layout, found, ())
    return _text(path, shape, named)


def _workbook(path: Path, shape: Shape, named: Mapping[str, str]) -> Opened:
    """The sheet whose first rows name the most columns."""
    found = sheets(path, SAMPLE)
    if not any(sample for sample, _ in found):
        raise UnreadableFile(EMPTY.at(path.name))
    sample, rows = max(found, key=lambda sheet: _score(sheet[0], shape, named))
    layout = find(sample, shape, named, path.name)
    return Opened(path, shape, Nature.SHEET, layout, _below(rows, layout.line), ())


def _text(path: Path, shape: Shape, named: Mapping[str, str]) -> Opened:
    how = text.coding(path)
    with closing(text.lines(path, how)) as source:
        head = list(islice(source, SAMPLE))
    skip = 0
    separators = text.SEPARATORS
    if head and head[0].casefold().startswith(_EXCEL_SEPARATOR):  # a line that a spreadsheet understands
        separators, skip = head[0].strip()[len(_EXCEL_SEPARATOR) :][:1] or separators, 1
    samples = {one: list(text.records(iter(head[skip:]), one, first=skip + 1)) for one in separators}
    best = max(samples, key=lambda one: (_score(samples[one], shape, named), _width(samples[one])))
    if not any(_filled(cells) for _, cells in samples[best]):
        raise UnreadableFile(EMPTY.at(path.name))
    layout = find(samples[best], shape, named, path.name)
    source = text.lines(path, how, skip=skip)
    rows = _below(text.records(source, best, first=skip + 1), layout.line)
    sample = tuple(record for record in samples[best] if record[0] > layout.line)
    return Opened(path, shape, Nature.TEXT, layout, rows, sample, how, best)


def _score(sample: list[Record], shape: Shape, named: Mapping[str, str]) -> int:
    return max((score(cells, shape, named) for _, cells in sample if isinstance(cells, list)), default=0)


def _width(sample: list[Record]) -> int:
    return max((len(cells) for _, cells in sample if isinstance(cells, list)), default=0)


def _filled(cells: list[str] | Finding) -> bool:
    return not isinstance(cells, list) or any(cell.strip() for cell in cells)


def _below(rows: Iterator[Record], line: int) -> Iterator[Record]:
    return (record for record in rows if record[0] > line)


def fit(cells: list[str] | Finding, layout: Layout) -> Finding | None:
    """Why a row with something on it is not taken as a whole; None when it is."""
    if isinstance(cells, Finding):
        return cells
    least = layout.least
    if len(cells) < least or any(cell.strip() for cell in cells[least:]):
        return WIDTH.at(expected=least, found=len(cells))
    return HEADING_REPEATED.at() if layout.repeats(cells) else None


def data(source: Opened, tally: Tally) -> Iterator[tuple[int, list[str]]]:
    """The rows that can be taken, with as many cells as there are headings or more; the others are told to `tally`, and
    so are printed totals.

    A row with nothing on it comes as an empty list.
    """
    for line, cells in source.records:
        if not _filled(cells):
            yield line, []
            continue
        total = of_cells(line, cells, source.layout.at, source.shape) if isinstance(cells, list) else None
        wrong = fit(cells, source.layout)
        if total is not None:
            tally.saw_total(total)
        elif wrong is not None:
            tally.refuse(line, "", wrong)
        elif isinstance(cells, list):
            yield line, cells
