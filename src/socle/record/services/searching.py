"""TD0.5: who a regulation centre may be speaking of, when nobody knows the INS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from socle.directory.actor import Actor
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import Action
from socle.record.rules import is_blocked, may
from socle.record.rules.likeness import CANDIDATES, LEAST, likeness, plain, searchable
from socle.record.services.registering import AdministrativeOutcome, described
from socle.record.services.tracing import Trace
from socle.record.store import administrative
from socle.record.store.facts import facts
from socle.record.store.searching import persons
from socle.rulebook import ALLOWED, Decision
from socle.rulebook.choices import current
from socle.wire.hl7v3.searching import SearchedTraits


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFound:
    """One person who may be the one looked for."""

    holder: AdministrativeOutcome
    percentage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatesOutcome:
    """TD0.5: the likeliest first, ten at most."""

    decision: Decision = ALLOWED
    candidates: tuple[CandidateFound, ...] = ()


def candidates(actor: Actor, asked: SearchedTraits, at: datetime) -> CandidatesOutcome:
    """Those with an open record who look most like what is asked; who blocked the caller is left out.

    Each record that is told of is told who asked; a search that finds nobody is traced too, without what was asked.
    """

    def command() -> CandidatesOutcome:
        decision = may(actor, Action.SEARCH_WITHOUT_INS, None, at=at, choices=current())
        if decision.allowed:
            decision += searchable(asked)
        found = _likeliest(actor, asked) if decision.allowed else ()
        told: list[str | None] = [one.holder.record.id for one in found if one.holder.record is not None]
        for record_id in told or [None]:
            Trace(code=ActCode.RECORD_SEARCH, actor=actor, at=at, record_id=record_id).tell(decision)
        return CandidatesOutcome(decision=decision, candidates=found)

    return act(command)


def _likeliest(actor: Actor, asked: SearchedTraits) -> tuple[CandidateFound, ...]:
    """Addresses are unsealed for those alone whom the traits, or the postal code, already designate."""
    place = asked.address.postal_code if asked.address is not None else ""
    held = persons(_day(asked.birth_date), place, plain(asked.family), plain(asked.given), asked.gender)
    scored = [(likeness(asked, one.traits, administrative.read(one.record_id).address), one.record_id) for one in held]
    likely = sorted((one for one in scored if one[0] >= LEAST), key=lambda one: (-one[0], one[1]))
    told: list[CandidateFound] = []
    for percentage, record_id in likely:
        record = facts(record_id)
        if record is not None and not is_blocked(actor, record):
            told.append(CandidateFound(holder=described(record), percentage=percentage))
        if len(told) == CANDIDATES:
            break
    return tuple(told)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:8])
    except ValueError:
        return None
