"""The identity's label (`socle.identity.datamatrix.label`) as something a page may carry: its lines and symbol.

The label is written with fonts that every reader has; PDF/A wants them in the file, so the text is set in our face,
whose characters are as wide as Courier's to three thousandths.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from socle.documents.pdf.fonts import Face, clean

#: Points around the box's line.
_EDGE = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """The label's instructions and its box: left, bottom, right, top, in points."""

    instructions: tuple[tuple[tuple[Any, ...], str], ...]
    box: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    def add_to(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The label as a form of that file, its bottom left at the origin."""
        face = Face()
        out: list[tuple[Any, pikepdf.Operator]] = []
        for operands, operator in self.instructions:
            if operator == "Tj":
                text = clean(bytes(operands[0]).decode("cp1252"))
                out.append(([pikepdf.String(face.encode(text))], pikepdf.Operator("Tj")))
            elif operator == "Tf":
                out.append(([Name.F, operands[1]], pikepdf.Operator("Tf")))
            else:
                out.append((list(operands), pikepdf.Operator(operator)))
        form = pdf.make_stream(b"0 g 0 G\n" + pikepdf.unparse_content_stream(out))
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = Array([_number(side) for side in self.box])
        form.Matrix = Array([1, 0, 0, 1, _number(-self.box[0]), _number(-self.box[1])])
        form.Resources = Dictionary(Font=Dictionary(F=face.add_to(pdf)))
        return form


def read(data: bytes) -> Label:
    """The label in a PDF that `datamatrix.label` wrote. Raises `ValueError` when there is none in it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        parsed = [
            (tuple(_plain(one) for one in instruction.operands), str(instruction.operator))
            for instruction in pikepdf.parse_content_stream(pdf.pages[0])
        ]
    for operands, operator in parsed:
        if operator == "re":
            x, y, width, height = (float(one) for one in operands)
            return Label(tuple(parsed), (x - _EDGE, y - _EDGE, x + width + _EDGE, y + height + _EDGE))
    raise ValueError("this PDF holds no label: it has no box")


def _plain(operand: Any) -> Any:
    return bytes(operand) if isinstance(operand, pikepdf.String) else operand


def _number(value: float) -> float:
    return round(value, 3)
