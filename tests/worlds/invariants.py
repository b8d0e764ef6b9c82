"""What must hold in every world, whatever the rules say: written from the law alone, without the house's own words.

Nothing of `socle.record.rules` stands here, so that a mistake there is not made twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from socle.directory.actor import Authentication, Kind
from socle.record.facts import RecordStatus
from socle.record.store.rows import EntryRow
from socle.wire.vihf.model import AccessMode
from tests.worlds.draw import World

#: Who works: everyone but the citizen, and Socle itself.
WORKERS = frozenset({Kind.PROFESSIONAL, Kind.EMPLOYEE, Kind.STRUCTURE})
CITIZENS = frozenset({Kind.PATIENT, Kind.REPRESENTATIVE})


def _ids(column: str) -> set[str]:
    return set(filter(None, column.split("|")))


def _own(world: World, row: EntryRow) -> bool:
    """Whether the reader wrote or deposited it: in person, or as the structure that bears it."""
    actor = world.actor
    if actor.kind is Kind.PROFESSIONAL:
        return bool(actor.id) and (actor.id in _ids(row.author_ids) or actor.id == row.deposited_by)
    return (actor.structure or actor.id) in _ids(row.author_structures)


def _excepted(world: World, row: EntryRow) -> str:
    """Why a professional sees a masked document all the same; "" when nothing lets him."""
    actor, record = world.actor, world.record
    if _own(world, row):
        return "author"
    in_person, normal = actor.kind is Kind.PROFESSIONAL, actor.access_mode is AccessMode.NORMAL
    if in_person and normal and actor.id in record.treating_physicians:
        return "médecin traitant"
    if in_person and normal and actor.id in record.administrators and world.choices.administrator_sees_masked:
        return "administrator"
    if not normal and record.shows_masked_in_emergency:
        return "emergency that the patient allowed"
    return ""


def masked(world: World, row: EntryRow) -> str | None:
    """A masked document reaches no professional but its author, the médecin traitant, an administrator, or in an
    emergency when the patient allowed it. Gives the exception that let it through."""
    if world.actor.kind not in WORKERS or not (row.masked or (world.record.masks_all and not row.shown_apart)):
        return None
    return _excepted(world, row) or "!"


def masked_from_one(world: World, row: EntryRow) -> str | None:
    """What is masked from one professional or structure never reaches him, but as its author where the setting says so."""
    actor = world.actor
    if actor.kind not in WORKERS or not _ids(row.masked_from) & {actor.id, actor.structure, actor.legal_entity}:
        return None
    return "author" if _own(world, row) and not world.choices.mask_towards_depositor else "!"


def invisible(world: World, row: EntryRow) -> str | None:
    """A document kept back for an announcement reaches neither the patient nor a representative before its time."""
    if world.actor.kind not in CITIZENS or not row.hidden_from_patient:
        return None
    return "its time has come" if _opens(row.deposited_at, world) <= world.at else "!"


def _opens(start: datetime, world: World) -> datetime:
    """The same day and hour so many months on, or the last day of that month when it has no such day; so many days
    later where the setting counts days.
    """
    if world.choices.announcement_opening_days:
        return start + timedelta(days=world.choices.announcement_opening_days)
    year, month = start.year, start.month
    for _ in range(world.choices.announcement_opening_months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for day in range(start.day, 27, -1):
        with suppress(ValueError):
            return start.replace(year=year, month=month, day=day)
    return start.replace(year=year, month=month)


def hidden_from_representatives(world: World, row: EntryRow) -> str | None:
    """A document hidden from representatives reaches none of them, parent or guardian, whatever the person's age."""
    return "!" if world.actor.kind is Kind.REPRESENTATIVE and row.hidden_from_representatives else None


def blocked(world: World, row: EntryRow) -> str | None:
    """Whom the patient blocked, in person or by his structure, reads nothing, in an emergency neither."""
    actor = world.actor
    kept_out = {actor.id, actor.structure, actor.legal_entity} - {""}
    return "!" if actor.kind in WORKERS and kept_out & world.record.blocked else None


def closed(world: World, row: EntryRow) -> str | None:
    """No document leaves a record that is closed or deleted."""
    return None if world.record.status is RecordStatus.OPEN else "!"


def consults(world: World, row: EntryRow) -> str | None:
    """A certificate and an employee's card never consult."""
    never = {Authentication.CERTIFICATE, Authentication.EMPLOYEE_CARD}
    return "!" if world.actor.kind in WORKERS and world.actor.authentication in never else None


def anothers(world: World, row: EntryRow) -> str | None:
    """A citizen reads his own record, or that of whom he represents."""
    actor, record = world.actor, world.record
    if actor.kind is Kind.PATIENT:
        return None if actor.id == record.person_id else "!"
    if actor.kind is Kind.REPRESENTATIVE:
        return None if actor.id in record.representatives | record.guardians else "!"
    return None


#: Each gives None where it says nothing of this document, the reason why it reached its reader, or "!" when nothing
#: may let it.
INVARIANTS: dict[str, Callable[[World, EntryRow], str | None]] = {
    "masked": masked,
    "masked from one": masked_from_one,
    "invisible before its time": invisible,
    "hidden from representatives": hidden_from_representatives,
    "blocked": blocked,
    "closed record": closed,
    "never consults": consults,
    "somebody else's record": anothers,
}


def judged(world: World, reached: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """For each document that reached its reader and each invariant that speaks of it: its name, why, which document."""
    for row in world.rows:
        if row.id in reached:
            for name, invariant in INVARIANTS.items():
                why = invariant(world, row)
                if why is not None:
                    yield name, why, row.id
