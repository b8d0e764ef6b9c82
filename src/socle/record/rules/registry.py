"""A submission against what the registry already holds: resent sets and documents, replaced entries.

Source: spec/dmp.md 4.1 (checks 5 and 7); spec/README.md (identical retry).
"""

from __future__ import annotations

from socle.record.facts import KnownDocument, KnownObjects, RecordFacts
from socle.record.rules.structure import sha1
from socle.record.verdicts import feeding
from socle.rulebook import ALLOWED, Decision, Finding, applies
from socle.wire.xds.model import APPROVED, REPLACES, TRANSFORMS_AND_REPLACES, Association, Submission

_REPLACING = frozenset({REPLACES, TRANSFORMS_AND_REPLACES})


def check_known(submission: Submission, record: RecordFacts, known: KnownObjects, fingerprint: str) -> Decision:
    """An identical set is accepted and marked; else its documents and replacements are judged one by one."""
    for item in submission.sets:
        held = known.sets.get(item.unique_id or "")
        if held is None:
            continue
        if held == fingerprint:
            return Decision((feeding.SET_SENT_AGAIN.at(item.id, found=item.unique_id),))
        return Decision((feeding.SET_OTHER_CONTENT.at(item.id, found=item.unique_id),))
    findings = _documents(submission, record, known) + _replacements(submission, record, known)
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
        elif part is not None and sha1(part) != held.hash:
            verdict = feeding.OTHER_CONTENT
        else:
            verdict = feeding.DOCUMENT_SENT_AGAIN
        findings.append(verdict.at(entry.id, document=entry.unique_id))
    return findings


@applies("DMP-159")
def _replacements(submission: Submission, record: RecordFacts, known: KnownObjects) -> list[Finding]:
    findings: list[Finding] = []
    replaced: set[str] = set()
    for link in submission.associations:
        if link.type not in _REPLACING:
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
    if held is None:
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
