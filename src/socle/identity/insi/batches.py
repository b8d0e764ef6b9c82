"""Batches of verifications: decided when deposited, kept until collected or too old, one transaction for each act."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from socle import ledger
from socle.identity.insi.verification import Verdict, Verified
from socle.identity.models import InsiBatch
from socle.ledger import Act
from socle.ledger.acting import act

#: How long a batch that nobody collects is kept. ASSUMED: no public figure.
KEPT = timedelta(days=30)


def _new_id() -> str:
    return uuid4().hex


def deposit(
    results: Sequence[Verified],
    depositor: str,
    at: datetime,
    delay: timedelta,
    told: Act,
    *,
    new_id: Callable[[], str] = _new_id,
) -> str:
    """Keep the answers of a batch until they are collected, `delay` from now on at the earliest; gives its number.

    Batches older than a month are forgotten in the same act, which the journal is `told`.
    """
    number = new_id()
    rows = json.dumps([[one.reference, one.code.value, one.label] for one in results], ensure_ascii=False)

    def command() -> None:
        InsiBatch.objects.filter(deposited_at__lt=at - KEPT).delete()
        InsiBatch.objects.create(
            id=number, depositor=depositor[:100], deposited_at=at, ready_at=at + delay, results=rows
        )
        ledger.append(told)

    act(command)
    return number


def collect(number: str, depositor: str, at: datetime) -> tuple[bool, tuple[Verified, ...] | None]:
    """Whether this depositor has a batch of this number, and its answers, None while it waits.

    Collecting takes nothing away: an answer that was lost on the way is asked for again.
    """
    row = InsiBatch.objects.filter(id=number[:32], depositor=depositor[:100]).first()
    if row is None:
        return False, None
    if at < row.ready_at:
        return True, None
    return True, tuple(Verified(Verdict(code), label, reference) for reference, code, label in json.loads(row.results))
