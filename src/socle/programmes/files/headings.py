"""Which column of a file is which: named in the mapping file, else guessed by its heading. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from socle.programmes.files.outcome import UnreadableFile
from socle.programmes.files.shapes import Column, Shape
from socle.programmes.files.shapes import heading as name_of
from socle.programmes.files.values import form, tidy
from socle.programmes.files.verdicts import COLUMN_ABSENT, COLUMN_TWICE, HEADINGS_ABSENT, MAPPING_WRONG
from socle.rulebook import Finding
from socle.wire import toml

#: The heading stands among so many first lines: titles, dates of export and merged cells stand above it.
WITHIN: Final = 20
_SHOWN: Final = 5
#: Bytes of a file that names headings.
_LONGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a file. `at`: the place of each column; `least`: cells that a row has at least.

    `line` is that of the heading, `skipped` says how many lines with something on them stood above.
    """

    headings: tuple[str, ...]
    at: Mapping[str, int]
    line: int
    skipped: int

    @property
    def least(self) -> int:
        return len(self.headings)

    @property
    def columns(self) -> dict[str, str]:
        """The column that each heading gave."""
        return {self.headings[place]: name for name, place in self.at.items()}

    @property
    def ignored(self) -> tuple[str, ...]:
        taken = set(self.at.values())
        return tuple(heading for place, heading in enumerate(self.headings) if heading and place not in taken)

    def repeats(self, cells: Sequence[str]) -> bool:
        """Whether a row is the heading once more."""
        return all(tidy(cells[place]) == self.headings[place] for place in self.at.values())


def mapping(path: Path) -> dict[str, dict[str, str]]:
    """The headings that a user names: by shape, by column of ours. Raises `UnreadableFile` for what is no such file."""
    try:
        if path.stat().st_size > _LONGEST:
            raise _mapping_wrong(path.name, f"{_LONGEST >> 20} Mo", f"{path.stat().st_size >> 20} Mo")
        data = toml.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise _mapping_wrong(path.name, "un fichier lisible", str(error.strerror)) from error
    except (UnicodeDecodeError, toml.TomlRefused) as error:
        raise _mapping_wrong(path.name, "TOML, UTF-8", str(error)) from error
    for part, columns in data.items():
        if not isinstance(columns, dict) or not all(isinstance(heading, str) for heading in columns.values()):
            raise _mapping_wrong(path.name, f'[{part}] colonne = "en-tête"', part)
    return data


def _mapping_wrong(place: str, expected: str, found: str) -> UnreadableFile:
    return UnreadableFile(MAPPING_WRONG.at(place, expected=expected, found=found))


def find(rows: Sequence[tuple[int, list[str] | Finding]], shape: Shape, named: Mapping[str, str], file: str) -> Layout:
    """The layout that these first rows of `file` show. Raises `UnreadableFile` where a column is absent or twice."""
    if unknown := set(named) - set(shape.by_name):
        raise _mapping_wrong(f"[{shape.name}]", ", ".join(shape.by_name), ", ".join(sorted(unknown)))
    tried = [(line, _trimmed(cells)) for line, cells in rows[:WITHIN] if isinstance(cells, list)]
    tried = [(line, cells) for line, cells in tried if cells]
    best = max(tried, key=lambda row: score(row[1], shape, named), default=None)
    if best is None or not score(best[1], shape, named):
        raise UnreadableFile(HEADINGS_ABSENT.at(file, expected=_wanted(shape), found=_first(tried)))
    line, cells = best
    at = _places(cells, shape, named, file)
    absent = [column for column in shape.columns if column.required and column.name not in at]
    if absent:
        wanted = " ; ".join(map(_names, absent))
        raise UnreadableFile(COLUMN_ABSENT.at(file, expected=wanted, found=", ".join(filter(None, cells))))
    return Layout(tuple(cells), at, line, sum(other < line for other, _ in tried))


def score(cells: Sequence[str], shape: Shape, named: Mapping[str, str]) -> int:
    """How many columns of the shape these cells name."""
    words = {name_of(tidy(cell)) for cell in cells} - {""}
    own = {name_of(heading) for heading in named.values()}
    return sum(
        bool(words & (column.headings if column.name not in named else {name_of(named[column.name])}))
        for column in shape.columns
    ) + bool(words & own)


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Headings without blanks, and without the empty cells at the end."""
    bare = [" ".join(tidy(cell).split()) for cell in cells]
    while bare and not bare[-1]:
        bare.pop()
    return bare


def _places(cells: Sequence[str], shape: Shape, named: Mapping[str, str], file: str) -> dict[str, int]:
    words = [name_of(cell) for cell in cells]
    at: dict[str, int] = {}
    for name, heading in named.items():
        found = [place for place, cell in enumerate(cells) if cell == heading.strip()]
        found = found or [place for place, word in enumerate(words) if word == name_of(heading)]
        if not found:
            raise _mapping_wrong(f"[{shape.name}] {name}", ", ".join(filter(None, cells)), heading)
        at[name] = _only(found, cells, name, file)
    taken = set(at.values())
    for column in shape.columns:
        if column.name in at:
            continue
        found = [place for place, word in enumerate(words) if word in column.headings and place not in taken]
        own = [place for place in found if words[place] == name_of(column.name)]
        if found:
            at[column.name] = _only(own if len(own) == 1 else found, cells, column.name, file)
    return at


def _only(found: Sequence[int], cells: Sequence[str], name: str, file: str) -> int:
    if len(found) > 1:
        shown = ", ".join(f"{cells[place]} (n° {place + 1})" for place in found)
        raise UnreadableFile(COLUMN_TWICE.at(file, expected=name, found=shown))
    return found[0]


def _names(column: Column) -> str:
    return f"{column.name} ({', '.join(column.also[:_SHOWN])})" if column.also else column.name


def _wanted(shape: Shape) -> str:
    return ", ".join(_names(column) for column in shape.columns if column.required) or ", ".join(shape.by_name)


def _first(tried: Sequence[tuple[int, list[str]]]) -> str:
    """The first line by its form: where no heading is known, it may be somebody's datum."""
    return ", ".join(form(cell) for cell in tried[0][1]) if tried else ""
