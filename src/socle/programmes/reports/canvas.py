"""Pages as they are drawn: lines of two faces, rules and bars, from the top down, every mark told what it is.

Lengths are points. What repeats or only adorns (foot, rules, headings said again) is an artifact, which readers skip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name

from socle.documents.pdf import writing
from socle.documents.pdf.fonts import Design, Face, writable
from socle.programmes.reports import tags

MM = 72 / 25.4
WIDE, HIGH = 210 * MM, 297 * MM
LEFT, TOP, BOTTOM = 18 * MM, 18 * MM, 20 * MM
RIGHT = WIDE - LEFT
SPAN = RIGHT - LEFT
#: From a line to the next, in sizes of its text.
STEP = 1.35
Colour = tuple[float, float, float]
INK: Colour = (0.10, 0.12, 0.15)
SOFT: Colour = (0.33, 0.37, 0.42)
ACCENT: Colour = (0.12, 0.31, 0.47)
PALE: Colour = (0.91, 0.93, 0.95)
RULE: Colour = (0.62, 0.66, 0.70)
_FOOT = 7.5
_ELIDED = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_BEFORE = re.compile(r" (?=[;:!?»%€–—])")
_ABSENT = "\u25a1"

REGULAR = Design(
    package=__package__,
    file="data/DejaVuSansCondensed.ttf",
    name="DejaVuSansCondensed",
    box=(-370, -261, 1246, 946),
)
BOLD = Design(
    package=__package__,
    file="data/DejaVuSansCondensed-Bold.ttf",
    name="DejaVuSansCondensed-Bold",
    box=(-391, -239, 1275, 935),
    stem=140,
)


class Canvas:
    """The pages of one document, from top to bottom; `y` is where the page has come to."""

    def __init__(self) -> None:
        self.root = tags.Element("Document")
        self.faces = {False: Face(REGULAR), True: Face(BOLD)}
        self._pages: list[list[bytes]] = []
        self._marks: list[list[tags.Element]] = []
        self.y = 0.0
        self.turn()

    def turn(self) -> None:
        """Go on at the top of a new page."""
        self._pages.append([])
        self._marks.append([])
        self.y = HIGH - TOP

    def room(self, height: float) -> bool:
        """Whether this much is left on the page."""
        return self.y - height >= BOTTOM

    def need(self, height: float) -> None:
        """Turn the page unless this much is left on it."""
        if not self.room(height):
            self.turn()

    @contextmanager
    def marked(self, element: tags.Element | None) -> Iterator[None]:
        """What is drawn within belongs to the element; None: an artifact."""
        if element is None:
            self._out(b"/Artifact BMC\n")
        else:
            held = self._marks[-1]
            element.kids.append((len(self._pages) - 1, len(held)))
            self._out(f"/{element.kind} <</MCID {len(held)}>> BDC\n".encode())
            held.append(element)
        yield
        self._out(b"EMC\n")

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a text is."""
        return self.faces[bold].width(_drawn(text, bold)) * size / 1000

    def text(self, text: str, x: float, y: float, size: float, *, bold: bool = False, colour: Colour = INK) -> None:
        """One line, its left and its foot at `x`, `y`."""
        code = self.faces[bold].encode(_drawn(text, bold)).hex()
        font = "B" if bold else "R"
        red, green, blue = colour
        self._out(
            f"BT {red:g} {green:g} {blue:g} rg /{font} {size:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{code}> Tj ET\n".encode()
        )

    def wrapped(self, text: str, wide: float, size: float, *, bold: bool = False) -> list[str]:
        """The lines of a text in this width; a word that is too long is cut where it must be."""
        lines: list[str] = []
        for paragraph in _held(text).splitlines() or [""]:
            line = ""
            for word in paragraph.split(" "):
                longer = f"{line} {word}" if line else word
                if self.width(longer, size, bold=bold) <= wide:
                    line = longer
                    continue
                if line:
                    lines.append(line)
                *whole, line = self._cut(word, wide, size, bold=bold)
                lines += whole
            lines.append(line)
        return lines

    def _cut(self, word: str, wide: float, size: float, *, bold: bool) -> list[str]:
        """The word in pieces of this width, cut after a hyphen where there is one."""
        pieces = [""]
        for character in word:
            if pieces[-1] and self.width(pieces[-1] + character, size, bold=bold) > wide:
                kept, hyphen, rest = pieces[-1].rpartition("-")
                pieces[-1:] = [kept + hyphen, rest] if hyphen and rest else [pieces[-1], ""]
            pieces[-1] += character
        return pieces

    def box(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        """A filled rectangle, its lower left at `x`, `y`."""
        red, green, blue = colour
        self._out(f"{red:g} {green:g} {blue:g} rg {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re f\n".encode())

    def line(self, x: float, y: float, to_x: float, to_y: float, *, colour: Colour = RULE, thick: float = 0.5) -> None:
        red, green, blue = colour
        self._out(f"{red:g} {green:g} {blue:g} RG {thick:g} w {x:.2f} {y:.2f} m {to_x:.2f} {to_y:.2f} l S\n".encode())

    def save(self, *, title: str, author: str, at: datetime, foot: str) -> bytes:
        """The bytes of the file; `foot` and the page's number stand at the foot of each page."""
        pdf = pikepdf.new()
        for number in range(len(self._pages)):
            self._foot(number, foot)
        fonts = Dictionary(R=self.faces[False].add_to(pdf), B=self.faces[True].add_to(pdf))
        pages: list[pikepdf.Object] = []
        for drawn in self._pages:
            page = pdf.make_indirect(
                Dictionary(
                    Type=Name.Page,
                    MediaBox=Array([0, 0, round(WIDE, 2), round(HIGH, 2)]),
                    Resources=Dictionary(Font=fonts),
                    Contents=pdf.make_stream(b"".join(drawn)),
                )
            )
            pdf.pages.append(pikepdf.Page(page))
            pages.append(pdf.pages[-1].obj)
        tags.add(pdf, self.root, pages, self._marks)
        writing.declare(pdf, writing.described(title=title, author=author, at=at), 1)
        return writing.save(pdf, 1)

    def _foot(self, number: int, foot: str) -> None:
        kept, self._pages = self._pages, [self._pages[number]]
        where = f"page {number + 1}/{len(kept)}"
        with self.marked(None):
            y = BOTTOM - 9 * MM
            self.line(LEFT, y + 10, RIGHT, y + 10)
            for at, line in enumerate(_two(self.wrapped(foot, SPAN - 60, _FOOT))):
                self.text(line, LEFT, y - at * _FOOT * STEP, _FOOT, colour=SOFT)
            self.text(where, RIGHT - self.width(where, _FOOT), y, _FOOT, colour=SOFT)
        self._pages = kept

    def _out(self, instructions: bytes) -> None:
        self._pages[-1].append(instructions)


def _two(lines: list[str]) -> list[str]:
    """The two lines that a foot has room for; what a third would hold is told by its sign."""
    return [lines[0], f"{lines[1].rstrip(' ,;:')}…"] if len(lines) > 2 else lines  # noqa: PLR2004 - two of them


def _held(text: str) -> str:
    """French marks stay on the line of the word that they follow or precede; apostrophes are curved."""
    return _BEFORE.sub("\u00a0", _ELIDED.sub("’", text.replace("« ", "«\u00a0")))


def _drawn(text: str, bold: bool) -> str:
    """The text in characters that the face has; a square stands for any other."""
    return writable(text, BOLD if bold else REGULAR, instead=_ABSENT)
