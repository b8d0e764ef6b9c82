"""What pages give to the components: plain frozen values, one type each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from socle.rulebook import Finding, Severity
from socle.rulebook.finding import SLOT
from socle.web.words import dates_in_words

Tone = Literal["good", "warn", "bad", "accent", "soft"]


@dataclass(frozen=True, slots=True)
class Status:
    """An icon and a word: the word alone says it all."""

    word: str
    tone: Tone = "soft"
    icon: str = "info"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, perhaps a link, perhaps statuses after it, a quieter note or a list of points under it."""

    text: str
    href: str = ""
    statuses: tuple[Status, ...] = ()
    lang: str = ""
    note: str = ""
    note_lang: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column; a `whole` one is never cut over two lines on a wide screen."""

    label: str
    numeric: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; the first cell of a row is its heading. On a phone each row becomes a card."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def lines(self) -> list[list[tuple[Column, Cell]]]:
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline."""

    at: datetime
    title: str
    detail: str = ""
    icon: str = "history"
    tone: Tone = "accent"
    href: str = ""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as a list shows it. `kind` is its type in words, `when` the day or instant of the care."""

    title: str
    kind: str
    when: datetime | date | None
    author: str
    href: str = ""
    marks: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonLine:
    name: str
    detail: str = ""
    href: str = ""
    action: str = ""

    @property
    def initials(self) -> str:
        words = [word for word in self.name.replace("-", " ").split() if word[:1].isupper() and not word.endswith(".")]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words))


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a series; None where nothing was measured, or where it is not told: `words` say so in its place."""

    label: str
    value: float | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a series is expected to end with: the likely value, and the least and the most it may be."""

    label: str
    value: float
    least: float
    most: float


#: Tone, icon and word of each severity.
SEVERITIES: dict[Severity, Status] = {
    Severity.ERROR: Status("Refus", "bad", "refused"),
    Severity.WARNING: Status("Avertissement", "warn", "warning"),
    Severity.INFO: Status("Information", "accent", "info"),
}


def severity(finding: Finding) -> Status:
    return SEVERITIES[finding.verdict.severity]


_THE_DOCUMENT = re.compile(r"\b(?:([Ll]e|[Dd]u) d|D)ocument \{document\}")


def in_plain_words(finding: Finding) -> str:
    """The sentence of a finding for the reader of a page: dates in words, `ce document` and not its identifier."""

    def this(match: re.Match[str]) -> str:
        said = {"Le": "Ce document", "le": "ce document", "Du": "De ce document", "du": "de ce document"}
        return said.get(match[1], "Document")

    spoken = replace(finding.verdict, fr=_THE_DOCUMENT.sub(this, finding.verdict.fr))
    return dates_in_words(replace(finding, verdict=spoken).sentence("fr"))


def outline(sentence: str) -> str:
    """A verdict's sentence before it meets a case: `{found}` → `…`."""
    return SLOT.sub("…", sentence).replace("….", "…")
