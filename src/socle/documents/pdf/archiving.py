"""Making a file PDF/A-1b or PDF/A-3b without changing what it shows, or saying why it cannot be."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name

from socle.documents.pdf import cleaning, inspecting, picturing, reading, writing, xmp
from socle.documents.pdf.model import Archived, Fault, Inspection, Refused
from socle.documents.pdf.properties import PROPERTIES
from socle.documents.pdf.verdicts import FONT_MISSING, NOT_ARCHIVABLE
from socle.rulebook import Finding

_JOINED = "document.xml"


def archive(
    data: bytes,
    *,
    title: str,
    author: str,
    at: datetime,
    part: int = 1,
    xml: bytes | None = None,
    pictures: bool = False,
) -> Archived:
    """The file as PDF/A of part 1 or 3, conformance B, and everything that was changed.

    `xml` is joined to a file of part 3 as its source. With `pictures`, pages that cannot become PDF/A are shown as
    pictures, which is told. What comes out was inspected. Raises `Refused`, naming each font and place in the way.
    """
    if part not in {1, 3} or (xml is not None and part != 3):  # noqa: PLR2004
        raise ValueError("PDF/A-1 or PDF/A-3; a file is joined to PDF/A-3 alone")
    changes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    said = writing.described(title=title, author=author, at=at)
    with reading.unsigned(reading.open_pdf(data)) as pdf:
        changes += cleaning.clean(pdf, part)
        if xml is not None:
            _join(pdf, xml, at)
            changes += (f"{_JOINED} joint",)
        made, left = _made(pdf, said, part)
        if left.faults and pictures:
            numbers = _pages(left.faults, len(pdf.pages))
            picturing.picture(pdf, data, numbers)
            for name in (Name.AcroForm, Name.OCProperties):
                if name in pdf.Root and len(numbers) == len(pdf.pages):
                    del pdf.Root[name]
            changes += (f"{len(numbers)} page(s) devenue(s) images",)
            made, left = _made(pdf, said, part)
    if left.findings or left.faults:
        raise Refused(*left.findings, *map(_why, left.faults))
    return Archived(data=made, changes=(*changes, "métadonnées XMP et Info réécrites"), pictures=numbers)


def _made(pdf: pikepdf.Pdf, said: xmp.Described, part: int) -> tuple[bytes, Inspection]:
    """The file as it would be, and what is still wrong with it."""
    writing.declare(pdf, replace(said, creator=_tool(pdf) or said.creator), part)
    made = writing.save(pdf, part)
    return made, inspecting.inspect(made, scan=0, part=part)


def _tool(pdf: pikepdf.Pdf) -> str:
    """The program that the document was written with, as it says."""
    info = pdf.trailer.get(Name.Info)
    found = info.get(Name.Creator) if isinstance(info, pikepdf.Dictionary) else None
    return "".join(character for character in str(found or "") if character.isprintable())[:200]


def _pages(faults: tuple[Fault, ...], count: int) -> tuple[int, ...]:
    """The pages that faults are on; all of them when one is in the file as a whole."""
    places = {fault.place.partition(",")[0] for fault in faults}
    if not all(place.startswith("page ") for place in places):
        return tuple(range(1, count + 1))
    return tuple(sorted({int(place.removeprefix("page ")) for place in places}))


def _why(fault: Fault) -> Finding:
    if fault.name == "fonts-embedded":
        return FONT_MISSING.at(fault.place, found=fault.detail)
    return NOT_ARCHIVABLE.at(
        fault.place, expected=fault.name, found=f"il faut {PROPERTIES[fault.name].fr} — {fault.detail}"
    )


def _join(pdf: pikepdf.Pdf, xml: bytes, at: datetime) -> None:
    """Join an XML file as the source of the document (ISO 19005-3, 6.8)."""
    stream = pdf.make_stream(xml)
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/text/xml")
    checksum = hashlib.md5(xml, usedforsecurity=False).digest()
    stream.Params = Dictionary(Size=len(xml), ModDate=xmp.info_date(xmp.instant(at)), CheckSum=pikepdf.String(checksum))
    file = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=_JOINED,
            UF=_JOINED,
            Desc="Document source",
            AFRelationship=Name.Source,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    if Name.Names not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array([_JOINED, file]))
    pdf.Root.AF = Array([file])
