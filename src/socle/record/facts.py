"""What the record's decisions rest on: plain frozen facts, read in the transaction that decides.

`record.rules` takes these and nothing else; `record.services` reads them from the database, tests and the
property campaigns build them directly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from socle.wire.hl7v2 import CX


class RecordStatus(StrEnum):
    """Where a record stands. Source: MES-005 to MES-010; CSP L1111-18."""

    OPEN = "open"
    CLOSED = "closed"  # kept ten years, nobody feeds or consults (MES-007)
    DELETED = "deleted"  # erased (MES-009)


class SpaceStatus(StrEnum):
    """What the holder did with Mon espace santé; the record lives on whatever it is, closing apart (DMP-205)."""

    NONE = "none"  # a record from before Mon espace santé, not attached to it
    NOT_ACTIVATED = "not activated"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"  # no user access, professionals continue (MES-006)


class AuthorisationState(StrEnum):
    """AUTORISATION of TD0.2, code system 1.2.250.1.213.4.1.2.6.2."""

    VALID = "VALIDE"
    EXPIRED = "EXPIRE"
    FORBIDDEN = "INTERDIT"
    NONE = "NON_EXISTE"


class Action(StrEnum):
    """Everything an actor can do in a record, in the words of dmp_functional_rights.csv where it has one."""

    TEST_EXISTENCE = "test existence"
    DECLARE_AUTHORISED = "declare oneself authorised"
    REMOVE_AUTHORISATION = "remove own authorisation"
    BECOME_TREATING_PHYSICIAN = "become medecin traitant"
    DROP_TREATING_PHYSICIAN = "drop medecin traitant role"
    FEED = "feed"
    FEED_WITH_EMPLOYEE_CARD = "feed with employee card"
    SEARCH = "search metadata"
    FIND_REFERENCE = "find document reference"
    RETRIEVE = "retrieve"
    MASK = "mask"
    UNMASK = "unmask"
    SHOW_TO_PATIENT = "make visible to patient"
    SHOW_TO_REPRESENTATIVES = "make visible to representatives"
    DELETE = "delete"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    MASK_FROM = "mask from one professional"
    MASK_ALL = "mask everything"
    UNMASK_ALL = "stop masking everything"
    HIDE_FROM_PATIENT = "make invisible to patient"
    HIDE_FROM_REPRESENTATIVES = "make invisible to representatives"
    BLOCK = "block a professional"
    UNBLOCK = "unblock a professional"
    APPOINT_ADMINISTRATOR = "appoint an administrator"
    DISMISS_ADMINISTRATOR = "dismiss an administrator"
    NAME_PHYSICIAN = "name a medecin traitant"
    UNNAME_PHYSICIAN = "stop naming a medecin traitant"
    SET_EMERGENCY_ACCESS = "set emergency access"
    OPPOSE_CONSULTING = "record an opposition to consultation"
    OPPOSE_FEEDING = "record an opposition to feeding"
    INFORM = "record the information given"
    REQUIRE_PHYSICIAN = "require a physician's presence"
    ATTEND = "attest a physician's presence"
    READ_HISTORY = "read activity history"
    ACQUIRE_IDENTITY = "acquire identity"
    AUTHENTICATE = "authenticate"
    LIST_RECORDS = "list authorised records"
    SEARCH_WITHOUT_INS = "search without INS"
    OPEN_WEB_ACCESS = "contextual web access"
    READ_ADMINISTRATIVE_DATA = "read administrative data"
    CHANGE_ADMINISTRATIVE_DATA = "change administrative data"
    LIST_PROFESSIONALS = "list professionals"
    CREATE_RECORD = "create a record"
    REOPEN_RECORD = "reopen a record"
    CLOSE_RECORD = "close a record"
    MANAGE_ACCOUNT = "manage the internet account"
    DEACTIVATE_SPACE = "deactivate one's space"
    REACTIVATE_SPACE = "reactivate one's space"
    CLOSE_SPACE = "close one's space"
    ERASE_SPACE = "erase one's space"
    REOPEN_SPACE = "reopen one's space"
    ASK_DELETION = "ask an author to delete a document"


class Regime(StrEnum):
    """The two regimes under which a professional consults; there is no third (DMP-009, DMP-027)."""

    TEAM = "team"  # care team: information and possible opposition, consent presumed
    CONSENT = "consent"  # anyone else: the holder's explicit consent


#: The end of what does not end by itself: a long-term care (DMP-033).
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A professional's or structure's authorisation on a record (TD0.3, or the consent declared on the portal)."""

    actor_id: str
    granted_at: datetime
    expires_at: datetime
    removed_at: datetime | None = None
    regime: Regime = Regime.TEAM


