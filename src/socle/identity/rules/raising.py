"""How an identity rises: INSi answers, a document is checked. Pure transitions: facts in, decision and facts out.

Source: identity_status_transitions.csv; spec/identity.md a.6 to a.9.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from socle.identity.desk.verdicts import (
    ANSWER_DISAGREES,
    DOCUMENT_BLOCKED,
    DOCUMENT_DISAGREES,
    DOCUMENT_EXPIRED,
    DOCUMENT_NEEDS_PARENT,
    DOCUMENT_NOT_ACCEPTED,
    DOCUMENT_OF_OTHERS,
    FILE_MERGED,
    INSI_BLOCKED,
    INSI_NOBODY,
    INSI_SEVERAL,
    INSI_UNREADABLE,
)
from socle.identity.facts import Collected, LocalFacts, Seen, Step
from socle.identity.insi_answer import InsiTraits, Retrieval, ReturnCode
from socle.identity.papers import PAPERS, label
from socle.identity.rules.acceptance import is_acceptable_ins
from socle.identity.rules.strict import STRICT, differing_from_insi
from socle.identity.traits import Traits, begins_with_first_given_name
from socle.identity.verdicts import FIRST_GIVEN_NAME_NOT_FIRST
from socle.rulebook import ALLOWED, Decision, Obligation, Verdict, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import CX

#: The electronic identity that is an answer of INSi and a document at once (RNIV 4.3.4).
VITALE_APP = "AV"
_UNHEARD = {ReturnCode.NONE: INSI_NOBODY, ReturnCode.SEVERAL: INSI_SEVERAL}


def stopped(facts: LocalFacts, blocked: Verdict | None = None) -> Decision:
    """Whether a file stays as it is: merged into another; marked so that nothing may raise it (INS-006, INS-521)."""
    if facts.merged:
        return refuse(FILE_MERGED.at("file"))
    if blocked is not None and facts.blocked:
        return refuse(blocked.at("status", found="fictive" if facts.fictive else "douteuse"))
    return ALLOWED


def may_ask(facts: LocalFacts) -> Decision:
    """Whether INSi may be asked for this identity at all."""
    return stopped(facts, INSI_BLOCKED)


def retrieve(facts: LocalFacts, answer: Retrieval, choices: Choices, *, first_given_name: str = "") -> Step:
    """Take INSi's answer: provisoire becomes récupérée, validée becomes qualifiée; 01 and 02 change nothing.

    `first_given_name` is what the user takes from the head of INSi's list, the former one when empty. An answer that
    disagrees with a document that was checked is refused, and the identity keeps its status.
    """
    barred = may_ask(facts)
    if not barred.allowed:
        return Step(barred, facts)
    told = answer.traits
    if not answer.is_one or answer.active is None or told is None or not _is_whole(told):
        verdict = _UNHEARD.get(ReturnCode(answer.code), INSI_UNREADABLE) if _is_known(answer) else INSI_UNREADABLE
        return Step(Decision((verdict.at("insi", found=answer.code),)), facts)
    first = first_given_name or facts.traits.first_given_name
    decision = Decision.all(
        [
            _ins_is_acceptable(answer.active.cx, choices),
            _begins(told, first),
            _agrees_with_document(facts, told, first),
        ]
    )
    if not decision.allowed:
        return Step(decision, facts)
    after = _taken(facts, told, answer.active.cx, first)
    return Step(decision + _reached(facts, after) + _told_of_change(facts, after.ins), after)


def check_document(facts: LocalFacts, seen: Seen, day: date, choices: Choices) -> Step:
    """Take a document that was looked at: provisoire becomes validée, récupérée becomes qualifiée.

    An expired one counts (INS-008) when the five strict traits agree, as for any other (INS-009).
    """
    barred = stopped(facts, DOCUMENT_BLOCKED)
    if not barred.allowed:
        return Step(barred, facts)
    decision = Decision.all(
        [_is_of_the_list(facts, seen, day, choices), _traits_agree(seen), _may_be_expired(seen, day)]
    )
    if not decision.allowed:
        return Step(decision, facts)
    after = replace(facts, document_checked=True, paper=seen.paper)
    return Step(decision + _reached(facts, after), after)


def by_vitale_app(facts: LocalFacts, answer: Retrieval, day: date, choices: Choices) -> Step:
    """The Appli carte Vitale: an answer of INSi and a document in one, or nothing."""
    checked = check_document(facts, Seen(paper=VITALE_APP), day, choices)
    if not checked.decision.allowed:
        return Step(checked.decision, facts)
    step = retrieve(facts, answer, choices)
    if step.after is facts:
        return Step(step.decision, facts)
    after = replace(step.after, document_checked=True, paper=VITALE_APP, collected=Collected.VITALE_APP)
    return Step(
        checked.decision + step.decision.without(Obligation.INVITE_TO_BRING_DOCUMENT) + _reached(facts, after), after
    )


def _is_known(answer: Retrieval) -> bool:
    return answer.code in {code.value for code in ReturnCode}


def _is_whole(told: InsiTraits) -> bool:
    return bool(told.birth_name and told.given_names and told.sex and told.birth_date and told.birth_place)


def _ins_is_acceptable(ins: CX, choices: Choices) -> Decision:
    """What INSi gives is kept and flagged, even with a wrong key (identity.md h.5); never a test one in production."""
    return is_acceptable_ins(ins, replace(choices, refuse_bad_check_digits=False))


def _begins(told: InsiTraits, first: str) -> Decision:
    if not begins_with_first_given_name(told.given_names, first):
        found = FIRST_GIVEN_NAME_NOT_FIRST.at(STRICT["first_given_name"], expected=first, found=told.given_names)
        return refuse(found, rules=(rule("INS-523"),))
    return Decision(rules=(rule("INS-523"),))


def _agrees_with_document(facts: LocalFacts, told: InsiTraits, first: str) -> Decision:
    if not facts.document_checked:
        return ALLOWED
    mine = replace(facts.traits, first_given_name=first)
    names = differing_from_insi(mine, told)
    if names:
        return refuse(
            *(
                ANSWER_DISAGREES.at(STRICT[name], expected=_shown(mine, name), found=_shown(told, name))
                for name in names
            )
        )
    return Decision(rules=(rule("INS-009"),))


def _shown(traits: Traits | InsiTraits, name: str) -> str:
    if name == "first_given_name" and isinstance(traits, InsiTraits):
        return traits.given_names
    value = getattr(traits, name)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


@applies("INS-526", "INS-527")
def _taken(facts: LocalFacts, told: InsiTraits, ins: CX, first: str) -> LocalFacts:
    """INSi's traits in the place of the local ones, as they came; the used names stand apart."""
    assert told.birth_date is not None  # noqa: S101 - the answer is whole
    traits = replace(
        facts.traits,
        birth_name=told.birth_name,
        given_names=told.given_names,
        first_given_name=first,
        sex=told.sex,
        birth_date=told.birth_date,
        birth_place=told.birth_place,
    )
    same = facts.ins is not None and facts.ins.same_as(ins)
    return replace(
        facts,
        traits=traits,
        ins=ins,
        insi_answered=True,
        date_fictive=False,
        sent=facts.sent and same,
        collected=Collected.INSI,
    )


