"""What the INSi teleservice answers, decided on the national identities, and who may ask it.

Source: spec/identity.md a.8, b.3 and b.4. The comparison of names takes hyphen, apostrophe and space as equal
(EXI ID 10); that a given name may be any of the list, in whole, is read from the published dialogues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import accumulate

from socle.identity.insi_answer import LABELS, Asked, InsFound, InsiTraits, Retrieval, ReturnCode
from socle.identity.traits import Traits, normalise
from socle.identity.verdicts import INSI_NOT_OPEN
from socle.rulebook import Decision, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.hl7v2 import CX


class Means(StrEnum):
    """What a caller of INSi proves himself with, in the words that a refusal shows."""

    CARD = "carte CPS ou CPF"
    NOMINATIVE_EMPLOYEE_CARD = "carte CPE nominative"
    EMPLOYEE_CARD = "carte CPE non nominative"
    E_CPS = "e-CPS"
    ORGANISATION = "certificat d’organisation"
    OTHER = "autre moyen"


_INS_014 = (rule("INS-014"),)
#: The cards that call (INS-011). What a certificate of software or an e-CPS opens, other rules say.
_CARDS = frozenset({Means.CARD, Means.NOMINATIVE_EMPLOYEE_CARD})


def may_call_insi(means: Means) -> Decision:
    """Whether a card of this kind calls the teleservice (INS-011)."""
    if means not in _CARDS:
        return refuse(INSI_NOT_OPEN.at("caller", expected="CPS, CPF, CPE nominative", found=means.value))
    return Decision(rules=(rule("INS-011"),))


def may_call_from_desk(means: Means, at: datetime, choices: Choices) -> Decision:
    """Whether whoever is at a desk calls INSi: with a card that names him, or an e-CPS from its day on (INS-014)."""
    if means is not Means.E_CPS:
        return may_call_insi(means)
    if french_day(at) < choices.insi_e_cps_first_day:
        return refuse(
            INSI_NOT_OPEN.at("caller", expected="CPS, CPF, CPE nominative", found=means.value), rules=_INS_014
        )
    return Decision(rules=_INS_014)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One national identity: its traits, its active INS, the former ones."""

    traits: Traits
    active: InsFound
    history: tuple[InsFound, ...] = ()


def answers(asked: Asked, traits: Traits) -> bool:
    """Whether these traits answer a search: same birth name, sex and birth date, every given name asked in the list.

    At least one given name must be asked; the birth place only counts when it is said.
    """
    return (
        asked.birth_date == traits.birth_date
        and asked.sex == traits.sex
        and bool(words(asked.birth_name))
        and words(asked.birth_name) == words(traits.birth_name)
        and bool(asked.given_names)
        and all(_is_of(name, traits.given_names) for name in asked.given_names)
        and asked.birth_place in {"", traits.birth_place}
    )


def answer(found: Sequence[Known], given_name: str = "") -> Retrieval:
    """The answer when these identities were found: 00 and the one, 01 for none, 02 and nobody for several."""
    if len(found) != 1:
        code = ReturnCode.SEVERAL if found else ReturnCode.NONE
        return Retrieval(code=code, label=LABELS[code])
    one = found[0]
    return Retrieval(
        code=ReturnCode.ONE,
        label=LABELS[ReturnCode.ONE],
        active=one.active,
        history=one.history,
        traits=InsiTraits.of(one.traits, given_name),
    )


def verifies(ins: CX, traits: Traits, known: Known | None) -> bool:
    """Whether a matricule, its OID and the five strict traits are those of one identity, the INS being active."""
    if known is None or not known.active.cx.same_as(ins):
        return False
    held = known.traits
    return (
        (traits.sex, traits.birth_date, traits.birth_place) == (held.sex, held.birth_date, held.birth_place)
        and words(traits.birth_name) == words(held.birth_name)
        and _begins(traits.given_names or traits.first_given_name, held.given_names)
    )


def words(name: str) -> list[str]:
    """The words of a name, hyphen, apostrophe and space being equal."""
    return [word for word in re.split(r"[-' ]+", normalise(name)) if word]


def _runs(given_names: str) -> Iterable[Iterable[list[str]]]:
    """From each given name of a list on: itself, itself and the next, and so on, in words."""
    names = [words(name) for name in given_names.split(" ")]
    return (accumulate(names[start:]) for start in range(len(names)))


def _is_of(name: str, given_names: str) -> bool:
    """Whether a given name, or several in order, is whole in the list: PIERRE is not PIERRE-ALAIN."""
    asked = words(name)
    return bool(asked) and any(asked == run for runs in _runs(given_names) for run in runs)


def _begins(names: str, given_names: str) -> bool:
    asked, held = words(names), words(given_names)
    return bool(asked) and held[: len(asked)] == asked
