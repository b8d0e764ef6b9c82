"""What the holder and his legal representatives do in the record, from Mon espace santé."""

from __future__ import annotations

from datetime import datetime

from socle.directory.actor import Actor
from socle.record.facts import Action, DocumentFacts, RecordFacts
from socle.record.rules.representation import is_theirs, representative_may
from socle.record.rules.state import LIVING, record_serves, space_changes, space_serves
from socle.record.rules.visibility import document_shows
from socle.record.verdicts import access
from socle.rulebook import Decision, applies, refuse, rule
from socle.rulebook.choices import Choices

#: The acts of a holder. Making a document visible to himself is never one of them (spec/README.md).
HOLDER_ACTIONS = frozenset(
    {
        Action.SEARCH,
        Action.FIND_REFERENCE,
        Action.RETRIEVE,
        Action.FEED,
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
        Action.READ_HISTORY,
        Action.LIST_PROFESSIONALS,
        Action.READ_ADMINISTRATIVE_DATA,
        Action.ASK_DELETION,
        *LIVING,
    }
)

#: What the holder does only with what he deposited himself.
OWN_ONLY = frozenset({Action.DELETE, Action.ARCHIVE, Action.UNARCHIVE})


@applies("DMP-025", "DMP-036", "DMP-037", "DMP-081", "DMP-084", "DMP-085", "DMP-087", "DMP-090", "DMP-095", "DMP-098")
@applies("DMP-016", "DMP-093", "DMP-101", "DMP-102", "DMP-156", "DMP-157", "DMP-158", "DMP-160", "DMP-165")
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
    served = space_changes(record, action) if action in LIVING else record_serves(record, action)
    if record is None or not served.allowed:
        return served
    mine = is_theirs(actor, record, at, choices)
    if action not in LIVING:
        mine += space_serves(record)
    mine += representative_may(actor, action, record, at, choices)
    if not mine.allowed or document is None:
        return mine
    if action is Action.ASK_DELETION and document.by_patient:
        return mine + refuse(access.DELETES_HIMSELF.at(document=document.unique_id))
    of_blocked = action is Action.DELETE and document.author_blocked and choices.holder_deletes_of_blocked
    if action in OWN_ONLY and not document.by_patient and not of_blocked:
        return mine + refuse(access.NOT_AUTHOR.at(document=document.unique_id), rules=(rule("DMP-156"),))
    return mine + document_shows(actor, record, document, at, choices)
