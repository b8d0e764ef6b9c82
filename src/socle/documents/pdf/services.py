"""What is asked of PDF files: to be inspected, made PDF/A, covered, stamped, written; each in a process of its own."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from socle.documents.pdf import child, limits
from socle.documents.pdf.model import Archived, Covered, Inspection, Refused

if TYPE_CHECKING:
    from socle.documents.pdf.rules import Validation


def inspect(data: bytes, *, scan: int = limits.SCANNED_PAGES, part: int = 0) -> Inspection:
    """What a file is: pages, PDF/A claim and faults, Data Matrices of its first `scan` pages, text. Raises nothing.

    `part` is the part of ISO 19005 it is judged against, when that is not the one it claims.
    """
    try:
        answer, _ = child.run("inspect", data, scan=scan, part=part)
    except Refused as refused:
        return Inspection(findings=refused.findings)
    return child.inspection_of(answer)


def convert(
    data: bytes,
    *,
    title: str,
    author: str,
    at: datetime,
    part: int = 1,
    xml: bytes | None = None,
    pictures: bool = False,
) -> Archived:
    """The file as PDF/A, inspected, and each change. `xml` is joined to part 3 as its source. Raises `Refused` when a
    page would not look the same, unless `pictures` lets such pages become pictures over their own text.
    """
    options = {"title": title, "author": author, "at": at, "part": part, "xml": xml, "pictures": pictures}
    return child.archived_of(*child.run("archive", data, **options))


def cover(data: bytes, label: bytes, *, title: str, at: datetime, validation: Validation) -> Covered:
    """A validated document with a cover page that carries the label, and the document as it was, with its SHA-256.

    Raises `Refused`: what `may_cover` decides, then what keeps the file from being covered (signed, unreadable…).
    """
    from socle.documents import times  # noqa: PLC0415 - with the rules, for those who decide
    from socle.documents.pdf import rules  # noqa: PLC0415

    decision = rules.may_cover(validation, today=at.astimezone(times.PARIS).date())
    if not decision.allowed or validation.cme_day is None or validation.physicians_warned is None:
        raise Refused(*decision.errors)
    options = {
        "cme_day": validation.cme_day.isoformat(),
        "cme_reference": validation.cme_reference,
        "physicians_warned": validation.physicians_warned.isoformat(),
    }
    made = child.run("cover", data, label=label, title=title, at=at, **options)[1]
    digest = hashlib.sha256(data).hexdigest()
    return Covered(data=made, original=data, original_sha256=digest, findings=decision.findings)


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
