"""CSV as it comes: in which encoding a file is, its lines, its records. Never more than one line is held.

A record whose quotation marks do not match is told, and reading goes on at the next line: what a stray mark would have
swallowed is read as the lines it is.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from socle.programmes.files.outcome import UnreadableFile
from socle.programmes.files.values import LOST
from socle.programmes.files.verdicts import LINE_TOO_LONG, NOT_A_TABLE, QUOTING
from socle.rulebook import Finding

#: A row of a file: the line where it begins, and its cells, or why there are none.
Record = tuple[int, list[str] | Finding]
SEPARATORS: Final = ";,\t|"
#: Characters of a line; no export has one as long.
LONGEST: Final = 1_000_000
#: Lines that one row may span. Where a stray mark opens a text on each line, each is looked at so far and no further:
#: the rest of the file would else be read again for every one of them.
SPANNED: Final = 300
_CHUNK: Final = 1 << 22
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: Where so many valid UTF-8 signs stand for each invalid byte, the file is UTF-8 with spoiled places.
_MIXED: Final = 20
_UNDEFINED: Final = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_LOST_IN_UTF8: Final = LOST.encode()


@dataclass(frozen=True, slots=True)
class Coding:
    """The encoding of a file, found on the whole of it. `start`: bytes of its mark; `clean`: every byte can be read."""

    name: str
    start: int = 0
    clean: bool = True


def coding(path: Path) -> Coding:
    """How the bytes of a text are read: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises `UnreadableFile` for what is no text.
    """
    with path.open("rb") as file:
        head = file.read(4)
        for mark, name in _MARKS:
            if head.startswith(mark) and name != "utf-8":
                return Coding(name, len(mark), clean=False)
        start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        file.seek(start)
        good, bad, undefined = _census(file, path.name)
    if not bad:
        return Coding("utf-8", start)
    if start or good * _MIXED > bad:
        return Coding("utf-8", start, clean=False)
    return Coding("cp1252", clean=not undefined)


def _census(file: io.BufferedReader, name: str) -> tuple[int, int, bool]:
    """Signs beyond ASCII that are UTF-8, bytes that are none, and whether some are not Windows-1252 either."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    undefined = False
    while chunk := file.read(_CHUNK):
        if b"\0" in chunk:
            raise UnreadableFile(NOT_A_TABLE.at(name, expected="CSV, XLSX, Parquet", found="des octets nuls"))
        if chunk.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(chunk)
        lost = text.count(LOST) - chunk.count(_LOST_IN_UTF8)
        good += len(text) - len(text.encode("ascii", "ignore")) - lost
        bad += lost
        undefined = undefined or any(byte in chunk for byte in _UNDEFINED)
    bad += len(decoder.decode(b"", final=True))
    return good, bad, undefined


def lines(path: Path, how: Coding, *, skip: int = 0) -> Generator[str]:
    """The lines of a text with their ends, from line `skip` + 1 on. Raises `UnreadableFile` for too long a one."""
    with path.open("rb") as raw:
        raw.seek(how.start)
        text = io.TextIOWrapper(raw, encoding=how.name, errors="replace", newline="")
        number = 1
        while line := text.readline(LONGEST + 1):
            if len(line) > LONGEST:
                limit = f"{LONGEST // 1_000_000} million de signes"
                raise UnreadableFile(LINE_TOO_LONG.at(path.name, expected=limit, found=number))
            if number > skip:
                yield line
            number += 1


class _Lines:
    """Lines that can be given back, counted."""

    def __init__(self, source: Iterator[str], first: int) -> None:
        self._source, self._back, self.taken = source, deque[str](), list[str]()
        self.next_line = first

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) == SPANNED:
            raise csv.Error("a row of too many lines")
        line = self._back.popleft() if self._back else next(self._source)
        self.taken.append(line)
        self.next_line += 1
        return line

    def give_back(self) -> None:
        """All but the first of the lines taken since the last record."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.next_line -= len(self.taken) - 1


def records(source: Iterator[str], separator: str, *, first: int = 1) -> Iterator[Record]:
    """The records of these lines, of which the first is line `first`; an empty line is a record without cells."""
    feed = _Lines(source, first)
    reader = csv.reader(feed, delimiter=separator, strict=True)
    while True:
        line = feed.next_line
        feed.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            feed.give_back()
            reader = csv.reader(feed, delimiter=separator, strict=True)
            yield line, QUOTING.at()
            continue
        yield line, cells
