"""Lists that cross what was declared: who is authorised on a record (TD1.6), on which records one is (TD0.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from socle.directory.actor import Actor, Authentication
from socle.identity.models import Person
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import Action, RecordFacts
from socle.record.models import AuthorisationRow, Block, SubmissionSetRow
from socle.record.rules import ids_authorised_with, is_blocked, is_treating_physician, may, record_serves
from socle.record.services.access import facts_of
from socle.record.services.outcomes import ProfessionalListed, ProfessionalsOutcome, RecordListed, RecordsOutcome
from socle.record.services.tracing import Trace
from socle.record.store.facts import facts as facts_of_record
from socle.record.store.rows import last_deposit
from socle.record.visible import visible_to
from socle.rulebook.choices import current
from socle.wire.hl7v2 import CX


@dataclass(frozen=True, slots=True)
class Asked:
    """Which authorisations a list is about."""

    active: bool = True
    blocked: bool = True


def professionals_of(actor: Actor, patient: CX | None, at: datetime, asked: Asked = Asked()) -> ProfessionalsOutcome:
    """TD1.6: who is authorised on the record, or blocked, the latest authorisation first."""

    def command() -> ProfessionalsOutcome:
        facts = facts_of(patient, shared=True)
        decision = may(actor, Action.LIST_PROFESSIONALS, facts, at=at, choices=current())
        listed = _professionals(facts, at, asked) if facts is not None and decision.allowed else ()
        trace = Trace(code=ActCode.AUTHORISATION_LIST, actor=actor, at=at, record_id=facts.id if facts else None)
        trace.tell(decision, details={"found": str(len(listed))})
        return ProfessionalsOutcome(decision=decision, listed=listed)

    return act(command)


def _professionals(facts: RecordFacts, at: datetime, asked: Asked) -> tuple[ProfessionalListed, ...]:
    own = {"record_id": facts.id}
    rows = AuthorisationRow.objects.filter(**own, removed_at=None, granted_at__lte=at)
    latest: dict[str, AuthorisationRow] = {row.actor_id: row for row in rows.order_by("granted_at", "id")}
    blocks = {block.actor_id: block for block in Block.objects.filter(**own, until=None).order_by("since", "id")}
    listed: list[ProfessionalListed] = []
    for actor_id, row in latest.items():
        if asked.active and actor_id not in blocks and at < row.expires_at:
            listed.append(_listed(row, facts, since=row.granted_at, last_action=row.last_action_at))
    if asked.blocked:
        for actor_id, block in blocks.items():
            row = latest.get(actor_id) or AuthorisationRow(
                actor_id=actor_id, name=block.name, granted_at=block.since, last_action_at=block.since
            )
            listed.append(_listed(row, facts, since=row.granted_at, last_action=row.last_action_at, blocked=True))
    return tuple(sorted(listed, key=lambda item: (item.since, item.actor_id), reverse=True))


def _listed(
    row: AuthorisationRow, facts: RecordFacts, *, since: datetime, last_action: datetime, blocked: bool = False
) -> ProfessionalListed:
    return ProfessionalListed(
        actor_id=row.actor_id,
        is_structure=row.actor_kind == "structure",
        name=row.name,
        profession=row.profession,
        specialty=row.specialty,
        since=since,
        last_action=last_action,
        blocked=blocked,
        treating_physician=row.actor_id in facts.treating_physicians,
    )


def records_of(actor: Actor, since: datetime, at: datetime, *, by_document: bool = False) -> RecordsOutcome:
    """TD0.4: the records on which `actor` is authorised, whose authorisation (or, `by_document`, whose last document
    that he may see) is not older than `since`; the latest access first.

    An employee sees those of his structure alone. Closed records and those where he is blocked are left out.
    """

    def command() -> RecordsOutcome:
        decision = may(actor, Action.LIST_RECORDS, None, at=at, choices=current())
        listed = _records(actor, since, at, by_document) if decision.allowed else ()
        trace = Trace(code=ActCode.RECORD_LIST, actor=actor, at=at)
        trace.tell(decision, details={"found": str(len(listed))})
        return RecordsOutcome(decision=decision, listed=listed)

    return act(command)


def _records(actor: Actor, since: datetime, at: datetime, by_document: bool) -> tuple[RecordListed, ...]:
    ids = ids_authorised_with(actor)
    if actor.authentication in {Authentication.EMPLOYEE_CARD, Authentication.CERTIFICATE}:
        ids = frozenset({actor.structure}) - {""}
    rows = AuthorisationRow.objects.filter(
        Q(removed_at=None) | Q(removed_at__gt=at), actor_id__in=ids, granted_at__lte=at, expires_at__gt=at
    )
    if not by_document:
        rows = rows.filter(granted_at__gte=since)
    listed: list[RecordListed] = []
    for record_id, last in rows.values_list("record_id").annotate(last=Max("last_action_at")):
        item = _record(actor, record_id, last, at)
        if item is not None and (not by_document or (item.last_add is not None and item.last_add >= since)):
            listed.append(item)
    return tuple(sorted(listed, key=lambda item: item.last_access, reverse=True))


def _record(actor: Actor, record_id: str, last_access: datetime, at: datetime) -> RecordListed | None:
    facts = facts_of_record(record_id)
    if facts is None or is_blocked(actor, facts) or not record_serves(facts, Action.SEARCH).allowed:
        return None
    person = Person.objects.filter(pk=facts.person_id).first()
    if person is None:
        return None
    return RecordListed(
        patient_ids=facts.patient_ids[:1],
        used_name=person.used_name or person.birth_name,
        birth_name=person.birth_name,
        given_name=person.first_given_name,
        sex=person.sex,
        birth_date=facts.birth_date,
        treating_physician=is_treating_physician(actor, facts),
        last_access=last_access,
        last_add=last_deposit(record_id, visible_to(actor, facts, at, current())),
        last_update=SubmissionSetRow.objects.filter(record_id=record_id).aggregate(last=Max("received_at"))["last"],
    )
