"""The INS Data Matrix and the cartouche that is printed beside it: text, symbol, picture, label.

`encode` and `decode` go between a `Code` and its text; `symbol` draws a text as PNG or SVG; `cartouche` gives the
lines of the printed box, `label` the box as a PDF. Which identity may carry its matricule is decided elsewhere (only
a qualified one: spec/identity.md a.6). Source: spec/identity.md c (ANS, Format du datamatrix INS v2.2, 26/09/2023).
"""

from socle.identity.datamatrix.cartouche import Line, cartouche
from socle.identity.datamatrix.fields import Code, code_of
from socle.identity.datamatrix.label import Page, label
from socle.identity.datamatrix.symbol import Symbol, symbol
from socle.identity.datamatrix.text import Reading, check, decode, encode

__all__ = [
    "Code",
    "Line",
    "Page",
    "Reading",
    "Symbol",
    "cartouche",
    "check",
    "code_of",
    "decode",
    "encode",
    "label",
    "symbol",
]
