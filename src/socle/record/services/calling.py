"""The contextual call (TD0.9, TD0.10): a software opens one page of the portal on one patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from socle.directory.actor import Actor
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import Action, RecordFacts
from socle.record.rules import may
from socle.record.rules.signing import calls_by_context
from socle.record.services.access import facts_of
from socle.record.services.tracing import Trace
from socle.record.verdicts.access import NO_RECORD
from socle.rulebook import ALLOWED, Decision, applies, refuse
from socle.rulebook.choices import current
from socle.wire.hl7v2 import CX


@dataclass(frozen=True, slots=True)
class Called:
    """Whether the page may be opened, and whose record it is about; None for a page about nobody."""

    decision: Decision = ALLOWED
    record: RecordFacts | None = None


@applies("DMP-070")
def call_page(actor: Actor, patient: CX | None, page: str, at: datetime) -> Called:
    """Decide whether this professional may come in by a contextual call, on `page` (a name of spec/dmp.md 3.4).

    Without a record there is nothing to open: said so, whoever asks. What the page then shows decides for itself.
    """

    def command() -> Called:
        record = facts_of(patient, shared=True)
        decision = may(actor, Action.OPEN_WEB_ACCESS, record, at=at, choices=current())
        decision += calls_by_context(actor, at, current())
        if decision.allowed and patient is not None and record is None:
            decision += refuse(NO_RECORD.at(found=patient.id))
        trace = Trace(code=ActCode.WEB_OPEN, actor=actor, at=at, record_id=record.id if record else None)
        trace.tell(decision, details={"page": page})
        return Called(decision, record if decision.allowed else None)

    return act(command)
