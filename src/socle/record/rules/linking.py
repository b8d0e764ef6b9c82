"""How the objects of a submission are tied: to each other, and to what the registry holds.

Replacements have their own words, in `registry`. Source: IHE ITI TF-3 4.2.2; TF-2 3.42.4.1.3.
"""

from __future__ import annotations

from socle.record.facts import KnownObjects, RecordFacts
from socle.record.verdicts import linking
from socle.rulebook import Finding, Verdict
from socle.wire.xds.model import (
    APPENDS,
    APPROVED,
    REPLACES,
    TRANSFORMS,
    TRANSFORMS_AND_REPLACES,
    Association,
    RegistryObject,
    Submission,
)

#: Associations that put their target out of use. Source: IHE ITI TF-3 4.2.2.2.3.
REPLACING = frozenset({REPLACES, TRANSFORMS_AND_REPLACES})
#: Those that rest on their target without replacing it. Same source.
_RESTING = frozenset({APPENDS, TRANSFORMS})


def check_links(submission: Submission, record: RecordFacts, known: KnownObjects) -> list[Finding]:
    """Each end of each association is in the message or in this record; a change of a document's life ties a new
    document to another, in force.
    """
    objects: tuple[RegistryObject, ...] = (*submission.entries, *submission.sets, *submission.folders)
    own = {held.id for held in (*objects, *submission.associations) if held.id}
    findings: list[Finding] = []
    for link in submission.associations:
        ends = (link.source,) if link.type in REPLACING else (link.source, link.target)
        wrong = [_about(submission, link, end, found) for end in ends if (found := _end(end, own, record, known))]
        if not wrong and link.type in REPLACING | _RESTING:
            wrong = _life(submission, link, known)
        findings += wrong
    return findings


def _life(submission: Submission, link: Association, known: KnownObjects) -> list[Finding]:
    """RPLC, APND, XFRM and XFRM_RPLC go from a document of the message to another one, approved."""
    own = {entry.id for entry in submission.entries}
    if link.source not in own:
        return [_about(submission, link, link.source, linking.REFERENCE_NO_DOCUMENT)]
    if link.type in REPLACING:
        return []
    if link.target == link.source or link.target not in own | set(known.entries):
        return [_about(submission, link, link.target, linking.REFERENCE_NO_DOCUMENT)]
    if link.target not in own and known.entries[link.target].status != APPROVED:
        return [_about(submission, link, link.target, linking.REFERENCE_OUT_OF_USE)]
    return []


def _end(end: str, own: set[str], record: RecordFacts, known: KnownObjects) -> Verdict | None:
    """What is wrong with one end of an association."""
    if end in own:
        return None
    entry = known.entries.get(end)
    holder = entry.record_id if entry is not None else known.objects.get(end)
    if holder is None:
        return linking.REFERENCE_UNKNOWN
    return None if holder == record.id else linking.REFERENCE_OTHER_PATIENT


def _about(submission: Submission, link: Association, end: str, wrong: Verdict) -> Finding:
    entry = submission.entry(link.source)
    return wrong.at(link.id or link.type, found=end).about(entry.unique_id if entry is not None else None)


def first_versions(submission: Submission) -> list[Finding]:
    """Registering brings new documents: an entry that bears another's logicalID is an update (ITI-57)."""
    return [
        linking.NOT_A_FIRST_VERSION.at(entry.id, found=entry.logical_id).about(entry.unique_id)
        for entry in submission.entries
        if entry.logical_id not in {None, entry.id}
    ]
