"""The two headers that name who sends and with which software: ContexteBAM and ContexteLPS.

Source: ROOT_ctxbam_CTXBAM_V01_02, ROOT_ctxlps_CTXLPS_V01_00; spec/identity.md b.2. `Emetteur` is the OU of the
certificate or the NameID of the person, but a mail address is served too: it must only be there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from socle.identity.insi.names import BAM, CONTEXT_BAM, CONTEXT_LPS, LPS
from socle.identity.insi.verdicts import CONTEXT_MISSING
from socle.rulebook import Finding
from socle.wire import xml
from socle.wire.namespaces import qname

#: What an authorisation number of the CNDA is marked with. Source: spec/identity.md b.2.
AUTHORISATION = "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who sends. `idam` is the software's authorisation number; texts are empty where the sender wrote none."""

    idam: str = ""
    version: str = ""
    instance: str = ""
    name: str = ""
    emitter: str = ""

    @property
    def software(self) -> str:
        """The software as the journal names it."""
        return f"{self.name} {self.version}".strip() or self.idam


def read(headers: Sequence[etree._Element]) -> tuple[Context, list[Finding]]:
    """The context of a request, and what its headers lack."""
    held = {str(header.tag): header for header in headers}
    lps, bam = held.get(CONTEXT_LPS), held.get(CONTEXT_BAM)
    software = xml.first(lps, qname(LPS, "LPS"))
    context = Context(
        idam=_said(software, "IDAM"),
        version=_said(software, "Version"),
        instance=_said(software, "Instance"),
        name=_said(software, "Nom"),
        emitter=_said(lps, "Emetteur"),
    )
    wanted = (
        ("ContexteLPS", "LPS/IDAM", context.idam),
        ("ContexteLPS", "Emetteur", context.emitter),
        ("ContexteBAM", "Emetteur", xml.text_of(xml.first(bam, qname(BAM, "Emetteur")))),
    )
    return context, [CONTEXT_MISSING.at(header, expected=what) for header, what, said in wanted if not said]


def _said(parent: etree._Element | None, name: str) -> str:
    return xml.text_of(xml.first(parent, qname(LPS, name)))


def write(header: etree._Element, context: Context, at: datetime, id: str) -> None:
    """Write both contexts into a SOAP header."""
    instant = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    bam = etree.SubElement(header, CONTEXT_BAM, {"Version": "01_02"}, nsmap={"ctxbam": BAM})
    for name, text in (("Id", id), ("Temps", instant), ("Emetteur", context.emitter)):
        xml.child(bam, qname(BAM, name), text=text)
    xml.child(bam, qname(BAM, "COUVERTURE"))
    lps = etree.SubElement(header, CONTEXT_LPS, {"Nature": "CTXLPS", "Version": "01_00"}, nsmap={"ctxlps": LPS})
    for name, text in (("Id", id), ("Temps", instant), ("Emetteur", context.emitter)):
        xml.child(lps, qname(LPS, name), text=text)
    software = xml.child(lps, qname(LPS, "LPS"))
    xml.child(software, qname(LPS, "IDAM"), {"R": AUTHORISATION}, context.idam)
    for name, text in (("Version", context.version), ("Instance", context.instance), ("Nom", context.name)):
        xml.child(software, qname(LPS, name), text=text)
