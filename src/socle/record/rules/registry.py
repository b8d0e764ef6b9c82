"""A submission against what the registry already holds: resent sets and documents, replaced entries.

Source: spec/dmp.md 4.1 (checks 5 and 7); spec/README.md (identical retry).
"""

from __future__ import annotations

from socle.record.facts import KnownDocument, KnownObjects, RecordFacts
from socle.record.rules.linking import REPLACING, check_links
from socle.record.verdicts import feeding
from socle.rulebook import ALLOWED, Decision, Finding, applies
from socle.wire.xds.model import APPROVED, Association, DocumentEntry, Part, Submission


def check_known(submission: Submission, record: RecordFacts, known: KnownObjects, fingerprint: str) -> Decision:
    """An identical set is accepted and marked; else its documents and replacements are judged one by one."""
    for item in submission.sets:
        held = known.sets.get(item.unique_id or "")
        if held is None:
            continue
        if held == fingerprint:
            return Decision((feeding.SET_SENT_AGAIN.at(item.id, found=item.unique_id),))
        return Decision((feeding.SET_OTHER_CONTENT.at(item.id, found=item.unique_id),))
    findings = _documents(submission, record, known) + _folders(submission, known)
    findings += _replacements(submission, record, known) + check_links(submission, record, known)
    return Decision(tuple(findings)) if findings else ALLOWED


def _documents(submission: Submission, record: RecordFacts, known: KnownObjects) -> list[Finding]:
    findings: list[Finding] = []
    for entry in submission.entries:
        held = known.documents.get(entry.unique_id or "")
        part = submission.parts.get(entry.id)
        if held is None:
            continue
        if held.record_id != record.id:
            verdict = feeding.UNIQUE_ID_TAKEN
        elif _digest(entry, part) not in {None, held.hash}:
            verdict = feeding.OTHER_CONTENT
        else:
            verdict = feeding.DOCUMENT_SENT_AGAIN
        findings.append(verdict.at(entry.id, document=entry.unique_id))
    return findings


def _digest(entry: DocumentEntry, part: Part | None) -> str | None:
    """SHA-1 of the bytes that came; without them (ITI-42), what the sender says it is."""
    if part is not None:
        return part.content.sha1
    return entry.hash.lower() if entry.hash is not None else None


def _folders(submission: Submission, known: KnownObjects) -> list[Finding]:
    return [
        feeding.UNIQUE_ID_TAKEN.at(folder.id, document=folder.unique_id)
        for folder in submission.folders
        if folder.unique_id in known.folders
    ]


@applies("DMP-159")
def _replacements(submission: Submission, record: RecordFacts, known: KnownObjects) -> list[Finding]:
    findings: list[Finding] = []
    replaced: set[str] = set()
    for link in submission.associations:
        if link.type not in REPLACING:
            continue
        found = _replacement(submission, link, record, known.entries.get(link.target))
        if found is None and link.target in replaced:
            found = _about(feeding.REPLACED_ALREADY.at(link.target, found=link.target), submission, link)
        replaced.add(link.target)
        findings += [found] if found is not None else []
    return findings


def _replacement(
    submission: Submission, link: Association, record: RecordFacts, held: KnownDocument | None
) -> Finding | None:
    if held is None or submission.entry(link.target) is not None:
        found = feeding.REPLACED_UNKNOWN.at(link.target, found=link.target)
    elif held.record_id != record.id:
        found = feeding.REPLACED_OTHER_PATIENT.at(link.target, found=link.target)
    elif held.status != APPROVED:
        found = feeding.REPLACED_ALREADY.at(link.target, found=link.target)
    else:
        return None
    return _about(found, submission, link)


def _about(found: Finding, submission: Submission, link: Association) -> Finding:
    entry = submission.entry(link.source)
    return found.about(entry.unique_id if entry is not None else None)
