"""What a font's dictionary must say of the glyphs in the file, read from the font itself (ISO 19005-1, 6.3.5)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Name

from socle.documents.pdf import reading

_UNREADABLE = (
    *(TTLibError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, EOFError),
    *(ArithmeticError, struct.error),
)


def complete(pdf: pikepdf.Pdf, font: pikepdf.Object) -> list[str]:
    """Add what is missing and certain; gives what was added. A font that cannot be read is left as it is."""
    children = font.get(Name.DescendantFonts)
    if isinstance(children, pikepdf.Array) and len(children) and isinstance(children[0], pikepdf.Dictionary):
        return list(_composite(pdf, children[0]))
    descriptor = font.get(Name.FontDescriptor)
    if not isinstance(descriptor, pikepdf.Dictionary) or Name.CharSet in descriptor:
        return []
    program = descriptor.get(Name.FontFile3)
    if font.get(Name.Subtype) != Name.Type1 or not isinstance(program, pikepdf.Stream):
        return []
    try:
        names = _cff(reading.content(program)).charset
    except _UNREADABLE:
        return []
    descriptor.CharSet = "".join(f"/{name}" for name in names if name != ".notdef")
    return ["glyphes des sous-ensembles de polices énumérés"]


def _composite(pdf: pikepdf.Pdf, child: pikepdf.Object) -> Iterator[str]:
    descriptor = child.get(Name.FontDescriptor)
    if not isinstance(descriptor, pikepdf.Dictionary):
        return
    if child.get(Name.Subtype) == Name.CIDFontType2 and Name.CIDToGIDMap not in child:
        child.CIDToGIDMap = Name.Identity  # its value when nothing is said
        yield "correspondance des glyphes écrite"
    if Name.CIDSet in descriptor or (
        child.get(Name.Subtype) == Name.CIDFontType2 and child.get(Name.CIDToGIDMap) != Name.Identity
    ):
        return
    try:
        numbers = sorted(_numbers(descriptor))
    except _UNREADABLE:
        return
    if numbers:
        bits = bytearray(numbers[-1] // 8 + 1)
        for number in numbers:
            bits[number // 8] |= 0x80 >> number % 8
        descriptor.CIDSet = pdf.make_stream(bytes(bits))
        yield "glyphes des sous-ensembles de polices énumérés"


def _numbers(descriptor: pikepdf.Object) -> set[int]:
    """The glyphs of a composite font, by number."""
    truetype, compact = descriptor.get(Name.FontFile2), descriptor.get(Name.FontFile3)
    if isinstance(truetype, pikepdf.Stream):
        with TTFont(io.BytesIO(reading.content(truetype)), lazy=True) as font:
            starts = font["loca"]
            count = font["maxp"].numGlyphs
            return {0} | {number for number in range(count) if starts[number + 1] > starts[number]}
    if isinstance(compact, pikepdf.Stream):
        top = _cff(reading.content(compact))
        if hasattr(top, "ROS"):
            return {0 if name == ".notdef" else int(name.removeprefix("cid")) for name in top.charset}
        return set(range(len(top.charset)))
    return set()


def _cff(data: bytes) -> Any:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    return fonts[0]
