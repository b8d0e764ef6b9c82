"""Parquet as it comes: its columns, and its cells as the texts that a CSV of it would hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from socle.programmes.files.outcome import UnreadableFile, missing
from socle.programmes.files.text import Record
from socle.programmes.files.verdicts import NOT_A_TABLE, TYPE_WRONG

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows held at once.
BATCH: Final = 50_000


def library() -> Any:
    """Pyarrow. Raises `UnreadableFile` where it is not installed."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.compute  # noqa: PLC0415
        import pyarrow.csv  # noqa: PLC0415
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError as error:
        raise missing("pyarrow") from error
    return pa


def opened(path: Path) -> Any:
    """The file, its footer read. Raises `UnreadableFile` when it is spoiled."""
    pa = library()
    try:
        return pa.parquet.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise UnreadableFile(
            NOT_A_TABLE.at(path.name, expected="CSV, XLSX, Parquet", found="un fichier Parquet abîmé")
        ) from error


def headings(path: Path) -> list[str]:
    """The names of its columns."""
    with opened(path) as file:
        return list(file.schema_arrow.names)


def batches(path: Path, names: Sequence[str]) -> Iterator[list[pa.Array]]:
    """These columns, a batch of rows at a time, as texts. Raises `UnreadableFile` for a type that is no value."""
    pa = library()
    with opened(path) as file:
        try:
            for batch in file.iter_batches(BATCH, columns=list(names)):
                yield [texts(batch.column(name), name, path.name) for name in names]
        except (OSError, pa.ArrowException) as error:
            raise UnreadableFile(
                NOT_A_TABLE.at(path.name, expected="CSV, XLSX, Parquet", found="un fichier Parquet abîmé")
            ) from error


def texts(array: pa.Array, name: str, file: str) -> pa.Array:
    """A column as texts. Raises `UnreadableFile` for a type that is no value (a list, bytes)."""
    pa = library()
    kind, types = array.type, pa.types
    if types.is_dictionary(kind):
        array = array.cast(kind.value_type)
        kind = array.type
    if types.is_timestamp(kind) and kind.tz is not None:
        wall = array.cast(pa.timestamp("us", kind.tz)).cast(pa.int64()).cast(pa.timestamp("us")).cast(pa.string())
        return pa.compute.binary_join_element_wise(wall, "Z", "")
    if types.is_floating(kind):
        return pa.array([None if one is None else _number(one) for one in array.to_pylist()], pa.string())
    if not _plain(types, kind):
        raise UnreadableFile(TYPE_WRONG.at(file, expected=name, found=str(kind)))
    return array.cast(pa.string())


def _plain(types: Any, kind: pa.DataType) -> bool:
    tests = (
        *(types.is_string, types.is_large_string, types.is_boolean, types.is_integer, types.is_decimal),
        *(types.is_date, types.is_timestamp, types.is_null, types.is_string_view),
    )
    return any(test(kind) for test in tests)


def _number(value: float) -> str:
    from socle.programmes.files.sheets import text  # noqa: PLC0415

    return text(value)


def records(path: Path, names: Sequence[str], places: Sequence[int], width: int) -> Iterator[Record]:
    """The rows one by one, each cell in its place; the other columns are not read."""
    line = 1
    for columns in batches(path, names):
        for values in zip(*(column.to_pylist() for column in columns), strict=True):
            cells = [""] * width
            for place, value in zip(places, values, strict=True):
                cells[place] = value or ""
            yield line, cells
            line += 1
