"""Files of a structure: searched for before they are opened, changed, joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import uuid4

from django.db.models import Q

from socle.identity import rules
from socle.identity.clerk import Clerk
from socle.identity.desk.verdicts import SEARCH_FIRST
from socle.identity.facts import Attribute, LocalFacts, Reason, Step
from socle.identity.models import FormerIns, IdentityFile
from socle.identity.rules.lowering import checked
from socle.identity.services.rows import Outcome, facts_of, follow, locked, on_file, tell, write
from socle.identity.store import one_at_a_time
from socle.identity.traits import Traits, normalise
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.rulebook import Decision, refuse
from socle.rulebook.choices import current

#: Letters of a name that begin a search (spec/identity.md a.6).
LETTERS = 3
#: More files than this are not shown: the search says too little.
MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a search says: a birth date and the beginning of a name, or an INS. All of it must agree."""

    birth_date: date | None = None
    name: str = ""
    given_name: str = ""
    matricule: str = ""


def file_of(clerk: Clerk, file_id: str) -> IdentityFile | None:
    """A file of this clerk's structure."""
    return IdentityFile.objects.filter(pk=file_id, structure=clerk.structure).first()


def search(clerk: Clerk, wanted: Wanted) -> tuple[IdentityFile, ...]:
    """The files of the structure that a search finds, those that were merged set aside.

    By INS: every one that a file has or had, whatever file it was merged from. By birth date, the beginning of a name
    narrowing it: the birth name or the used one, the first given name or the used one.
    """
    mine = IdentityFile.objects.filter(structure=clerk.structure)
    if wanted.matricule:
        value = "".join(wanted.matricule.split()).upper()
        former = FormerIns.objects.filter(value=value, file__structure=clerk.structure).values("file_id")
        rows = mine.filter(Q(matricule=value) | Q(pk__in=former))
        return tuple({kept.pk: kept for kept in map(_kept, rows)}.values())
    if wanted.birth_date is None:
        return ()
    born = mine.filter(birth_date=wanted.birth_date, merged_into=None).order_by("birth_name", "first_given_name", "pk")
    return tuple(row for row in born if _begins(row, wanted))[:MOST]


def _kept(row: IdentityFile) -> IdentityFile:
    while row.merged_into is not None:
        row = row.merged_into
    return row


def _begins(row: IdentityFile, wanted: Wanted) -> bool:
    name, given = (normalise(text)[:LETTERS] for text in (wanted.name, wanted.given_name))
    names = (row.birth_name, row.used_name)
    given_names = (row.first_given_name, row.used_given_name)
    return _one_begins(names, name) and _one_begins(given_names, given)


def _one_begins(names: Iterable[str], letters: str) -> bool:
    return any(normalise(one).startswith(letters) for one in names)


def like(clerk: Clerk, traits: Traits) -> tuple[IdentityFile, ...]:
    """The files that may be this person's: born on the same day, a name or a given name beginning alike.

    Not the fictive ones: nobody is compared with someone who is received without a name.
    """
    born = search(clerk, Wanted(birth_date=traits.birth_date))
    name, given = normalise(traits.birth_name)[:LETTERS], normalise(traits.first_given_name)[:LETTERS]
    return tuple(
        row
        for row in born
        if not row.fictive
        and (
            _one_begins((row.birth_name, row.used_name), name)
            or _one_begins((row.first_given_name, row.used_given_name), given)
        )
    )


def doubles_of(clerk: Clerk, file: IdentityFile) -> tuple[IdentityFile, ...]:
    """The other files of the structure that have the same INS: one person has one file."""
    if not file.matricule:
        return ()
    same = IdentityFile.objects.filter(structure=clerk.structure, merged_into=None)
    same = same.filter(matricule=file.matricule, authority=file.authority)
    return tuple(same.exclude(pk=file.pk).order_by("opened_at", "pk"))


def _new_id() -> str:
    return uuid4().hex


def open_file(
    clerk: Clerk,
    traits: Traits,
    at: datetime,
    *,
    date_fictive: bool = False,
    set_aside: frozenset[str] = frozenset(),
    new_id: Callable[[], str] = _new_id,
) -> Outcome:
    """Open a file, provisoire. Refused while a file that is like it was not `set_aside` by whoever opens it."""

    def command() -> Outcome:
        one_at_a_time(clerk.structure)
        found = [row for row in like(clerk, traits) if row.pk not in set_aside]
        decision = checked(traits)
        if found:
            decision += refuse(SEARCH_FIRST.at("file", found=len(found)))
        if not decision.allowed:
            return Outcome(decision)
        return Outcome(
            decision, _lay(clerk, LocalFacts(traits=traits, date_fictive=date_fictive), decision, at, new_id)
        )

    return act(command)


