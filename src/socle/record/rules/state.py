"""What the state of a record allows: open, closed, deleted, or not there at all."""

from __future__ import annotations

from socle.record.facts import Action, RecordFacts, RecordStatus, SpaceStatus
from socle.record.rules.registration import REGISTERING, registers
from socle.record.verdicts import access
from socle.rulebook import ALLOWED, Decision, applies, refuse

#: What needs no record: who calls, whom he looks for, and whether there is a record.
WITHOUT_RECORD = frozenset(
    {
        Action.TEST_EXISTENCE,
        Action.AUTHENTICATE,
        Action.ACQUIRE_IDENTITY,
        Action.LIST_RECORDS,
        Action.SEARCH_WITHOUT_INS,
        Action.OPEN_WEB_ACCESS,
    }
)


@applies("MES-006", "MES-007", "MES-009", "DMP-205", "DMP-207")
def record_serves(record: RecordFacts | None, action: Action) -> Decision:
    """Whether the record's state lets a professional do this.

    The state of the citizen's space does not matter here: not activated or deactivated, professionals continue.
    A closed or deleted record still answers that it exists (TD0.2), and nothing else.
    """
    if action in WITHOUT_RECORD:
        return ALLOWED
    if action in REGISTERING:
        return registers(record, action)
    if record is None:
        return refuse(access.NO_RECORD.at())
    if record.status is RecordStatus.DELETED:
        return refuse(access.DELETED.at())
    if record.status is RecordStatus.CLOSED:
        return refuse(access.CLOSED.at())
    return ALLOWED


@applies("MES-006")
def space_serves(record: RecordFacts) -> Decision:
    """Whether the holder's own access is open: his space must be active."""
    return ALLOWED if record.space is SpaceStatus.ACTIVE else refuse(access.SPACE_NOT_OPEN.at())
