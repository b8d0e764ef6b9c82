"""Two files of one person become one: the one of the best status stays, the history of both is kept.

Source: spec/identity.md a.10 (ASSUMED in its detail).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from socle.identity.desk.verdicts import (
    MERGE_FICTIVE,
    MERGE_ITSELF,
    MERGE_KEEPS_BEST,
    MERGE_TWO_INS,
    MERGE_TWO_PEOPLE,
)
from socle.identity.facts import LocalFacts, Status
from socle.identity.rules.lowering import STATUSES
from socle.identity.rules.raising import stopped
from socle.identity.rules.strict import STRICT, differing
from socle.rulebook import ALLOWED, Decision, refuse, rule

#: From the least sure to the surest.
_RANKS = (Status.PROVISIONAL, Status.RETRIEVED, Status.VALIDATED, Status.QUALIFIED)


@dataclass(frozen=True, slots=True)
class Merge:
    """What was decided, and both files after it."""

    decision: Decision
    kept: LocalFacts
    absorbed: LocalFacts


def is_better(one: LocalFacts, other: LocalFacts) -> bool:
    """Whether `one` has a surer status than `other`."""
    return _RANKS.index(one.status) > _RANKS.index(other.status)


def merge(kept: LocalFacts, absorbed: LocalFacts, *, same_file: bool = False) -> Merge:
    """Join `absorbed` to `kept`. Refused when they are two people, one is fictive, or the other is surer."""
    if same_file:
        return Merge(refuse(MERGE_ITSELF.at("file")), kept, absorbed)
    decision = Decision.all(
        [stopped(kept), stopped(absorbed), _one_person(kept, absorbed), _keeps_best(kept, absorbed)]
    )
    if not decision.allowed:
        return Merge(decision, kept, absorbed)
    cited = Decision(rules=(rule("INS-520"),))
    # Who received the INS of the one received that of the other: it is the same.
    return Merge(decision + cited, replace(kept, sent=kept.sent or absorbed.sent), replace(absorbed, merged=True))


def _one_person(kept: LocalFacts, absorbed: LocalFacts) -> Decision:
    if kept.fictive or absorbed.fictive:
        return refuse(MERGE_FICTIVE.at("file"))
    if kept.ins is not None and absorbed.ins is not None and not kept.ins.same_as(absorbed.ins):
        return refuse(MERGE_TWO_INS.at("ins"))
    if kept.document_checked and absorbed.document_checked:
        names = differing(kept.traits, absorbed.traits)
        if names:
            return refuse(*(MERGE_TWO_PEOPLE.at(STRICT[name]) for name in names))
    return ALLOWED


def _keeps_best(kept: LocalFacts, absorbed: LocalFacts) -> Decision:
    if is_better(absorbed, kept):
        return refuse(MERGE_KEEPS_BEST.at("file", expected=STATUSES[kept.status], found=STATUSES[absorbed.status]))
    return ALLOWED
