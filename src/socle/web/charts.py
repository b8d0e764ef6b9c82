"""Where the marks of a gauge, a curve and bars stand. Lengths in units of the drawing, origin at the top left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from socle.web import typography
from socle.web.components import Ahead, Measure
from socle.web.words import number

#: The drawing's width, near a phone's so that its text keeps its size there, and the room values take after bars.
WIDTH = 360
AFTER = 80
LABEL, BAR, GAP = 22, 20, 14
#: From a line of a label to the next, and the signs that a line of this width holds, about 8 units each.
NEXT, LABEL_SIGNS = 18, 44
CURVE_HEIGHT, CURVE_LEFT, CURVE_RIGHT, CURVE_TOP, CURVE_BOTTOM = 220, 52, 20, 16, 34
#: What a sign of the scale takes, and the room between the scale and the curve.
TICK_SIGN, TICK_GAP = 9, 6
#: Labels under a curve, at most: the others would touch.
CURVE_LABELS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """`names`: the lines of its label, each with the foot that it stands on."""

    names: tuple[tuple[str, float], ...]
    words: str
    y: float
    middle: float
    length: float
    after: float


@dataclass(frozen=True, slots=True)
class Bars:
    height: float
    bars: tuple[Bar, ...]
    target: float | None


@dataclass(frozen=True, slots=True)
class Point:
    words: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """What stands under the curve, whether or not something was measured there."""

    words: str
    x: float


@dataclass(frozen=True, slots=True)
class Tick:
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Expected:
    """Where the curve is expected to end: the broken line there, and the span it may end in."""

    line: str
    x: float
    y: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Curve:
    """`left` is where the scale ends: its words stand before."""

    left: float
    points: tuple[Point, ...]
    labels: tuple[Label, ...]
    lines: tuple[str, ...]
    ticks: tuple[Tick, ...]
    target: float | None
    expected: Expected | None = None


def said(value: float | None, unit: str) -> str:
    """A value as the table beside the drawing writes it."""
    if value is None:
        return "non mesuré"
    return number(value, 0 if float(value).is_integer() else 1) + (f"\u202f{unit}" if unit else "")


def told(measure: Measure, unit: str) -> str:
    """A measure in words: its own when it has some."""
    return measure.words or said(measure.value, unit)


def _top(series: Sequence[Measure], target: float | None) -> float:
    """The round number that the scale ends with."""
    high = max([measure.value or 0 for measure in series] + [target or 0, 1])
    step = 10 ** (len(str(int(high))) - 1)
    return float(step * -(-high // step))


def bars(series: Sequence[Measure], unit: str = "", target: float | None = None) -> Bars:
    """Horizontal bars, one under the other, from zero."""
    room = WIDTH - AFTER
    top = _top(series, target)
    drawn = []
    y = 0.0
    for measure in series:
        names = wrap(typography.text(measure.label), LABEL_SIGNS) or [""]
        names_y = [y + LABEL - 6 + at * NEXT for at in range(len(names))]
        y += LABEL + (len(names) - 1) * NEXT
        length = round(room * (measure.value or 0) / top, 1)
        words = told(measure, unit)
        lines = tuple(zip(names, names_y, strict=True))
        drawn.append(Bar(lines, words, y, y + BAR / 2 + 5, length, length + 8))
        y += BAR + GAP
    line = None if target is None else round(room * target / top, 1)
    return Bars(y, tuple(drawn), line)


def curve(series: Sequence[Measure], unit: str = "", target: float | None = None, ahead: Ahead | None = None) -> Curve:
    """A line through the measures, cut where one is missing, over a scale from zero.

    With what is `ahead`, a broken line from the last measure to the end of the series, and the span it may end in.
    """
    top = _top(series, max(target or 0, ahead.most) if ahead else target)
    every = -(-len(series) // CURVE_LABELS)
    scale = {part: said(top * part, unit) for part in (0, 0.5, 1)}
    left = max(CURVE_LEFT, TICK_GAP + TICK_SIGN * max(map(len, scale.values())))
    high = CURVE_HEIGHT - CURVE_TOP - CURVE_BOTTOM
    step = (WIDTH - left - CURVE_RIGHT) / max(len(series) - 1, 1)

    def down(value: float) -> float:
        return round(CURVE_TOP + high * (1 - value / top), 1)

    points: list[Point] = []
    labels: list[Label] = []
    lines: list[list[str]] = []
    run: list[str] = []
    for index, measure in enumerate(series):
        x = round(left + index * step, 1)
        if index % every == 0:
            labels.append(Label(measure.label, x))
        if measure.value is None:
            lines.append(run)
            run = []
            continue
        y = down(measure.value)
        points.append(Point(told(measure, unit), x, y))
        run.append(f"{x},{y}")
    lines.append(run)
    ticks = tuple(Tick(down(top * part), words) for part, words in scale.items())
    drawn = tuple(" ".join(line) for line in lines if len(line) > 1)
    expected = None
    if ahead is not None and points:
        x, y = round(left + (len(series) - 1) * step, 1), down(ahead.value)
        line = f"{points[-1].x},{points[-1].y} {x},{y}"
        expected = Expected(line, x, y, down(ahead.least), down(ahead.most))
    level = None if target is None else down(target)
    return Curve(left, tuple(points), tuple(labels), drawn, ticks, level, expected)
