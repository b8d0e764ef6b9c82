"""What the room does for the record: everything to know of a document before it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from socle.documents import cda, rules
from socle.documents.cda import CdaDocument
from socle.documents.comparing import compare
from socle.documents.header import check_header
from socle.rulebook import Finding
from socle.rulebook.choices import Choices, current
from socle.wire.content import Content
from socle.wire.xds.model import DocumentEntry


@dataclass(frozen=True, slots=True)
class Checked:
    """A document read and judged; `document` is None when there was none to read."""

    document: CdaDocument | None
    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> bool:
        return not any(finding.is_error for finding in self.findings)


def check(
    content: bytes | Content,
    entry: DocumentEntry | None = None,
    *,
    at: datetime,
    choices: Choices | None = None,
    site: str = "",
) -> Checked:
    """Read the document in `content` and judge it at the instant `at` (aware), against its metadata when given.

    `site` is the IdNat_Struct that the header must name, when a legal entity's certificate feeds for it. Every fault
    at once, each naming the document by the metadata's uniqueId, or its own when there is none.
    """
    choices = choices or current()
    document, malformed = cda.read(content)
    about = entry.unique_id if entry else None
    if document is None:
        return Checked(None, tuple(finding.about(about) for finding in malformed))
    findings = [
        *malformed,
        *check_header(document),
        *rules.check_ins(document, at=at, choices=choices),
        *rules.check_body(document),
        *rules.check_site(document, site),
        *rules.check_keys(document, choices=choices),
        *(compare(document, entry) if entry else ()),
    ]
    return Checked(document, tuple(finding.about(about or document.unique_id) for finding in findings))
