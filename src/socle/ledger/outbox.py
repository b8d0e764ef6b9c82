"""What must follow an act, kept in the act's own transaction and done afterwards, at least once.

A handler may run again after a crash: it must be able to find its work already done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction

from socle.ledger.acting import act
from socle.ledger.models import Message

logger = logging.getLogger(__name__)

#: A handler receives the payload and the instant.
Handler = Callable[[Mapping[str, Any], datetime], None]

LONGEST_WAIT = timedelta(hours=1)


def put(topic: str, payload: Mapping[str, Any], *, at: datetime) -> None:
    """Leave a message for the handler of `topic`. `payload` is JSON, and holds ids rather than health data."""
    Message.objects.create(topic=topic, payload=dict(payload), created=at, not_before=at)


def drain(handlers: Mapping[str, Handler], *, at: datetime, limit: int = 100) -> int:
    """Do what waits, the oldest first, at most `limit` messages; say how many were done.

    Each message has its own transaction. A handler that fails leaves nothing behind; its message waits
    longer at each attempt (seconds doubled, an hour at most) and never blocks the others. Messages without
    a handler here are left alone.
    """
    waiting = Message.objects.filter(done=None, not_before__lte=at, topic__in=list(handlers))
    done = 0
    for message_id in list(waiting.order_by("not_before", "id").values_list("id", flat=True)[:limit]):
        done += act(partial(_deliver, message_id, handlers, at))
    return done


def _deliver(message_id: int, handlers: Mapping[str, Handler], at: datetime) -> int:
    skip = connection.features.has_select_for_update_skip_locked
    message = Message.objects.select_for_update(skip_locked=skip).filter(id=message_id, done=None).first()
    if message is None:
        return 0
    message.attempts += 1
    try:
        with transaction.atomic():
            handlers[message.topic](message.payload, at)
    except Exception as error:  # the worker's edge: recorded, logged, tried again
        logger.exception("message %s of %s failed at attempt %s", message.pk, message.topic, message.attempts)
        message.last_error = type(error).__name__
        message.not_before = at + min(timedelta(seconds=2 ** min(message.attempts, 12)), LONGEST_WAIT)
        message.save()
        return 0
    message.done, message.last_error = at, ""
    message.save()
    return 1
