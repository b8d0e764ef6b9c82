"""PDF files of the record: inspected, compared with the header of their document, written and completed.

A file comes from anyone: it is read in a process of its own, of bounded time and memory (`child`). What keeps it from
being read is a finding, and `Refused` holds findings. Which library does what: docs/decisions/0015-pdf.md.
"""

from __future__ import annotations

from datetime import datetime

from socle.documents.pdf import child, limits
from socle.documents.pdf.model import Fault, Inspection, Matrix, Refused
from socle.documents.pdf.properties import PROPERTIES, Property
from socle.documents.pdf.rules import Patient, Validation, compare, may_cover

__all__ = [
    "PROPERTIES",
    "Fault",
    "Inspection",
    "Matrix",
    "Patient",
    "Property",
    "Refused",
    "Validation",
    "compare",
    "from_text",
    "inspect",
    "may_cover",
    "stamp",
]


def inspect(data: bytes, *, scan: int = limits.SCANNED_PAGES, part: int = 0) -> Inspection:
    """What a file is: pages, PDF/A claim and faults, Data Matrices of its first `scan` pages, text. Raises nothing.

    `part` is the part of ISO 19005 it is judged against, when that is not the one it claims.
    """
    try:
        answer, _ = child.run("inspect", data, scan=scan, part=part)
    except Refused as refused:
        return Inspection(findings=refused.findings)
    return child.inspection_of(answer)


def stamp(data: bytes, label: bytes, *, at: datetime, where: str = "top-right") -> bytes:
    """The file with the label (of `datamatrix.label`) on its first page, in the free place nearest to the corner
    `where` (top-right, top-left, bottom-right, bottom-left), or beside the page made smaller. Raises `Refused`.
    """
    return child.run("stamp", data, label=label, at=at, where=where)[1]


def from_text(
    text: str, *, title: str, at: datetime, author: str = "", part: int = 1, label: bytes | None = None
) -> bytes:
    """A readable A4 file, PDF/A of that part (1 or 3), from plain text; a form feed begins a page. Raises `Refused`
    for a character that our face does not have.
    """
    from socle.documents.pdf import pages  # noqa: PLC0415 - the writers load when something is written

    return pages.from_text(text, title=title, at=at, author=author, part=part, label=label)
