"""Files of any size: read in pieces, written typed as Parquet; memory does not grow with the file.

A text takes one of two ways. The quick one (Arrow's reader) serves files in which every line is a row; it is left, and
the file read again row by row, as soon as a row spans lines or quotation marks do not match, so that no line is told
wrong and nothing is swallowed.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from socle.programmes.files import parquet, text
from socle.programmes.files.casting import Batch, Caster
from socle.programmes.files.hearing import hear_totals
from socle.programmes.files.opening import Nature, Opened, data, fit, opened
from socle.programmes.files.outcome import Loaded, Tally
from socle.programmes.files.parquet import library
from socle.programmes.files.shapes import Shape
from socle.programmes.files.text import Coding
from socle.programmes.files.totals import of_cells

if TYPE_CHECKING:
    import pyarrow as pa

#: Told how many bytes of how many were read.
Progress = Callable[[int, int], None]
#: Bytes that the quick reader takes at once, rows that the other one does, rows that a group of the result has.
_BLOCK: Final = 1 << 23
_ROWS: Final = 50_000
_GROUP: Final = 250_000


class _NotQuick(Exception):  # noqa: N818 - not an error: the other way is taken
    """The file is none for the quick reader."""


def read(
    path: Path, shape: Shape, *, into: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None
) -> Loaded:
    """Read a file of any size into a typed Parquet file in the folder `into`, every column of the shape in it.

    `mapping` names headings by our columns; `progress` is told bytes. Raises `UnreadableFile`, and leaves nothing then.
    """
    library()
    path = Path(path)
    source = opened(path, shape, mapping or {})
    out = _free(into, shape.name)
    say = progress or _silent
    try:
        caster, rows = _quickly(source, out, say) or _steadily(source, out, say)
        rejected = caster.tally.close(path.name, rows)
        hear_totals(path.name, rejected)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    size = path.stat().st_size
    say(size, size)
    return Loaded(out, rows, rejected, replace(source.told, empty=caster.blank))


def _silent(done: int, total: int) -> None:
    """Nobody wants to know."""
    del done, total


def _free(into: Path, name: str) -> Path:
    into.mkdir(parents=True, exist_ok=True)
    number = 1
    while (found := into / f"{name}-{number}.parquet").exists():
        number += 1
    return found


@dataclass
class _Writer:
    """Rows written in groups of a good size."""

    path: Path
    schema: Any
    rows: int = 0
    _waiting: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pa: Any = library()
        self._out = self._pa.parquet.ParquetWriter(self.path, self.schema, compression="snappy")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._out.close()

    def write(self, batch: pa.RecordBatch) -> None:
        self.rows += len(batch)
        self._waiting.append(batch)
        if sum(map(len, self._waiting)) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._out.write_table(self._pa.Table.from_batches(self._waiting, self.schema))
            self._waiting.clear()


def _caster(source: Opened) -> Caster:
    headings = {name: source.layout.headings[place] for name, place in source.layout.at.items()}
    return Caster(source.shape, headings, Tally())


def _steadily(source: Opened, out: Path, say: Progress) -> tuple[Caster, int]:
    """Row by row."""
    pa, caster, size, done = library(), _caster(source), source.path.stat().st_size, 0
    rows = data(source, caster.tally)
    at = _placed(source)
    with _Writer(out, caster.schema) as writer:
        while piece := list(islice(rows, _ROWS)):
            lines = [line for line, _ in piece]
            texts = {
                name: pa.array([cells[place] if cells else None for _, cells in piece], pa.string())
                for name, place in at.items()
            }
            writer.write(caster.cast(Batch(texts, lines.__getitem__)))
            done += sum(len(cell) + 1 for _, cells in piece for cell in cells)
            say(min(done, size), size)
    return caster, caster.rows


def _quickly(source: Opened, out: Path, say: Progress) -> tuple[Caster, int] | None:
    """By Arrow's readers; None where they do not do."""
    caster = _caster(source)
    try:
        if source.nature is Nature.PARQUET:
            pieces = _parquet(source)
        elif source.nature is Nature.TEXT and source.sample and source.coding is not None:
            pieces = _Quick(source, source.coding, caster, say).pieces()
        else:
            return None
        with _Writer(out, caster.schema) as writer:
            for piece in pieces:
                writer.write(caster.cast(piece))
    except _NotQuick:
        return None
    return caster, caster.rows


def _placed(source: Opened) -> dict[str, int]:
    """The place of each column, the first one first: what stands first in a row may say that it is a total."""
    return dict(sorted(source.layout.at.items(), key=lambda one: one[1]))


def _parquet(source: Opened) -> Iterator[Batch]:
    at = _placed(source)
    first = 1
    for columns in parquet.batches(source.path, [source.layout.headings[place] for place in at.values()]):
        start = first
        yield Batch(dict(zip(at, columns, strict=True)), lambda place, start=start: start + place)  # type: ignore[misc]
        first += len(columns[0])


