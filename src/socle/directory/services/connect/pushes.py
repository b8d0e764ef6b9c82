"""Requests shown on somebody's second screen: how many, by whom, and those that were one too many (push fatigue)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Max, Q

from socle import ledger
from socle.directory.connect import AskedBy, Asks
from socle.directory.models import Authenticator, Push
from socle.directory.rules import connect as rules
from socle.directory.services.connect.clients import client
from socle.ledger import Act, ActCode, Author, Outcome
from socle.rulebook import Decision
from socle.rulebook.choices import current

#: How long requests are kept, for their person to see who asks.
KEPT: Final = timedelta(days=1)


def ask(key: str, client_id: str, holder: str, kind: str, at: datetime) -> Decision:
    """Whether this sign-in may be shown to this person; counted, and told to the journal when not. Inside an act.

    The person's means are held until the end of the act, so that two requests at once do not both come last.
    """
    list(Authenticator.objects.select_for_update().filter(holder=holder))
    choices = current()
    unconfirmed = Push.objects.filter(at__gt=at - choices.connect_asks_span, stopped=False, confirmed=False)
    mine = Count("pk", filter=Q(client_id=client_id))
    of_person = unconfirmed.filter(holder=holder).aggregate(every=Count("pk"), mine=mine)
    by_service = unconfirmed.filter(client_id=client_id).count()
    asks = Asks(of_service=of_person["mine"], of_person=of_person["every"], by_service=by_service)
    decision = rules.may_be_shown(asks, client_id, choices)
    Push.objects.create(key=key, holder=holder, client_id=client_id, at=at, stopped=not decision.allowed)
    if not decision.allowed:
        ledger.append(
            Act(
                at=at,
                code=ActCode.LOGIN_ASK,
                outcome=Outcome.REFUSED,
                author=Author(kind="service", id=client_id),
                object_id=holder,
                verdicts=tuple(finding.verdict.id for finding in decision.findings),
                details={"kind": kind},
            )
        )
    return decision


def confirm(key: str, holder: str) -> None:
    """What was shown to this person was confirmed: it counts against nobody any more. Inside an act."""
    Push.objects.filter(key=key, holder=holder).update(confirmed=True)


def asked_of(holder: str, at: datetime) -> tuple[AskedBy, ...]:
    """Who asked this person to confirm a sign-in since a day, the latest first."""
    rows = Push.objects.filter(holder=holder, at__gt=at - KEPT).values("client_id")
    counted = rows.annotate(
        every=Count("pk"),
        good=Count("pk", filter=Q(confirmed=True)),
        kept_back=Count("pk", filter=Q(stopped=True)),
        last=Max("at"),
    )
    return tuple(
        AskedBy(
            service=known.name if (known := client(row["client_id"])) is not None else row["client_id"],
            asked=row["every"],
            confirmed=row["good"],
            stopped=row["kept_back"],
            last=row["last"],
        )
        for row in counted.order_by("-last", "client_id")
    )


def forget(at: datetime) -> int:
    """Forget those of more than a day ago; gives how many. Inside an act."""
    gone, _ = Push.objects.filter(at__lte=at - KEPT).delete()
    return gone
