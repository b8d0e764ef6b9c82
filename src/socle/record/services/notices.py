"""Telling the holder and the médecins traitants what they must know, from the outbox."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from socle import storage
from socle.ledger.outbox import Handler
from socle.record.facts import RecordStatus
from socle.record.models import Notice, Record, TreatingPhysician
from socle.record.services.erasing import FORGET, forget_key
from socle.record.services.tracing import NOTICE
from socle.rulebook import Obligation


def leave_notices(payload: Mapping[str, Any], at: datetime) -> None:
    """One notice for the holder, one for each médecin traitant, as the act's obligations ask.

    Source: CSP R1111-48, L1111-17 (told afterwards, electronically). Running twice leaves one of each: their
    ids come from the message.
    """
    record_id = payload["record"]
    if not Record.objects.filter(pk=record_id).exclude(status=RecordStatus.DELETED).exists():
        return
    told = [(Notice.To.HOLDER, "")] if Obligation.TELL_HOLDER.value in payload["tell"] else []
    if Obligation.TELL_TREATING_PHYSICIAN.value in payload["tell"]:
        physicians = TreatingPhysician.objects.filter(record_id=record_id, until=None)
        told += [(Notice.To.PHYSICIAN, id) for id in physicians.values_list("actor_id", flat=True)]
    for to, actor_id in told:
        id = f"{payload['id']}-{actor_id or 'holder'}"[:64]
        sealed = storage.seal_text(record_id, json.dumps({"who": payload["who"]}).encode(), f"notice:{id}")
        values = {"to": to, "actor_id": actor_id, "about": payload["about"], "at": at, "sealed": sealed}
        Notice.objects.get_or_create(record_id=record_id, id=id, defaults=values)


def handlers() -> dict[str, Handler]:
    """What the worker calls for the record's messages."""
    return {NOTICE: leave_notices, FORGET: forget_key}
