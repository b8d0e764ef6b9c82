"""Who registers for a structure: its managers, central or of a site, or the body that it delegated to (RPPS+).

Source: RPPS-004, RPPS-006 to RPPS-008, RPPS-016; spec/identity.md e.5.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from socle.directory.actor import Authentication, Kind
from socle.directory.enrolment.facts import BodyFacts, CardFacts, Mandate, covers, department_of
from socle.directory.enrolment.verdicts import managers, people
from socle.directory.facts import StructureFacts
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.days import french_day

#: Cards that a manager may hold ("carte CPX"): a person's card of any kind. Source: RPPS-016; card_types.csv.
CPX: Final = frozenset({"CPS", "CPF", "CPE", "CPA"})
#: What proves no person with a card: a structure's certificate, the space of citizens, nothing.
_NOBODY: Final = frozenset({Authentication.CERTIFICATE, Authentication.SPACE, Authentication.NONE})


@applies("RPPS-016")
def may_enter(means: Authentication, cards: Iterable[CardFacts], at: datetime) -> Decision:
    """A manager is signed in as a person, and holds a card in force that day: no card, no portal."""
    day = french_day(at)
    held = any(_is_in_force(card, day, at) for card in cards)
    if means in _NOBODY or not held:
        return refuse(people.WITHOUT_CARD.at("carte"))
    return Decision(rules=(rule("RPPS-016"),))


def _is_in_force(card: CardFacts, day: date, at: datetime) -> bool:
    lives = (card.since is None or card.since <= day) and (card.until is None or day <= card.until)
    return card.type in CPX and lives and not (card.opposed_at is not None and card.opposed_at <= at)


@applies("RPPS-004", "RPPS-006", "RPPS-007", "RPPS-008")
def may_declare(
    place: StructureFacts, mandates: Iterable[Mandate], delegations: Iterable[Mandate], at: datetime
) -> Decision:
    """Whether a person who holds these mandates declares entries and exits of `place` that day.

    A manager designated by a legal entity is central: he declares for all its sites; that of a site for it alone. The
    manager of an ARS or a GRADeS declares for the structures that delegated to it. Nobody else does, not even the
    professional himself.
    """
    day = french_day(at)
    held = [one.structure for one in mandates if one.holds_on(day)]
    if any(covers(structure, place) for structure in held):
        return Decision(rules=(rule("RPPS-004"), rule("RPPS-007"), rule("RPPS-008")))
    for one in delegations:
        if one.holds_on(day) and covers(one.structure, place) and any(body.idnat == one.holder for body in held):
            return Decision(rules=(rule("RPPS-004"), rule("RPPS-006")))
    return refuse(people.NOT_MANAGER.at("structure", found=place.name))


def authority_for(place: StructureFacts, mandates: Iterable[Mandate], delegations: Iterable[Mandate], day: date) -> str:
    """In whose name they declare: the structure that designated them, or the body; empty when in nobody's."""
    held = [one.structure for one in mandates if one.holds_on(day)]
    own = next((structure.idnat for structure in held if covers(structure, place)), "")
    bodies = {body.idnat for body in held}
    given = (one.holder for one in delegations if one.holds_on(day) and covers(one.structure, place))
    return own or next((holder for holder in given if holder in bodies), "")


def is_representative(kind: Kind, idnat: str, place: StructureFacts, who: str = "?") -> Decision:
    """Whether the one who decides is the structure itself or its legal entity, by its legal representative."""
    if kind is not Kind.STRUCTURE or idnat not in {place.idnat, place.entity}:
        return refuse(managers.NOT_REPRESENTATIVE.at("structure", found=place.name))
    if not who.strip():
        return refuse(managers.NO_NAME_GIVEN.at("representant"))
    return Decision(rules=(rule("RPPS-007"),))


@applies("RPPS-007", "RPPS-008")
def may_designate(
    place: StructureFacts, person: str, own: Iterable[Mandate], delegations: Iterable[Mandate], at: datetime
) -> Decision:
    """Whether one more manager may be designated: as many as wished, each once, none where a body registers."""
    day = french_day(at)
    if any(one.holder == person and one.structure.idnat == place.idnat and not _is_over(one, day) for one in own):
        return refuse(managers.ALREADY_MANAGER.at("personne", found=place.name))
    return _is_not_delegated(place, delegations, day) + Decision(rules=(rule("RPPS-007"), rule("RPPS-008")))


@applies("RPPS-006")
def may_delegate(
    place: StructureFacts,
    body: BodyFacts | None,
    own: Iterable[Mandate],
    delegations: Iterable[Mandate],
    at: datetime,
) -> Decision:
    """Whether a structure that does not wish to be its own authority hands the registration to this body.

    The body is authority of registration on the territory of the structure; the structure has no manager of its own.
    """
    day = french_day(at)
    department = department_of(place.idnat)
    decision = _is_not_delegated(place, delegations, day)
    if body is None or not body.holds_on(day) or department not in body.departments:
        name = body.structure.name if body is not None else "Cet organisme"
        decision += refuse(managers.NOT_AN_AUTHORITY.at("organisme", expected=department, found=name))
    held = [one for one in own if not _is_over(one, day) and _overlap(one.structure, place)]
    if held:
        decision += refuse(managers.OWN_AUTHORITY.at("structure", found=", ".join(one.holder for one in held)))
    return decision + Decision(rules=(rule("RPPS-006"),))


def is_in_force(mandate: Mandate | None, at: datetime) -> Decision:
    """A mandate is ended once."""
    if mandate is None or _is_over(mandate, french_day(at)):
        return refuse(managers.MANDATE_UNKNOWN.at("mandat"))
    return ALLOWED


def _is_not_delegated(place: StructureFacts, delegations: Iterable[Mandate], day: date) -> Decision:
    for one in delegations:
        if not _is_over(one, day) and _overlap(one.structure, place):
            return refuse(managers.DELEGATED.at("structure", found=one.holder))
    return ALLOWED


def _is_over(mandate: Mandate, day: date) -> bool:
    return mandate.until is not None and mandate.until < day


def _overlap(one: StructureFacts, other: StructureFacts) -> bool:
    return covers(one, other) or covers(other, one)
