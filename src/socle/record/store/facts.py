"""What the rules decide on, read in the transaction that decides."""

from __future__ import annotations

from typing import Any

from socle.identity.models import Person
from socle.identity.services import identifiers_of
from socle.record.facts import (
    Action,
    Authorisation,
    Care,
    DocumentFacts,
    OpposedTo,
    Opposition,
    RecordFacts,
    RecordStatus,
    Regime,
    SpaceStatus,
)
from socle.record.models import (
    Administrator,
    AuthorisationRow,
    Block,
    CareRow,
    Entry,
    OppositionRow,
    Record,
    Representative,
    TreatingPhysician,
)
from socle.record.store.identifiers import patient_ids
from socle.wire.xds.model import INVISIBLE_TO_PATIENT, INVISIBLE_TO_REPRESENTATIVES, MASKED_TO_PROFESSIONALS


def lock(record_id: str) -> Record | None:
    """The record's row, locked until the transaction ends; None when there is none.

    PostgreSQL locks the row. SQLite takes its one writer's place when the transaction begins (IMMEDIATE).
    """
    return Record.objects.select_for_update().filter(pk=record_id).first()


def record_facts(record: Record) -> RecordFacts:
    """Everything the rules may ask about a record."""
    person = Person.objects.filter(pk=record.person_id).first()
    own = {"record_id": record.pk}
    return RecordFacts(
        id=record.pk,
        person_id=record.person_id,
        patient_ids=patient_ids(record, identifiers_of(person) if person else None),
        status=RecordStatus(record.status),
        space=SpaceStatus(record.space),
        closed_at=record.closed_at,
        closing_motive=record.closing_motive,
        closing_reason=record.closing_reason,
        birth_date=person.birth_date if person else None,
        representatives=_current(Representative, own, "person_id"),
        objects_to_break_glass=record.objects_to_break_glass,
        objects_to_regulation=record.objects_to_regulation,
        shows_masked_in_emergency=record.shows_masked_in_emergency,
        authorisations=tuple(
            Authorisation(row.actor_id, row.granted_at, row.expires_at, row.removed_at, Regime(row.regime))
            for row in AuthorisationRow.objects.filter(**own).order_by("granted_at", "id")
        ),
        blocked=_current(Block, own, "actor_id"),
        treating_physicians=_current(TreatingPhysician, own, "actor_id"),
        administrators=_current(Administrator, own, "actor_id"),
        **_will(record, own),
    )


def _will(record: Record, own: dict[str, str]) -> dict[str, Any]:
    """What the holder said beyond authorisations and blocks, and who acts for him."""
    return {
        "care": tuple(
            Care(row.actor_id, row.started_at, row.ended_at)
            for row in CareRow.objects.filter(**own).order_by("started_at", "id")
        ),
        "oppositions": tuple(
            Opposition(OpposedTo(r.to), r.against, r.since, r.until, r.admitted, r.decided_by, r.about)
            for r in OppositionRow.objects.filter(**own).order_by("since", "id")
        ),
        "masks_all": record.masks_all,
        "emancipated": record.emancipated,
        "guardians": _guardians(own),
        "own_acts": frozenset(Action(line) for line in record.own_acts.splitlines()),
        "physician_required": record.physician_required,
        "physician_present_until": record.physician_present_until,
    }


def _guardians(own: dict[str, str]) -> frozenset[str]:
    held = Representative.objects.filter(**own, until=None, capacity=Representative.Capacity.ADULT_GUARDIAN)
    return frozenset(held.values_list("person_id", flat=True))


def _current(
    kind: type[Representative | Block | TreatingPhysician | Administrator], own: dict[str, str], column: str
) -> frozenset[str]:
    return frozenset(kind.objects.filter(**own, until=None).values_list(column, flat=True))


def joined(ids: frozenset[str] | set[str]) -> str:
    """Ids as one column holds them: `|a|b|`, empty for none."""
    return "|" + "|".join(sorted(ids)) + "|" if ids else ""


def parted(column: str) -> frozenset[str]:
    return frozenset(column.strip("|").split("|")) if column else frozenset()


def document_facts(row: Entry) -> DocumentFacts:
    """One entry as the rules see it, from its columns alone: nothing is decrypted to decide."""
    flags = (
        (row.masked, MASKED_TO_PROFESSIONALS),
        (row.hidden_from_patient, INVISIBLE_TO_PATIENT),
        (row.hidden_from_representatives, INVISIBLE_TO_REPRESENTATIVES),
    )
    return DocumentFacts(
        unique_id=row.unique_id,
        entry_uuid=row.id,
        status=row.status,
        type_code=row.type_code,
        visibility=frozenset(code for held, code in flags if held),
        author_ids=parted(row.author_ids),
        author_structures=parted(row.author_structures),
        deposited_at=row.deposited_at,
        deposited_by=row.deposited_by,
        by_patient=row.by_patient,
        is_signature=row.is_signature,
        hash=row.hash,
        masked_from=parted(row.masked_from),
        shown_apart=row.shown_apart,
        author_blocked=row.author_blocked,
    )
