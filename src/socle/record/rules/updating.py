"""May these metadata change: each change of visibility or status is an act of its own, judged by `may`.

Source: spec/dmp.md 4.5 (TD3.3); IHE ITI TF-2 3.57.4.1.3.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from socle.directory.actor import Actor, Kind
from socle.record.facts import Action, KnownObjects, RecordFacts
from socle.record.profile import DMP, Profile
from socle.record.rules.access import HIDING, may
from socle.record.rules.metadata import check_set
from socle.record.rules.patient import names_the_ins
from socle.record.rules.visibility import document_shows
from socle.record.updates import Held, Revision, StatusChange, revisions, status_changes
from socle.record.verdicts import feeding, linking, updating
from socle.rulebook import ALLOWED, Decision, Finding, applies, refuse
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.hl7v2 import CX, XCN, XON
from socle.wire.xds.model import (
    APPROVED,
    ARCHIVED,
    DELETED,
    DEPRECATED,
    HAS_MEMBER,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
    UPDATES_STATUS,
    VISIBILITY_SCHEME,
    Author,
    Code,
    DocumentEntry,
    Submission,
)

#: What a change of visibility is called, by code and whether it comes or goes. Source: spec/dmp.md 4.5 (a, b).
CHANGES: Mapping[tuple[str, bool], Action] = {
    (MASKED_TO_PROFESSIONALS, True): Action.MASK,
    (MASKED_TO_PROFESSIONALS, False): Action.UNMASK,
    (INVISIBLE_TO_PATIENT, True): Action.HIDE_FROM_PATIENT,
    (INVISIBLE_TO_PATIENT, False): Action.SHOW_TO_PATIENT,
    (INVISIBLE_TO_REPRESENTATIVES, True): Action.HIDE_FROM_REPRESENTATIVES,
    (INVISIBLE_TO_REPRESENTATIVES, False): Action.SHOW_TO_REPRESENTATIVES,
}

#: What a change of status is called. Source: spec/dmp.md 4.5 (c, d).
STATUSES: Mapping[tuple[str, str], Action] = {
    (APPROVED, ARCHIVED): Action.ARCHIVE,
    (ARCHIVED, APPROVED): Action.UNARCHIVE,
    **{(status, DELETED): Action.DELETE for status in (APPROVED, ARCHIVED, DEPRECATED)},
}

#: The two statuses that plain IHE changes. Source: IHE ITI TF-2 3.57.4.1.3.3.2.
_NEUTRAL_STATUSES = frozenset({(APPROVED, DEPRECATED), (DEPRECATED, APPROVED)})

#: What the registry sets, and what no update compares.
_SERVERS = frozenset({"id", "logical_id", "version", "status", "uri", "home_community_id", "document_availability"})
#: What tells which document it is: no profile changes it. Source: IHE ITI TF-2 3.57.4.1.3.3.1.
_IDENTITY = frozenset({"unique_id", "patient_id", "object_type"})
_BYTES = frozenset({"hash", "size", "repository_unique_id"})


@applies("DMP-113", "DMP-153", "DMP-155", "DMP-159")
def may_update(
    actor: Actor,
    submission: Submission,
    record: RecordFacts | None,
    held: Mapping[str, Held],
    known: KnownObjects,
    at: datetime,
    choices: Choices,
    *,
    profile: Profile = DMP,
    fingerprint: str = "",
) -> Decision:
    """Whether every change of `submission` may be made now, all or nothing.

    `held` gives the current version of each document by logical id and by entryUUID, those alone that the record
    holds. A document that the actor does not see answers as if it were absent.
    """
    asked, statuses = revisions(submission), status_changes(submission)
    entitled = may(actor, _first(asked, statuses, held), record, at=at, choices=choices)
    if record is None or not entitled.allowed:
        return entitled
    decision = Decision(tuple(found for item in submission.sets for found in check_set(item, profile, french_day(at))))
    again = _sent_again(submission, known, fingerprint)
    if again is not None:
        return decision + Decision((again,))
    if not asked and not statuses:
        decision += refuse(updating.OPERATION_UNKNOWN.at())
    if profile.french_metadata and any(STATUSES.get((one.original, one.new)) is Action.DELETE for one in statuses):
        decision += names_the_ins(submission)
    scene = _Scene(actor, record, at, choices, profile)
    for revision in asked:
        decision += _revision(scene, revision, held.get(revision.entry.logical_id or ""))
    for change in statuses:
        decision += _status(scene, change, _current(held, change))
    return decision


def _current(held: Mapping[str, Held], change: StatusChange) -> Held | None:
    """The document whose current entryUUID a change names; None for a former one, also when it is the logical id."""
    found = held.get(change.target)
    return found if found is not None and found.facts.entry_uuid == change.target else None


@dataclass(frozen=True, slots=True)
class _Scene:
    """Who changes what, in which record, when: the same for all changes of one submission."""

    actor: Actor
    record: RecordFacts
    at: datetime
    choices: Choices
    profile: Profile

    def may(self, action: Action, held: Held, place: str, asked: str) -> Decision:
        """Whether this one change of this one document may be made; a document that hides itself is as if absent."""
        decision = may(self.actor, action, self.record, held.facts, at=self.at, choices=self.choices)
        shows = document_shows(self.actor, self.record, held.facts, self.at, self.choices)
        indirect = self.actor.kind in {Kind.STRUCTURE, Kind.EMPLOYEE}
        if shows.allowed or indirect:
            return decision
        return Decision((updating.TARGET_UNKNOWN.at(place, found=asked),), decision.rules)


def check_structure_of_update(submission: Submission) -> list[Finding]:
    """The shape of an update: one submission set, its new versions and changes of status, nothing else.

    Source: IHE ITI TF-2 3.57.4.1.2; spec/dmp.md 4.5 (no signature document there, nor folder).
    """
    findings: list[Finding] = []
    if len(submission.sets) != 1:
        findings.append(feeding.SET_COUNT.at("RegistryPackage", found=len(submission.sets)))
    findings += [feeding.FOLDER_NOT_USED.at(folder.id) for folder in submission.folders]
    sets, entries = {item.id for item in submission.sets}, {entry.id for entry in submission.entries}
    for link in submission.associations:
        known = link.type == UPDATES_STATUS or (link.type == HAS_MEMBER and link.target in entries)
        if not known:
            findings.append(updating.OPERATION_UNKNOWN.at(link.id or link.type, found=link.type))
        elif link.source not in sets:
            findings.append(linking.REFERENCE_UNKNOWN.at(link.id or link.type, found=link.source))
    targets = [entry.logical_id for entry in submission.entries] + [item.target for item in status_changes(submission)]
    repeated = sorted({name for name in targets if name and targets.count(name) > 1})
    return findings + [updating.TARGET_TWICE.at(name, found=name) for name in repeated]


def _sent_again(submission: Submission, known: KnownObjects, fingerprint: str) -> Finding | None:
    for item in submission.sets:
        held = known.sets.get(item.unique_id or "")
        if held is not None:
            verdict = feeding.SET_SENT_AGAIN if held == fingerprint else feeding.SET_OTHER_CONTENT
            return verdict.at(item.id, found=item.unique_id)
    return None


def _first(asked: tuple[Revision, ...], statuses: tuple[StatusChange, ...], held: Mapping[str, Held]) -> Action:
    """The first act asked for: the right to it is judged before anything of the record is told."""
    for revision in asked:
        known = held.get(revision.entry.logical_id or "")
        changes = actions_of(known.entry.visibility, revision.entry.visibility) if known is not None else ()
        # What was hidden too late is told of one document, never of the record.
        return next((action for action in changes if action not in HIDING), Action.MASK)
    return next((STATUSES.get((change.original, change.new), Action.ARCHIVE) for change in statuses), Action.MASK)


def actions_of(old: frozenset[str], new: frozenset[str]) -> tuple[Action, ...]:
    """What goes from one visibility to another, in the order of the codes."""
    changed = sorted(old ^ new)
    return tuple(CHANGES[code, code in new] for code in changed if (code, code in new) in CHANGES)


@applies("DMP-094", "DMP-095", "DMP-096", "DMP-097", "DMP-113", "DMP-114", "DMP-115")
def _revision(scene: _Scene, revision: Revision, held: Held | None) -> Decision:
    entry, asked = revision.entry, revision.entry.logical_id or ""
    if held is None:
        return refuse(updating.TARGET_UNKNOWN.at(entry.id, found=asked, document=entry.unique_id))
    document = held.facts.unique_id
    french = scene.profile.french_metadata
    actions = actions_of(held.entry.visibility, entry.visibility) if french else ()
    decision = Decision.all(scene.may(action, held, entry.id, asked) for action in actions or (Action.MASK,))
    if revision.previous != str(held.version):
        stale = updating.VERSION_STALE.at(entry.id, expected=held.version, found=revision.previous, document=document)
        return decision + refuse(stale) if decision.allowed or not _absent(decision) else decision
    fixed = _changed(held.entry, entry, None if french else _IDENTITY | (_BYTES if held.kept_here else frozenset()))
    decision += Decision(tuple(updating.ATTRIBUTE_CHANGED.at(name, document=document) for name in fixed))
    if not french:
        return decision
    if not actions and not fixed:
        decision += refuse(updating.NOTHING_CHANGED.at(entry.id, document=document))
    both = {MASKED_TO_PROFESSIONALS, INVISIBLE_TO_PATIENT} <= entry.visibility
    if both and not scene.choices.allow_masked_and_invisible:
        decision += refuse(feeding.MASKED_AND_INVISIBLE.at(entry.id, document=document))
    return decision


def _absent(decision: Decision) -> bool:
    return any(found.verdict is updating.TARGET_UNKNOWN for found in decision.errors)


@applies("DMP-150", "DMP-154", "DMP-159")
def _status(scene: _Scene, change: StatusChange, held: Held | None) -> Decision:
    if held is None:
        return refuse(updating.TARGET_UNKNOWN.at(change.target, found=change.target))
    document, current, asked = held.facts.unique_id, held.facts.status, (change.original, change.new)
    action = STATUSES.get(asked)
    if not scene.profile.french_metadata and asked in _NEUTRAL_STATUSES:
        entitled = ALLOWED
    elif action is None:
        names = {"expected": _short(current), "found": _short(change.new)}
        return refuse(updating.STATUS_CHANGE_UNKNOWN.at(change.target, document=document, **names))
    else:
        entitled = scene.may(action, held, change.target, change.target)
    if not entitled.allowed or change.original == current:
        return entitled
    names = {"expected": _short(current), "found": _short(change.original)}
    return entitled + refuse(updating.STATUS_STALE.at(change.target, document=document, **names))


def _changed(old: DocumentEntry, new: DocumentEntry, among: frozenset[str] | None) -> list[str]:
    """The attributes that differ, by their XDS names as the model has them; labels and order never count."""
    names = [item.name for item in fields(DocumentEntry) if item.name not in _SERVERS]
    if among is not None:
        names = [name for name in names if name in among]
    return [name for name in names if _plain(getattr(old, name), name) != _plain(getattr(new, name), name)]


def _plain(value: Any, name: str = "") -> Any:
    if name == "confidentiality":
        return sorted((code.code, code.scheme) for code in value if code.scheme != VISIBILITY_SCHEME)
    if isinstance(value, Code):
        return (value.code, value.scheme)
    if isinstance(value, CX):
        return (value.id, value.authority)
    if isinstance(value, XCN | XON):
        return value.id
    if isinstance(value, Author):
        people = (value.person.id if value.person else "", *(held.id for held in value.institutions))
        return (people, value.roles, tuple(specialty.partition("^")[0] for specialty in value.specialties))
    if isinstance(value, tuple):
        return sorted((_plain(item) for item in value), key=repr)
    return value if value not in (None, "") else None


def _short(status: str) -> str:
    """A status as people say it: its last word."""
    return status.rpartition(":")[2]
