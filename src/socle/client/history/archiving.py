"""An old PDF made PDF/A-1b, where nothing of what it shows changes. Source: spec/cda.md 8; DOC-009."""

from __future__ import annotations

from socle.client.history.lines import Old
from socle.client.history.verdicts import NOT_ARCHIVAL
from socle.documents import pdf, times
from socle.rulebook import Finding


def archived(data: bytes, old: Old) -> tuple[bytes | None, list[Finding]]:
    """The file as PDF/A-1b; None when it is one already, or cannot be, which a finding tells: it is taken as it is.

    Nothing in it depends on when it is made: it says of itself the day of its document.
    """
    day = times.read(old.date)
    if day is None or pdf.inspect(data, scan=0).is_pdfa:
        return None, []
    author = f"{old.author_given} {old.author_family}".strip()
    try:
        return pdf.convert(data, title=old.title, author=author, at=day.start).data, []
    except pdf.Refused as refused:
        why = " ".join(dict.fromkeys(finding.sentence() for finding in refused.findings))
        return None, [NOT_ARCHIVAL.at("file", found=why)]
