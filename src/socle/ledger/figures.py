"""How much waits, for whoever watches Socle. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from socle.ledger import store
from socle.ledger.models import Message, Unsealed


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of the outbox that are not done: how many, those that failed at least once, the oldest's instant."""

    messages: int
    failing: int
    oldest: datetime | None


def outbox() -> Waiting:
    """What waits for the worker."""
    found = Message.objects.filter(done=None).aggregate(
        messages=Count("id"), failing=Count("id", filter=Q(attempts__gt=0)), oldest=Min("created")
    )
    return Waiting(**found)


def journal() -> tuple[int, int]:
    """The events of the journal, and those of them that wait for their seal."""
    head, unsealed = store.latest(), Unsealed.objects.count()
    return (head.size if head else 0) + unsealed, unsealed
