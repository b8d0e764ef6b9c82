"""A file as a row and as facts, and what every act on one writes: the row, its history, the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from socle import ledger
from socle.identity.clerk import Clerk
from socle.identity.facts import Collected, LocalFacts, Reason, Step
from socle.identity.models import IdentityFile
from socle.identity.traits import Traits
from socle.ledger import Act, ActCode
from socle.ledger.act import Outcome as Ended
from socle.ledger.acting import act
from socle.rulebook import ALLOWED, Decision, Obligation
from socle.wire.hl7v2 import CX

#: The columns of a file that are traits.
TRAITS = (
    *("birth_name", "given_names", "first_given_name", "sex", "birth_date", "birth_place"),
    *("used_name", "used_given_name"),
)
#: Acts whose note was typed by somebody: it stays in the file's history, the journal keeps no words of anyone.
_TYPED = frozenset({ActCode.INS_SEND, ActCode.INS_TELL})
_MARKS = ("insi_answered", "document_checked", "homonym", "doubtful", "fictive", "date_fictive", "sent", "paper")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an act on a file; `file` is None for one that this structure does not have."""

    decision: Decision = ALLOWED
    file: IdentityFile | None = None


def facts_of(row: IdentityFile) -> LocalFacts:
    """The facts that the rules decide on."""
    return LocalFacts(
        traits=Traits(**{name: getattr(row, name) for name in TRAITS}),
        ins=CX.of(row.matricule, row.authority, "NH") if row.matricule else None,
        reason=Reason(row.reason),
        collected=Collected(row.collected),
        merged=row.merged_into_id is not None,
        **{name: getattr(row, name) for name in _MARKS},
    )


def write(row: IdentityFile, facts: LocalFacts) -> None:
    """Make the row say what the facts say, and save nothing yet. Who absorbed it is said by whoever merges."""
    for name in TRAITS:
        setattr(row, name, getattr(facts.traits, name))
    for name in _MARKS:
        setattr(row, name, getattr(facts, name))
    row.matricule = facts.ins.id if facts.ins is not None else ""
    row.authority = facts.ins.authority if facts.ins is not None else ""
    row.reason, row.collected = facts.reason, facts.collected
    if not facts.document_checked:
        row.parents_paper, row.paper_expired, row.checked_at, row.checked_by = "", False, None, ""
    if not facts.insi_answered:
        row.answered_at = row.verified_at = None


def locked(clerk: Clerk, file_id: str) -> IdentityFile | None:
    """The file, if it is of this clerk's structure, held until the end of the act."""
    return IdentityFile.objects.select_for_update().filter(pk=file_id, structure=clerk.structure).first()


def on_file(
    clerk: Clerk,
    file_id: str,
    at: datetime,
    code: ActCode,
    decide: Callable[[LocalFacts], Step],
    *,
    note: str = "",
    then: Callable[[IdentityFile, LocalFacts], None] | None = None,
) -> Outcome:
    """One act on one file: decided on its facts of the moment, written, told to its history and to the journal.

    `then` completes the row, before it is saved, when the act is allowed.
    """

    def command() -> Outcome:
        row = locked(clerk, file_id)
        if row is None:
            return Outcome()
        before = facts_of(row)
        step = decide(before)
        if step.decision.allowed:
            write(row, step.after)
            follow(clerk, row, step.decision, at)
            if then is not None:
                then(row, before)
            row.changed_at = at
            row.save()
        tell(clerk, row, at, code, step.decision, before=before, note=note)
        return Outcome(step.decision, row)

    return act(command)


def follow(clerk: Clerk, row: IdentityFile, decision: Decision, at: datetime) -> None:
    """What an allowed decision obliges to: the person is invited, those who hold the INS are to be told."""
    if Obligation.INVITE_TO_BRING_DOCUMENT in decision.obligations:
        row.invited_at = at
    if row.document_checked:
        row.invited_at = None
    if Obligation.TELL_RECIPIENTS in decision.obligations:
        count = row.recipients.filter(withdrawn_at=None).update(withdrawn_at=at)
        ledger.append(_event(clerk, row, at, ActCode.INS_WITHDRAW, decision, {"recipients": str(count)}))


def tell(
    clerk: Clerk,
    row: IdentityFile,
    at: datetime,
    code: ActCode,
    decision: Decision,
    *,
    before: LocalFacts | None = None,
    note: str = "",
) -> None:
    """Write an act to the file's history when it was done, and to the journal in any case."""
    was, after = before.status.value if before is not None else "", facts_of(row).status.value
    details = {"before": was, "after": after} | ({"note": note} if note and code not in _TYPED else {})
    ledger.append(_event(clerk, row, at, code, decision, details))
    if decision.allowed:
        row.acts.create(
            at=at, what=code.value, by=clerk.author.id, by_name=clerk.name, before=was, after=after, note=note[:200]
        )


def _event(
    clerk: Clerk, row: IdentityFile, at: datetime, code: ActCode, decision: Decision, details: dict[str, Any]
) -> Act:
    return Act(
        at=at,
        code=code,
        outcome=Ended.DONE if decision.allowed else Ended.REFUSED,
        author=clerk.author,
        object_id=row.pk,
        rules=decision.rules,
        verdicts=tuple(dict.fromkeys(finding.verdict.id for finding in decision.findings)),
        details=details,
    )