@dataclass(frozen=True, slots=True)
class Care:
    """A care episode (prise en charge) of a professional or of a structure's whole team, the holder informed of it.

    `ended_at` None: it goes on. Source: DMP-020, DMP-021, DMP-032.
    """

    actor_id: str
    started_at: datetime
    ended_at: datetime | None = None


class OpposedTo(StrEnum):
    """What a holder opposes, when he does not block."""

    CONSULTING = "consulting"
    FEEDING = "feeding"


@dataclass(frozen=True, slots=True)
class Opposition:
    """What the holder told a professional, who recorded it.

    `against` is a professional's or a structure's id, "" for everyone. Against feeding, `admitted` is what the
    professional `decided_by` judged of the motive (DMP-003); `about` keeps one document out, by its uniqueId or
    its typeCode, "" all of them (DMP-015).
    """

    to: OpposedTo
    against: str
    since: datetime
    until: datetime | None = None
    admitted: bool = True
    decided_by: str = ""
    about: str = ""

    def holds_at(self, at: datetime) -> bool:
        """Whether it is in force at `at`, and was admitted."""
        return self.admitted and self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """One record as its rules see it. `patient_ids` holds every INS it ever had, the current one first.

    `representatives` act for a minor, `guardians` (persons or organisations, DMP-142) for a protected adult;
    `own_acts` are those that law lets the represented person do alone (DMP-149). `physician_required`: a minor
    asked that his representatives read only while a physician is present, `physician_present_until` (DMP-137).
    `masks_all` is the holder's global masking, which covers documents to come (DMP-099).
    """

    id: str
    person_id: str
    patient_ids: tuple[CX, ...]
    status: RecordStatus = RecordStatus.OPEN
    space: SpaceStatus = SpaceStatus.ACTIVE
    closed_at: datetime | None = None
    closing_motive: str = ""
    closing_reason: str = ""
    birth_date: date | None = None
    representatives: frozenset[str] = frozenset()
    objects_to_break_glass: bool = False
    objects_to_regulation: bool = False
    shows_masked_in_emergency: bool = False
    authorisations: tuple[Authorisation, ...] = ()
    blocked: frozenset[str] = frozenset()
    treating_physicians: frozenset[str] = frozenset()
    administrators: frozenset[str] = frozenset()
    care: tuple[Care, ...] = ()
    oppositions: tuple[Opposition, ...] = ()
    masks_all: bool = False
    emancipated: bool = False
    guardians: frozenset[str] = frozenset()
    own_acts: frozenset[Action] = frozenset()
    physician_required: bool = False
    physician_present_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """One document entry as the rules see it.

    `author_ids` are the national ids in authorPerson and legalAuthenticator; `author_structures` those in
    authorInstitution; `deposited_at` is when it entered the record; `hash` is SHA-1, lower-case hexadecimal.
    """

    unique_id: str
    entry_uuid: str
    status: str
    type_code: str = ""
    visibility: frozenset[str] = frozenset()
    author_ids: frozenset[str] = frozenset()
    author_structures: frozenset[str] = frozenset()
    deposited_at: datetime
    deposited_by: str = ""
    by_patient: bool = False
    is_signature: bool = False
    hash: str = ""
    masked_from: frozenset[str] = frozenset()
    shown_apart: bool = False
    author_blocked: bool = False


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document of any record that a submission touches: whose, in what state, with which bytes."""

    record_id: str
    entry_uuid: str
    status: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownObjects:
    """What the registry already holds of what a submission names, read in the deciding transaction.

    `documents` are keyed by uniqueId, `entries` by entryUUID, `sets` map a submission set's uniqueId to the
    fingerprint of what it held (`record.submissions.fingerprint`). `folders` are the uniqueIds of folders already
    taken; `objects` map the entryUUID of any other object (set, folder, association) to its record.
    """

    documents: Mapping[str, KnownDocument] = field(default_factory=dict)
    entries: Mapping[str, KnownDocument] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    objects: Mapping[str, str] = field(default_factory=dict)
