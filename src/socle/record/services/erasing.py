"""Deleting a record for good: from then on it serves nobody, and nothing of what it held can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from socle import storage
from socle.directory.actor import Actor
from socle.ledger import ActCode, outbox
from socle.ledger.acting import act
from socle.record.facts import RecordFacts, RecordStatus
from socle.record.models import Entry, Identifier, Record, Row
from socle.record.services.opening import SYSTEM
from socle.record.services.tracing import Trace
from socle.record.store.facts import locked_facts
from socle.rulebook import Decision, applies, rule

#: Outbox topic: the key of a record whose erasing was decided is destroyed, whatever stops in between.
FORGET = "record.forget"


@applies("MES-009")
def erase(
    record_id: str,
    at: datetime,
    *,
    actor: Actor = SYSTEM,
    why: tuple[str, ...] = (),
    only_if: Callable[[RecordFacts], bool] = lambda _facts: True,
) -> bool:
    """Erase a record; False when there is none, or when `only_if` says no of its facts, read in the transaction.

    `actor` is who asked for it, `why` the rules that ask for it; whether he may is his caller's to decide.

    The row of the record stays, deleted, with the INS that lead to it: whoever calls is told so. Its documents,
    metadata, authorisations and notices go in one transaction with the journal's line; then the bytes, then the key,
    without which no copy made before can be opened (docs/decisions/0004). A call that was cut short is completed by
    the next one, or by the outbox. The journal stays: it never holds what a document says.
    """

    def command() -> set[str] | None:
        facts = locked_facts(record_id)
        if facts is None or facts.status is RecordStatus.DELETED:
            return set() if facts is not None else None
        if not only_if(facts):
            return None
        locations = _forget(record_id)
        trace = Trace(code=ActCode.RECORD_DESTROY, actor=actor, at=at, record_id=record_id)
        trace.tell(Decision(rules=why or (rule("MES-009"),)), object_ids=[record_id])
        outbox.put(FORGET, {"record": record_id}, at=at)
        return locations

    locations = act(command)
    if locations is None:
        return False
    for location in sorted(locations):
        storage.documents().discard(location)
    storage.keyring().destroy(record_id)
    return True


def forget_key(payload: Mapping[str, Any], _at: datetime) -> None:
    """Destroy the key of an erased record, once more if it is gone already. Its bytes are swept as any orphan."""
    record_id = payload["record"]
    if Record.objects.filter(pk=record_id, status=RecordStatus.DELETED).exists():
        storage.keyring().destroy(record_id)


def _forget(record_id: str) -> set[str]:
    """Delete every row of the record, whatever its table; gives where their bytes stand."""
    entries = Entry.objects.filter(record_id=record_id).exclude(location="")
    locations = set(entries.values_list("location", flat=True))
    for kind in Row.__subclasses__():
        QuerySet(kind).filter(record_id=record_id).delete()
    Identifier.objects.filter(record_id=record_id).exclude(kind=Identifier.Kind.INS).delete()
    Record.objects.filter(pk=record_id).update(status=RecordStatus.DELETED, closing_motive="", closing_reason="")
    return locations