def _told_of_change(facts: LocalFacts, ins: CX | None) -> Decision:
    """Whoever holds the former INS is told when another one takes its place (identity.md a.9, a.10)."""
    changed = facts.sent and facts.ins is not None and ins is not None and not facts.ins.same_as(ins)
    return Decision(obligations=(Obligation.TELL_RECIPIENTS,)) if changed else ALLOWED


def _reached(facts: LocalFacts, after: LocalFacts) -> Decision:
    """What made the status after a rise: two conditions (INS-001, INS-002), an earlier check counting (INS-003).

    INSi alone gives at best récupérée (INS-004), and the person is invited to bring a document (INS-005).
    """
    if after.insi_answered and after.document_checked:
        earlier = (rule("INS-003"),) if facts.document_checked else ()
        return Decision(rules=(rule("INS-001"), rule("INS-002"), *earlier, rule("INS-520")))
    if after.insi_answered:
        cited = (rule("INS-002"), rule("INS-004"), rule("INS-005"), rule("INS-520"))
        return Decision(rules=cited, obligations=(Obligation.INVITE_TO_BRING_DOCUMENT,))
    return Decision(rules=(rule("INS-002"), rule("INS-520")))


def _is_of_the_list(facts: LocalFacts, seen: Seen, day: date, choices: Choices) -> Decision:
    """The document is of the dated list, for whoever is of that age, with a parent's own where it needs one."""
    paper = PAPERS.get(seen.paper)
    if paper is None or not paper.holds_on(day):
        return refuse(DOCUMENT_NOT_ACCEPTED.at("document", found=label(seen.paper) or "aucun document choisi"))
    minor = _age(facts.traits.birth_date, day) < choices.age_of_majority
    if (paper.minors and not minor) or (paper.adults and minor):
        whom = "un mineur" if paper.minors else "un adulte"
        return refuse(DOCUMENT_OF_OTHERS.at("document", expected=whom, found=paper.label))
    parents = PAPERS.get(seen.parent)
    if paper.parent and (parents is None or not parents.high_confidence):
        return refuse(DOCUMENT_NEEDS_PARENT.at("document", found=paper.label))
    return Decision(rules=(rule("INS-001"), rule("INS-525")))


def _traits_agree(seen: Seen) -> Decision:
    names = [name for name in STRICT if name in seen.differing]
    if names:
        return refuse(*(DOCUMENT_DISAGREES.at(STRICT[name]) for name in names))
    return Decision(rules=(rule("INS-009"),))


def _may_be_expired(seen: Seen, day: date) -> Decision:
    if seen.expires is None or day <= seen.expires or seen.differing:
        return ALLOWED
    return Decision((DOCUMENT_EXPIRED.at("document", found=f"{seen.expires:%d/%m/%Y}"),), rules=(rule("INS-008"),))


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
