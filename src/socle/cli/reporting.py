"""What commands that make reports have in common: days given as words, files written by the end of their name."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from socle.cli.output import Exit, Stop

#: Reports that `-o` writes, by the end of the name.
WRITTEN = (".pdf", ".xlsx")


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day: write 2022-05-31") from error


def writable(path: Path | None, *kinds: str) -> None:
    """Refuse a report of another kind before anything is computed."""
    if path is not None and path.suffix.lower() not in kinds:
        raise Stop(f"{path}: a report ends with {' or '.join(kinds)}", Exit.USAGE)


def save(path: Path, data: bytes) -> None:
    """Write a report. Stops where it cannot be."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Stop(f"{path}: {error.strerror or error}", Exit.USAGE) from error


def write(path: Path, make_pdf: Callable[[], bytes], make_workbook: Callable[[], bytes]) -> None:
    """Write a report, of the kind that its name says. Stops where it cannot be."""
    writable(path, *WRITTEN)
    try:
        made = make_pdf() if path.suffix.lower() == ".pdf" else make_workbook()
    except ModuleNotFoundError as error:
        raise Stop(f"{error.name} is not installed: pip install 'socle[programmes]'", Exit.USAGE) from error
    save(path, made)
