"""Files as they come: plain or in an archive, read line by line or element by element, never whole.

Source: spec/identity.md e.3 (archive of three files) and f (encodings differ between mirrors).
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

_PIECE: Final = 1 << 20
#: The largest element of a JSON array that is read: a legal entity with hundreds of sites is of some megabytes.
_LARGEST: Final = 64 << 20


class CutShort(Exception):  # noqa: N818 - what became of the reading
    """The file ends too early, or is damaged."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: its name, its size in bytes once unpacked, how it is opened, its first bytes."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    head: bytes


def sources(path: Path) -> Iterator[Source]:
    """The file itself, or each file of the archive. Raises `CutShort` for a broken archive, `OSError` for no file."""
    if not zipfile.is_zipfile(path):
        if path.suffix.lower() == ".zip":
            raise CutShort(f"{path.name} n'est pas une archive entière")
        with path.open("rb") as file:
            yield Source(path.name, path.stat().st_size, lambda: path.open("rb"), file.read(1 << 16))
        return
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                with _broken(), archive.open(member) as file:
                    head = file.read(1 << 16)
                yield Source(member.filename, member.file_size, lambda member=member: archive.open(member), head)  # type: ignore[misc]


@contextmanager
def _broken() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise CutShort(str(error) or type(error).__name__) from error


def lines(source: Source, told: Callable[[int], None]) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, without its end. `told` hears how many bytes were read. Raises `CutShort`."""
    read = 0
    with _broken(), source.open() as file:
        for number, line in enumerate(file, 1):
            read += len(line)
            if not number % 1000:
                told(read)
            yield number, line.rstrip(b"\r\n")
    if read < source.size:
        raise CutShort(f"{read} octets sur {source.size}")
    told(read)


def encoding_of(head: bytes) -> str:
    """UTF-8 when the beginning of the file is, else Latin-1 as its mirrors write it."""
    text = head.rpartition(b"\n")[0] or head
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def elements(source: Source, name: str, told: Callable[[int], None]) -> Iterator[tuple[int, Any]]:
    """Each element of the top-level array called `name`, with its rank from 1. Raises `CutShort`."""
    with _broken(), source.open() as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig")
        scanner = _Scanner(text, told)
        try:
            yield from enumerate(scanner.array(name), 1)
        except UnicodeDecodeError as error:
            raise CutShort(str(error)) from error


class _Scanner:
    """Reads a JSON object of arrays piece by piece."""

    def __init__(self, text: io.TextIOWrapper, told: Callable[[int], None]) -> None:
        self._text, self._told, self._read = text, told, 0
        self._buffer, self._at, self._decoder = "", 0, json.JSONDecoder()

    def array(self, name: str) -> Iterator[Any]:
        """The elements of the array of this name; the values before it are read and left aside."""
        self._expect("{")
        while True:
            key = self._value()
            self._expect(":")
            if self._next() != "[":
                self._value()
            else:
                self._expect("[")
                for value in self._elements():
                    if key == name:
                        yield value
            if self._next() == "}":
                return
            self._expect(",")

    def _elements(self) -> Iterator[Any]:
        if self._next() == "]":
            self._expect("]")
            return
        while True:
            yield self._value()
            if self._next() == "]":
                self._expect("]")
                return
            self._expect(",")

    def _more(self) -> None:
        piece = self._text.read(_PIECE)
        if not piece or len(self._buffer) - self._at > _LARGEST:
            raise CutShort("le JSON ne se termine pas")
        self._read += len(piece)
        self._told(self._read)
        self._buffer, self._at = self._buffer[self._at :] + piece, 0

    def _next(self) -> str:
        while True:
            while self._at < len(self._buffer):
                if not self._buffer[self._at].isspace():
                    return self._buffer[self._at]
                self._at += 1
            self._more()

    def _expect(self, character: str) -> None:
        if (found := self._next()) != character:
            raise CutShort(f"« {character} » attendu, « {found} » trouvé")
        self._at += 1

    def _value(self) -> Any:
        """The next value. One that ends where the buffer does may go on: it is read anew with more."""
        self._next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError:
                self._more()
                continue
            if end == len(self._buffer):
                self._more()
                continue
            self._at = end
            return value
