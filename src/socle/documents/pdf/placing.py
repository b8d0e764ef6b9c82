"""Where points go: a page as it is shown and in its own coordinates (ISO 32000-1, 8.3.3)."""

from __future__ import annotations

import pikepdf

from socle.documents.pdf import reading

#: Six numbers, as PDF writes them.
Matrix = tuple[float, float, float, float, float, float]


def written(matrix: Matrix) -> bytes:
    """A matrix as an instruction has it."""
    return " ".join(f"{value:.5f}" for value in matrix).encode()


def displayed(page: pikepdf.Object) -> Matrix:
    """From a point of the page as it is shown (from its bottom left) to one of its own coordinates."""
    x, y, width, height = reading.box(page)
    match reading.turned(page):
        case 90:
            return 0, 1, -1, 0, x + width, y
        case 180:
            return -1, 0, 0, -1, x + width, y + height
        case 270:
            return 0, -1, 1, 0, x, y + height
        case _:
            return 1, 0, 0, 1, x, y


def times(first: Matrix, then: Matrix) -> Matrix:
    """One matrix, then another."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def inverse(matrix: Matrix) -> Matrix:
    a, b, c, d, e, f = matrix
    scale = a * d - b * c
    return (d / scale, -b / scale, -c / scale, a / scale, (c * f - d * e) / scale, (b * e - a * f) / scale)
