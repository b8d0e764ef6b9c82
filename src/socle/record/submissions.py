"""What a submission becomes once accepted: identifiers assigned, references resolved, effects worked out. Pure.

Source: IHE ITI TF-3 4.2.2.2 (associations), TF-2 3.42.4.1.3 (registry effects); spec/dmp.md 4.1, 4.2.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from socle.record.serial import dump
from socle.wire.ids import NewUuid
from socle.wire.xds.model import (
    APPROVED,
    HAS_MEMBER,
    REPLACES,
    TRANSFORMS_AND_REPLACES,
    Association,
    DocumentEntry,
    Folder,
    Submission,
    SubmissionSet,
)

#: The one repository. Source: spec/dmp.md 4.2.
REPOSITORY = "1.2.250.1.213.4.1.1.1.2"
#: Associations that put their target out of use. Source: IHE ITI TF-3 4.2.2.2.3.
REPLACING = frozenset({REPLACES, TRANSFORMS_AND_REPLACES})

_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Digest:
    """SHA-1 (lower-case hexadecimal) and size in bytes, as XDS metadata carry them."""

    hash: str
    size: int

    @classmethod
    def of(cls, data: bytes) -> Digest:
        return cls(hashlib.sha1(data, usedforsecurity=False).hexdigest(), len(data))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the record already holds around a submission, read in the transaction that writes it.

    `present` maps the uniqueId of a document already there, byte for byte, to its current entryUUID;
    `taken` are the entryUUIDs of the submission that are already in use; `dependants` maps the target of a
    replacement to the entries appended to it or transformed from it, near or far; `folders` to the folders
    that hold it.
    """

    present: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    dependants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    folders: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that will be written, or nothing of it. `assigned` maps the sender's ids to the stored ones."""

    submission_set: SubmissionSet
    entries: tuple[DocumentEntry, ...]
    folders: tuple[Folder, ...]
    associations: tuple[Association, ...]
    deprecated: frozenset[str]
    touched_folders: frozenset[str]
    assigned: Mapping[str, str]


def fingerprint(submission: Submission, digests: Mapping[str, Digest]) -> str:
    """What tells an identical retry from other content under the same submission set's uniqueId.

    The sender's own ids do not count (a retry may draw new ones), labels, order and hashes sent neither; all
    the rest does, and the bytes themselves. Source: spec/README.md ("the same submission sent again").
    """
    names = {held.id: f"{type(held).__name__}:{held.unique_id}" for held in _named(submission)}
    plain = [dump(entry, id=names[entry.id], **_measured(entry, digests.get(entry.id))) for entry in submission.entries]
    plain += [dump(held, id=names[held.id]) for held in submission.sets]
    plain += [dump(held, id=names[held.id]) for held in submission.folders]
    plain += [
        dump(link, id="", source=names.get(link.source, link.source), target=names.get(link.target, link.target))
        for link in submission.associations
        if link.source in names or link.target in names
    ]
    whole = json.dumps(sorted(item.decode() for item in plain), ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def _measured(entry: DocumentEntry, digest: Digest | None) -> dict[str, Any]:
    """The hash and size of an entry's bytes; as sent (hash in lower case) when these are not here (ITI-42)."""
    if digest is not None:
        return {"hash": digest.hash, "size": digest.size}
    return {"hash": entry.hash.lower()} if entry.hash else {}


def _named(submission: Submission) -> tuple[DocumentEntry | SubmissionSet | Folder, ...]:
    return (*submission.entries, *submission.sets, *submission.folders)


def assign(submission: Submission, around: Surroundings, new_uuid: NewUuid) -> dict[str, str]:
    """The stored id of each object of the submission, by the id its sender wrote.

    A document already there keeps its entry; a urn:uuid that nobody uses is kept; any other id is symbolic
    and receives a new urn:uuid (IHE ITI TF-3 4.2.3.2). Associations may come without id, or with one that
    another object bears (seen in samples): the other object keeps the name.
    """
    assigned: dict[str, str] = {}
    for held in (*_named(submission), *submission.associations):
        if not held.id or held.id in assigned:
            continue
        present = around.present.get(held.unique_id or "") if isinstance(held, DocumentEntry) else None
        free = _UUID.fullmatch(held.id) and held.id not in around.taken
        assigned[held.id] = present or (held.id if free else f"urn:uuid:{new_uuid()}")
    return assigned


def _resolved(submission: Submission, assigned: Mapping[str, str], new_uuid: NewUuid) -> tuple[Association, ...]:
    """The associations with stored ids, each its own, their ends resolved."""
    used = {assigned[held.id] for held in _named(submission)}
    resolved: list[Association] = []
    for link in submission.associations:
        id = assigned.get(link.id, "")
        if not id or id in used:
            id = f"urn:uuid:{new_uuid()}"
        used.add(id)
        source, target = (assigned.get(end, end) for end in (link.source, link.target))
        resolved.append(replace(link, id=id, source=source, target=target, status=APPROVED))
    return tuple(resolved)


def plan(
    submission: Submission, digests: Mapping[str, Digest], around: Surroundings, *, at: datetime, new_uuid: NewUuid
) -> Plan:
    """What `submission`, decided acceptable, writes at the instant `at`. It holds exactly one submission set."""
    assigned = assign(submission, around, new_uuid)
    now = at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    fresh = [entry for entry in submission.entries if entry.unique_id not in around.present]
    associations = _resolved(submission, assigned, new_uuid)
    replaced = {link.target: link.source for link in associations if link.type in REPLACING}
    inherited = tuple(_inherited(replaced, around, new_uuid))
    deprecated = frozenset(replaced).union(*(around.dependants.get(target, frozenset()) for target in replaced))
    own = {assigned[folder.id] for folder in submission.folders}
    filled = {link.source for link in (*associations, *inherited) if link.type == HAS_MEMBER}
    (submission_set,) = submission.sets
    return Plan(
        submission_set=replace(submission_set, id=assigned[submission_set.id], status=APPROVED),
        entries=tuple(_complete(entry, assigned[entry.id], digests.get(entry.id)) for entry in fresh),
        folders=tuple(
            replace(folder, id=assigned[folder.id], status=APPROVED, last_update_time=now)
            for folder in submission.folders
        ),
        associations=associations + inherited,
        deprecated=deprecated,
        touched_folders=frozenset(filled - own - {assigned[submission_set.id]}),
        assigned=assigned,
    )


def _complete(entry: DocumentEntry, id: str, digest: Digest | None) -> DocumentEntry:
    """An entry as the server answers it: first version, its own logical id, hash and size of the bytes kept here.

    Of a document kept elsewhere (no digest), hash, size, repository and URI stay as given (IHE ITI TF-2 3.42).
    """
    given = _measured(entry, digest)
    if digest is not None:
        given |= {"repository_unique_id": REPOSITORY, "uri": None}
    return replace(entry, id=id, logical_id=id, version=1, status=APPROVED, **given)


def _inherited(replaced: Mapping[str, str], around: Surroundings, new_uuid: NewUuid) -> list[Association]:
    """A replacement joins the folders of what it replaces (IHE ITI TF-2 3.42.4.1.3.5)."""
    return [
        Association(id=f"urn:uuid:{new_uuid()}", type=HAS_MEMBER, source=folder, target=replacement, status=APPROVED)
        for target, replacement in replaced.items()
        for folder in sorted(around.folders.get(target, frozenset()))
    ]
