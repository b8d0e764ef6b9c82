"""Letting a matricule leave, and telling those who hold it when it is withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from socle.identity import rules
from socle.identity.clerk import Clerk
from socle.identity.facts import LocalFacts, Step
from socle.identity.models import IdentityFile, Recipient
from socle.identity.services.rows import Outcome, facts_of, on_file, tell
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.rulebook import ALLOWED
from socle.rulebook.choices import current

#: How printed labels are named among those who hold a matricule.
LABELS = "Étiquettes imprimées"


def send_ins(clerk: Clerk, file_id: str, to: str, at: datetime) -> Outcome:
    """Note that an INS was sent to someone, who will be told if it is withdrawn. Refused unless qualified."""
    return _let_leave(clerk, file_id, at, ActCode.INS_SEND, to, label=False)


def print_label(clerk: Clerk, file_id: str, at: datetime) -> Outcome:
    """Note that labels with the matricule were printed. Refused unless qualified: then they bear the traits alone."""
    return _let_leave(clerk, file_id, at, ActCode.INS_PRINT, LABELS, label=True)


def _let_leave(clerk: Clerk, file_id: str, at: datetime, code: ActCode, to: str, *, label: bool) -> Outcome:
    def decide(facts: LocalFacts) -> Step:
        return rules.send(facts, current())

    def keep(row: IdentityFile, _before: LocalFacts) -> None:
        held = row.recipients.filter(name=to, label=label, withdrawn_at=None)
        if not held.update(sent_at=at):
            row.recipients.create(name=to, label=label, sent_at=at)

    return on_file(clerk, file_id, at, code, decide, note="" if label else to, then=keep)


def to_be_told(clerk: Clerk) -> QuerySet[Recipient]:
    """Those who hold an INS that was withdrawn and do not know it yet, the earliest withdrawal first."""
    waiting = Recipient.objects.filter(file__structure=clerk.structure, withdrawn_at__isnull=False, told_at=None)
    return waiting.select_related("file").order_by("withdrawn_at", "pk")


def told(clerk: Clerk, recipient_id: int, at: datetime) -> Outcome:
    """Note that someone who held a withdrawn INS was told."""

    def command() -> Outcome:
        one = to_be_told(clerk).filter(pk=recipient_id).first()
        if one is None:
            return Outcome()
        one.told_at, one.told_by = at, clerk.name or clerk.author.id
        one.save()
        tell(clerk, one.file, at, ActCode.INS_TELL, ALLOWED, before=facts_of(one.file), note=one.name)
        return Outcome(ALLOWED, one.file)

    return act(command)
