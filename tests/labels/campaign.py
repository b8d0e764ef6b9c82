"""One round trip of an identity: as text, as a picture, and as a label that was printed, turned, blurred and soiled."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

from socle.identity import datamatrix
from socle.identity.datamatrix import Code
from socle.identity.traits import Traits
from socle.rulebook.choices import Choices
from tests.labels import draw

CHOICES = Choices()
DPI = 300
#: Pictures that a scanner takes of one label before it is told unreadable: a hand scanner takes dozens a second.
LOOKS = 3
_WHITE = 255


@dataclass
class Result:
    """What a campaign did, and every identity that did not come back: by number, with what was seen."""

    texts: int = 0
    images: int = 0
    labels: int = 0
    looks: int = 0
    sizes: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def run(seed: int, *, texts: range, images: range, labels: range) -> Result:
    """Draw and read back. An identity that fails is drawn again alone by its seed and number."""
    result = Result()
    for number in texts:
        code = draw.code(seed, number)
        text = datamatrix.encode(code, CHOICES)
        reading = datamatrix.decode(text, CHOICES)
        result.texts += 1
        if reading.code != code or reading.findings:
            result.wrong.append(f"text {number}: {text!r} gave {reading}")
    for number in images:
        text = datamatrix.encode(draw.code(seed, number), CHOICES)
        symbol = datamatrix.symbol(text)
        result.images += 1
        result.sizes[symbol.size] = result.sizes.get(symbol.size, 0) + 1
        if read(Image.open(io.BytesIO(symbol.png(pixels=3)))) != text:
            result.wrong.append(f"image {number}: {text!r}")
    for number in labels:
        code = draw.code(seed, number)
        text = datamatrix.encode(code, CHOICES)
        chance = random.Random(f"{seed}/{number}/print")
        angle, picture = chance.uniform(-15, 15), printed(code)
        result.labels += 1
        for _ in range(LOOKS):
            result.looks += 1
            if read(spoiled(picture, angle, chance.randrange(2**32))) == text:
                break
        else:
            result.wrong.append(f"label {number} at {angle:.1f} degrees: {text!r}")
    return result


def read(picture: Image.Image) -> str:
    """What a scanner reads in a picture; nothing when it reads none, or more than one code."""
    found = zxingcpp.read_barcodes(np.asarray(picture.convert("L")), formats=zxingcpp.BarcodeFormat.DataMatrix)
    return bytes(found[0].bytes).decode("ascii") if len(found) == 1 else ""


def traits_of(code: Code) -> Traits:
    day, month, year = map(int, code.birth_date.split("-"))
    return Traits(
        birth_name=code.birth_name,
        given_names=code.given_names,
        first_given_name=code.given_names.split()[0],
        sex=code.sex,
        birth_date=date(year, month, day),
        birth_place=code.birth_place,
    )


def printed(code: Code, page: datamatrix.Page = datamatrix.Page.LABEL) -> Image.Image:
    """The label of an identity, printed at 300 dots an inch."""
    lines = datamatrix.cartouche(traits_of(code), code.matricule, code.oid)
    data = datamatrix.label(lines, datamatrix.symbol(datamatrix.encode(code, CHOICES)), page)
    return pypdfium2.PdfDocument(data)[0].render(scale=DPI / 72, grayscale=True).to_pil()


def spoiled(picture: Image.Image, angle: float, seed: int) -> Image.Image:
    """The same, turned by `angle` degrees, blurred by a Gaussian of one pixel, one pixel in twenty black or white."""
    turned = picture.rotate(angle, expand=True, fillcolor=_WHITE, resample=Image.Resampling.BICUBIC)
    pixels = np.array(turned.filter(ImageFilter.GaussianBlur(1)))
    chance = np.random.default_rng(seed)
    noise = chance.random(pixels.shape) < 0.05
    pixels[noise] = chance.choice([0, _WHITE], noise.sum())
    return Image.fromarray(pixels)
