"""A page as it is seen: its picture, the codes and the text on it, where it is white. Drawn by PDFium."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import zxingcpp
from PIL import Image

from socle.documents.pdf import limits
from socle.documents.pdf.model import Matrix, Refused
from socle.documents.pdf.verdicts import UNREADABLE

_INCH = 72.0
#: What counts as white paper, of 255.
_WHITE = 250
_CODES = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix])


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The file as PDFium reads it. Raises `Refused` when it does not."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Refused(UNREADABLE.at(found=str(error)[:200])) from error
    try:
        yield document
    finally:
        document.close()


def picture(
    document: pypdfium2.PdfDocument, index: int, dpi: float, *, colour: bool = False, most: int = limits.MOST_DOTS
) -> Image.Image:
    """A page (the first is 0) as people see it, grey or in colours; beyond `most` dots with fewer an inch."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise Refused(UNREADABLE.at(found=f"page {index + 1}")) from error
    width, height = page.get_size()
    scale = min(dpi / _INCH, math.sqrt(most / max(width * height, 1.0)))
    image: Image.Image = page.render(scale=scale, grayscale=not colour).to_pil()
    page.close()
    # What is in colours was copied from PDFium's memory already; a grey picture still stands in it.
    return image if colour and image.mode == "RGB" else image.convert("RGB" if colour else "L")


def matrices(document: pypdfium2.PdfDocument, pages: int) -> Iterator[Matrix]:
    """The Data Matrices of the first pages, as a scanner reads a printed sheet."""
    for index in range(min(pages, len(document))):
        most = limits.SEARCHED_DOTS_LATER if index else limits.SEARCHED_DOTS
        for found in zxingcpp.read_barcodes(picture(document, index, limits.DPI, most=most), formats=_CODES):
            yield Matrix(index + 1, bytes(found.bytes).decode("latin-1"))


def text(document: pypdfium2.PdfDocument) -> str:
    """The text of all pages, a form feed between two; cut at `limits.MOST_TEXT`."""
    parts: list[str] = []
    length = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            parts.append("")
            continue
        reader = page.get_textpage()
        parts.append(
            reader.get_text_range(0, min(reader.count_chars(), limits.MOST_TEXT)) if reader.count_chars() else ""
        )
        length += len(parts[-1])
        reader.close()
        page.close()
        if length > limits.MOST_TEXT:
            break
    return "\f".join(parts)[: limits.MOST_TEXT].replace("\r\n", "\n").replace("\x00", "")


def ink(image: Image.Image) -> Image.Image:
    """What is not white of a grey picture: 255 where there is ink."""
    return image.point([255 if level < _WHITE else 0 for level in range(256)])


def free_place(
    image: Image.Image, width: float, height: float, *, margin: float, step: float, corner: str
) -> tuple[float, float] | None:
    """Where a box is all white, the nearest to a corner; all in points of the page, from its bottom left.

    `image` is the page's picture at 72 dots an inch: a dot is a point. `corner` is top-right, top-left, bottom-right or
    bottom-left.
    """
    inked = ink(image)
    right, bottom = image.width - margin - width, image.height - margin - height
    if right < margin or bottom < margin:
        return None
    wanted_x = right if corner.endswith("right") else margin
    wanted_y = margin if corner.startswith("top") else bottom
    places = sorted(
        (abs(x - wanted_x) + abs(y - wanted_y), x, y)
        for x in _steps(margin, right, step)
        for y in _steps(margin, bottom, step)
    )
    for _, x, y in places:
        around = (int(x), int(y), math.ceil(x + width), math.ceil(y + height))
        if inked.crop(around).getbbox() is None:
            return x, image.height - y - height
    return None


def _steps(first: float, last: float, step: float) -> Iterator[float]:
    """Places from one to the other, both among them."""
    count = int((last - first) / step)
    yield from (first + number * step for number in range(count + 1))
    yield last
