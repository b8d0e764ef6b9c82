"""What an UpdateDocumentSet (ITI-57) asks for: new versions of entries, new statuses. Pure reading, nothing judged.

Source: IHE ITI TF-2 3.57.4.1.3.3; spec/dmp.md 4.5.
"""

from __future__ import annotations

from dataclasses import dataclass

from socle.record.facts import DocumentFacts
from socle.wire.xds.model import HAS_MEMBER, UPDATES_STATUS, Association, DocumentEntry, Submission


@dataclass(frozen=True, slots=True)
class Revision:
    """A new metadata version of one document: the whole entry again, tied to the set by `membership`."""

    entry: DocumentEntry
    membership: Association | None

    @property
    def previous(self) -> str:
        """The version it claims to follow, as written; "" when it names none."""
        return (self.membership.slot("PreviousVersion") or "").strip() if self.membership is not None else ""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A new availability status of one entry, named by its current entryUUID."""

    link: Association

    @property
    def target(self) -> str:
        return self.link.target

    @property
    def original(self) -> str:
        return self.link.slot("OriginalStatus") or ""

    @property
    def new(self) -> str:
        return self.link.slot("NewStatus") or ""


@dataclass(frozen=True, slots=True)
class Held:
    """The current version of a document, as the registry answers it: metadata, facts, number.

    `kept_here`: its bytes are in this repository, so that their hash and size are not the sender's to say.
    """

    entry: DocumentEntry
    facts: DocumentFacts
    version: int
    kept_here: bool = True


def revisions(submission: Submission) -> tuple[Revision, ...]:
    """Every entry of the submission, with the association that makes it a member of the set."""
    return tuple(Revision(entry, _membership(submission, entry.id)) for entry in submission.entries)


def status_changes(submission: Submission) -> tuple[StatusChange, ...]:
    return tuple(StatusChange(link) for link in submission.associations if link.type == UPDATES_STATUS)


def _membership(submission: Submission, id: str) -> Association | None:
    members = (link for link in submission.associations if link.type == HAS_MEMBER and link.target == id)
    return next(members, None)


def is_update(submission: Submission) -> bool:
    """Whether a SubmitObjectsRequest updates (ITI-57) rather than registers (ITI-42)."""
    return bool(status_changes(submission)) or any(entry.logical_id for entry in submission.entries)
