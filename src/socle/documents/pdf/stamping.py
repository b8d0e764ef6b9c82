"""Putting the identity's label on the first page of a file: where it is white, else beside the page made smaller."""

from __future__ import annotations

from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageDraw

from socle.documents.pdf import labels, placing, reading, seeing, structure, writing
from socle.documents.pdf.model import Refused
from socle.documents.pdf.verdicts import NO_ROOM, NOT_ARCHIVABLE
from socle.documents.pdf.walking import annotations_of

_MM = 72 / 25.4
CORNERS = ("top-right", "top-left", "bottom-right", "bottom-left")
#: Points: from the edge of the page, and white around the label.
_MARGIN, _WHITE = 5 * _MM, 1.5 * _MM
_STEP = 4 * _MM
#: How small a page may become: text of ten points is then of six.
_SMALLEST = 0.6
#: Dots an inch and level from which two pictures of a page differ.
_DPI, _SAME = 72, 64
_NAME = "SocleINS"
#: The flag of an annotation that is never shown. Source: ISO 32000-1, table 165.
_HIDDEN = 2


def stamp(data: bytes, label: bytes, *, at: datetime, where: str = "top-right") -> bytes:
    """The file with the label (of `datamatrix.label`) on its first page, in the free place nearest to a corner.

    Nothing that was drawn is covered: the picture of the page outside the label is compared before and after. PDF/A
    stays PDF/A. Raises `Refused` (signed, encrypted, unreadable, no room) and `ValueError` for an unknown corner.
    """
    if where not in CORNERS:
        raise ValueError(f"'{where}' is no corner: {', '.join(CORNERS)}")
    drawn = labels.read(label)
    with reading.unsigned(reading.open_pdf(data)) as pdf:
        claimed = structure.claim(pdf)
        page = pdf.pages[0].obj
        with seeing.opened(data) as document:
            before = seeing.picture(document, 0, _DPI)
        small = 1 / reading.unit(page)
        width, height = (small * (side + 2 * _WHITE) for side in (drawn.width, drawn.height))
        shown = placing.displayed(page)
        taken = _with_annotations(before, page, placing.inverse(shown))
        free = seeing.free_place(taken, width, height, margin=small * _MARGIN, step=_STEP, corner=where)
        if free is not None:
            place = free
            _wrap(page, b"q", b"Q", pdf)
        else:
            place, smaller = _beside(page, (width, height), small * _MARGIN, where)
            _shrink(page, placing.times(placing.times(placing.inverse(shown), smaller), shown), pdf)
        _show(pdf, page, drawn, placing.times(_at(place, small), shown))
        if claimed:
            writing.add_intent(pdf)
        writing.modified(pdf, at)
        result = writing.save(pdf, claimed[0] if claimed else 0)
    if free is not None and not _same_elsewhere(before, result, free, (width, height)):
        raise Refused(NOT_ARCHIVABLE.at("page 1", found="ses dessins changeraient avec le cartouche"))
    return result


def _at(place: tuple[float, float], small: float) -> placing.Matrix:
    """From the label's own points to those of a page where a point of paper is `small` units."""
    return small, 0, 0, small, place[0] + small * _WHITE, place[1] + small * _WHITE


def _with_annotations(picture: Image.Image, page: pikepdf.Object, seen: placing.Matrix) -> Image.Image:
    """The picture with every annotation in black: what draws the page shows neither forms nor what is printed alone."""
    taken = picture.copy()
    pen = ImageDraw.Draw(taken)
    for annotation in annotations_of(page):
        sides = annotation.get(Name.Rect)
        if not isinstance(sides, pikepdf.Array) or len(sides) != 4 or _is_unseen(annotation):  # noqa: PLR2004
            continue
        left, bottom, right, top = _rectangle(_moved([float(one) for one in sides], seen))
        pen.rectangle((left, taken.height - top, right, taken.height - bottom), fill=0)
    return taken


def _is_unseen(annotation: pikepdf.Object) -> bool:
    """Whether an annotation shows nothing, on a screen or on paper: hidden, or a link without a frame."""
    flags = annotation.get(Name.F, 0)
    if isinstance(flags, int) and flags & _HIDDEN:
        return True
    return annotation.get(Name.Subtype) in {Name.Link, Name.Popup}


