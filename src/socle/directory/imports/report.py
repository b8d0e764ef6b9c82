"""What an import has to say: how many lines, how many refused, each fault with its line and its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from socle.rulebook import Finding, Severity

#: Faults that are kept in memory; all of them go to whoever listens.
MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line of one file; line 0 is the file itself."""

    file: str
    line: int
    finding: Finding


@dataclass(slots=True)
class Report:
    """One import as far as it went. `loaded` once it is in force; `said` hears each fault as it is found."""

    said: Callable[[Fault], None] = lambda _fault: None
    lines: int = 0
    refused: int = 0
    entries: Counter[str] = field(default_factory=Counter)
    by_verdict: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    loaded: bool = False

    def note(self, file: str, line: int, finding: Finding) -> None:
        """A fault of a line; an error says that the line is left aside."""
        fault = Fault(file, line, finding)
        self.by_verdict[finding.verdict.id] += 1
        self.refused += finding.verdict.severity is Severity.ERROR
        if len(self.faults) < MOST:
            self.faults.append(fault)
        self.said(fault)
