"""One change of one document, from a page: the TD3.3 that a software would have sent, made and judged here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from socle import codes, storage
from socle.directory.actor import Actor
from socle.ledger.acting import reading
from socle.record.facts import Action, DocumentFacts, RecordFacts
from socle.record.rules import audience
from socle.record.rules.audience import Audience, after
from socle.record.rules.updating import CHANGES, STATUSES
from socle.record.services.outcomes import UpdateOutcome
from socle.record.services.updating import update
from socle.record.store.facts import facts
from socle.record.store.reading import entry as read_entry
from socle.record.store.revising import as_shown
from socle.record.store.rows import document_facts, latest
from socle.record.submissions import REPOSITORY
from socle.record.updates import Held
from socle.rulebook.choices import current
from socle.wire.hl7v2 import CX, XCN, XON
from socle.wire.ids import NewUuid, new_uuid
from socle.wire.xds.model import (
    HAS_MEMBER,
    UPDATES_STATUS,
    VISIBILITY_SCHEME,
    Association,
    Author,
    Code,
    DocumentEntry,
    Submission,
    SubmissionSet,
)

#: What kind of care a set made on a page is of: ambulatory. Source: JDV_J59 (spec/cda.md 10).
AMBULATORY = "07"
_CONTENT_SCHEME = "1.2.250.1.213.2.2"
_SET, _ENTRY = "SubmissionSet01", "Document01"


@dataclass(frozen=True, slots=True)
class Standing:
    """One document of a record as it stands, and who sees it."""

    record: RecordFacts
    held: Held
    seen: Audience

    @property
    def document(self) -> DocumentFacts:
        return self.held.facts

    def seen_after(self, action: Action, at: datetime) -> Audience:
        """Who would see it once `action` is done."""
        return audience(self.record, after(self.held.facts, action), at, current())


def standing(record_id: str, unique_id: str, at: datetime) -> Standing | None:
    """The document as it stands now, for whom may already see it; None where there is none. Tells nothing."""
    with reading():
        record, held = facts(record_id), _held(record_id, unique_id)
    if record is None or held is None:
        return None
    shown = replace(held, entry=as_shown(held.entry, record, held.facts))
    return Standing(record, shown, audience(record, held.facts, at, current()))


def change_document(
    actor: Actor,
    patient: CX,
    record_id: str,
    unique_id: str,
    action: Action,
    at: datetime,
    *,
    version: int | None = None,
    new_uuid: NewUuid = new_uuid,
    associated: bool = False,
) -> UpdateOutcome:
    """Do `action` (a change of visibility or of status) on a document, as `update` decides, writes and tells it.

    `version` is the one its asker saw: another since then refuses. A document that is not there, or that the actor
    does not see, is refused in the words of one that is not there. `associated`: as in `update`.
    """
    found = standing(record_id, unique_id, at)
    submission = _submission(actor, patient, found.held if found else None, unique_id, action, at, version, new_uuid)
    return update(actor, submission, patient, at, new_uuid=new_uuid, associated=associated)


def _held(record_id: str, unique_id: str) -> Held | None:
    row = latest(record_id, unique_id)
    if row is None or row.is_signature:
        return None
    entry = replace(read_entry(row, storage.sealer(record_id)), logical_id=row.lid, version=row.version)
    return Held(entry, document_facts(row), row.version, bool(row.location))


def submission_set(actor: Actor, patient: CX, title: str, at: datetime, new_uuid: NewUuid = new_uuid) -> SubmissionSet:
    """The set of what someone does on a page: he is its author, the record's own server its source."""
    return SubmissionSet(
        id=_SET,
        unique_id=new_oid(new_uuid),
        source_id=REPOSITORY,
        patient_id=patient,
        submission_time=at.astimezone(UTC).strftime("%Y%m%d%H%M%S"),
        title=title,
        authors=(author_of(actor),),
        content_type=Code(AMBULATORY, _CONTENT_SCHEME, codes.value_set("content_type").label(AMBULATORY) or AMBULATORY),
    )


def new_oid(new_uuid: NewUuid = new_uuid) -> str:
    """A new unique OID, in the arc of UUIDs (ITU-T X.667)."""
    return f"2.25.{UUID(str(new_uuid())).int}"


def author_of(actor: Actor) -> Author:
    """The person signed in, as metadata names an author."""
    family, _, given = actor.name.partition(" ")
    institutions = (XON.of(actor.structure_name or actor.structure, actor.structure),) if actor.structure else ()
    return Author(person=XCN.of(actor.id, family or actor.id, given), institutions=institutions)


def visibility_code(code: str) -> Code:
    """A code of visibility with its label. Source: JDV_J08."""
    held = codes.value_set("confidentiality").get(code, VISIBILITY_SCHEME)
    return Code(code, VISIBILITY_SCHEME, held.label if held is not None else code)


def _submission(
    actor: Actor,
    patient: CX,
    held: Held | None,
    unique_id: str,
    action: Action,
    at: datetime,
    version: int | None,
    new_uuid: NewUuid,
) -> Submission:
    package = submission_set(actor, patient, "Mise à jour depuis le portail", at, new_uuid)
    codes_of = {named: key for key, named in CHANGES.items()}
    if held is not None and action in codes_of:
        code, comes = codes_of[action]
        entry = replace(held.entry, id=_ENTRY, confidentiality=_changed(held.entry, code, comes=comes))
        slots = (("SubmissionSetStatus", ("Original",)), ("PreviousVersion", (str(version or held.version),)))
        member = Association(id="Member01", type=HAS_MEMBER, source=_SET, target=_ENTRY, slots=slots)
        return Submission(sets=(package,), entries=(entry,), associations=(member,))
    original, new = _statuses(action, held.facts.status if held is not None else "")
    target = held.facts.entry_uuid if held is not None else unique_id
    slots = (("OriginalStatus", (original,)), ("NewStatus", (new,)))
    link = Association(id="Status01", type=UPDATES_STATUS, source=_SET, target=target, slots=slots)
    return Submission(sets=(package,), associations=(link,))


def _changed(entry: DocumentEntry, code: str, *, comes: bool) -> tuple[Code, ...]:
    others: Iterable[Code] = (held for held in entry.confidentiality if held.code != code)
    return (*others, visibility_code(code)) if comes else tuple(others)


def _statuses(action: Action, status: str) -> tuple[str, str]:
    """From which status to which; the first way to it when the document stands in none that leads there."""
    ways = [way for way, named in STATUSES.items() if named is action]
    return next((way for way in ways if way[0] == status), ways[0] if ways else (status, status))