def open_anonymous(
    clerk: Clerk,
    traits: Traits,
    at: datetime,
    *,
    reason: Reason = Reason.ANONYMOUS,
    new_id: Callable[[], str] = _new_id,
) -> Outcome:
    """Open the file of someone who is received without a name, as a CSAPA does: fictive, never an INS (INS-007).

    Its traits are invented: nothing is searched for, nobody is compared with anybody.
    """

    def command() -> Outcome:
        step = rules.open_anonymous(traits, reason)
        if not step.decision.allowed:
            return Outcome(step.decision)
        return Outcome(step.decision, _lay(clerk, step.after, step.decision, at, new_id))

    return act(command)


def _lay(clerk: Clerk, facts: LocalFacts, decision: Decision, at: datetime, new_id: Callable[[], str]) -> IdentityFile:
    row = IdentityFile(id=new_id(), structure=clerk.structure, opened_at=at, changed_at=at)
    write(row, facts)
    row.save(force_insert=True)
    tell(clerk, row, at, ActCode.IDENTITY_OPEN, decision)
    return row


def change_traits(
    clerk: Clerk, file_id: str, traits: Traits, at: datetime, *, authorised: bool = False, date_fictive: bool = False
) -> Outcome:
    """Change the traits of a file; `authorised` says that its structure's referent does it."""

    def decide(facts: LocalFacts) -> Step:
        return rules.change_traits(facts, traits, authorised=authorised, date_fictive=date_fictive)

    return on_file(clerk, file_id, at, ActCode.IDENTITY_CHANGE, decide)


def mark(
    clerk: Clerk,
    file_id: str,
    attribute: Attribute,
    at: datetime,
    *,
    reason: Reason = Reason.NONE,
    confirmed: bool = False,
) -> Outcome:
    """Mark a file homonyme, douteuse or fictive."""
    decide = partial(rules.mark, attribute=attribute, reason=reason, confirmed=confirmed)
    return on_file(clerk, file_id, at, ActCode.IDENTITY_MARK, decide, note=attribute.value)


def unmark(clerk: Clerk, file_id: str, attribute: Attribute, at: datetime) -> Outcome:
    """Take a mark away."""
    decide = partial(rules.unmark, attribute=attribute)
    return on_file(clerk, file_id, at, ActCode.IDENTITY_UNMARK, decide, note=attribute.value)


def merge(clerk: Clerk, kept_id: str, absorbed_id: str, at: datetime) -> Outcome:
    """Join a file to another one. Whoever received the INS of the one counts as having received that of the other."""

    def command() -> Outcome:
        # Always in the same order, so that two merges never wait for each other.
        held = {id: locked(clerk, id) for id in sorted({kept_id, absorbed_id})}
        kept, absorbed = held[kept_id], held[absorbed_id]
        if kept is None or absorbed is None:
            return Outcome()
        before, other = facts_of(kept), facts_of(absorbed)
        both = rules.merge(before, other, same_file=kept_id == absorbed_id)
        if both.decision.allowed:
            write(kept, both.kept)
            follow(clerk, kept, both.decision, at)
            absorbed.recipients.update(file=kept)
            absorbed.merged_into, absorbed.sent, absorbed.changed_at = kept, False, at
            absorbed.save()
            kept.changed_at = at
            kept.save()
            tell(clerk, absorbed, at, ActCode.IDENTITY_MERGE, both.decision, before=other, note=kept.pk)
        tell(clerk, kept, at, ActCode.IDENTITY_MERGE, both.decision, before=before, note=absorbed.pk)
        return Outcome(both.decision, kept)

    return act(command)


def due_for_verification(clerk: Clerk, day: date) -> tuple[IdentityFile, ...]:
    """The files whose INS is to be verified again, the longest known first."""
    rows = IdentityFile.objects.filter(structure=clerk.structure, insi_answered=True, merged_into=None)
    known = ((row, row.verified_at or row.answered_at) for row in rows.order_by("changed_at", "pk"))
    choices = current()
    return tuple(
        row for row, last in known if rules.verification_due(last.date() if last is not None else None, day, choices)
    )
