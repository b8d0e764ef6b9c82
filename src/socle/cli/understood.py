"""Tells which columns of a user's files were not read: else a heading that nobody knew would be lost in silence."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING

from socle.cli.output import Output

if TYPE_CHECKING:
    from socle.programmes.files import Told
    from socle.programmes.files.hearing import Heard

Run = Callable[[argparse.Namespace, Output], int]
#: An export may have a hundred columns: so many are named.
NAMED = 12


def columns_told(run: Run) -> Run:
    """A command that reads files with columns, then says on standard error those that it did not know, and totals."""

    @wraps(run)
    def told(args: argparse.Namespace, out: Output) -> int:
        from socle.programmes import files  # noqa: PLC0415 - `socle --help` stays quick

        with files.heard() as found:
            status = run(args, out)
        for line in (*lines(found), *totals(found)):
            out.say(line)
        return status

    return told


def lines(found: Iterable[Told]) -> list[str]:
    """One line for each file with columns that were not read; a file opened twice is told once."""
    unread = {told.file: told.ignored for told in found if told.ignored}
    return [
        f"{file}: columns not read: {_named(names)} (another heading? name it with --mapping)"
        for file, names in unread.items()
    ]


def totals(found: Heard) -> list[str]:
    """One line for each printed total, and for what is wrong with it."""
    return [f"{file}: {one.reason.sentence('en')}" for file, told in found.totals.items() for one in told]


def _named(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
