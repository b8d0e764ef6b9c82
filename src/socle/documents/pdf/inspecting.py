"""Inspecting one file, in this process: what the bounded process of `child` runs."""

from __future__ import annotations

import pikepdf

from socle.documents.pdf import limits, reading, seeing, structure, surface
from socle.documents.pdf.faults import Faults
from socle.documents.pdf.model import Inspection, Refused
from socle.documents.pdf.verdicts import UNREADABLE


def inspect(data: bytes, *, scan: int = limits.SCANNED_PAGES, part: int = 0) -> Inspection:
    """All that is seen of a file; what keeps it from being read is a finding. Judged against `part`, if it is given,
    else against what it claims, else against PDF/A-1. The first `scan` pages are searched for codes.
    """
    try:
        return _inspect(data, scan, part)
    except Refused as refused:
        return Inspection(findings=refused.findings)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, LookupError, AttributeError) as error:
        # A file may lie about the type of anything: whatever it breaks, it is the file that cannot be read.
        return Inspection(findings=(UNREADABLE.at(found=f"{type(error).__name__} : {str(error)[:200]}"),))


def _inspect(data: bytes, scan: int, part: int) -> Inspection:
    with reading.open_pdf(data) as pdf:
        claimed = structure.claim(pdf)
        faults = Faults(part or (claimed[0] if claimed else 1))
        active = structure.check(pdf, data, faults)
        surface.check(pdf, faults)
        pages, version, signed = len(pdf.pages), pdf.pdf_version, reading.is_signed(pdf)
    with seeing.opened(data) as document:
        matrices = tuple(seeing.matrices(document, scan))
        text = seeing.text(document)
    return Inspection(
        pages=pages,
        version=version,
        pdfa=claimed,
        faults=faults.all(),
        matrices=matrices,
        scanned=min(scan, pages),
        text=text,
        active=active,
        signed=signed,
    )
