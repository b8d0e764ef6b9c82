"""An archive as the checker opens it: what is wrong with it, and the CDA documents in it. Pure: bytes in, values out.

Every document is judged, announced by the metadata or not, intact or not, in an XDM archive or in any other: whoever
looks for what is wrong wants all of it. Nothing is unpacked but in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from socle.documents import xdm
from socle.documents.checking.judgement import Judgement, Located
from socle.documents.control.kinds import Kind, kind_of
from socle.documents.control.verdicts import NOT_CDA
from socle.rulebook import Finding

#: What stands in every CDA document, in whatever encoding it may be read.
_MARKS = tuple("ClinicalDocument".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Opened:
    """What an archive holds: documents by their paths in it; `size` in bytes is that of all its files unpacked."""

    findings: tuple[Finding, ...]
    documents: tuple[tuple[str, bytes], ...] = ()
    size: int = 0

    @property
    def judgement(self) -> Judgement:
        """What is wrong with the archive itself, each finding at its place in it."""
        return Judgement(None, tuple(Located(one, one.place, 0) for one in self.findings))

    def as_json(self) -> dict[str, object]:
        """An archive of the report, but for its `file`. Source: documented interfaces, `socle cda check`."""
        return {"archive": True, **self.judgement.as_json()}


def open_archive(data: bytes, *, unpacked: int = xdm.LIMITS.unpacked) -> Opened:
    """Open a ZIP file that may hold `unpacked` bytes, and no more than any archive. Never raises for what it says."""
    limits = replace(xdm.LIMITS, unpacked=min(unpacked, xdm.LIMITS.unpacked))
    with xdm.unpack(data, limits=limits) as archive:
        findings, documents = list(archive.findings), []
        announced = {held.name for held in archive.documents}
        for file in _in_order(archive):
            path, known = "/".join(file.parts), file.name in announced
            try:
                content = archive.read(file)
            except xdm.Unopened as damaged:
                told = known or any(one.place == damaged.finding.place for one in findings)
                findings += [] if told else [damaged.finding]
                continue
            if kind_of(content) is Kind.XML and (known or any(mark in content for mark in _MARKS)):
                documents.append((path, content))
            elif known:
                findings.append(NOT_CDA.at(path))
        return Opened(tuple(findings), tuple(documents), sum(file.size for file in archive.files))


def _in_order(archive: xdm.Archive) -> Iterator[xdm.Member]:
    """The files that may be documents: those that the metadata announce, in their order, then the others."""
    files = {file.name: file for file in archive.files if file.parts[-1].casefold() != xdm.METADATA.casefold()}
    for held in archive.documents:
        if held.name in files:
            yield files.pop(held.name)
    yield from files.values()
