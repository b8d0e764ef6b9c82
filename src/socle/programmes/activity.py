"""What a structure sent to this Socle, for whoever manages it and for nobody else: every reading, and every refusal, is
told to the journal before anything is read. Source: spec/programmes.md 5.2 (an establishment sees its own statistics).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from socle import ledger
from socle.directory import services as directory
from socle.directory.actor import Actor
from socle.ledger import Act, ActCode, Author, Outcome
from socle.ledger.acting import act
from socle.programmes import own
from socle.programmes.pages.verdicts import NOT_MANAGED
from socle.record.services import FedInFigures
from socle.rulebook import Decision, applies, refuse, rule
from socle.rulebook.choices import current
from socle.web.words import place_name

#: Characters of what somebody asked for, as the journal keeps it.
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Place:
    """A structure that somebody manages; `members` are the identifiers counted with it: its own, and its sites'."""

    idnat: str
    name: str
    members: tuple[str, ...]


def places(actor: Actor, at: datetime) -> tuple[Place, ...]:
    """The structures that an actor manages that day, by name."""
    found = directory.managed_by(actor, at)
    sites: dict[int, list[str]] = {}
    for one in found:
        if one.legal_entity_id is not None:
            sites.setdefault(one.legal_entity_id, []).append(one.idnat)
    return tuple(Place(one.idnat, place_name(one.name), (one.idnat, *sites.get(one.pk, ()))) for one in found)


@applies("SUN-050")
def may_read(asked: str, managed: Collection[str]) -> Decision:
    """Whether somebody who manages these structures may read what `asked` (an IdNat_Struct) sent. Pure."""
    if asked not in managed:
        return refuse(NOT_MANAGED.at(found="aucune" if not managed else "une autre"))
    return Decision(rules=(rule("SUN-050"),))


def asked_by(
    actor: Actor, asked: str, managed: Sequence[Place], span: tuple[date, date], at: datetime
) -> tuple[Decision, Place | None]:
    """Decide, and tell the journal: the structure to read when it may be read."""
    decision = may_read(asked, {one.idnat for one in managed})
    place = next((one for one in managed if decision.allowed and one.idnat == asked), None)
    days = {"start": span[0].isoformat(), "end": span[1].isoformat()} if place is not None else {}
    act(lambda: _tell(actor, decision, at, asked, days))
    return decision, place


def feeds(place: Place, span: tuple[date, date], into: Path) -> own.Written:
    """The file of what the structure fed over these days, both included. To be asked for first (`asked_by`)."""
    return own.feeds(place.members, *span, into=into, choices=current())


def figures(place: Place, span: tuple[date, date]) -> FedInFigures:
    """The same in figures. To be asked for first."""
    return own.figures(place.members, *span)


def _tell(actor: Actor, decision: Decision, at: datetime, asked: str, days: Mapping[str, str]) -> None:
    ledger.append(
        Act(
            at=at,
            code=ActCode.ACTIVITY_READ,
            outcome=Outcome.DONE if decision.allowed else Outcome.REFUSED,
            author=Author(
                kind=actor.kind.value,
                id=actor.id,
                name=actor.name,
                structure=actor.structure,
                structure_name=actor.structure_name,
                profession=actor.profession,
                authentication=actor.authentication.value,
                person_id=actor.person_id,
            ),
            record_id="programmes",
            object_id=asked[:_LONGEST],
            rules=decision.rules,
            verdicts=tuple(finding.verdict.id for finding in decision.findings),
            details=days,
        )
    )
