"""The symbol of a text: ISO/IEC 16022 ECC 200, square; as PNG and SVG.

The squares come from `ppf.datamatrix`; the pictures are written here, since each is a few lines and the library's SVG
has neither a quiet zone that can be chosen nor a size in millimetres. Source: spec/identity.md c.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

#: Modules of white around the symbol: the format asks for one at least.
QUIET_ZONE = 2
#: What a person who hears the page is told of the picture.
_SPOKEN = "Code Data Matrix INS à scanner"
_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Symbol:
    """The modules of a symbol, row by row from the top, True for black; its quiet zone is not among them."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        """Modules of one side."""
        return len(self.rows)

    def bars(self) -> Iterator[tuple[int, int, int]]:
        """The black of each row as few bars: column, row and length, in modules."""
        for row, modules in enumerate(self.rows):
            column = 0
            for black, run in groupby(modules):
                length = len(tuple(run))
                if black:
                    yield column, row, length
                column += length

    def svg(self, side: float = 22.0, *, quiet: int = QUIET_ZONE) -> str:
        """An SVG element of `side` millimetres, quiet zone included, fit to stand inside a page."""
        whole = self.size + 2 * quiet
        path = "".join(f"M{column + quiet} {row + quiet}h{length}v1h-{length}z" for column, row, length in self.bars())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{side:g}mm" height="{side:g}mm" '
            f'viewBox="0 0 {whole} {whole}" role="img" aria-label="{escape(_SPOKEN)}" shape-rendering="crispEdges">'
            f'<path fill="#fff" d="M0 0h{whole}v{whole}h-{whole}z"/><path fill="#000" d="{path}"/></svg>'
        )

    def png(self, pixels: int = 6, *, quiet: int = QUIET_ZONE, dpi: int = 300) -> bytes:
        """A black and white PNG, `pixels` to a module; `dpi` tells printers its size."""
        white = (False,) * (self.size + 2 * quiet)
        aside = (False,) * quiet
        rows = [white] * quiet + [aside + row + aside for row in self.rows] + [white] * quiet
        lines = b"".join((b"\0" + _packed(row, pixels)) * pixels for row in rows)
        side = len(white) * pixels
        per_metre = round(dpi * 1000 / _INCH)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            (
                _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
                _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
                _chunk(b"IDAT", zlib.compress(lines, 9)),
                _chunk(b"IEND", b""),
            )
        )


def symbol(text: str) -> Symbol:
    """The smallest square symbol that holds `text`. Raises `ValueError` for what is not ASCII, or too long."""
    if not text.isascii():
        raise ValueError("a Data Matrix of the INS holds ASCII characters only")
    from ppf.datamatrix import DataMatrix  # noqa: PLC0415 - codes are read far more often than drawn

    return Symbol(tuple(tuple(bool(module) for module in row) for row in DataMatrix(text).matrix))


def _packed(row: tuple[bool, ...], pixels: int) -> bytes:
    """A row of one bit a pixel, white being 1, ended with white."""
    bits = "".join(("0" if black else "1") * pixels for black in row)
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
