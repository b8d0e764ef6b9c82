"""One opened document as a page shows it, and its files."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse

from socle import documents
from socle.documents import Readable
from socle.record.services import ReadOutcome
from socle.rulebook import Decision, Finding, code, shows
from socle.wire.xds.model import DocumentEntry

PDF = "application/pdf"
#: A file of a document runs nothing and loads nothing, whoever wrote it.
_FILE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What there is to show: `readable` is None, with its findings, for a document that cannot be read."""

    entry: DocumentEntry
    content: bytes
    readable: Readable | None
    findings: tuple[Finding, ...]

    @property
    def is_pdf(self) -> bool:
        file = self.readable.file if self.readable else None
        return file is not None and file.file.media_type == PDF and file.file.data is not None


def opened(outcome: ReadOutcome) -> Opened | None:
    """The document of a reading that was allowed; None otherwise."""
    if outcome.entry is None or outcome.content is None:
        return None
    document, findings = documents.cda.read(outcome.content)
    readable = documents.show(document) if document is not None else None
    return Opened(outcome.entry, outcome.content, readable, tuple(findings))


def status_of(decision: Decision) -> int:
    """The HTTP status of a refusal: what its verdict says, 403 otherwise."""
    said = (code(finding, "http", "status") for finding in decision.errors)
    return int(next((status for status in said if status), "403"))


def piece(document: Opened, id: str) -> HttpResponse:
    """One file inside the document, shown in the page; 404 when there is none of this id."""
    media = document.readable.piece(id) if document.readable else None
    if media is None or media.file.data is None:
        raise Http404(id)
    headers = {
        "Content-Disposition": f'inline; filename="{_name(document.entry)}"',
        "Content-Security-Policy": _FILE_POLICY,
    }
    return HttpResponse(media.file.data, content_type=media.safe_type, headers=headers)


@shows("MES-066")
def download(document: Opened) -> HttpResponse:
    """The document to keep: its PDF when it is one, the original document otherwise."""
    file = document.readable.file if document.is_pdf and document.readable else None
    data, media_type, suffix = (file.file.data or b"", PDF, ".pdf") if file else (document.content, "text/xml", ".xml")
    headers = {
        "Content-Disposition": f'attachment; filename="{_name(document.entry)}{suffix}"',
        "Content-Security-Policy": "sandbox",
    }
    return HttpResponse(data, content_type=media_type, headers=headers)


def _name(entry: DocumentEntry) -> str:
    """A name for the file: the document's identifier, which holds nothing about the patient."""
    return "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in entry.unique_id or "document")
