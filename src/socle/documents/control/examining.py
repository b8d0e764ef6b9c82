"""One file examined: told from what is no document, judged, shown, its metadata derived. Pure: bytes in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from socle.documents.checking import Judgement, judge
from socle.documents.checking.judgement import Located
from socle.documents.control import source
from socle.documents.control.archives import Opened
from socle.documents.control.kinds import Kind, kind_of
from socle.documents.control.verdicts import IS_OTHER, IS_PDF
from socle.documents.metadata import derive
from socle.documents.showing import Readable, show
from socle.rulebook import Finding, Said, Severity
from socle.wire.xds.model import DocumentEntry

_SEVERITIES = tuple(Severity)
_OTHERS = {
    Kind.EMPTY: Said("un fichier vide", "an empty file"),
    Kind.OTHER: Said("un fichier d'un autre format", "a file of another format"),
    Kind.ARCHIVE: Said("une archive", "an archive"),
}


@dataclass(frozen=True)
class Examined:
    """A file and everything known of it. `judgement` is that of nothing for what is no document, or is an archive."""

    name: str
    data: bytes
    judgement: Judgement
    archive: Opened | None = None

    @property
    def is_archive(self) -> bool:
        return self.archive is not None

    @property
    def valid(self) -> bool:
        return self.judgement.valid

    @cached_property
    def findings(self) -> tuple[Located, ...]:
        """What was found, errors first, in the order of the document."""
        return tuple(sorted(self.judgement.findings, key=lambda one: _SEVERITIES.index(one.severity)))

    def count(self, severity: Severity) -> int:
        return sum(one.severity is severity for one in self.findings)

    @cached_property
    def readable(self) -> Readable | None:
        """The document as people read it; None when there is none."""
        return show(self.judgement.document) if self.judgement.document else None

    @cached_property
    def entry(self) -> DocumentEntry | None:
        """What the document's metadata must be."""
        return derive(self.judgement.document, self.data) if self.judgement.document else None

    def rows(self, shown: int) -> tuple[list[source.Row], dict[int, int]]:
        """The source to show, the first `shown` findings in their places, and the row of each that has one."""
        text = source.text_of(self.data)
        told = self.findings[:shown]
        offsets = source.offsets(text.encode(), [one.path for one in told]) if self.judgement.document else {}
        places = [(offsets.get(one.path, -1), one.line) for one in told]
        found, index = source.marked(source.rows(text), places)
        return source.excerpt(found), index

    def as_json(self) -> Mapping[str, Any]:
        """One document, or archive, of the report. Source: documented interfaces, `socle cda check`."""
        told = self.archive.as_json() if self.archive else self.judgement.as_json()
        return {"file": self.name, **told}


def examine(name: str, data: bytes, *, at: datetime, profile: str) -> Examined:
    """Everything to know of one file at the instant `at`. Never raises for what the bytes say."""
    kind = kind_of(data)
    if kind is Kind.XML:
        return Examined(name, data, judge(data, at=at, profile=profile))
    return Examined(name, b"", Judgement(None, (Located(_refusal(kind), "", 0),)))


def examine_archive(name: str, opened: Opened) -> Examined:
    """What is wrong with an archive itself."""
    return Examined(name, b"", opened.judgement, opened)


def _refusal(kind: Kind) -> Finding:
    return IS_PDF.at() if kind is Kind.PDF else IS_OTHER.at(found=_OTHERS[kind])
