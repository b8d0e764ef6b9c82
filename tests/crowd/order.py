"""Looks for one order of the acts that explains every answer, and that no client can contradict.

An act that was answered before another was sent comes before it; acts under way at the same time may come in any
order. When no order explains the answers, something was lost, doubled, or seen in part (J. Wing, C. Gong, "Testing and
verifying concurrent objects", 1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tests.crowd.model import DELETED, OK, Act, Answer, Delete, Feed, Mask, Read, State

#: Changes tried before the search gives up: what can be explained takes about as many as there are changes.
MOST = 50_000


@dataclass(frozen=True)
class Done:
    """One act with its answer, between the instants at which it left and its answer was there."""

    act: Act
    answer: Answer
    sent: float
    answered: float
    client: int = 0

    @cached_property
    def shown(self) -> State:
        """What a reading showed, by document; nothing for another act."""
        return dict(self.answer) if isinstance(self.answer, frozenset) else {}


class NoOrder(AssertionError):  # noqa: N818 - what was found, in two words
    """No order explains the answers; the sentence holds the longest beginning that is explained, and what follows."""


@dataclass(slots=True)
class _Step:
    """A place of the search: what is done so far, the state it leaves, the changes that may still come next."""

    done: int
    state: State
    next: list[int]


def explain(history: Sequence[Done], state: State) -> list[Done]:
    """An order of `history` that explains it from `state` on. Raises `NoOrder`."""
    acts, steps = sorted(history, key=lambda one: one.sent), 0
    everything, tried, order = (1 << len(acts)) - 1, set[int](), list[int]()
    rank = _ranks(acts)
    stack = [_settled(acts, 0, state, order, rank)]
    marks, best = [len(order)], list(order)
    while stack:
        here = stack[-1]
        if here.done == everything:
            return [acts[number] for number in order]
        if not here.next or here.done in tried:
            tried.add(here.done)
            stack.pop()
            marks.pop()
            del order[marks[-1] if marks else 0 :]
            continue
        number = here.next.pop()
        answer, after = acts[number].act.on(here.state)
        if answer != acts[number].answer or _contradicted(acts, here.done | 1 << number, acts[number].act, after):
            continue
        steps += 1
        if steps > MOST:
            break
        del order[marks[-1] :]
        order.append(number)
        step = _settled(acts, here.done | 1 << number, after, order, rank)
        if step.done in tried:
            continue
        stack.append(step)
        marks.append(len(order))
        best = list(order) if len(order) > len(best) else best
    raise NoOrder(_told(acts, best))


def _settled(acts: Sequence[Done], done: int, state: State, order: list[int], rank: Sequence[int]) -> _Step:
    """Do at once what changes nothing and is explained now: later it could only be harder to explain."""
    while True:
        possible = _possible(acts, done)
        quiet = [number for number in possible if acts[number].act.on(state) == (acts[number].answer, state)]
        for number in quiet:
            done |= 1 << number
            order.append(number)
        if not quiet:
            changes = [number for number in possible if acts[number].answer == OK]
            return _Step(done, state, sorted(changes, key=lambda number: rank[number]))


def _contradicted(acts: Sequence[Done], done: int, change: Act, after: State) -> bool:
    """Whether something that must still come can no longer: a reading that does not show this change, a change of
    the same document that was made on what it was before.
    """
    if isinstance(change, Read):
        return False
    name, now = change.document, after[change.document]
    for number, one in enumerate(acts):
        if done >> number & 1:
            continue
        if isinstance(one.act, Read):
            shown = one.shown.get(name)
            if shown is None or shown.version < now.version or (now.status == DELETED != shown.status):
                return True
        elif one.answer == OK and one.act.document == name and _before(one.act) < now.version:
            return True
    return False


def _before(change: Feed | Mask | Delete) -> int:
    """The version on which a change is made; none for a new document."""
    return 0 if isinstance(change, Feed) else change.seen


def _possible(acts: Sequence[Done], done: int) -> list[int]:
    """What may come next: whatever was sent before the first answer among what remains."""
    left = [number for number in range(len(acts)) if not done >> number & 1]
    first = min((acts[number].answered for number in left), default=0.0)
    return [number for number in left if acts[number].sent <= first]


def _ranks(acts: Sequence[Done]) -> list[int]:
    """How many readings show each change: the more, the earlier it came. A guess that spares the search."""
    seen = [one.shown for one in acts if isinstance(one.act, Read)]
    ranks: list[int] = []
    for one in acts:
        probe = 0
        if one.answer == OK and not isinstance(one.act, Read):
            probe = sum(_shows(held, one.act) for held in seen)
        ranks.append(probe)
    return ranks


def _shows(held: State, act: Act) -> bool:
    """Whether a reading shows what this act did, or what came after it."""
    if isinstance(act, Read) or act.document not in held:
        return False
    shown = held[act.document]
    if isinstance(act, Delete):
        return shown.status == DELETED
    return shown.version > (act.seen if isinstance(act, Mask) else 0)


def _told(acts: Sequence[Done], best: Sequence[int]) -> str:
    explained = [f"  {acts[number].client}: {_line(acts[number])}" for number in best[-12:]]
    left = [one for number, one in enumerate(acts) if number not in set(best)]
    rest = [f"  {one.client}: {_line(one)}" for one in sorted(left, key=lambda one: one.sent)[:12]]
    return "\n".join(
        [f"no order explains {len(acts)} acts; {len(best)} can be, ending with", *explained, "then one of", *rest]
    )


def _line(one: Done) -> str:
    answer = one.answer if isinstance(one.answer, str) else sorted((name, *shown) for name, shown in one.answer)
    return f"{one.act} -> {answer} [{one.sent:.3f}, {one.answered:.3f}]"
