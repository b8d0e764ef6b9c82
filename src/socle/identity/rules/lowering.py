"""How an identity falls back: verification, a doubt, a fictive identity, a trait that changes, a check taken back.

Whoever received a matricule that the file gives up must be told (spec/identity.md a.10).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from socle.identity.desk.verdicts import (
    ATTRIBUTES_EXCLUDED,
    FICTIVE_UNCONFIRMED,
    NO_DOCUMENT,
    NO_INS,
    TRAITS_LOCKED,
    VERIFICATION_FAILED,
)
from socle.identity.facts import Attribute, LocalFacts, Reason, Status, Step
from socle.identity.rules.raising import stopped
from socle.identity.rules.strict import OF_INSI, STRICT
from socle.identity.traits import Traits, check
from socle.rulebook import ALLOWED, Decision, Obligation, refuse, rule
from socle.rulebook.choices import Choices

#: Statuses and attributes in the words of a sentence.
STATUSES = {
    Status.PROVISIONAL: "provisoire",
    Status.RETRIEVED: "récupérée",
    Status.VALIDATED: "validée",
    Status.QUALIFIED: "qualifiée",
}
ATTRIBUTES = {Attribute.HOMONYM: "homonyme", Attribute.DOUBTFUL: "douteuse", Attribute.FICTIVE: "fictive"}


def verify(facts: LocalFacts, *, agreed: bool) -> Step:
    """Take a verification: nothing changes when INSi agrees; else the INS goes, and the check of a document stays."""
    barred = stopped(facts)
    if not barred.allowed:
        return Step(barred, facts)
    if facts.ins is None:
        return Step(refuse(NO_INS.at("ins")), facts)
    if agreed:
        return Step(ALLOWED, facts)
    told = Decision((VERIFICATION_FAILED.at("ins"),), rules=(rule("INS-520"),))
    return Step(told + _told_of_loss(facts), facts.without_ins())


def verification_due(last: date | None, day: date, choices: Choices) -> bool:
    """Whether an INS known since `last` is to be verified again (identity.md a.8: every 3 to 5 years, ASSUMED)."""
    if last is None:
        return True
    return (day.year - last.year) - ((day.month, day.day) < (last.month, last.day)) >= choices.ins_verification_years


def cancel_document(facts: LocalFacts) -> Step:
    """The check of a document was a mistake: qualifiée becomes récupérée, validée becomes provisoire."""
    barred = stopped(facts)
    if not barred.allowed:
        return Step(barred, facts)
    if not facts.document_checked:
        return Step(refuse(NO_DOCUMENT.at("document")), facts)
    after = replace(facts.without_document(), sent=False)
    return Step(Decision(rules=(rule("INS-520"),)) + _told_of_loss(facts), after)


def mark(facts: LocalFacts, attribute: Attribute, reason: Reason = Reason.NONE, *, confirmed: bool = False) -> Step:
    """Mark an identity. Homonyme changes nothing else; douteuse and fictive take the INS and the check away (INS-521).

    To make a qualified identity fictive asks to be `confirmed`.
    """
    barred = stopped(facts)
    if not barred.allowed:
        return Step(barred, facts)
    excluded = facts.attributes - {attribute} - _GOES_WITH[attribute]
    if excluded:
        held = ATTRIBUTES[min(excluded)]
        return Step(refuse(ATTRIBUTES_EXCLUDED.at("status", expected=held, found=ATTRIBUTES[attribute])), facts)
    if attribute is Attribute.HOMONYM:
        return Step(Decision(rules=(rule("INS-521"),)), replace(facts, homonym=True))
    if attribute is Attribute.FICTIVE and facts.status is Status.QUALIFIED and not confirmed:
        return Step(refuse(FICTIVE_UNCONFIRMED.at("status", found=STATUSES[facts.status])), facts)
    bare = facts.without_ins().without_document()
    doubtful = attribute is Attribute.DOUBTFUL
    after = replace(bare, doubtful=doubtful, fictive=not doubtful, reason=reason)
    return Step(Decision(rules=(rule("INS-006"), rule("INS-521"))) + _told_of_loss(facts), after)


def open_anonymous(traits: Traits, reason: Reason = Reason.ANONYMOUS) -> Step:
    """The file of someone received without a name: fictive from its first instant, no INS ever comes (INS-007)."""
    decision = checked(traits)
    facts = LocalFacts(traits=traits, date_fictive=True)
    if not decision.allowed:
        return Step(decision, facts)
    step = mark(facts, Attribute.FICTIVE, reason)
    return Step(decision + step.decision + Decision(rules=(rule("INS-007"),)), step.after)


def unmark(facts: LocalFacts, attribute: Attribute) -> Step:
    """Take a mark away: what it took from the identity is to be done again."""
    barred = stopped(facts)
    if not barred.allowed:
        return Step(barred, facts)
    cited = Decision(rules=(rule("INS-521"),))
    if attribute is Attribute.HOMONYM:
        return Step(cited, replace(facts, homonym=False))
    if attribute not in facts.attributes:
        return Step(cited, facts)
    return Step(cited, replace(facts, doubtful=False, fictive=False, reason=Reason.NONE))


def change_traits(facts: LocalFacts, traits: Traits, *, authorised: bool, date_fictive: bool = False) -> Step:
    """Change the traits. Those of INSi are locked but for an authorised profile, and changing them loses the status.

    A strict trait that changes takes the check of the document away too. The used names are free.
    """
    barred = stopped(facts)
    if not barred.allowed:
        return Step(barred, facts)
    changed = {name for name in OF_INSI if getattr(traits, name) != getattr(facts.traits, name)}
    if facts.insi_answered and changed and not authorised:
        return Step(refuse(TRAITS_LOCKED.at("traits", found=STATUSES[facts.status])), facts)
    kept = facts.insi_answered and not changed  # what INSi returned is not judged again
    decision = _well_written(traits, _USED) if kept else checked(traits)
    if not decision.allowed:
        return Step(decision, facts)
    after = replace(facts, traits=traits, date_fictive=facts.date_fictive if kept else date_fictive)
    if facts.insi_answered and changed:
        return Step(decision + _told_of_loss(facts), after.without_ins().without_document())
    if changed & set(STRICT):
        after = after.without_document()
    return Step(decision, after)


def checked(traits: Traits) -> Decision:
    """What is wrong with traits that a person typed: the list of given names may wait for INSi."""
    return _well_written(traits)


def _well_written(traits: Traits, only: frozenset[str] | None = None) -> Decision:
    findings = [found for found in check(traits, listed=False) if only is None or found.place in only]
    return refuse(*findings, rules=(rule("INS-523"), rule("INS-527")))


def _told_of_loss(facts: LocalFacts) -> Decision:
    return Decision(obligations=(Obligation.TELL_RECIPIENTS,)) if facts.sent else ALLOWED


_NONE: frozenset[Attribute] = frozenset()
_GOES_WITH = {
    Attribute.HOMONYM: frozenset({Attribute.DOUBTFUL}),
    Attribute.DOUBTFUL: frozenset({Attribute.HOMONYM}),
    Attribute.FICTIVE: _NONE,
}
_USED = frozenset({"used_name", "used_given_name"})
