"""What is broken: each break replaces one passage of one file, and must fell a test of each rule it names."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

BREAKS = Path(__file__).parent / "breaks"


@dataclass(frozen=True)
class Break:
    """One passage of the code made wrong.

    `rules` are those it breaks, `old` stands exactly once in `file`, and `what` says in a few words what is
    then wrong. `telling` puts it among the examples of the page of evidence; `equivalent` says why no test
    can see it, when none can.
    """

    rules: tuple[str, ...]
    file: str
    old: str
    new: str
    what: str
    telling: bool = False
    equivalent: str = ""

    @property
    def name(self) -> str:
        return f"{self.rules[0]}: {self.what}"

    def broken(self, text: str) -> str | None:
        """The text of the file once broken, or None when the break is stale: its passage is not there once."""
        return text.replace(self.old, self.new) if text.count(self.old) == 1 else None


def every_break() -> list[Break]:
    """All of them, file after file of `breaks/`, in order."""
    return [
        Break(**{**row, "rules": tuple(row["rules"])})
        for path in sorted(BREAKS.glob("*.toml"))
        for row in tomllib.loads(path.read_text("utf-8"))["break"]
    ]


def chosen(words: list[str]) -> list[Break]:
    """The breaks of the rules named, or whose words hold one of the words given; all of them without a word."""
    return [one for one in every_break() if not words or any(word in (*one.rules, one.name) for word in words)]
