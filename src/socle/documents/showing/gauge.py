"""A result drawn against its reference range: where the band and the mark stand, in units of the drawing.

A full mark is inside the range, a hollow one outside: no colour is needed to tell them apart, on paper either.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from socle.documents.showing.results import Result

WIDTH, HEIGHT = 120, 20
#: Where the band of a range with two ends stands, and how near to the edges a mark comes.
_LEFT, _RIGHT, _EDGE = Decimal(30), Decimal(90), Decimal(7)
_BEYOND = Decimal(3)


@dataclass(frozen=True, slots=True)
class Drawing:
    """`x` is the middle of the mark; `beyond` tells that it stands farther out than drawn."""

    start: float
    length: float
    x: float
    inside: bool
    beyond: bool
    words: str


def drawing(result: Result) -> Drawing | None:
    """The drawing of a result; None where no number stands against a bound."""
    span, value = result.range, result.measured
    if not result.stands or span is None or value is None or value.number is None:
        return None
    low, high = span.low, span.high
    if low is None and high is not None and high > 0 <= value.number:
        low = Decimal(0)
    place, start, end = _placed(value.number, low, high)
    start = _EDGE / 2 if span.low is None else start
    x = min(max(place, _EDGE), WIDTH - _EDGE)
    return Drawing(
        float(round(start, 1)),
        float(round(end - start, 1)),
        float(round(x, 1)),
        inside=result.stands == "within",
        beyond=abs(place - x) > _BEYOND,
        words=f"{result.value}, {_AGAINST[result.stands]} {span.words}",
    )


_AGAINST = {"below": "au-dessous de l'intervalle", "above": "au-dessus de l'intervalle", "within": "dans l'intervalle"}


def _placed(value: Decimal, low: Decimal | None, high: Decimal | None) -> tuple[Decimal, Decimal, Decimal]:
    """Where a value, the start and the end of the band stand; one missing bound leaves the band open on its side."""
    end = WIDTH - _EDGE / 2
    if low is not None and high is not None and high > low:
        far = (value - low) / (high - low)
        return _LEFT + max(min(far, Decimal(9)), Decimal(-9)) * (_RIGHT - _LEFT), _LEFT, _RIGHT
    bound = low if high is None else high
    unit = abs(bound) if bound else Decimal(1)
    far = max(min((value - (bound or 0)) / unit, Decimal(9)), Decimal(-9)) * (_RIGHT - _LEFT)
    return (_LEFT + far, _LEFT, end) if high is None else (_RIGHT + far, _EDGE / 2, _RIGHT)
