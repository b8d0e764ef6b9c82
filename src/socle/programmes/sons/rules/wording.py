"""Whether an order says what it must, and nothing that contradicts the scheme."""

from __future__ import annotations

from socle.programmes.sons.model import Request
from socle.programmes.sons.tables import Clause, clauses, mention
from socle.programmes.sons.verdicts import wording as said
from socle.programmes.sons.words import holds_one, missing, sentences, words
from socle.rulebook import ALLOWED, Decision, refuse, rule


def needs_condition(request: Request) -> bool:
    """Whether the order was concluded before its software was referenced (or is not yet)."""
    if request.ordered_on is None:
        return request.referenced_on is None
    return request.referenced_on is None or request.ordered_on < request.referenced_on


def conditional_mention(request: Request) -> Decision:
    """An order before the referencing carries the fixed mention; typography is free, words are not.

    A file that tells neither the referencing nor any mention leaves the question open.
    """
    if not needs_condition(request):
        return ALLOWED
    if request.referenced_on is None and not request.mention:
        return refuse(said.CONDITION_UNSEEN.at(request.order), rules=(rule("SONS-010"),))
    text, cited = mention("conditional"), (rule("SONS-010"),)
    if not _speaks_of_condition(request.mention):
        return refuse(said.MENTION_MISSING.at(request.order, expected=text), rules=cited)
    lacking = missing(text, request.mention)
    if lacking:
        return refuse(said.MENTION_INCOMPLETE.at(request.order, found=" ".join(lacking)), rules=cited)
    return Decision(rules=cited)


def _speaks_of_condition(text: str) -> bool:
    return holds_one(words(text), ("conditionn*", "referencement", "affermissement"))


def funded_mention(request: Request) -> Decision:
    """The order tells that the State pays. A file without mentions leaves the question open."""
    text, cited = mention("funded"), (rule("SONS-500"),)
    if not request.mention:
        return refuse(said.MENTION_UNSEEN.at(request.order, expected=text), rules=cited)
    lacking = missing(text, request.mention)
    if lacking:
        return refuse(said.FUNDED_MENTION.at(request.order, expected=text, found=" ".join(lacking)), rules=cited)
    return Decision(rules=cited)


def conditions(request: Request) -> Decision:
    """Clauses of the annexed conditions that contradict the scheme; the rest of the contract stays valid."""
    if not request.conditions:
        return ALLOWED
    findings = [
        said.CLAUSE.at(clause.id, expected=clause.fr, found=sentence)
        for sentence in sentences(request.conditions)
        for clause in clauses()
        if contradicts(clause, sentence)
    ]
    return refuse(*findings, rules=(rule("SONS-088"), rule("SONS-089")))


def contradicts(clause: Clause, sentence: str) -> bool:
    """Whether a sentence holds one expression of each group of the clause, and none that takes it back."""
    text = words(sentence)
    return all(holds_one(text, group) for group in clause.every) and not holds_one(text, clause.none)


def asp_model(request: Request) -> Decision:
    """Whether the file says that the order does not follow the ASP's model."""
    return refuse(said.NOT_ASP_MODEL.at(request.order)) if request.asp_model is False else ALLOWED
