"""The faces that we write with, DejaVu (free licence beside them); files carry only the glyphs they use.

A character's code is the number of its glyph (Identity-H): ISO 19005-1, 6.3.3 to 6.3.6. The record's documents are
written with the one of this folder, whose characters are all as wide; a room may bring a `Design` of its own.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from socle.documents.pdf.model import Refused
from socle.documents.pdf.verdicts import CHARACTER

#: Width of every character of `MONO`, in thousandths of the size.
WIDTH = 602
_UNITS = 2048
_FIXED, _SYMBOLIC = 1, 4
#: Characters of French typography that the faces draw as others of the same meaning.
_ALIKE = str.maketrans({"\u202f": "\u00a0", "\u2011": "-", "\t": "    "})


@dataclass(frozen=True, slots=True)
class Design:
    """A face as a file of a package, its name, and what its descriptor says, in thousandths of the size."""

    package: str
    file: str
    name: str
    box: tuple[int, int, int, int]
    flags: int = _SYMBOLIC
    ascent: int = 928
    descent: int = -236
    capital: int = 729
    stem: int = 80


MONO = Design(
    package=__package__,
    file="data/DejaVuSansMono.ttf",
    name="DejaVuSansMono",
    box=(-558, -375, 718, 1042),
    flags=_FIXED | _SYMBOLIC,
)


def clean(text: str) -> str:
    """Text as it is drawn: composed, a tabulation four blanks. Raises `Refused` naming a character without glyph."""
    text = unicodedata.normalize("NFC", text.translate(_ALIKE))
    known = _glyphs(MONO)
    for character in text:
        if character != "\n" and ord(character) not in known:
            raise Refused(CHARACTER.at(found=f"{character} (U+{ord(character):04X})"))
    return text


def writable(text: str, design: Design = MONO, *, instead: str = "") -> str:
    """What of a line the face can write; `instead` stands for each character that it cannot."""
    known = _glyphs(design)
    composed = unicodedata.normalize("NFC", text.translate(_ALIKE))
    return "".join(one if ord(one) in known else instead for one in composed)


class Face:
    """The face as one file uses it: `encode` notes the glyphs, `add_to` embeds these and no other."""

    def __init__(self, design: Design = MONO) -> None:
        self.design = design
        self._used: dict[int, str] = {}

    def encode(self, text: str) -> bytes:
        """The bytes of a text (one that `clean` or `writable` passed)."""
        known = _glyphs(self.design)
        numbers = [known[ord(character)] for character in text]
        self._used.update(zip(numbers, text, strict=True))
        return b"".join(number.to_bytes(2, "big") for number in numbers)

    def width(self, text: str) -> int:
        """How wide a text is drawn, in thousandths of the size."""
        known, wide = _glyphs(self.design), _advances(self.design)
        return sum(wide[known[ord(character)]] for character in text)

    def add_to(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font's dictionary in that file, once all that it writes was encoded."""
        design = self.design
        program = _subset(design, frozenset(self._used))
        used = sorted({0, *self._used})
        name = Name("/" + _tag(program) + "+" + design.name)
        bits = bytearray(used[-1] // 8 + 1)
        for number in used:
            bits[number // 8] |= 0x80 >> number % 8
        stream = pdf.make_stream(program)
        stream.Length1 = len(program)
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=design.flags,
            FontBBox=Array(list(design.box)),
            ItalicAngle=0,
            Ascent=design.ascent,
            Descent=design.descent,
            CapHeight=design.capital,
            StemV=design.stem,
            FontFile2=stream,
            CIDSet=pdf.make_stream(bytes(bits)),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=WIDTH,
            W=_widths(design, used),
            CIDToGIDMap=Name.Identity,
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_stream(_to_unicode(self._used)),
            )
        )


def _whole(design: Design) -> TTFont:
    return TTFont(io.BytesIO(files(design.package).joinpath(design.file).read_bytes()), lazy=True)


@cache
def _glyphs(design: Design) -> Mapping[int, int]:
    """The glyph of each character."""
    with _whole(design) as font:
        numbers = font.getReverseGlyphMap()
        return {code: numbers[name] for code, name in font.getBestCmap().items()}


@cache
def _advances(design: Design) -> tuple[int, ...]:
    """How wide each glyph is, in thousandths of the size."""
    with _whole(design) as font:
        metrics = font["hmtx"].metrics
        return tuple(round(metrics[name][0] * 1000 / _UNITS) for name in font.getGlyphOrder())


def _widths(design: Design, used: list[int]) -> Array:
    """The widths as the font's dictionary has them: one range where all are alike, else one by one."""
    if design.flags & _FIXED:
        return Array([used[0], used[-1], WIDTH])
    wide = _advances(design)
    return Array([one for number in used for one in (number, Array([wide[number]]))])


def _subset(design: Design, numbers: frozenset[int]) -> bytes:
    options = subset.Options(
        retain_gids=True, notdef_outline=True, hinting=False, layout_features=[], name_IDs=[], glyph_names=False
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "FFTM", "OS/2", "name", "post", "gasp"]
    with _whole(design) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(gids=sorted(numbers))
        subsetter.subset(font)
        font["head"].modified = font["head"].created  # the same glyphs, the same bytes
        font.recalcTimestamp = False
        output = io.BytesIO()
        font.save(output)
    return output.getvalue()


def _tag(program: bytes) -> str:
    """Six capitals that tell this subset from others (ISO 32000-1, 9.6.4)."""
    return "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])


def _to_unicode(used: Mapping[int, str]) -> bytes:
    lines = [f"<{number:04X}> <{character.encode('utf-16-be').hex()}>" for number, character in sorted(used.items())]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{body}endcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode()
