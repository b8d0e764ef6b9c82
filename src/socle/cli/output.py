"""How commands speak: results on standard output, messages on standard error, four exit statuses.

Source: interfaces.md ("Command line").
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any


class Exit(IntEnum):
    DONE = 0
    REFUSED = 1  # refused or faulty, with verdicts
    USAGE = 2  # the words of the call are off
    UNREACHABLE = 3  # a service could not be reached


class Stop(Exception):  # noqa: N818 - not an error of the program: the end of a command, with its status
    """Ends a command with a sentence and its status; `document` is what `--json` prints, when there is one."""

    def __init__(self, sentence: str, status: Exit, document: Any = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.document = document


class Output:
    """Where a command writes."""

    def __init__(self, *, json: bool) -> None:
        self.json = json

    def result(self, document: Any, text: str | Iterable[str] = ()) -> None:
        """The one result of a command: `document` with `--json`, else `text`, a line or several."""
        if self.json:
            print(json.dumps(document, ensure_ascii=False, indent=2, default=str))
            return
        for line in [text] if isinstance(text, str) else text:
            print(line)

    def say(self, message: str) -> None:
        """A message for the person who called, never part of the result."""
        print(message, file=sys.stderr)


def verdict_lines(verdict: Mapping[str, Any]) -> list[str]:
    """A verdict as a person reads it: its id and sentence, then the way out and the rules."""
    lines = [f"{verdict['id']}: {verdict.get('en') or verdict.get('fr', '')}"]
    if verdict.get("place"):
        lines.append(f"  at {verdict['place']}")
    if verdict.get("way_out"):
        lines.append(f"  {verdict['way_out']}")
    if verdict.get("rules"):
        lines.append(f"  rules: {', '.join(verdict['rules'])}")
    return lines


def table(rows: Iterable[Iterable[object]], headings: Iterable[str]) -> list[str]:
    """Rows as aligned lines under their headings."""
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
