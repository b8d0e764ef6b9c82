"""What our files have in common: metadata, output intent, how they are saved."""

from __future__ import annotations

import io
from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name

from socle.documents.pdf import icc, reading, xmp
from socle.documents.pdf.surface import intent_profile

_VERSIONS = {1: "1.4", 3: "1.7"}


def described(*, title: str, author: str, at: datetime) -> xmp.Described:
    """What a file made now says of itself."""
    now = xmp.instant(at)
    return xmp.Described(title=title, author=author, creator=xmp.PRODUCER, created=now, modified=now)


def declare(pdf: pikepdf.Pdf, said: xmp.Described, part: int) -> None:
    """Write what a PDF/A file says of itself, in its packet and in Info alike, and its output intent."""
    packet = pdf.make_stream(xmp.write(said, part=part))
    packet.Type, packet.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = packet
    values = {
        "/Title": said.title,
        "/Author": said.author,
        "/Subject": said.subject,
        "/Keywords": said.keywords,
        "/Creator": said.creator,
        "/Producer": said.producer,
        "/CreationDate": xmp.info_date(said.created) if said.created else "",
        "/ModDate": xmp.info_date(said.modified) if said.modified else "",
    }
    pdf.trailer.Info = pdf.make_indirect(Dictionary({name: value for name, value in values.items() if value}))
    add_intent(pdf)


def add_intent(pdf: pikepdf.Pdf) -> None:
    """Our sRGB profile as output intent, where the file has none."""
    if intent_profile(pdf) is not None:
        return
    profile = pdf.make_stream(icc.srgb())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=icc.NAME,
        Info=icc.NAME,
        RegistryName="http://www.color.org",
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def is_tagged(pdf: pikepdf.Pdf) -> bool:
    """Whether a file says that its structure tells all that it shows (ISO 32000-1, 14.7)."""
    marks = pdf.Root.get(Name.MarkInfo)
    return isinstance(marks, pikepdf.Dictionary) and reading.flag(marks, Name.Marked)


def modified(pdf: pikepdf.Pdf, at: datetime) -> None:
    """Say when a file was changed, in Info and in its packet where it has one."""
    now = xmp.instant(at)
    if isinstance(pdf.trailer.get(Name.Info), pikepdf.Dictionary):
        pdf.trailer.Info.ModDate = xmp.info_date(now)
    stream = pdf.Root.get(Name.Metadata)
    if isinstance(stream, pikepdf.Stream):
        try:
            stream.write(xmp.touch(stream.read_bytes(), now))
        except (ValueError, SyntaxError):  # a packet that cannot be read says nothing to mend
            return


def save(pdf: pikepdf.Pdf, part: int = 0) -> bytes:
    """The bytes of a file, of the version that the part of PDF/A asks; the same objects give the same bytes.

    Streams are written as they are, but for those compressed as PDF/A forbids. The packet stays in clear.
    """
    packet = pdf.Root.get(Name.Metadata)
    if part and isinstance(packet, pikepdf.Stream):
        packet.write(packet.read_bytes())
    output = io.BytesIO()
    options = {"force_version": _VERSIONS[part]} if part in _VERSIONS else {}
    pdf.save(
        output,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=True,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        fix_metadata_version=False,
        deterministic_id=True,
        **options,  # type: ignore[arg-type]
    )
    return output.getvalue()
