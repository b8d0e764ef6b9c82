"""Files of some thousand rows, in plain Python: orders, amounts, requirements, certificates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from socle.programmes.files.hearing import hear_totals
from socle.programmes.files.opening import data, opened
from socle.programmes.files.outcome import Row, Sheet, Tally, UnreadableFile
from socle.programmes.files.shapes import Column, Kind, Shape, Value
from socle.programmes.files.values import addresses, convert, empty, tidy
from socle.programmes.files.verdicts import TOO_MANY_ROWS
from socle.rulebook import Finding

LIMIT = 500_000


def rows(path: Path, shape: Shape, *, mapping: Mapping[str, str] | None = None, limit: int = LIMIT) -> Sheet:
    """Read a small file. `mapping` names headings by our columns. Raises `UnreadableFile`."""
    source = opened(Path(path), shape, mapping or {})
    tally, found, blank = Tally(), list[Row](), 0
    numbers = [column.name for column in shape.columns if column.kind in {Kind.INTEGER, Kind.DECIMAL}]
    places = [(column, source.layout.at.get(column.name)) for column in shape.columns]
    for line, cells in data(source, tally):
        if len(found) + tally.count >= limit:
            raise UnreadableFile(TOO_MANY_ROWS.at(path.name, expected=limit))
        texts = [(column, None if at is None else tidy(cells[at]) if cells else "") for column, at in places]
        if not any(text for _, text in texts):
            blank += 1
        elif (row := _row(line, texts, tally)) is not None:
            found.append(row)
            for column in numbers:
                tally.add(column, row[column] or 0)
    rejected = tally.close(path.name, len(found))
    hear_totals(path.name, rejected)
    spread = tuple(one for row in found for one in _spread(row, shape))
    return Sheet(spread, rejected, replace(source.told, empty=blank))


def _spread(row: Row, shape: Shape) -> list[Row]:
    """A row once for each address of its column of addresses."""
    name = shape.spread.name if shape.spread else ""
    if not row.values.get(name):
        return [row]
    return [Row(row.line, {**row.values, name: one}) for one in addresses(row[name])]


def _row(line: int, texts: list[tuple[Column, str | None]], tally: Tally) -> Row | None:
    values: dict[str, Value | None] = {}
    wrong: Finding | None = None
    for column, text in texts:
        value = None if text is None else convert(column, text) if text else empty(column)
        if text and column.kind in {Kind.DATE, Kind.INSTANT}:
            tally.saw_date(column.name, text)
        if text:
            tally.saw_word(column, text)
        if isinstance(value, Finding):
            wrong = wrong or value
        else:
            values[column.name] = value
    if wrong is not None:
        tally.refuse(line, wrong.place, wrong)
        return None
    return Row(line, values)
