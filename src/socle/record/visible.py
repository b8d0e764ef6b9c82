"""What an actor sees of a record, as a database filter: the same truth as `record.rules.may_see`.

The two are compared by a property test over generated records, documents, actors and instants; whoever
changes one changes the other. Source: design.md, "Access: one decision, two forms".
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_

from socle.directory.actor import Actor, Kind
from socle.record.facts import Action, RecordFacts
from socle.record.rules import ids_authorised_with, is_minor, may, readable_types
from socle.record.rules.visibility import sees_masked
from socle.record.store.rows import holds
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.sql import NOTHING, Where, one_of
from socle.wire.xds.model import DELETED

_SHOWN = Where("NOT is_signature")
_UNMASKED = Where("NOT masked")


def visible_to(actor: Actor, record: RecordFacts | None, at: datetime, choices: Choices) -> Where:
    """The condition on rows of entries of `record` that keeps what `actor` may see at `at`."""
    if record is None or not may(actor, Action.SEARCH, record, None, at=at, choices=choices).allowed:
        return NOTHING
    if actor.kind is Kind.SYSTEM:
        return _SHOWN
    if actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE}:
        return _SHOWN & _to_the_patient(actor, record, at, choices)
    own = _written_by(actor)
    others = _of_readable_types(actor, at, choices)
    if not sees_masked(actor, record, at, choices):
        others &= _UNMASKED & Where("shown_apart") if record.masks_all else _UNMASKED
    kept_from = _masked_from(actor)
    if choices.mask_towards_depositor:
        shown = _SHOWN & (own | others) & ~kept_from
    else:
        shown = _SHOWN & (own | (others & ~kept_from))
    return shown & Where("hidden_from_representatives") if actor.secret_session else shown


def _written_by(actor: Actor) -> Where:
    if actor.kind is Kind.PROFESSIONAL:
        return holds("author_ids", actor.id) | Where("deposited_by = %s", (actor.id,)) if actor.id else NOTHING
    acting = actor.structure or actor.id
    return holds("author_structures", acting) if acting else NOTHING


def _masked_from(actor: Actor) -> Where:
    """Whether the holder masked the document from this actor, his structure or its legal entity."""
    return reduce(or_, (holds("masked_from", id) for id in sorted(ids_authorised_with(actor))), NOTHING)


def _of_readable_types(actor: Actor, at: datetime, choices: Choices) -> Where:
    scope = readable_types(actor, french_day(at), choices)
    listed = one_of("type_code", sorted(scope.exceptions))
    return ~listed if scope.default else listed


def _to_the_patient(actor: Actor, record: RecordFacts, at: datetime, choices: Choices) -> Where:
    shown = Where("status <> %s", (DELETED,)) & (Where("NOT hidden_from_patient") | opened(at, choices))
    alone = actor.secret_session or not is_minor(record, french_day(at), choices.age_of_majority)
    if actor.kind is not Kind.PATIENT or not alone:
        shown &= Where("NOT hidden_from_representatives")
    return shown


def opened(at: datetime, choices: Choices) -> Where:
    """The deposits whose month is over at `at`: the inverse of `rules.opens_at`, last days of the month included."""
    at = at.astimezone(UTC)
    if choices.announcement_opening_days:
        return Where("deposited_at <= %s", (at - timedelta(days=choices.announcement_opening_days),))
    months = at.year * 12 + at.month - 1 - choices.announcement_opening_months
    year, month = divmod(months, 12)
    midnight = datetime(year, month + 1, 1, tzinfo=UTC)
    length, here = monthrange(year, month + 1)[1], monthrange(at.year, at.month)[1]
    opened = Where("deposited_at < %s", (midnight + timedelta(days=min(at.day - 1, length)),))
    # Days that have no counterpart in this month open on its last day, each at its own hour.
    same = {at.day} | (set(range(here + 1, length + 1)) if at.day == here else set())
    since = at - at.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in sorted(same):
        if day <= length:
            start = midnight + timedelta(days=day - 1)
            opened |= Where("deposited_at BETWEEN %s AND %s", (start, start + since))
    return opened
