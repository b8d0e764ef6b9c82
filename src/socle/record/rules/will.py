"""The patient's will: who is authorised, who is blocked, who is médecin traitant.

Source: spec/dmp.md 3.2 and 6; CSP R1111-46 to R1111-48.
"""

from __future__ import annotations

from datetime import date, datetime

from socle.directory.actor import Actor, Authentication, Kind
from socle.record.facts import Authorisation, AuthorisationState, RecordFacts
from socle.rulebook import applies


@applies("DMP-032")
def ids_authorised_with(actor: Actor) -> frozenset[str]:
    """Every id whose authorisation serves this actor: his own, and that of the team of his structure."""
    return frozenset({actor.id, actor.structure, actor.legal_entity} - {""})


@applies("DMP-085", "DMP-086")
def is_blocked(actor: Actor, record: RecordFacts) -> bool:
    """Whether the holder blocked this professional, or the establishment he acts for.

    A structure stays free when only the person behind it is blocked (spec/README.md: a blocked professional who
    feeds is refused in his own name, his structure may feed in indirect mode).
    """
    return not record.blocked.isdisjoint(ids_authorised_with(actor))


def authorisation_state(actor: Actor, record: RecordFacts, at: datetime) -> AuthorisationState:
    """AUTORISATION of TD0.2 for this actor at this instant; a block wins over any authorisation."""
    if is_blocked(actor, record):
        return AuthorisationState.FORBIDDEN
    held = authorisations_of(actor, record, at)
    if any(at < authorisation.expires_at for authorisation in held):
        return AuthorisationState.VALID
    return AuthorisationState.EXPIRED if held else AuthorisationState.NONE


def authorisations_of(actor: Actor, record: RecordFacts, at: datetime) -> tuple[Authorisation, ...]:
    """The authorisations granted to this actor or his team and not removed at `at`, expired ones included."""
    ids = ids_authorised_with(actor)
    return tuple(
        authorisation
        for authorisation in record.authorisations
        if authorisation.actor_id in ids
        and authorisation.granted_at <= at
        and (authorisation.removed_at is None or at < authorisation.removed_at)
    )


def authorisation_holder(actor: Actor) -> str:
    """Whose authorisation TD0.3 sets: the person, or his structure when he is no health professional.

    Source: PDT-INF-526 v1.8 note 1 ("authorises the structure").
    """
    is_person = actor.kind is Kind.PROFESSIONAL and actor.authentication is not Authentication.EMPLOYEE_CARD
    return actor.id if is_person or not actor.structure else actor.structure


@applies("DMP-093", "DMP-084")
def is_treating_physician(actor: Actor, record: RecordFacts) -> bool:
    """Whether the actor is, in person, a médecin traitant DMP declared on this record."""
    return actor.kind is Kind.PROFESSIONAL and actor.id in record.treating_physicians


def age_on(record: RecordFacts, day: date) -> int | None:
    """The holder's age in whole years on `day`; None when his birth date is unknown."""
    born = record.birth_date
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@applies("DMP-143", "DMP-144")
def is_minor(record: RecordFacts, day: date, age_of_majority: int) -> bool:
    """Whether the holder has not come of age on `day` and is not emancipated; unknown birth date: of age."""
    age = age_on(record, day)
    return age is not None and age < age_of_majority and not record.emancipated
