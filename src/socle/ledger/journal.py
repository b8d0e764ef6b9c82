"""Writing to the journal and reading it back."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from socle import storage
from socle.ledger import watching
from socle.ledger.act import Act, Author, Entry, Outcome
from socle.ledger.canonical import body, leaf
from socle.ledger.codes import ActCode
from socle.ledger.models import Event
from socle.sql import Insert


class OutsideTransaction(RuntimeError):  # noqa: N818
    """An act was told outside the transaction that does it."""


def append(*acts: Act) -> None:
    """Write acts to the journal, in the caller's transaction: they hold if and only if what they tell holds.

    Raises `OutsideTransaction` outside of one.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("an act is told to the journal in its own transaction")
    EVENTS([_row(act) for act in acts])
    watching.told(acts)


#: By hand: every act pays for it, reads too, and the ORM costs three times more.
EVENTS = Insert(
    "ledger_event",
    (
        *("event_id", "at", "code", "outcome", "actor_kind", "actor_id", "structure", "record_id", "object_id"),
        *("body", "leaf"),
    ),
)


def _row(act: Act) -> tuple[Any, ...]:
    """The values of the columns of `EVENTS` for this act."""
    event_id = uuid.uuid4().hex
    text = body(act, event_id, _seal(act, event_id))
    return (
        event_id,
        act.at,
        act.code.value,
        act.outcome.value,
        act.author.kind,
        act.author.id[:100],
        act.author.structure[:100],
        act.record_id,
        act.object_id[:300],  # a caller's text: the body keeps the whole of it
        text,
        leaf(text),
    )


def _seal(act: Act, event_id: str) -> bytes:
    """Private details under the record's key; without a record or its key there is nobody's secret to keep."""
    if not act.private or not act.record_id:
        return b""
    try:
        return storage.seal_text(act.record_id, json.dumps(dict(act.private)).encode(), f"event:{event_id}")
    except storage.KeyMissing:
        return b""


def acts(
    record_id: str,
    *,
    since: datetime | None = None,
    codes: Iterable[ActCode] | None = None,
    actor_ids: Iterable[str] | None = None,
    limit: int = 100,
) -> tuple[Entry, ...]:
    """The acts on one record, the latest first, at most `limit`.

    `since` is inclusive; `codes` and `actor_ids` keep only those. Raises `storage.CorruptDocument` when a
    sealed detail was altered.
    """
    events = Event.objects.filter(record_id=record_id).order_by("-at", "-sequence")
    if since is not None:
        events = events.filter(at__gte=since)
    if codes is not None:
        events = events.filter(code__in=[code.value for code in codes])
    if actor_ids is not None:
        events = events.filter(actor_id__in=list(actor_ids))
    opener = _opener(record_id)
    return tuple(_entry(event, opener) for event in events[:limit])


def _opener(record_id: str) -> storage.Sealer | None:
    try:
        return storage.sealer(record_id)
    except storage.KeyMissing:
        return None


def _entry(event: Event, opener: storage.Sealer | None) -> Entry:
    content: dict[str, Any] = json.loads(event.body)
    sealed = base64.b64decode(content["sealed"])
    private = json.loads(opener.open(f"event:{event.event_id}", sealed)) if sealed and opener else {}
    return Entry(
        sequence=event.sequence,
        id=event.event_id,
        leaf=bytes(event.leaf),
        at=event.at,
        code=ActCode(event.code),
        outcome=Outcome(event.outcome),
        author=Author(**content["author"]),
        record_id=event.record_id,
        object_id=content["object"],
        rules=tuple(content["rules"]),
        verdicts=tuple(content["verdicts"]),
        details=content["details"],
        private=private,
    )
