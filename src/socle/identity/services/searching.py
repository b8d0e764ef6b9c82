"""The answer to a search or a verification: the persons known here, and in a sandbox the published people too.

The teleservice and the desk answer by it alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from socle.identity.insi import published
from socle.identity.insi.published import Published
from socle.identity.insi_answer import NUMBER, Asked, AskedByCard, Retrieval, ReturnCode
from socle.identity.rules.answering import answer, answers, verifies, words
from socle.identity.services.asking import ask_insi, ask_insi_by_card, verify_ins
from socle.identity.traits import Traits
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import CX


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and whether it is written as one published answer is: dates before the number."""

    retrieval: Retrieval
    dates_first: bool = False


def by_traits(asked: Asked, choices: Choices) -> Answered:
    """WS_INS2."""
    found = [one for one in _published(choices) if answers(asked, one.known.traits)]
    return _together(ask_insi(asked), found, asked.given_names[0] if asked.given_names else "")


def by_card(asked: AskedByCard, choices: Choices) -> Answered:
    """WS_INS1."""
    found = [one for one in _published(choices) if _holds(asked, one)]
    return _together(ask_insi_by_card(asked), found, "")


def verified(ins: CX, traits: Traits, choices: Choices) -> bool:
    """WS_INS3: whether matricule, OID and the five strict traits are those of one identity, the INS being active."""
    return any(verifies(ins, traits, one.known) for one in _published(choices)) or verify_ins(ins, traits)


def _published(choices: Choices) -> tuple[Published, ...]:
    return () if choices.production else published.people()


def _holds(asked: AskedByCard, one: Published) -> bool:
    """Whether somebody has, or had, this number, and the name and the date said beside it."""
    traits, held = one.known.traits, (one.known.active, *one.known.history)
    return (
        len(asked.number) >= NUMBER
        and any(each.matricule.startswith(asked.number) for each in held)
        and asked.birth_date in {None, traits.birth_date}
        and (not asked.birth_name or words(asked.birth_name) == words(traits.birth_name))
    )


def _together(here: Retrieval, found: list[Published], given_name: str) -> Answered:
    """Both answers as one. Somebody whom the world holds too is one person: the world, which lives on, is right."""
    if not found or here.code == ReturnCode.SEVERAL:
        return Answered(here)
    if here.active is not None:
        others = [one for one in found if one.known.active.matricule != here.active.matricule]
        return Answered(here if not others else answer([one.known for one in (*others, *others)]))
    retrieval = answer([one.known for one in found], given_name)
    one = found[0]
    if retrieval.traits is not None and not one.echoes:
        retrieval = replace(retrieval, traits=replace(retrieval.traits, given_name=""))
    return Answered(retrieval, dates_first=one.dates_first and retrieval.is_one)
