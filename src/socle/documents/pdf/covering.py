"""The cover page of a document that was validated without a cartouche: a transitional workaround (INS-019, INS-020)."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterator
from datetime import date, datetime

import pikepdf
from pikepdf import Array, Dictionary, Name

from socle.documents import times
from socle.documents.pdf import labels, pages, reading, structure, writing
from socle.documents.pdf.fonts import Face, clean

MENTION = "Page de garde ajoutée après validation"


def cover(
    data: bytes, *, label: bytes, title: str, at: datetime, cme_day: str, cme_reference: str, physicians_warned: str
) -> bytes:
    """The document with the page before its own, whose instructions stay as they are; days are ISO (2026-11-22).

    PDF/A stays PDF/A. Raises `Refused`: signed, encrypted, unreadable, a character without glyph.
    """
    days = date.fromisoformat(cme_day), date.fromisoformat(physicians_warned)
    sheet = pages.Sheet(Face())
    stamped = labels.read(label)
    sheet.y -= stamped.height + 20
    sheet.write(MENTION, size=14, bold=True)
    sheet.y -= 12
    for paragraph in _said(data, title, at, days, cme_reference):
        for line in textwrap.wrap(clean(paragraph), pages.columns()):
            sheet.write(line)
        sheet.y -= 8
    with reading.unsigned(reading.open_pdf(data)) as pdf:
        claimed = structure.claim(pdf)
        pages.add(pdf, [sheet], stamped)
        _relabel(pdf)
        if claimed:
            writing.add_intent(pdf)
        writing.modified(pdf, at)
        return writing.save(pdf, claimed[0] if claimed else 0)


def _said(data: bytes, title: str, at: datetime, days: tuple[date, date], reference: str) -> Iterator[str]:
    yield f"Document : {title}"
    yield f"Page ajoutée le {at.astimezone(times.PARIS):%d/%m/%Y à %H:%M}, heure de Paris."
    yield "Le document qui suit a été validé sans cartouche d'identité. Aucune de ses pages n'a été modifiée."
    yield f"Pratique validée en CME le {days[0]:%d/%m/%Y}. Référence : {' '.join(reference.split())}"
    yield f"Médecins concernés avertis le {days[1]:%d/%m/%Y}."
    yield "Empreinte SHA-256 du document validé, conservé tel quel :"
    yield hashlib.sha256(data).hexdigest()
    yield "Solution transitoire : le cartouche doit être imprimé sur le document avant sa validation."


def _relabel(pdf: pikepdf.Pdf) -> None:
    """Pages keep the numbers that the document gave them; the cover has none of them."""
    found = pdf.Root.get(Name.PageLabels)
    numbers = found.get(Name.Nums) if isinstance(found, pikepdf.Dictionary) else None
    if not isinstance(numbers, pikepdf.Array) or len(numbers) % 2:
        return
    moved = [int(one) + 1 if index % 2 == 0 else one for index, one in enumerate(numbers.as_list())]
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P="Garde"), *moved]))
