"""Reports: workbooks and documents that a director can sign, from plain values.

`workbook(sheets, title=…, at=…)` gives an XLSX file, `pdf(report)` an A4 document. Kinds of columns say how values
are written: amounts in euros, rates rounded down to a tenth, days as days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from socle.programmes.reports.model import (
    Bar,
    Bars,
    Block,
    Column,
    Gauge,
    Heading,
    Kind,
    Notes,
    Paragraph,
    Report,
    Row,
    Sheet,
    Signature,
    Table,
    Value,
    floored,
    rate,
    rule_notes,
    shown,
)

__all__ = [
    "Bar",
    "Bars",
    "Block",
    "Column",
    "Gauge",
    "Heading",
    "Kind",
    "Notes",
    "Paragraph",
    "Report",
    "Row",
    "Sheet",
    "Signature",
    "Table",
    "Value",
    "floored",
    "pdf",
    "rate",
    "rule_notes",
    "shown",
    "workbook",
]


def workbook(sheets: Sequence[Sheet], *, title: str, at: datetime, author: str = "Socle", subject: str = "") -> bytes:
    """An XLSX file of these sheets, made at `at`: see `reports.writer`."""
    from socle.programmes.reports import writer  # noqa: PLC0415 - the writers load when something is written

    return writer.workbook(sheets, title=title, at=at, author=author, subject=subject)


def pdf(report: Report) -> bytes:
    """An A4 document, PDF/A-1b with tagged text: see `reports.paper`. The same report gives the same bytes."""
    from socle.programmes.reports import paper  # noqa: PLC0415

    return paper.pdf(report)
