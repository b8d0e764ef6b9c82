"""What an actor sees of a record, as a database filter: the same truth as `record.rules.may_see`.

The two are compared by a property test over generated records, documents, actors and instants; whoever
changes one changes the other. Source: design.md, "Access: one decision, two forms".
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from socle.directory.actor import Actor, Kind
from socle.record.facts import Action, RecordFacts
from socle.record.rules import ids_authorised_with, is_minor, may, readable_types
from socle.record.rules.visibility import sees_masked
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.xds.model import DELETED

NOTHING = Q(record_id__in=[])
_SHOWN = Q(is_signature=False)


def visible_to(actor: Actor, record: RecordFacts | None, at: datetime, choices: Choices) -> Q:
    """The filter on `Entry` rows of `record` that keeps what `actor` may see at `at`."""
    if record is None or not may(actor, Action.SEARCH, record, None, at=at, choices=choices).allowed:
        return NOTHING
    if actor.kind is Kind.SYSTEM:
        return _SHOWN
    if actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE}:
        return _SHOWN & _to_the_patient(actor, record, at, choices)
    own = _written_by(actor)
    others = _of_readable_types(actor, at, choices)
    if not sees_masked(actor, record, at, choices):
        others &= Q(masked=False, shown_apart=True) if record.masks_all else Q(masked=False)
    kept_from = _masked_from(actor)
    if choices.mask_towards_depositor:
        shown = _SHOWN & (own | others) & ~kept_from
    else:
        shown = _SHOWN & (own | (others & ~kept_from))
    return shown & Q(hidden_from_representatives=True) if actor.secret_session else shown


def _holds(column: str, id: str) -> Q:
    """Whether a column of ids holds this one, letter for letter on both engines."""
    return Q(GreaterThan(StrIndex(column, Value(f"|{id}|")), 0))


def _written_by(actor: Actor) -> Q:
    if actor.kind is Kind.PROFESSIONAL:
        return _holds("author_ids", actor.id) | Q(deposited_by=actor.id) if actor.id else NOTHING
    acting = actor.structure or actor.id
    return _holds("author_structures", acting) if acting else NOTHING


def _masked_from(actor: Actor) -> Q:
    """Whether the holder masked the document from this actor, his structure or its legal entity."""
    return reduce(or_, (_holds("masked_from", id) for id in sorted(ids_authorised_with(actor))), NOTHING)


def _of_readable_types(actor: Actor, at: datetime, choices: Choices) -> Q:
    scope = readable_types(actor, french_day(at), choices)
    listed = Q(type_code__in=scope.exceptions)
    return ~listed if scope.default else listed


def _to_the_patient(actor: Actor, record: RecordFacts, at: datetime, choices: Choices) -> Q:
    shown = ~Q(status=DELETED) & (Q(hidden_from_patient=False) | _opened(at, choices))
    minor = is_minor(record, french_day(at), choices.age_of_majority)
    if minor and not (actor.kind is Kind.PATIENT and actor.secret_session):
        shown &= Q(hidden_from_representatives=False)
    return shown


def _opened(at: datetime, choices: Choices) -> Q:
    """The deposits whose month is over at `at`: the inverse of `rules.opens_at`, last days of the month included."""
    at = at.astimezone(UTC)
    months = at.year * 12 + at.month - 1 - choices.announcement_opening_months
    year, month = divmod(months, 12)
    midnight = datetime(year, month + 1, 1, tzinfo=UTC)
    length, here = monthrange(year, month + 1)[1], monthrange(at.year, at.month)[1]
    opened = Q(deposited_at__lt=midnight + timedelta(days=min(at.day - 1, length)))
    # Days that have no counterpart in this month open on its last day, each at its own hour.
    same = {at.day} | (set(range(here + 1, length + 1)) if at.day == here else set())
    since = at - at.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in sorted(same):
        if day <= length:
            start = midnight + timedelta(days=day - 1)
            opened |= Q(deposited_at__gte=start, deposited_at__lte=start + since)
    return opened
