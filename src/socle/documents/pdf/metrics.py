"""Whether a font in a file is as wide as its dictionary says (ISO 19005-1, 6.3.6): TrueType, simple or composite.

Readers place text by the dictionary: making the font's own widths agree with it changes nothing that is seen.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Name

from socle.documents.pdf import reading

#: Thousandths of the size by which widths may differ.
_TOLERANCE = 1.0
_SYMBOLIC = 4
_ENCODINGS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
UNREADABLE = (
    *(TTLibError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, EOFError),
    *(ArithmeticError, struct.error),
)


def wrong(font: pikepdf.Object, written: bytes) -> str:
    """What is wrong with the widths of the characters written, in French; empty when nothing is, or nobody can tell."""
    try:
        with _program(font) as (_, program):
            for code, _, own, said in _widths(font, program, written):
                return f"caractère {code} large de {own:.0f} dans la police, de {said:.0f} dans le document"
    except UNREADABLE:
        return ""
    return ""


def mend(font: pikepdf.Object, written: bytes) -> bool:
    """Give the font in the file the widths that the document says; whether any was changed."""
    try:
        with _program(font) as (stream, program):
            found = list(_widths(font, program, written))
            if not found:
                return False
            metrics, units = program["hmtx"], program["head"].unitsPerEm
            for _, glyph, _, said in found:
                metrics[glyph] = (round(said * units / 1000), metrics[glyph][1])
            output = io.BytesIO()
            program.save(output, reorderTables=False)
    except UNREADABLE:
        return False
    stream.write(output.getvalue())
    stream.Length1 = len(output.getvalue())
    return True


@contextmanager
def _program(font: pikepdf.Object) -> Iterator[tuple[Any, TTFont]]:
    """The stream of the font's TrueType program, and the program. Raises `KeyError` when it has none."""
    children = font.get(Name.DescendantFonts)
    holder = children[0] if isinstance(children, pikepdf.Array) and len(children) else font
    descriptor = holder.get(Name.FontDescriptor)
    stream = descriptor.get(Name.FontFile2) if isinstance(descriptor, pikepdf.Dictionary) else None
    if not isinstance(stream, pikepdf.Stream):
        raise KeyError("FontFile2")
    with TTFont(io.BytesIO(reading.content(stream)), recalcBBoxes=False, recalcTimestamp=False) as program:
        yield stream, program


def _widths(font: Any, program: TTFont, written: bytes) -> Iterator[tuple[int, str, float, float]]:
    """The characters whose widths differ: code, glyph, width in the font and in the dictionary."""
    metrics, units = program["hmtx"], program["head"].unitsPerEm
    for code, glyph, said in (
        _composite(font, program, written) if Name.DescendantFonts in font else _simple(font, program, written)
    ):
        own = metrics[glyph][0] * 1000 / units
        if abs(own - said) > _TOLERANCE:
            yield code, glyph, own, said


def _composite(font: Any, program: TTFont, written: bytes) -> Iterator[tuple[int, str, float]]:
    child = font.DescendantFonts[0]
    if str(font.Encoding) != "/Identity-H" or child.get(Name.CIDToGIDMap, Name.Identity) != Name.Identity:
        return
    widths, default = _said(child.get(Name.W)), float(child.get(Name.DW, 1000))
    order = program.getGlyphOrder()
    for code in sorted({int.from_bytes(written[at : at + 2], "big") for at in range(0, len(written) - 1, 2)}):
        if code < len(order):
            yield code, order[code], widths.get(code, default)


def _said(widths: Any) -> dict[int, float]:
    """The table of a composite font: runs `first [w w …]` and `first last w` (ISO 32000-1, 9.7.4.3)."""
    said: dict[int, float] = {}
    left = list(widths) if isinstance(widths, pikepdf.Array) else []
    while len(left) > 1:
        first = int(left.pop(0))
        second = left.pop(0)
        if isinstance(second, pikepdf.Array):
            said.update({first + index: float(one) for index, one in enumerate(second)})
        elif left:
            width = float(left.pop(0))
            said.update(dict.fromkeys(range(first, min(int(second), 65_535) + 1), width))
    return said


def _simple(font: Any, program: TTFont, written: bytes) -> Iterator[tuple[int, str, float]]:
    glyphs = _glyphs(font, program)
    first, widths = int(font.FirstChar), list(font.Widths)
    for code in sorted(set(written)):
        glyph = glyphs.get(code)
        if glyph and glyph != ".notdef" and 0 <= code - first < len(widths):
            yield code, glyph, float(widths[code - first])


def _glyphs(font: Any, program: TTFont) -> dict[int, str]:
    """The glyph of each byte; none when the encoding is one's own."""
    tables = {(one.platformID, one.platEncID): one.cmap for one in program["cmap"].tables}
    if int(font.FontDescriptor.Flags) & _SYMBOLIC:
        own, roman = tables.get((3, 0), {}), tables.get((1, 0), {})
        return {code: own.get(0xF000 + code) or own.get(code) or roman.get(code) or "" for code in range(256)}
    encoding = _ENCODINGS.get(str(font.get(Name.Encoding)), "")
    known = tables.get((3, 1), {})
    if not encoding:
        return {}
    letters = {code: bytes([code]).decode(encoding, "ignore") for code in range(256)}
    return {code: known.get(ord(letter), "") for code, letter in letters.items() if letter}
