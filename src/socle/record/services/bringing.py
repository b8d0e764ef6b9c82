"""Bringing in a record that lived elsewhere: what was already true of it, dated, and told to the journal as such.

Sandboxes begin so, and so would a record taken over from another server. Nothing is decided here: these
things happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from socle.directory.actor import Actor, Authentication, Kind
from socle.identity.models import Person
from socle.ledger import ActCode
from socle.ledger.acting import as_one_act
from socle.record.administrative import NOTHING, Administrative
from socle.record.facts import RecordStatus, SpaceStatus
from socle.record.models import AuthorisationRow, Block, Record, Representative, TreatingPhysician
from socle.record.services.opening import SYSTEM, open_record
from socle.record.services.tracing import Trace
from socle.record.store import administrative
from socle.rulebook import ALLOWED
from socle.rulebook.choices import current


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """An authorisation given at `since`; without `until` it lasts as long as the choices say."""

    actor: Actor
    since: datetime
    until: datetime | None = None
    treating_physician: bool = False


@dataclass(frozen=True, slots=True)
class Blocking:
    actor: Actor
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerLife:
    """What was already true of a record."""

    opened_at: datetime
    space: SpaceStatus = SpaceStatus.ACTIVE
    closed_at: datetime | None = None
    closing_motive: str = ""
    closing_reason: str = ""
    objects_to_break_glass: bool = False
    objects_to_regulation: bool = False
    granted: tuple[Granted, ...] = ()
    blocked: tuple[Blocking, ...] = ()
    representatives: tuple[Person, ...] = ()
    administrative: Administrative = NOTHING
    died_on: date | None = None


@as_one_act
def bring_in(person: Person, life: FormerLife) -> str:
    """Open the record of `person` as it was; gives its id."""
    holder = Actor(kind=Kind.PATIENT, id=person.pk, name=str(person), authentication=Authentication.SPACE)
    record_id = open_record(person, life.opened_at, space=life.space)
    for representative in life.representatives:
        Representative.objects.create(
            record_id=record_id, id=uuid4().hex, person_id=representative.pk, since=life.opened_at
        )
    for granted in sorted(life.granted, key=lambda granted: granted.since):
        _grant(record_id, granted)
    for blocking in life.blocked:
        _block(record_id, blocking, holder)
    Record.objects.filter(pk=record_id).update(
        objects_to_break_glass=life.objects_to_break_glass,
        objects_to_regulation=life.objects_to_regulation,
        died_on=life.died_on,
    )
    if life.administrative != NOTHING:
        administrative.write(record_id, life.administrative, life.opened_at)
    if life.closed_at is not None:
        _close(record_id, life, life.closed_at, holder)
    return record_id


def _grant(record_id: str, granted: Granted) -> None:
    actor, is_person = granted.actor, granted.actor.is_person
    AuthorisationRow.objects.create(
        record_id=record_id,
        id=uuid4().hex,
        actor_id=actor.id,
        actor_kind=actor.kind.value,
        name=actor.name,
        profession=actor.profession if is_person else "",
        specialty=actor.specialty if is_person else "",
        granted_at=granted.since,
        expires_at=granted.until or granted.since + current().authorisation_life,
        last_action_at=granted.since,
    )
    _tell(record_id, ActCode.AUTHORISATION_ADD, actor, granted.since, actor.id)
    if granted.treating_physician:
        TreatingPhysician.objects.create(
            record_id=record_id, id=uuid4().hex, actor_id=actor.id, name=actor.name, since=granted.since
        )
        _tell(record_id, ActCode.PHYSICIAN_ADD, actor, granted.since, actor.id)


def _block(record_id: str, blocking: Blocking, holder: Actor) -> None:
    actor = blocking.actor
    Block.objects.create(
        record_id=record_id,
        id=uuid4().hex,
        actor_id=actor.id,
        name=actor.name,
        since=blocking.since,
        decided_by=holder.id,
    )
    _tell(record_id, ActCode.BLOCK_ADD, holder, blocking.since, actor.id)


def _close(record_id: str, life: FormerLife, at: datetime, holder: Actor) -> None:
    Record.objects.filter(pk=record_id).update(
        status=RecordStatus.CLOSED,
        closed_at=at,
        closing_motive=life.closing_motive,
        closing_reason=life.closing_reason,
    )
    _tell(record_id, ActCode.RECORD_CLOSE, holder, at, record_id)


def _tell(record_id: str, code: ActCode, actor: Actor, at: datetime, about: str) -> None:
    Trace(code=code, actor=actor, at=at, record_id=record_id).tell(
        ALLOWED, object_ids=[about], details={"origin": SYSTEM.id}
    )
