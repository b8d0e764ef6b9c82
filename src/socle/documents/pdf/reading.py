"""Opening a PDF that anyone may have written, and reading its streams within bounds."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Name

from socle.documents.pdf import limits
from socle.documents.pdf.model import Refused
from socle.documents.pdf.verdicts import ENCRYPTED, SIGNED, TOO_BIG, UNREADABLE

#: What a stranger's font has wrong is told by findings: the library that reads fonts writes it in no log.
logging.getLogger("fontTools").setLevel(logging.CRITICAL + 1)
_SIGNATURE = b"%PDF-"
#: What separates words, as a blank, and what begins one without. Source: ISO 32000-1, 7.2.2.
_BLANKS = bytes.maketrans(b"\x00\t\n\x0c\r", b"     ")
_OPENINGS = (b"(", b"<", b"[", b"/", b"{")
#: What a unit may be for the size of a page to be one of paper, in points.
_UNITS = (0.01, 100)
#: Where readers look for the beginning of a PDF.
_HEAD = 1024


def open_pdf(data: bytes) -> pikepdf.Pdf:
    """The file. Raises `Refused`: no PDF, encrypted, too many bytes, pages or objects."""
    if len(data) > limits.MOST_BYTES:
        raise Refused(TOO_BIG.at("octets", expected=limits.MOST_BYTES, found=len(data)))
    if _SIGNATURE not in data[:_HEAD]:
        raise Refused(UNREADABLE.at(found="il ne commence pas par %PDF"))
    try:
        pdf = pikepdf.open(io.BytesIO(data))
        pages, objects = len(pdf.pages), len(pdf.objects)
    except pikepdf.PasswordError as error:
        raise Refused(ENCRYPTED.at()) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise Refused(UNREADABLE.at(found=_told(error))) from error
    if pdf.is_encrypted:
        raise Refused(ENCRYPTED.at())
    if not pages:
        raise Refused(UNREADABLE.at(found="il n'a aucune page"))
    if pages > limits.MOST_PAGES:
        raise Refused(TOO_BIG.at("pages", expected=limits.MOST_PAGES, found=pages))
    if objects > limits.MOST_OBJECTS:
        raise Refused(TOO_BIG.at("objets", expected=limits.MOST_OBJECTS, found=objects))
    return pdf


def _told(error: Exception) -> str:
    said = re.sub(r"^stream <[^>]*>: ", "", str(error))  # the file's own name, where it has one: an address in memory
    return said.splitlines()[0][:200] if said else type(error).__name__


def is_signed(pdf: pikepdf.Pdf) -> bool:
    """Whether a field of the form holds a signature."""
    form = pdf.Root.get(Name.AcroForm)
    if not isinstance(form, pikepdf.Dictionary):
        return False
    flags = form.get(Name.SigFlags, 0)
    if isinstance(flags, int) and flags & 1:
        return True
    fields = form.get(Name.Fields)
    return isinstance(fields, pikepdf.Array) and any(
        isinstance(one, pikepdf.Dictionary) and one.get(Name.FT) == Name.Sig and Name.V in one for one in fields
    )


def unsigned(pdf: pikepdf.Pdf) -> pikepdf.Pdf:
    """The same file. Raises `Refused` when it is signed: what is to change it would break the signature."""
    if is_signed(pdf):
        raise Refused(SIGNED.at())
    return pdf


def filters(stream: pikepdf.Object) -> tuple[str, ...]:
    """The names of a stream's filters, the last applied first."""
    found = stream.get(Name.Filter)
    if found is None:
        return ()
    return tuple(map(str, found)) if isinstance(found, pikepdf.Array) else (str(found),)


def content(stream: pikepdf.Object, most: int = limits.MOST_STREAM) -> bytes:
    """The bytes of a stream, decompressed. Raises `Refused` when they are more than `most`."""
    if filters(stream) == ("/FlateDecode",) and Name.DecodeParms not in stream:
        decompressor = zlib.decompressobj()
        try:
            data = decompressor.decompress(stream.read_raw_bytes(), most + 1)
        except zlib.error:
            data = stream.read_bytes()
    else:
        data = stream.read_bytes()
    if len(data) > most:
        raise Refused(TOO_BIG.at("octets d'un flux décompressé", expected=most, found=f"plus de {most}"))
    return data