def _beside(
    page: pikepdf.Object, label: tuple[float, float], margin: float, where: str
) -> tuple[tuple[float, float], placing.Matrix]:
    """Where the label goes above or below the page made smaller, and how the page becomes so."""
    _, _, wide, high = reading.box(page)
    if reading.turned(page) in {90, 270}:
        wide, high = high, wide
    width, height = label
    scale = (high - height - margin) / high
    if width + 2 * margin > wide or scale < _SMALLEST:
        mm = reading.unit(page) / _MM
        least = f"{(width + 2 * margin) * mm:.0f} × {(height + margin) / (1 - _SMALLEST) * mm:.0f}"
        raise Refused(NO_ROOM.at("page 1", expected=least, found=f"{wide * mm:.0f} × {high * mm:.0f}"))
    x = wide - margin - width if where.endswith("right") else margin
    top = where.startswith("top")
    y, lifted = (high - margin - height, 0.0) if top else (margin, height + margin)
    return (x, y), (scale, 0, 0, scale, wide * (1 - scale) / 2, lifted)


def _wrap(page: pikepdf.Object, before: bytes, after: bytes, pdf: pikepdf.Pdf) -> None:
    """Put instructions around those of the page, which stay as they are; states it left open are closed."""
    streams = list(reading.streams_of(page))
    reading.Drawn().add(streams)
    depth, lowest = reading.saves(page)
    head = before + b" q" * -lowest + b"\n"
    tail = b"\n" + b"Q " * (depth - lowest) + after + b"\n"
    page.Contents = Array([pdf.make_stream(head), *streams, pdf.make_stream(tail)])


def _shrink(page: pikepdf.Object, matrix: placing.Matrix, pdf: pikepdf.Pdf) -> None:
    numbers = " ".join(f"{value:.5f}" for value in matrix)
    x, y, width, height = reading.box(page)
    # What hung over the edge of the page stays out of sight.
    _wrap(page, f"q {numbers} cm {x:.3f} {y:.3f} {width:.3f} {height:.3f} re W n".encode(), b"Q", pdf)
    for annotation in annotations_of(page):
        for name, pairs in ((Name.Rect, True), (Name.QuadPoints, False)):
            points = annotation.get(name)
            if isinstance(points, pikepdf.Array) and len(points) % 2 == 0:
                moved = _moved([float(one) for one in points], matrix)
                annotation[name] = Array(_rectangle(moved) if pairs else moved)


def _moved(points: list[float], matrix: placing.Matrix) -> list[float]:
    a, b, c, d, e, f = matrix
    moved: list[float] = []
    for x, y in zip(points[::2], points[1::2], strict=True):
        moved += [round(a * x + c * y + e, 3), round(b * x + d * y + f, 3)]
    return moved


def _rectangle(points: list[float]) -> list[float]:
    xs, ys = points[::2], points[1::2]
    return [min(xs), min(ys), max(xs), max(ys)]


def _show(pdf: pikepdf.Pdf, page: pikepdf.Object, label: labels.Label, matrix: placing.Matrix) -> None:
    resources = reading.inherited(page, Name.Resources)
    # Pages may share their resources: this one gets its own.
    own = Dictionary(dict(resources.items())) if isinstance(resources, pikepdf.Dictionary) else Dictionary()
    shown = own.get(Name.XObject)
    forms = Dictionary(dict(shown.items())) if isinstance(shown, pikepdf.Dictionary) else Dictionary()
    name, number = _NAME, 1
    while Name("/" + name) in forms:
        name, number = f"{_NAME}{number}", number + 1
    forms[Name("/" + name)] = label.add_to(pdf)
    own.XObject = forms
    page.Resources = own
    numbers = " ".join(f"{value:.6f}" for value in matrix)
    drawn = f"q {numbers} cm /{name} Do Q\n"
    if writing.is_tagged(pdf):  # where all is either in the structure or an artifact (ISO 32000-1, 14.8.2.2)
        drawn = f"/Artifact BMC {drawn}EMC\n"
    page.Contents.append(pdf.make_stream(drawn.encode()))


def _same_elsewhere(before: Image.Image, after: bytes, place: tuple[float, float], size: tuple[float, float]) -> bool:
    """Whether the page looks as it did outside the label."""
    with seeing.opened(after) as document:
        image = seeing.picture(document, 0, _DPI)
    left, top = int(place[0]), int(image.height - place[1] - size[1])
    around = (left - 1, top - 1, left + int(size[0]) + 2, top + int(size[1]) + 2)
    changed = ImageChops.difference(before, image)
    changed.paste(0, around)
    return changed.point([255 if level > _SAME else 0 for level in range(256)]).getbbox() is None
