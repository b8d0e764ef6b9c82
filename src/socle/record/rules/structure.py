"""The shape of a submission: one set, each document attached to it, each part described, each id once.

Source: spec/dmp.md 4.1 (checks 3 to 5); IHE ITI TF-3 4.2.
"""

from __future__ import annotations

from collections import Counter

from socle.record.profile import Profile
from socle.record.verdicts import feeding, linking
from socle.rulebook import Finding
from socle.wire.xds.model import HAS_MEMBER, DocumentEntry, Folder, Part, Submission


def check_structure(submission: Submission, profile: Profile) -> list[Finding]:
    """What is wrong with the objects of the message and with its parts, in the order of the message."""
    findings: list[Finding] = []
    if len(submission.sets) != 1:
        findings.append(feeding.SET_COUNT.at("RegistryPackage", found=len(submission.sets)))
    if profile.french_metadata:
        if not any(not entry.is_signature for entry in submission.entries):
            findings.append(feeding.NO_DOCUMENT.at("ExtrinsicObject"))
        findings += [feeding.FOLDER_NOT_USED.at(folder.id) for folder in submission.folders]
    else:
        findings += _documented(submission) + _folders(submission)
    findings += _members(submission)
    findings += _parts(submission) if profile.documents else []
    findings += _unique_ids(submission)
    return findings


def _members(submission: Submission) -> list[Finding]:
    sets = {item.id for item in submission.sets}
    members = {link.target for link in submission.associations if link.type == HAS_MEMBER and link.source in sets}
    held: tuple[DocumentEntry | Folder, ...] = (*submission.entries, *submission.folders)
    return [
        feeding.ASSOCIATION_MISSING.at(item.id, document=item.unique_id or item.id)
        for item in held
        if sets and item.id not in members
    ]


def _folders(submission: Submission) -> list[Finding]:
    return [
        linking.FOLDER_INCOMPLETE.at(folder.id, expected=name)
        for folder in submission.folders
        for name, value in (("uniqueId", folder.unique_id), ("patientId", folder.patient_id))
        if not value
    ]


def _documented(submission: Submission) -> list[Finding]:
    """A reason is given for a change of a document's life, never for membership (IHE ITI TF-3 4.2.2.2)."""
    return [
        linking.DOCUMENTATION_NOT_THERE.at(link.id or link.target, found=link.documentation.code)
        for link in submission.associations
        if link.type == HAS_MEMBER and link.documentation is not None
    ]


def _parts(submission: Submission) -> list[Finding]:
    findings: list[Finding] = []
    for entry in submission.entries:
        part = submission.parts.get(entry.id)
        if part is None:
            findings.append(feeding.PART_MISSING.at(entry.id, document=entry.unique_id or entry.id))
        else:
            findings += _content(entry, part)
    described = {entry.id for entry in submission.entries}
    findings += [feeding.PART_UNANNOUNCED.at(name) for name in submission.parts if name not in described]
    return findings


def _content(entry: DocumentEntry, part: Part) -> list[Finding]:
    """`hash` and `size` are the server's to say; when sent they must be true (SHA-1 of the exact bytes)."""
    document = entry.unique_id or entry.id
    findings: list[Finding] = []
    if entry.hash is not None:
        expected = part.content.sha1
        if entry.hash.lower() != expected:
            found = feeding.HASH_MISMATCH.at(entry.id, expected=expected, found=entry.hash, document=document)
            findings.append(found)
    if entry.size is not None and entry.size != part.size:
        findings.append(feeding.SIZE_MISMATCH.at(entry.id, expected=part.size, found=entry.size, document=document))
    return findings


def _unique_ids(submission: Submission) -> list[Finding]:
    holders = [(entry.unique_id, entry.id) for entry in submission.entries]
    holders += [(item.unique_id, item.id) for item in submission.sets]
    holders += [(folder.unique_id, folder.id) for folder in submission.folders]
    counts = Counter(unique_id for unique_id, _ in holders if unique_id)
    findings = []
    for unique_id, count in counts.items():
        if count > 1:
            places = ", ".join(id for held, id in holders if held == unique_id)
            findings.append(feeding.DUPLICATE_IN_MESSAGE.at(places, found=count, document=unique_id))
    return findings