def inherited(page: pikepdf.Object, name: pikepdf.Name) -> pikepdf.Object | None:
    """What a page says, or the nearest node above it in the page tree."""
    node: pikepdf.Object | None = page
    for _ in range(limits.DEEPEST):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if name in node:
            return node.get(name)
        node = node.get(Name.Parent)
    return None


def flag(holder: Any, name: pikepdf.Name) -> bool:
    """Whether a dictionary says true of something."""
    return holder.get(name) is True


def streams_of(page: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The streams of a page's drawing instructions, in order."""
    found = page.get(Name.Contents)
    for one in found if isinstance(found, pikepdf.Array) else (found,):
        if isinstance(one, pikepdf.Stream):
            yield one


def words(instructions: bytes) -> int:
    """How many words drawing instructions have, or somewhat more: what begins after a blank, and what needs none."""
    return instructions.translate(_BLANKS).count(b" ") + sum(map(instructions.count, _OPENINGS))


class Drawn:
    """The drawing instructions read of a file. `add` raises `Refused` when they are too many to be read."""

    def __init__(self) -> None:
        self.bytes = self.words = 0

    def add(self, streams: Iterable[pikepdf.Object]) -> None:
        for stream in streams:
            data = content(stream)
            self.bytes, self.words = self.bytes + len(data), self.words + words(data)
            if self.bytes > limits.MOST_DRAWING:
                found = f"plus de {limits.MOST_DRAWING}"
                raise Refused(TOO_BIG.at("octets de dessin", expected=limits.MOST_DRAWING, found=found))
            if self.words > limits.MOST_WORDS:
                found = f"plus de {limits.MOST_WORDS}"
                raise Refused(TOO_BIG.at("mots de dessin", expected=limits.MOST_WORDS, found=found))


def saves(page: pikepdf.Object) -> tuple[int, int]:
    """How the instructions of a page nest graphics states: how deep they leave them, and how deep they restore what
    they had not saved, below zero.
    """
    depth = lowest = 0
    for instruction in pikepdf.parse_content_stream(page, operators="q Q"):
        depth += 1 if str(instruction.operator) == "q" else -1
        lowest = min(lowest, depth)
    return depth, lowest


def left_open(page: pikepdf.Object) -> int:
    """How many graphics states the instructions of a page leave saved."""
    depth, lowest = saves(page)
    return depth - lowest


def append(pdf: pikepdf.Pdf, page: pikepdf.Object, instructions: bytes) -> None:
    """Instructions after those of a page, which stay as they are."""
    page.Contents = pikepdf.Array([*streams_of(page), pdf.make_stream(instructions)])


def box(page: pikepdf.Object) -> tuple[float, float, float, float]:
    """What is shown of a page: left, bottom, width and height, in points, before it is turned.

    A crop box is cut to the medium (ISO 32000-1, 14.11.2.1); one that leaves nothing of it is as none.
    """
    left, bottom, right, top = _sides(inherited(page, Name.MediaBox)) or (0.0, 0.0, 612.0, 792.0)
    crop = _sides(inherited(page, Name.CropBox))
    if crop is not None:
        x0, y0, x1, y1 = max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3])
        if x0 < x1 and y0 < y1:
            left, bottom, right, top = x0, y0, x1, y1
    return left, bottom, right - left, top - bottom


def _sides(found: object) -> tuple[float, float, float, float] | None:
    """A rectangle whichever corners it is told by: left, bottom, right, top; None where it is none."""
    if not isinstance(found, pikepdf.Array) or len(found) != 4:  # noqa: PLR2004
        return None
    try:
        x0, y0, x1, y1 = (float(value) for value in found)
    except (TypeError, ValueError):
        return None
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)) if x0 != x1 and y0 != y1 else None


def unit(page: pikepdf.Object) -> float:
    """How many points of paper a unit of a page is: 1, unless it says another (ISO 32000-1, table 30, UserUnit)."""
    found = page.get(Name.UserUnit)
    said = float(found) if isinstance(found, int | float | Decimal) else 1.0
    return said if _UNITS[0] <= said <= _UNITS[1] else 1.0


def turned(page: pikepdf.Object) -> int:
    """By how many degrees, clockwise, a page is shown turned: 0, 90, 180 or 270."""
    found = inherited(page, Name.Rotate)
    return int(found) % 360 // 90 * 90 if isinstance(found, int) else 0
