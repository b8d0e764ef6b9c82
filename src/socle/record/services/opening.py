"""Opening a record: once per person, by Mon espace santé; by feeding only in tests and sandbox."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError

from socle import storage
from socle.directory.actor import Actor, Authentication, Kind
from socle.identity import oids
from socle.identity.models import Person
from socle.identity.services import find_by_ins, identifiers_of
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import RecordStatus, SpaceStatus
from socle.record.models import Identifier, Record
from socle.record.profile import Profile
from socle.record.services.tracing import Trace
from socle.record.store.identifiers import claim, ins_value, locate
from socle.rulebook import Decision, applies, rule
from socle.rulebook.choices import current
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import Submission

#: Socle itself, where nobody else acts.
SYSTEM = Actor(kind=Kind.SYSTEM, id="socle", name="Socle", authentication=Authentication.NONE)


@applies("DMP-207")
def open_record(
    person: Person,
    at: datetime,
    *,
    space: SpaceStatus = SpaceStatus.ACTIVE,
    opened_at: datetime | None = None,
    actor: Actor = SYSTEM,
) -> str:
    """Open the record of a person, with every INS the person ever had; gives its id.

    A person has one record: when it is there already, its id is given and nothing changes. `opened_at` dates
    the opening of a record that was opened elsewhere.
    """
    return _open(person.pk, identifiers_of(person), at, space=space, opened_at=opened_at or at, actor=actor)


def _open(
    person_id: str, known_as: tuple[CX, ...], at: datetime, *, space: SpaceStatus, opened_at: datetime, actor: Actor
) -> str:
    if held := _held(person_id, known_as):
        return held
    record_id = uuid4().hex
    storage.keyring().create(record_id)  # before the row: a record without its key could keep nothing

    def command() -> None:
        Record.objects.create(
            id=record_id, person_id=person_id, status=RecordStatus.OPEN, space=space, opened_at=opened_at
        )
        claim({Identifier.Kind.INS: {ins_value(ins): record_id for ins in known_as}}, record_id, at)
        trace = Trace(code=ActCode.RECORD_OPEN, actor=actor, at=at, record_id=record_id)
        trace.tell(Decision(rules=(rule("DMP-207"),)))

    try:
        act(command)
    except IntegrityError:
        storage.keyring().discard(record_id)  # another opened it meanwhile: this key never served
        held = _held(person_id, known_as)
        if held is None:
            raise
        return held
    return record_id


def _held(person_id: str, known_as: tuple[CX, ...]) -> str | None:
    """The record that this person already has, under any name."""
    held = Record.objects.filter(person_id=person_id).values_list("id", flat=True).first()
    return held or next(filter(None, map(locate, known_as)), None)


def record_to_feed(submission: Submission, profile: Profile, at: datetime, *, may_open: bool) -> str | None:
    """The record of the submission set's patient; if `may_open`, opened now where the profile or the sandbox says so.

    In production never: the profile of tests is not served there, and a test INS is refused.
    """
    patient = _patient_of(submission)
    if patient is None:
        return None
    found = locate(patient)
    if found or not may_open or not opens_for(submission, profile):
        return found
    if find_by_ins(patient) is not None and not profile.opens_records:
        return None  # someone the sandbox knows, and who has no record: a refusal, or an objection, to respect
    return _open(uuid4().hex, (patient,), at, space=SpaceStatus.NONE, opened_at=at, actor=SYSTEM)


def _patient_of(submission: Submission) -> CX | None:
    return next((held.patient_id for held in submission.sets if held.patient_id is not None), None)


def opens_for(submission: Submission, profile: Profile) -> bool:
    """Whether feeding this submission may open a record: in tests and sandboxes alone."""
    choices, patient = current(), _patient_of(submission)
    if choices.production or patient is None or not patient.is_complete:
        return False
    return profile.opens_records or (choices.open_record_for_unknown_test_ins and oids.is_test(patient.authority))
