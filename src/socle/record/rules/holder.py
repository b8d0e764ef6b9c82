"""What the holder and his legal representatives do in the record, from Mon espace santé."""

from __future__ import annotations

from datetime import datetime

from socle.directory.actor import Actor, Kind
from socle.record.facts import Action, DocumentFacts, RecordFacts
from socle.record.rules.state import record_serves, space_serves
from socle.record.rules.visibility import document_shows
from socle.record.rules.will import is_minor
from socle.record.verdicts import access
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day

#: The acts of a holder. Making a document visible to himself is never one of them (spec/README.md).
HOLDER_ACTIONS = frozenset(
    {
        Action.SEARCH,
        Action.FIND_REFERENCE,
        Action.RETRIEVE,
        Action.FEED,
        Action.MASK,
        Action.UNMASK,
        Action.DELETE,
        Action.ARCHIVE,
        Action.UNARCHIVE,
        Action.READ_HISTORY,
        Action.LIST_PROFESSIONALS,
        Action.READ_ADMINISTRATIVE_DATA,
    }
)

#: What the holder does only with what he deposited himself.
OWN_ONLY = frozenset({Action.DELETE, Action.ARCHIVE, Action.UNARCHIVE})


@applies("DMP-036", "DMP-037", "DMP-090", "DMP-095", "DMP-156", "DMP-158", "DMP-160", "DMP-165")
def holder_may(
    actor: Actor,
    action: Action,
    record: RecordFacts | None,
    document: DocumentFacts | None,
    at: datetime,
    choices: Choices,
) -> Decision:
    """Whether the holder, or a representative of a minor, may do this in the record."""
    if action not in HOLDER_ACTIONS:
        return refuse(access.RIGHT_REFUSED.at(expected=action.value, found=actor.kind.value))
    served = record_serves(record, action)
    if record is None or not served.allowed:
        return served
    mine = is_theirs(actor, record, at, choices) + space_serves(record)
    if not mine.allowed or document is None:
        return mine
    if action in OWN_ONLY and not document.by_patient:
        return mine + refuse(access.NOT_AUTHOR.at(document=document.unique_id), rules=(rule("DMP-156"),))
    return mine + document_shows(actor, record, document, at, choices)


@applies("DMP-139", "DMP-140", "DMP-144", "MES-039")
def is_theirs(actor: Actor, record: RecordFacts, at: datetime, choices: Choices) -> Decision:
    """The holder's own record; or that of a minor whose legal representative the actor is."""
    if actor.kind is Kind.PATIENT:
        return ALLOWED if actor.id == record.person_id else refuse(access.NOT_HOLDER.at())
    minor = is_minor(record, french_day(at), choices.age_of_majority)
    return ALLOWED if minor and actor.id in record.representatives else refuse(access.NOT_REPRESENTATIVE.at())
