"""Raising a file: INSi is asked and its answer taken, a document is checked, an INS verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from socle.identity import rules
from socle.identity.clerk import Clerk
from socle.identity.facts import LocalFacts, Seen, Step
from socle.identity.insi_answer import Asked, Retrieval
from socle.identity.models import IdentityFile
from socle.identity.rules.raising import VITALE_APP
from socle.identity.services import searching
from socle.identity.services.rows import Outcome, facts_of, locked, on_file, tell
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.rulebook import ALLOWED, Decision
from socle.rulebook.choices import current
from socle.rulebook.days import french_day


@dataclass(frozen=True, slots=True)
class Asking:
    """What asking INSi gave: whether one might, and the answer when one did."""

    decision: Decision = ALLOWED
    answer: Retrieval | None = None
    file: IdentityFile | None = None


def ask(clerk: Clerk, file_id: str, given_names: tuple[str, ...], at: datetime, *, with_place: bool = False) -> Asking:
    """Ask INSi by the traits of a file and these given names; nothing of the file changes.

    `with_place` narrows by the birth place, after a 02.
    """

    def command() -> Asking:
        row = locked(clerk, file_id)
        if row is None:
            return Asking()
        facts, choices = facts_of(row), current()
        decision = rules.may_call_from_desk(clerk.means, at, choices) + rules.may_ask(facts)
        answer = None
        if decision.allowed:
            answer = searching.by_traits(_asked(facts, given_names, with_place=with_place), choices).retrieval
        tell(clerk, row, at, ActCode.INS_ASK, decision, before=facts, note=answer.code if answer is not None else "")
        return Asking(decision, answer, row)

    return act(command)


def _asked(facts: LocalFacts, given_names: tuple[str, ...], *, with_place: bool) -> Asked:
    traits = facts.traits
    return Asked(
        birth_name=traits.birth_name,
        given_names=given_names or (traits.first_given_name,),
        sex=traits.sex,
        birth_date=traits.birth_date,
        birth_place=traits.birth_place if with_place else "",
    )


def retrieve(clerk: Clerk, file_id: str, answer: Retrieval, at: datetime, *, first_given_name: str = "") -> Outcome:
    """Take an answer of INSi that the user accepted as that of the person present."""

    def decide(facts: LocalFacts) -> Step:
        return rules.retrieve(facts, answer, current(), first_given_name=first_given_name)

    return on_file(clerk, file_id, at, ActCode.INS_RETRIEVE, decide, note=answer.code, then=partial(_keep, answer, at))


def _keep(answer: Retrieval, at: datetime, row: IdentityFile, before: LocalFacts) -> None:
    """The day of the answer, and the former INS: those that INSi told, and the one that another takes the place of."""
    if not answer.is_one or not row.insi_answered:
        return
    row.answered_at = row.verified_at = at
    known = set(row.history.values_list("value", "authority"))
    for former in answer.history:
        if (former.matricule, former.oid) not in known:
            row.history.create(value=former.matricule, authority=former.oid, since=former.since, until=former.until)
            known.add((former.matricule, former.oid))
    gone = before.ins
    replaced = gone is not None and (gone.id, gone.authority) != (row.matricule, row.authority)
    if gone is not None and replaced and (gone.id, gone.authority) not in known:
        row.history.create(value=gone.id, authority=gone.authority, until=french_day(at))


def check_document(clerk: Clerk, file_id: str, seen: Seen, at: datetime) -> Outcome:
    """Take a document that was looked at; its kind is kept, with the day and the person (INS-525)."""

    def decide(facts: LocalFacts) -> Step:
        return rules.check_document(facts, seen, french_day(at), current())

    def keep(row: IdentityFile, _before: LocalFacts) -> None:
        row.parents_paper = seen.parent
        row.paper_expired = seen.expires is not None and seen.expires < french_day(at)
        row.checked_at, row.checked_by = at, clerk.name or clerk.author.id

    return on_file(clerk, file_id, at, ActCode.PROOF_CHECK, decide, note=seen.paper, then=keep)


def by_vitale_app(clerk: Clerk, file_id: str, answer: Retrieval, at: datetime) -> Outcome:
    """Take an Appli carte Vitale: INSi's answer and a document in one."""

    def decide(facts: LocalFacts) -> Step:
        return rules.by_vitale_app(facts, answer, french_day(at), current())

    def keep(row: IdentityFile, before: LocalFacts) -> None:
        _keep(answer, at, row, before)
        if row.paper == VITALE_APP:
            row.checked_at, row.checked_by = at, clerk.name or clerk.author.id

    return on_file(clerk, file_id, at, ActCode.PROOF_CHECK, decide, note=VITALE_APP, then=keep)


def cancel_document(clerk: Clerk, file_id: str, at: datetime) -> Outcome:
    """Take back a check that was a mistake."""
    return on_file(clerk, file_id, at, ActCode.PROOF_CANCEL, rules.cancel_document)


def verify(clerk: Clerk, file_id: str, at: datetime) -> Outcome:
    """Verify the INS of a file with INSi: it stays, or goes."""

    def decide(facts: LocalFacts) -> Step:
        choices = current()
        may = rules.may_call_from_desk(clerk.means, at, choices)
        if not may.allowed:
            return Step(may, facts)
        agreed = facts.ins is not None and searching.verified(facts.ins, facts.traits, choices)
        step = rules.verify(facts, agreed=agreed)
        return Step(may + step.decision, step.after)

    def keep(row: IdentityFile, _before: LocalFacts) -> None:
        if row.insi_answered:
            row.verified_at = at

    return on_file(clerk, file_id, at, ActCode.INS_VERIFY, decide, then=keep)
