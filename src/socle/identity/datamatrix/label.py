"""The cartouche as a PDF: on a label of 100 by 50 mm, or at the head of an A4 page.

Drawn by `pydyf` with the standard fonts, which every reader has: no font, no system library, no page engine is needed
to print a label. Values are in Courier, whose width is known, so that a name of a hundred characters goes to the next
line and nothing is cut.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from socle.identity.datamatrix.cartouche import MENTION, Line
from socle.identity.datamatrix.symbol import QUIET_ZONE, Symbol

if TYPE_CHECKING:
    import pydyf

_MM = 72 / 25.4
#: A label and a document's first page: width and height in millimetres.
_LABEL, _A4 = (100.0, 50.0), (210.0, 297.0)


class Page(Enum):
    """What is printed on."""

    LABEL = _LABEL
    A4 = _A4


#: Millimetres: around the box, the box's width on any page, one module of the symbol: seven dots at 300 dpi.
_MARGIN, _WIDTH, _MODULE = 3.0, 94.0, 0.6
#: Points: size of text and from one line to the next, width of a character of Courier.
_TEXT, _SMALL, _STEP = 7.5, 5.5, 8.6
_CHARACTER = 0.6 * _TEXT
_COURIER, _HELVETICA = "F1", "F2"


def label(lines: tuple[Line, ...], symbol: Symbol | None, page: Page = Page.LABEL) -> bytes:
    """A PDF of one page with the box at its top left; without `symbol`, the box has no Data Matrix."""
    import pydyf  # noqa: PLC0415 - codes are read far more often than drawn

    width, height = (side * _MM for side in page.value)
    side = (symbol.size + 2 * QUIET_ZONE) * _MODULE if symbol is not None else 0.0
    written = list(_written(lines, int((_WIDTH - side - 3) * _MM / _CHARACTER)))
    # Names of a hundred characters are many lines: these come closer, and smaller, so that a label holds them all.
    step = min(_STEP, (_LABEL[1] - 2 * _MARGIN) * _MM / (len(written) + 1))
    document = pydyf.PDF()
    content = pydyf.Stream(compress=True)
    _box(content, height, max(step * (len(written) + 1), (side + 5) * _MM))
    y = height - _MARGIN * _MM - 1.2 * step
    for font, size, text in written:
        _text(content, font, size * step / _STEP, (_MARGIN + 2) * _MM, y, text)
        y -= step
    if symbol is not None:
        _symbol(content, symbol, height)
    document.add_object(content)
    document.add_page(pydyf.Dictionary(_page(document, content, width, height)))
    output = io.BytesIO()
    document.write(output, version=b"1.7")
    return output.getvalue()


def _written(lines: tuple[Line, ...], characters: int) -> Iterator[tuple[str, float, str]]:
    """The lines as they stand: label in small, then the value under it where both do not fit."""
    for line in lines:
        head = f"{line.label} : "
        if len(head) + len(line.value) <= characters:
            yield _COURIER, _TEXT, head + line.value
            continue
        yield _HELVETICA, _SMALL, head
        for part in textwrap.wrap(line.value, characters, break_on_hyphens=False):
            yield _COURIER, _TEXT, part


def _box(content: pydyf.Stream, height: float, inside: float) -> None:
    content.set_line_width(0.6)
    content.rectangle(_MARGIN * _MM, height - _MARGIN * _MM - inside, _WIDTH * _MM, inside)
    content.stroke()


def _symbol(content: pydyf.Stream, symbol: Symbol, height: float) -> None:
    """The symbol at the right of the box, its mention under it."""
    module = _MODULE * _MM
    left = (_MARGIN + _WIDTH - 1) * _MM - (symbol.size + QUIET_ZONE) * module
    top = height - (_MARGIN + 1) * _MM - QUIET_ZONE * module
    for column, row, length in symbol.bars():
        content.rectangle(left + column * module, top - (row + 1) * module, length * module, module)
    content.fill()
    _text(content, _HELVETICA, _TEXT, left, top - (symbol.size + QUIET_ZONE) * module - _TEXT, MENTION)


def _text(content: pydyf.Stream, font: str, size: float, x: float, y: float, text: str) -> None:
    content.begin_text()
    content.set_font_size(font, size)
    content.set_text_matrix(1, 0, 0, 1, x, y)
    content.stream.append(b"<" + text.encode("cp1252", "replace").hex().encode() + b"> Tj")
    content.end_text()


def _page(document: pydyf.PDF, content: pydyf.Stream, width: float, height: float) -> dict[str, object]:
    import pydyf  # noqa: PLC0415 - as above

    fonts = {_COURIER: _font("Courier"), _HELVETICA: _font("Helvetica")}
    return {
        "Type": "/Page",
        "Parent": document.pages.reference,
        "MediaBox": pydyf.Array([0, 0, width, height]),
        "Contents": content.reference,
        "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary(fonts)}),
    }


def _font(name: str) -> pydyf.Dictionary:
    import pydyf  # noqa: PLC0415 - as above

    return pydyf.Dictionary(
        {"Type": "/Font", "Subtype": "/Type1", "BaseFont": f"/{name}", "Encoding": "/WinAnsiEncoding"}
    )
