"""What the record's use cases give back: decisions with what came of them, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from socle.ledger import Entry as JournalEntry
from socle.record.facts import AuthorisationState, DocumentFacts, RecordFacts
from socle.rulebook import ALLOWED, Decision, Finding
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import DocumentEntry, RegistryObject, RetrievedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Existence:
    """TD0.2: `record` is None when there is none, or when the decision refuses."""

    decision: Decision = ALLOWED
    record: RecordFacts | None = None
    authorisation: AuthorisationState = AuthorisationState.NONE
    is_treating_physician: bool = False
    has_account: bool = False  # the former internet account (TD1.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A use case that only does or refuses. `already` tells that there was nothing left to do."""

    decision: Decision = ALLOWED
    already: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOutcome:
    """TD2.1. `entry_uuids` maps each id the sender wrote to the urn:uuid of the stored object."""

    decision: Decision = ALLOWED
    entry_uuids: Mapping[str, str] = field(default_factory=dict)
    already: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOutcome:
    """TD3.3. `entry_uuids` maps each entry's id, as its sender wrote it, to the entryUUID of its new version."""

    decision: Decision = ALLOWED
    entry_uuids: Mapping[str, str] = field(default_factory=dict)
    already: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOutcome:
    """TD3.1: what the actor may see of what the query asks."""

    decision: Decision = ALLOWED
    objects: tuple[RegistryObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrieveOutcome:
    """TD3.2: `decision` is about the whole request, `findings` about single documents (partial success)."""

    decision: Decision = ALLOWED
    documents: tuple[RetrievedDocument, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One document of a list, with what this reader may do with it."""

    entry: DocumentEntry
    facts: DocumentFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOutcome:
    """One document opened by a reader; `entry` and `content` are None when the decision refuses."""

    decision: Decision = ALLOWED
    entry: DocumentEntry | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """Who did what, when, from where, in which mode. `title` is None for a document this reader may not see."""

    act: JournalEntry
    title: str | None = None

    @property
    def at(self) -> datetime:
        return self.act.at


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryOutcome:
    """The activity history, the latest first (DMP-165, DMP-166)."""

    decision: Decision = ALLOWED
    lines: tuple[HistoryLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfessionalListed:
    """One line of who is authorised or blocked (TD1.6)."""

    actor_id: str
    is_structure: bool
    name: str
    profession: str
    specialty: str
    since: datetime
    last_action: datetime
    blocked: bool = False
    treating_physician: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfessionalsOutcome:
    """TD1.6."""

    decision: Decision = ALLOWED
    listed: tuple[ProfessionalListed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordListed:
    """One line of the records on which someone is authorised (TD0.4); instants are None when there is none."""

    patient_ids: tuple[CX, ...]
    used_name: str
    birth_name: str
    given_name: str
    sex: str
    birth_date: date | None
    treating_physician: bool
    last_access: datetime
    last_add: datetime | None
    last_update: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsOutcome:
    """TD0.4."""

    decision: Decision = ALLOWED
    listed: tuple[RecordListed, ...] = ()
