"""Pages that we write: lines of one face on A4."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name

from socle.documents.pdf import labels, writing
from socle.documents.pdf.fonts import WIDTH, Face, clean

_MM = 72 / 25.4
WIDE, HIGH = 210 * _MM, 297 * _MM
_MARGIN = 18 * _MM
#: Points: size of the text, from a line to the next, sizes of a title and of the foot.
_SIZE, _STEP, _TITLE, _FOOT = 9.5, 12.5, 14.0, 7.5
_BOLD = 0.35


class Sheet:
    """The instructions of one page, from its top down."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.y = HIGH - _MARGIN
        self.out: list[bytes] = []

    def write(
        self, text: str, *, size: float = _SIZE, bold: bool = False, x: float = _MARGIN, y: float | None = None
    ) -> None:
        """One line, at `y` or where the page has come to."""
        if y is None:
            self.y -= size * _STEP / _SIZE
            y = self.y
        mode = f"2 Tr {_BOLD} w" if bold else "0 Tr"
        self.out.append(
            f"BT {mode} /F {size:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{self.face.encode(text).hex()}> Tj ET\n".encode()
        )

    @property
    def full(self) -> bool:
        return self.y - _STEP < _MARGIN + _FOOT


def columns(size: float = _SIZE, wide: float = WIDE - 2 * _MARGIN) -> int:
    """Characters that a line holds."""
    return int(wide / (size * WIDTH / 1000))


def wrapped(text: str, width: int) -> Iterator[str]:
    """The lines of a text; one that is too long goes on below, with the indentation of its beginning."""
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())][: width // 2]
        parts = textwrap.wrap(
            line,
            width,
            subsequent_indent=indent,
            drop_whitespace=True,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        yield from parts or [""]


def from_text(
    text: str, *, title: str, at: datetime, author: str = "", part: int = 1, label: bytes | None = None
) -> bytes:
    """A readable A4 file, PDF/A of that part (1 or 3), from plain text; a form feed begins a page.

    `label` (of `datamatrix.label`) stands at the top right of the first page. Raises `Refused` for a character that our
    face does not have.
    """
    title = " ".join(clean(title).split())
    pdf, face = pikepdf.new(), Face()
    stamped = labels.read(label) if label else None
    sheets = [Sheet(face)]
    if stamped:
        sheets[0].y -= stamped.height
    for line in textwrap.wrap(title, columns(_TITLE)):
        sheets[0].write(line, size=_TITLE, bold=True)
    sheets[0].y -= _STEP
    for number, block in enumerate(text.split("\f")):
        if number:
            sheets.append(Sheet(face))
        for line in wrapped(clean(block.replace("\r\n", "\n").replace("\r", "\n")), columns()):
            if sheets[-1].full:
                sheets.append(Sheet(face))
            sheets[-1].write(line)
    for number, sheet in enumerate(sheets, start=1):
        foot = f"{title[: columns(_FOOT) - 20]} — page {number}/{len(sheets)}"
        sheet.write(foot, size=_FOOT, y=_MARGIN - 2 * _FOOT)
    add(pdf, sheets, stamped)
    writing.declare(pdf, writing.described(title=title, author=author, at=at), part)
    return writing.save(pdf, part)


def add(pdf: pikepdf.Pdf, sheets: list[Sheet], label: labels.Label | None, first: int = 0) -> None:
    """Put the sheets in a file, from page `first` (0) on; the label at the top right of the first of them."""
    form = label.add_to(pdf) if label else None
    font = sheets[0].face.add_to(pdf)
    for number, sheet in enumerate(sheets):
        resources = Dictionary(Font=Dictionary(F=font))
        if number == 0 and label and form is not None:
            resources.XObject = Dictionary(INS=form)
            x, y = WIDE - 10 * _MM - label.width, HIGH - 10 * _MM - label.height
            sheet.out.append(f"q 1 0 0 1 {x:.2f} {y:.2f} cm /INS Do Q\n".encode())
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(WIDE, 2), round(HIGH, 2)]),
            Resources=resources,
            Contents=pdf.make_stream(b"0 g 0 G\n" + b"".join(sheet.out)),
        )
        pdf.pages.insert(first + number, pikepdf.Page(page))