class _Bytes(io.RawIOBase):
    """The rows of a text as UTF-8, counted while they are read."""

    def __init__(self, path: Path, how: Coding, skip: int, say: Progress) -> None:
        self._raw, self._how, self._say = path.open("rb"), how, say
        self._size, self.lines, self._last = path.stat().st_size, 0, b""
        self._raw.seek(how.start)
        self._text: io.TextIOWrapper | None = None
        with closing(text.lines(path, how)) as head:
            skipped = list(islice(head, skip))
        if how.name == "cp1252" or (how.name == "utf-8" and how.clean):
            self._raw.seek(how.start + sum(len(line.encode() if how.name == "utf-8" else line) for line in skipped))
        else:
            self._text = io.TextIOWrapper(self._raw, encoding=how.name, errors="replace", newline="")
            for _ in skipped:
                self._text.readline()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._text is not None:
            found = self._text.read(size).encode()
        else:
            found = self._raw.read(size)
            if self._how.name != "utf-8":
                found = found.decode(self._how.name, "replace").encode()
        if found:
            self.lines += found.count(b"\n")
            self._last = found[-1:]
            self._say(min(self._raw.tell(), self._size), self._size)
        return found

    def close(self) -> None:
        self._raw.close()
        super().close()

    @property
    def rows(self) -> int:
        """The lines read, the last one with or without its end."""
        return self.lines + (self._last not in {b"\n", b""})


class _Quick:
    """A text by Arrow's reader: every line is a row, or `_NotQuick` is raised."""

    def __init__(self, source: Opened, how: Coding, caster: Caster, say: Progress) -> None:
        self._source, self._how, self._caster, self._say = source, how, caster, say
        self._first = source.sample[0][0]
        self._seen = 0
        self._odd = deque[int]()
        self._late: list[tuple[int, list[str]]] = []

    def pieces(self) -> Iterator[Batch]:
        pa = library()
        names = {name: str(place) for name, place in _placed(self._source).items()}
        with closing(_Bytes(self._source.path, self._how, self._first - 1, self._say)) as raw:
            try:
                for batch in self._reader(pa, raw, sorted({"0", *names.values()})):
                    lines = self._lines(len(batch))
                    texts = {name: batch.column(place) for name, place in names.items()}
                    yield Batch(texts, lines.__getitem__, batch.column("0"))
                    yield from self._rest(least=_ROWS)
            except pa.ArrowInvalid as error:
                raise _NotQuick from error
            yield from self._rest(least=1)
            if self._seen + len(self._odd) != raw.rows:
                raise _NotQuick

    def _reader(self, pa: Any, raw: _Bytes, wanted: list[str]) -> Any:
        csv = pa.csv
        return csv.open_csv(
            raw,
            read_options=csv.ReadOptions(
                column_names=[str(place) for place in range(self._source.layout.least)],
                block_size=_BLOCK,
                use_threads=False,
            ),
            parse_options=csv.ParseOptions(
                delimiter=self._source.separator,
                ignore_empty_lines=False,
                invalid_row_handler=self._invalid,
            ),
            convert_options=csv.ConvertOptions(
                include_columns=wanted,
                column_types=dict.fromkeys(wanted, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )

    def _invalid(self, row: Any) -> str:
        """A row with more or fewer cells than there are headings: empty, cut, or with nothing more in them."""
        self._odd.append(row.number)
        line = self._first + row.number - 1
        _, cells = next(text.records(iter([row.text]), self._source.separator), (line, list[str]()))
        if isinstance(cells, list) and not any(cell.strip() for cell in cells):
            self._caster.blank += 1
        elif isinstance(cells, list) and (total := of_cells(line, cells, self._source.layout.at, self._source.shape)):
            self._caster.tally.saw_total(total)
        elif (wrong := fit(cells, self._source.layout)) is not None:
            self._caster.tally.refuse(line, "", wrong)
        elif isinstance(cells, list):
            self._late.append((line, cells))
        return "skip"

    def _lines(self, count: int) -> range | list[int]:
        """The lines of the next rows, those of other widths being left out."""
        if not self._odd or self._odd[0] > self._seen + count:
            self._seen += count
            end = self._first + self._seen
            return range(end - count, end)
        found: list[int] = []
        while len(found) < count:
            self._seen += 1
            if self._odd and self._odd[0] == self._seen:
                self._odd.popleft()
            else:
                found.append(self._first + self._seen - 1)
        return found

    def _rest(self, *, least: int) -> Iterator[Batch]:
        """Rows with empty cells beyond the headings, once there are so many of them."""
        if len(self._late) >= max(least, 1):
            late, self._late = self._late, []
            pa, at = library(), _placed(self._source)
            texts = {name: pa.array([cells[place] for _, cells in late], pa.string()) for name, place in at.items()}
            lines = [line for line, _ in late]
            yield Batch(texts, lines.__getitem__, pa.array([cells[0] for _, cells in late], pa.string()))
