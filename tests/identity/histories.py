"""Histories of local identities, drawn by chance from a seed, and what must hold after each step of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from socle.identity.facts import Attribute, LocalFacts, Reason, Seen, Status, Step
from socle.identity.papers import NEVER, PAPERS
from socle.identity.rules import (
    by_vitale_app,
    cancel_document,
    change_traits,
    check_document,
    mark,
    may_send,
    merge,
    retrieve,
    send,
    unmark,
    verify,
)
from socle.identity.rules.strict import STRICT
from socle.rulebook import Obligation
from tests.identity import files

P, R, V, Q = Status.PROVISIONAL, Status.RETRIEVED, Status.VALIDATED, Status.QUALIFIED
SAME = frozenset((status, status) for status in Status)
#: What each kind of event may do to a status when it is allowed. Source: identity_status_transitions.csv.
MOVES: dict[str, frozenset[tuple[Status, Status]]] = {
    "answer": SAME | {(P, R), (V, Q)},
    "document": frozenset({(P, V), (V, V), (R, Q), (Q, Q)}),
    "app": SAME | {(P, Q), (R, Q), (V, Q)},
    "verify": frozenset({(R, R), (Q, Q), (R, P), (Q, V)}),
    "cancel": frozenset({(V, P), (Q, R)}),
    "mark": SAME | {(R, P), (V, P), (Q, P)},
    "unmark": SAME,
    "traits": SAME | {(R, P), (V, P), (Q, P)},
    "send": frozenset({(Q, Q)}),
    "merge": SAME,
}
RAISES_INSI, RAISES_DOCUMENT = frozenset({"answer", "app"}), frozenset({"document", "app"})
_DISCORDANT = [replace(files.TOLD, birth_place="35239"), replace(files.TOLD, birth_name="AUTRE", sex="M")]
ANSWERS = [
    *[files.ONE] * 6,
    files.OTHER,
    files.NONE,
    files.SEVERAL,
    files.STRANGE,
    *(replace(files.ONE, traits=told) for told in _DISCORDANT),
    replace(files.ONE, traits=None),
]
TRAITS = [
    files.TYPED,
    files.FULL,
    replace(files.FULL, used_name="LAMPION"),
    replace(files.FULL, birth_place="35239"),
    replace(files.TYPED, birth_name="AUTRE", sex="I"),
    replace(files.TYPED, birth_name="Léa"),
]
KINDS = [*["PA", "CN"] * 4, *PAPERS, *NEVER, ""]
OTHERS = [*files.BY_STATUS.values(), files.SENT, files.DOUBTFUL, files.FICTIVE, files.MERGED]
CHOICES, DAY = files.CHOICES, files.DAY


@dataclass
class Campaign:
    """What the histories did: how many steps, and every move of a status by kind of event."""

    steps: int = 0
    moves: Counter[tuple[str, Status, Status]] = field(default_factory=Counter)

    @property
    def unseen(self) -> list[str]:
        """The moves that may happen and never did."""
        return [
            f"{event}: {before} → {after}"
            for event, allowed in MOVES.items()
            for before, after in sorted(allowed)
            if (event, before, after) not in self.moves
        ]


@dataclass
class Where:
    """The place of a step, told only when it is needed."""

    seed: int
    rank: int
    event: str
    before: LocalFacts
    after: LocalFacts

    def __str__(self) -> str:
        return f"seed {self.seed}, step {self.rank} ({self.event}): {self.before} → {self.after}"


def run(seed: int, campaign: Campaign, *, longest: int = 24) -> None:
    """One history. Raises `AssertionError`, naming the seed, at the first state that is forbidden."""
    chance = random.Random(seed)
    facts = LocalFacts(traits=chance.choice(TRAITS[:2]))
    for rank in range(chance.randint(4, longest)):
        event = chance.choice(EVENTS)
        step, again = _EVENTS[event](chance, facts)
        where = Where(seed, rank, event, facts, step.after)
        assert again, f"{where}: nothing may raise this"
        _judge(event, facts, step, where)
        campaign.steps += 1
        if step.decision.allowed:
            campaign.moves[event, facts.status, step.after.status] += 1
        facts = step.after


def _judge(event: str, before: LocalFacts, step: Step, where: object) -> None:
    after, decision = step.after, step.decision
    assert decision.allowed or after == before, f"{where}: a refusal changed something"
    assert not decision.allowed or (before.status, after.status) in MOVES[event], f"{where}: no such move"
    assert after.insi_answered == (after.ins is not None), f"{where}: an INS without an answer"
    assert after.document_checked == (after.paper in PAPERS), f"{where}: a check without a document of the list"
    assert after.status is P or not after.blocked, f"{where}: raised in doubt"
    assert not after.fictive or after.attributes == {Attribute.FICTIVE}, f"{where}: fictive and something else"
    assert not after.sent or after.status is Q, f"{where}: someone holds a matricule that is not qualified"
    assert may_send(after, CHOICES).allowed == (after.status is Q and not after.merged), f"{where}: may leave"
    if after.insi_answered and not before.insi_answered:
        assert event in RAISES_INSI, f"{where}: an INS that INSi did not give"
    if after.document_checked and not before.document_checked:
        assert event in RAISES_DOCUMENT, f"{where}: a check that nobody made"
    if before.merged:
        assert after == before, f"{where}: a merged file changed"
    lost = before.sent and not after.sent
    assert (Obligation.TELL_RECIPIENTS in decision.obligations) == lost, f"{where}: who held it"
    invited = Obligation.INVITE_TO_BRING_DOCUMENT in decision.obligations
    assert not invited or after.status is R, f"{where}: invited without need"
    if event == "answer" and after.status is R and before.status is P:
        assert invited, f"{where}: not invited"


Drawn = tuple[Step, bool]


def _answer(chance: random.Random, facts: LocalFacts) -> Drawn:
    answer = chance.choice(ANSWERS)
    step = retrieve(facts, answer, CHOICES)
    return step, step.after.ins is facts.ins or answer.code == "00"


def _document(chance: random.Random, facts: LocalFacts) -> Drawn:
    differing = frozenset(name for name in STRICT if chance.random() < 0.04)
    expires = chance.choice([None, date(2010, 1, 1), date(2030, 1, 1)])
    seen = Seen(paper=chance.choice(KINDS), parent=chance.choice(["", "CN"]), expires=expires, differing=differing)
    step = check_document(facts, seen, DAY, CHOICES)
    rose = step.after.document_checked and not facts.document_checked
    return step, not rose or (seen.paper in PAPERS and not differing)


def _app(chance: random.Random, facts: LocalFacts) -> Drawn:
    answer = chance.choice(ANSWERS)
    step = by_vitale_app(facts, answer, DAY, CHOICES)
    return step, step.after == facts or answer.code == "00"


def _verify(chance: random.Random, facts: LocalFacts) -> Drawn:
    agreed = chance.random() < 0.7
    step = verify(facts, agreed=agreed)
    return step, not agreed or step.after is facts


def _mark(chance: random.Random, facts: LocalFacts) -> Drawn:
    step = mark(facts, chance.choice([*Attribute]), chance.choice([*Reason]), confirmed=chance.random() < 0.5)
    return step, True


def _unmark(chance: random.Random, facts: LocalFacts) -> Drawn:
    return unmark(facts, chance.choice([*Attribute])), True


def _traits(chance: random.Random, facts: LocalFacts) -> Drawn:
    authorised = chance.random() < 0.5
    step = change_traits(facts, chance.choice(TRAITS), authorised=authorised)
    locked = facts.insi_answered and not authorised
    return step, not locked or step.after.ins is facts.ins


def _merge(chance: random.Random, facts: LocalFacts) -> Drawn:
    other = chance.choice(OTHERS)
    if chance.random() < 0.9:
        both = merge(facts, other)
        return Step(both.decision, both.kept), True
    both = merge(other, facts)  # this one ends here
    return Step(both.decision, both.absorbed), not both.decision.allowed or both.absorbed.merged


_EVENTS: dict[str, Callable[[random.Random, LocalFacts], Drawn]] = {
    "answer": _answer,
    "document": _document,
    "app": _app,
    "verify": _verify,
    "cancel": lambda _chance, facts: (cancel_document(facts), True),
    "mark": _mark,
    "unmark": _unmark,
    "traits": _traits,
    "send": lambda _chance, facts: (send(facts, CHOICES), True),
    "merge": _merge,
}
#: What happens more often than a doubt.
EVENTS = [*_EVENTS, *["answer", "document", "send"] * 3, "unmark"]
