"""Consents and oppositions: under which of the two regimes one consults, and what the patient refused.

Source: CSP R1111-46 (consulting), R1111-47 (feeding); spec/dmp.md 6; contradictions in rulebook/choices.py.
"""

from __future__ import annotations

from datetime import datetime

from socle.directory.actor import Actor, Kind
from socle.record.facts import FOREVER, Authorisation, OpposedTo, Opposition, RecordFacts, Regime
from socle.record.rules.rights import is_occupational_physician
from socle.record.rules.will import authorisations_of, ids_authorised_with
from socle.record.verdicts import access, consent
from socle.rulebook import ALLOWED, Decision, Finding, applies, refuse, rule
from socle.rulebook.choices import Choices


@applies("DMP-004", "DMP-020", "DMP-021", "DMP-032")
def is_in_care_team(actor: Actor, record: RecordFacts, at: datetime) -> bool:
    """Whether the actor, or the team of his structure, takes care of the holder now, who was informed of it."""
    ids = ids_authorised_with(actor)
    return any(
        care.actor_id in ids and care.started_at <= at and (care.ended_at is None or at < care.ended_at)
        for care in record.care
    )


@applies("DMP-023", "DMP-028", "DMP-029", "DMP-031", "DMP-033")
def consent_ends(regime: Regime, at: datetime, choices: Choices, *, long_term: bool = False) -> datetime:
    """Until when a consent declared at `at` opens the record.

    In the care team it is kept and not asked again for the life of an authorisation; a care of several years
    (`long_term`) never asks for it again. Outside the team it covers what `outside_team_consent` says.
    """
    if regime is Regime.TEAM:
        return FOREVER if long_term else at + choices.authorisation_life
    lengths = {
        "consultation": choices.consultation_length,
        "episode": choices.episode_length,
        "first access": choices.authorisation_life,
    }
    return at + lengths[choices.outside_team_consent]


@applies("DMP-020", "DMP-023", "DMP-027", "DMP-030")
def consents_to_consulting(actor: Actor, record: RecordFacts, at: datetime, choices: Choices) -> Decision:
    """Whether the holder's consent, presumed or given, opens the record to this actor in normal mode."""
    held = authorisations_of(actor, record, at)
    valid = [authorisation for authorisation in held if at < authorisation.expires_at]
    if is_occupational_physician(actor):
        valid = [authorisation for authorisation in valid if authorisation.regime is Regime.CONSENT]
        return Decision(rules=(rule("DMP-027"),)) if valid else refuse(consent.EXPRESS_CONSENT_MISSING.at())
    if valid:
        return Decision(rules=(rule("DMP-030"), rule("DMP-027")))
    if choices.consultation_consent == "presumed" and is_in_care_team(actor, record, at):
        return Decision(rules=(rule("DMP-020"), rule("DMP-027")))
    return refuse(_ended(held)) if held else refuse(access.AUTHORISATION_MISSING.at())


def _ended(held: tuple[Authorisation, ...]) -> Finding:
    last = max(held, key=lambda authorisation: authorisation.expires_at)
    ended = last.expires_at
    if last.regime is Regime.CONSENT:
        return consent.CONSENT_AGAIN.at(found=ended.strftime("%d/%m/%Y à %H:%M UTC"))
    return access.AUTHORISATION_EXPIRED.at(found=ended.strftime("%d/%m/%Y"))


def opposition_to(
    kind: OpposedTo, actor: Actor, record: RecordFacts, at: datetime, about: frozenset[str] = frozenset()
) -> Opposition | None:
    """The first opposition in force against this actor, his structure or everyone, on all or one of `about`."""
    against = ids_authorised_with(actor) | {""}
    return next(
        (
            opposition
            for opposition in record.oppositions
            if opposition.to is kind
            and opposition.against in against
            and opposition.holds_at(at)
            and (not opposition.about or opposition.about in about)
        ),
        None,
    )


@applies("DMP-020", "DMP-025")
def opposes_consulting(actor: Actor, record: RecordFacts, at: datetime) -> Decision:
    """The holder opposes consulting without a motive to give; no form asks for one."""
    opposition = opposition_to(OpposedTo.CONSULTING, actor, record, at)
    return refuse(consent.CONSULTING_OPPOSED.at()) if opposition else ALLOWED


@applies("DMP-002", "DMP-003", "DMP-005", "DMP-007", "DMP-015")
def opposes_feeding(actor: Actor, record: RecordFacts, at: datetime, about: frozenset[str] = frozenset()) -> Decision:
    """Whether an opposition that a professional admitted keeps this actor, or this one document, out.

    `about` holds the document's uniqueId and typeCode. The software compares and never judges a motive.
    """
    opposition = opposition_to(OpposedTo.FEEDING, actor, record, at, about)
    return refuse(consent.FEEDING_OPPOSED.at(found=opposition.decided_by)) if opposition else ALLOWED


@applies("DMP-002", "DMP-005", "DMP-007", "DMP-025")
def may_record_opposition(to: OpposedTo, motive: str, choices: Choices) -> Decision:
    """What an opposition needs to be recorded: nothing against consulting, a motive category against feeding."""
    if to is OpposedTo.FEEDING and choices.feeding_opposition_needs_motive and not motive:
        return refuse(consent.MOTIVE_MISSING.at())
    return ALLOWED


@applies("DMP-003", "DMP-025")
def admitted_by(actor: Actor, to: OpposedTo, *, judged: bool) -> bool:
    """Whether an opposition is in force at once: against consulting always; against feeding as the professional who
    records it `judged` its motive. What a citizen asks for himself waits for that judgement.
    """
    by_citizen = actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE}
    return to is OpposedTo.CONSULTING or (judged and not by_citizen)


@applies("DMP-001", "DMP-006", "DMP-008", "DMP-010", "DMP-014")
def consents_to_feeding(
    actor: Actor, record: RecordFacts, type_codes: frozenset[str], at: datetime, choices: Choices
) -> Decision:
    """Feeding asks for no consent stored, but where a setting says so: certain types, or outside the care team."""
    asked = sorted(type_codes & set(choices.types_that_need_consent))
    outside = choices.outside_team_feeding_needs_consent and not is_in_care_team(actor, record, at)
    if not asked and not outside:
        return ALLOWED
    consented = any(at < authorisation.expires_at for authorisation in authorisations_of(actor, record, at))
    if consented:
        return ALLOWED
    return refuse(consent.FEEDING_CONSENT_MISSING.at(expected=", ".join(asked) or "hors équipe de soins"))
