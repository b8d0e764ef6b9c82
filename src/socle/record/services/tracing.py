"""Telling the journal what was done or refused, and by whom: every use case ends here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from socle import ledger
from socle.directory.actor import Actor, Kind
from socle.ledger import Act, ActCode, Author, outbox
from socle.ledger.act import Outcome
from socle.rulebook import Decision, Obligation, rule

#: Outbox topic: what must be told to the holder or to the médecins traitants (`services.notices`).
NOTICE = "record.notice"

_TOLD = (Obligation.TELL_HOLDER, Obligation.TELL_TREATING_PHYSICIAN)


def author_of(actor: Actor) -> Author:
    """An actor as the journal names him. The journal never forgets: patients are told by their internal id only."""
    is_patient = actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE}
    software = actor.software
    return Author(
        kind=actor.kind.value,
        id=actor.id,
        name="" if is_patient else actor.name,
        structure=actor.structure,
        structure_name=actor.structure_name,
        profession=f"{actor.profession}/{actor.specialty}" if actor.specialty else actor.profession,
        authentication=actor.authentication.value,
        access_mode=actor.access_mode.value,
        software=f"{software.name} {software.version}" if software else "",
        person_id=actor.person_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What one use case tells of itself, whatever it ends with."""

    code: ActCode
    actor: Actor
    at: datetime
    record_id: str | None = None

    def tell(
        self,
        decision: Decision,
        *,
        object_ids: Iterable[str] = ("",),
        details: Mapping[str, str] | None = None,
        private: Mapping[str, str] | None = None,
    ) -> None:
        """Write one act per object, done or refused as the decision says, and leave what must follow.

        `private` details are sealed under the record's key.

        Source: CSP R1111-43 (every action is traced); DMP-165, DMP-166 (the holder sees who consulted).
        """
        outcome = Outcome.DONE if decision.allowed else Outcome.REFUSED
        acts = [self._act(decision, outcome, object_id, details or {}, private or {}) for object_id in object_ids]
        ledger.append(*acts)
        told = [obligation.value for obligation in decision.obligations if obligation in _TOLD]
        if decision.allowed and told and self.record_id:
            about, who = self.code.value, self.actor.id
            payload = {"id": uuid4().hex, "record": self.record_id, "about": about, "who": who, "tell": told}
            outbox.put(NOTICE, payload, at=self.at)

    def _act(
        self,
        decision: Decision,
        outcome: Outcome,
        object_id: str,
        details: Mapping[str, str],
        private: Mapping[str, str],
    ) -> Act:
        return Act(
            at=self.at,
            code=self.code,
            outcome=outcome,
            author=author_of(self.actor),
            record_id=self.record_id or "",
            object_id=object_id,
            rules=tuple(dict.fromkeys((*decision.rules, rule("DMP-165")))),
            verdicts=tuple(dict.fromkeys(finding.verdict.id for finding in decision.findings)),
            details=details,
            private={"reason": self.actor.reason, **private} if self.actor.reason else private,
        )
