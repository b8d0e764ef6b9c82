"""What the holder, his representative, or who steers for him decides about accesses: blocks, administrators, masks.

Each is one transaction, told to the journal, idempotent: asking again for what holds succeeds and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import uuid4

from socle.directory.actor import Actor, Kind
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import Action, DocumentFacts, RecordFacts
from socle.record.models import Administrator, Block, Entry, Record
from socle.record.rules import may, may_be_blocked, minor_associated
from socle.record.services.access import facts_of
from socle.record.services.outcomes import Outcome
from socle.record.services.tracing import Trace
from socle.record.store.rows import document_facts, joined, latest
from socle.record.verdicts.visibility import DOCUMENT_UNKNOWN
from socle.rulebook import ALLOWED, Decision, applies, refuse
from socle.rulebook.choices import current
from socle.rulebook.days import french_day
from socle.wire.hl7v2 import CX

#: Changes what is stored for a record; gives whether anything changed.
Change = Callable[[RecordFacts], bool]
Check = Callable[[RecordFacts], Decision]


def decide(
    actor: Actor,
    patient: CX | None,
    action: Action,
    code: ActCode,
    at: datetime,
    change: Change,
    *,
    object_id: str = "",
    document: Callable[[RecordFacts], DocumentFacts | None] | None = None,
    check: Check | None = None,
    associated: bool = False,
    private: dict[str, str] | None = None,
) -> Outcome:
    """Decide `action` on the facts, do `change` when it is allowed, tell the journal; all in one transaction.

    `check` adds what `may` cannot know (whom one blocks); `document` finds the one acted on, None where there is
    none; `associated` says that the minor took part in what his representative decides (DMP-148).
    """

    def command() -> Outcome:
        facts = facts_of(patient)
        on_one = document(facts) if document is not None and facts is not None else None
        decision = may(actor, action, facts, on_one, at=at, choices=current())
        if facts is not None and decision.allowed:
            decision += check(facts) if check is not None else ALLOWED
            if actor.kind is Kind.REPRESENTATIVE:
                decision += minor_associated(facts, french_day(at), current(), associated=associated)
            if document is not None and on_one is None:
                decision += refuse(DOCUMENT_UNKNOWN.at(document=object_id))
        already = False
        if facts is not None and decision.allowed:
            already = not change(facts)
        trace = Trace(code=code, actor=actor, at=at, record_id=facts.id if facts else None)
        details = {"already": "yes"} if already else {}
        trace.tell(decision, object_ids=[object_id], details=details, private=private)
        return Outcome(decision=decision, already=already)

    return act(command)


def block(
    actor: Actor, patient: CX | None, who: str, name: str, at: datetime, *, lift: bool = False, associated: bool = False
) -> Outcome:
    """Keep a professional or a structure out of the record, or let him in again (DMP-081, DMP-085, DMP-086).

    `who` is a national id; he need not have come before.
    """

    def change(facts: RecordFacts) -> bool:
        held = Block.objects.filter(record_id=facts.id, actor_id=who, until=None)
        if lift:
            return held.update(until=at) > 0
        if held.exists():
            return False
        Block.objects.create(record_id=facts.id, id=uuid4().hex, actor_id=who, name=name, since=at, decided_by=actor.id)
        return True

    action, code = (Action.UNBLOCK, ActCode.BLOCK_REMOVE) if lift else (Action.BLOCK, ActCode.BLOCK_ADD)
    check = None if lift else lambda facts: may_be_blocked(who, facts)
    return decide(actor, patient, action, code, at, change, object_id=who, check=check, associated=associated)


def appoint(
    actor: Actor,
    patient: CX | None,
    who: str,
    name: str,
    at: datetime,
    *,
    dismiss: bool = False,
    associated: bool = False,
) -> Outcome:
    """Make a professional an administrator of the record, or no longer one (DMP-082, DMP-084)."""

    def change(facts: RecordFacts) -> bool:
        held = Administrator.objects.filter(record_id=facts.id, actor_id=who, until=None)
        if dismiss:
            return held.update(until=at) > 0
        if held.exists():
            return False
        Administrator.objects.create(
            record_id=facts.id, id=uuid4().hex, actor_id=who, name=name, since=at, decided_by=actor.id
        )
        return True

    action = Action.DISMISS_ADMINISTRATOR if dismiss else Action.APPOINT_ADMINISTRATOR
    code = ActCode.ADMINISTRATOR_REMOVE if dismiss else ActCode.ADMINISTRATOR_ADD
    return decide(actor, patient, action, code, at, change, object_id=who, associated=associated)


@applies("DMP-103")
def mask_all(
    actor: Actor, patient: CX | None, at: datetime, *, lift: bool = False, associated: bool = False
) -> Outcome:
    """Mask every document in one click, those to come included, or stop (DMP-098, DMP-099, DMP-103).

    Documents masked one by one stay so when it stops; those shown apart before are masked again when it begins.
    """

    def change(facts: RecordFacts) -> bool:
        if facts.masks_all is not lift:
            return False
        Record.objects.filter(pk=facts.id).update(masks_all=not lift)
        if not lift:
            Entry.objects.filter(record_id=facts.id, shown_apart=True).update(shown_apart=False)
        return True

    action, code = (Action.UNMASK_ALL, ActCode.RECORD_UNMASK) if lift else (Action.MASK_ALL, ActCode.RECORD_MASK)
    return decide(actor, patient, action, code, at, change, associated=associated)


def mask_from(
    actor: Actor, patient: CX | None, unique_id: str, whom: Iterable[str], at: datetime, *, associated: bool = False
) -> Outcome:
    """Mask one document from these professionals and structures alone; none: from nobody (DMP-102)."""
    wanted = frozenset(whom)

    def change(facts: RecordFacts) -> bool:
        rows = Entry.objects.filter(record_id=facts.id, unique_id=unique_id)
        return rows.exclude(masked_from=joined(wanted)).update(masked_from=joined(wanted)) > 0

    return decide(
        actor,
        patient,
        Action.MASK_FROM,
        ActCode.DOCUMENT_MASK if wanted else ActCode.DOCUMENT_UNMASK,
        at,
        change,
        object_id=unique_id,
        document=lambda facts: current_document(facts, unique_id),
        associated=associated,
    )


def current_document(facts: RecordFacts, unique_id: str) -> DocumentFacts | None:
    """The current metadata version of a document of this record."""
    row = latest(facts.id, unique_id)
    return document_facts(row) if row is not None else None
