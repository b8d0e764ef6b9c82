"""The XAdES document of a submission set: there, attached, and true of the documents beside it.

Source: spec/dmp.md 4.1 (signature document); spec/README.md (digests, signature and signer are all verified).
"""

from __future__ import annotations

from datetime import datetime

from socle.record.verdicts import feeding
from socle.rulebook import Finding
from socle.rulebook.choices import Choices
from socle.wire.certificates import Trust
from socle.wire.xades import verify
from socle.wire.xds.model import SIGNS, DocumentEntry, Submission


def check_signature(
    submission: Submission, *, at: datetime, choices: Choices, trust: Trust | None = None
) -> list[Finding]:
    """One finding when the set is not signed, else what the signature document itself says wrong."""
    signatures = [entry for entry in submission.entries if entry.is_signature]
    sets = {item.id for item in submission.sets}
    signing = {link.source for link in submission.associations if link.type == SIGNS and link.target in sets}
    if not any(entry.id in signing for entry in signatures):
        return [feeding.SIGNATURE_MISSING.at(submission.sets[0].id)] if submission.sets else []
    findings: list[Finding] = []
    for entry in signatures:
        findings += _verify(entry, submission, at, choices, trust)
    return findings


def _verify(
    signature: DocumentEntry, submission: Submission, at: datetime, choices: Choices, trust: Trust | None
) -> list[Finding]:
    """Digests of every document that came; a missing part or id has its own finding and is not told twice.

    The signer's material is that of this environment, as that of the connection and of the token.
    """
    part = submission.parts.get(signature.id)
    held = {entry.id: entry for entry in submission.entries if not entry.is_signature}
    whole = all(id in submission.parts and entry.unique_id for id, entry in held.items())
    unique_id = submission.sets[0].unique_id
    if part is None or not unique_id or not whole:
        return []
    documents = {entry.unique_id or "": submission.parts[id].content for id, entry in held.items()}
    judged = choices.require_xades_signer and trust is not None
    found = verify(part.content.data, unique_id, documents, trust or Trust(()), at, judged, test=not choices.production)
    return [finding if finding.document else finding.about(signature.unique_id) for finding in found]
