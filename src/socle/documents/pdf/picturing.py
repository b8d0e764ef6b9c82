"""Pages that become pictures: at 300 dots an inch, their text kept invisible beneath, for searching."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from socle.documents.pdf import fonts, limits, placing, reading, seeing

_QUALITY = 88
#: Bytes from which a grey page without loss gives way to JPEG.
_LOSSLESS = 1_500_000


def picture(pdf: pikepdf.Pdf, data: bytes, numbers: Iterable[int]) -> None:
    """Make pictures of pages (the first is 1) of a file, as `data`, the file it was, shows them."""
    with seeing.opened(data) as document:
        for number in numbers:
            _page(pdf, pdf.pages[number - 1].obj, document, number - 1)


def _page(pdf: pikepdf.Pdf, page: pikepdf.Object, document: pypdfium2.PdfDocument, index: int) -> None:
    image = seeing.picture(document, index, limits.DPI, colour=True)
    _, _, wide, high = reading.box(page)
    if reading.turned(page) in {90, 270}:
        wide, high = high, wide
    face = fonts.Face()
    words = _words(document, index, face)
    shown = placing.inverse(placing.displayed(page))
    drawn = b"q %.2f 0 0 %.2f 0 0 cm /Im Do Q\n" % (wide, high)
    if words:
        drawn += b"q %s cm BT 3 Tr\n%s ET Q\n" % (placing.written(shown), words)
    for name in list(page.keys()):
        if name not in {"/Type", "/Parent"}:
            del page[name]
    page.MediaBox = Array([0, 0, round(wide, 2), round(high, 2)])
    page.Resources = Dictionary(XObject=Dictionary(Im=_image(pdf, image)))
    if words:
        page.Resources.Font = Dictionary(F=face.add_to(pdf))
    page.Contents = pdf.make_stream(drawn)
    page.CropBox = page.MediaBox
    page.Rotate = 0


def _image(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Object:
    red, green, blue = image.split()
    grey = all(ImageChops.difference(red, other).getbbox() is None for other in (green, blue))
    image = red if grey else image
    lossless = zlib.compress(image.tobytes(), 6) if grey else b""
    stream = pdf.make_stream(b"")
    if lossless and len(lossless) <= _LOSSLESS:
        stream.write(lossless, filter=Name.FlateDecode)
    else:
        output = BytesIO()
        image.save(output, "JPEG", quality=_QUALITY)
        stream.write(output.getvalue(), filter=Name.DCTDecode)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = image.width, image.height, 8
    stream.ColorSpace = Name.DeviceGray if grey else Name.DeviceRGB
    return stream


def _words(document: pypdfium2.PdfDocument, index: int, face: fonts.Face) -> bytes:
    """The text of a page where it stands, each stretch as wide as it was; characters without a glyph are left out."""
    page = document[index]
    reader = page.get_textpage()
    out = []
    for number in range(reader.count_rects()):
        left, bottom, right, top = reader.get_rect(number)
        text = fonts.writable(reader.get_text_bounded(left, bottom, right, top))
        if not text or right <= left or top <= bottom:
            continue
        size = top - bottom
        stretch = 100 * (right - left) / (len(text) * size * fonts.WIDTH / 1000)
        out.append(
            b"/F %.2f Tf %.1f Tz 1 0 0 1 %.2f %.2f Tm <%s> Tj\n"
            % (size, stretch, left, bottom, face.encode(text).hex().encode())
        )
    reader.close()
    page.close()
    return b"".join(out)
