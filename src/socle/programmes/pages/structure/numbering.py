"""Local numbers for the feeds that Socle's own record knows: which stay, which report each document is of.

A software knows the stay of each document that it sent; the record knows it only where the document's metadata tell it.
The log of feeds of that software, joined to what the record knows, says it: nothing else of the log is read, since the
record says better what was accepted, when, and what is still there. Run in the child: nothing here knows the database.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from socle.programmes import files
from socle.programmes.files import Loaded
from socle.programmes.sunes.shapes import NUMBERS


def read(log: Path, into: Path, mapping: Mapping[str, str] | None) -> Loaded:
    """The local numbers of a log of feeds. `mapping` may name its other columns too. Raises `UnreadableFile`."""
    named = {name: heading for name, heading in (mapping or {}).items() if name in NUMBERS.by_name}
    return files.read(log, NUMBERS, into=into, mapping=named)


def add(feeds: Path, numbers: Loaded) -> int:
    """Add a line to the file of feeds for each local number of its documents; how many documents have one then."""
    with feeds.open(encoding="utf-8", newline="") as written:
        read = csv.DictReader(written, delimiter=";")
        lines, columns = list(read), list(read.fieldnames or ())
    known = {line["document"]: line for line in lines}
    numbered = {line["document"] for line in lines if line["stay"] or line["report"]}
    with feeds.open("a", encoding="utf-8", newline="") as written:
        writer = csv.DictWriter(written, columns, delimiter=";")
        for document, stay, report in sorted(_told(numbers, known)):
            writer.writerow({**known[document], "stay": stay, "report": report})
            numbered.add(document)
    return len(numbered)


def _told(numbers: Loaded, known: Mapping[str, object]) -> set[tuple[str, str, str]]:
    """Document, stay and report, each once, of the documents that are known and the lines that tell a number."""
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - an optional library

    found: set[tuple[str, str, str]] = set()
    with ParquetFile(numbers.path) as table:
        for batch in table.iter_batches(columns=["document", "stay", "report"]):
            told = zip(*(column.to_pylist() for column in batch.columns), strict=True)
            found |= {
                (one, stay or "", report or "") for one, stay, report in told if one in known and (stay or report)
            }
    return found
