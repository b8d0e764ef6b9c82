"""Who acts for the holder: parents, guardians, organisations; and what is his alone.

Source: spec/flows.md flow 5; CSP L1111-4, L1111-5; code civil on guardianship.
"""

from __future__ import annotations

from datetime import date, datetime

from socle.directory.actor import Actor, Kind
from socle.record import words as words_of
from socle.record.facts import Action, RecordFacts
from socle.record.rules.will import age_on, is_minor
from socle.record.verdicts import access, consent
from socle.rulebook import ALLOWED, Decision, Obligation, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day

#: What shows the minor's health data, for which he may require that a physician be present.
READING = frozenset({Action.SEARCH, Action.FIND_REFERENCE, Action.RETRIEVE, Action.READ_HISTORY})

#: Decisions about the record, with which the minor is associated. Source: DMP-148 (authorisation, masking, closing).
DECIDING = frozenset(
    {
        Action.MASK,
        Action.UNMASK,
        Action.MASK_FROM,
        Action.MASK_ALL,
        Action.UNMASK_ALL,
        Action.BLOCK,
        Action.UNBLOCK,
        Action.APPOINT_ADMINISTRATOR,
        Action.DISMISS_ADMINISTRATOR,
        Action.NAME_PHYSICIAN,
        Action.UNNAME_PHYSICIAN,
        Action.SET_EMERGENCY_ACCESS,
        Action.OPPOSE_CONSULTING,
        Action.OPPOSE_FEEDING,
        Action.DELETE,
        Action.ARCHIVE,
        Action.UNARCHIVE,
        Action.DEACTIVATE_SPACE,
        Action.REACTIVATE_SPACE,
        Action.CLOSE_SPACE,
        Action.REOPEN_SPACE,
        Action.ERASE_SPACE,
    }
)


@applies("DMP-139", "DMP-140", "DMP-141", "DMP-142", "DMP-143", "DMP-144", "MES-039")
def is_theirs(actor: Actor, record: RecordFacts, at: datetime, choices: Choices) -> Decision:
    """The holder's own record; that of a minor whom the actor represents; that of the adult he is the guardian of.

    An emancipated minor has no representative. A guardian may be an organisation (child welfare).
    """
    if actor.kind is Kind.PATIENT:
        return ALLOWED if actor.id == record.person_id else refuse(access.NOT_HOLDER.at())
    if actor.id in record.guardians:
        return Decision(rules=(rule("DMP-141"),))
    minor = is_minor(record, french_day(at), choices.age_of_majority)
    return ALLOWED if minor and actor.id in record.representatives else refuse(access.NOT_REPRESENTATIVE.at())


@applies("DMP-137", "DMP-149")
def representative_may(actor: Actor, action: Action, record: RecordFacts, at: datetime, choices: Choices) -> Decision:
    """What a representative may do beyond being one: not what is the person's alone, nor read unattended where the
    minor required a physician's presence. His decisions associate the minor. Who searches alone reads alone too.
    """
    if actor.kind is not Kind.REPRESENTATIVE:
        return ALLOWED
    reads_what_he_may_not_find = action in READING and Action.SEARCH in record.own_acts
    if action in record.own_acts or reads_what_he_may_not_find:
        return refuse(consent.HOLDER_ACTS_ALONE.at(found=words_of.ACTIONS[action]))
    minor = is_minor(record, french_day(at), choices.age_of_majority)
    present = record.physician_present_until is not None and at < record.physician_present_until
    if minor and record.physician_required and action in READING and not present:
        return refuse(consent.PHYSICIAN_PRESENCE_REQUIRED.at())
    return Decision(obligations=(Obligation.ASSOCIATE_MINOR,)) if minor and action in DECIDING else ALLOWED


@applies("DMP-145", "DMP-146", "DMP-148")
def minor_associated(record: RecordFacts, day: date, choices: Choices, *, associated: bool) -> Decision:
    """Whether a representative's decision stands: from 16 on, only once he confirms that the minor took part.

    Sixteen gives the minor no right to decide alone; younger ones are associated too, as a reminder.
    """
    age = age_on(record, day)
    if associated or age is None or age < choices.age_of_association or record.emancipated:
        return ALLOWED
    return refuse(consent.MINOR_NOT_ASSOCIATED.at()) if age < choices.age_of_majority else ALLOWED
