"""What the state of a record allows: open, closed, deleted, or not there at all."""

from __future__ import annotations

from socle.record.facts import Action, RecordFacts, RecordStatus, SpaceStatus
from socle.record.rules.registration import CLOSED_BY_DEATH, REGISTERING, registers
from socle.record.verdicts import access
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule

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


#: What a holder does of his space, and with it of his record.
LIVING = frozenset(
    {
        Action.DEACTIVATE_SPACE,
        Action.REACTIVATE_SPACE,
        Action.CLOSE_SPACE,
        Action.REOPEN_SPACE,
        Action.ERASE_SPACE,
    }
)


@applies("MES-005", "MES-009", "MES-010")
def space_changes(record: RecordFacts | None, action: Action) -> Decision:
    """Whether the state of a record lets its holder deactivate, reactivate, close or erase his space, and the record.

    Deactivating is never final. As long as it is kept, a closed record may be reopened, but not after a death, or be
    erased; one that is not attached to the space is closed by a professional (TD1.4).
    """
    if record is None:
        return refuse(access.NO_RECORD.at())
    if record.status is RecordStatus.DELETED:
        return refuse(access.DELETED.at())
    if record.status is RecordStatus.CLOSED:
        reopened = action is Action.REOPEN_SPACE and record.closing_motive != CLOSED_BY_DEATH
        return ALLOWED if reopened or action is Action.ERASE_SPACE else refuse(access.CLOSED.at())
    opened = record.space in {SpaceStatus.ACTIVE, SpaceStatus.DEACTIVATED}
    return ALLOWED if opened else refuse(access.SPACE_NOT_OPEN.at())


@applies("DMP-206", "DMP-207", "MES-007", "MES-009")
def may_attach(record: RecordFacts | None) -> Decision:
    """Whether Mon espace santé opens over this record: whatever it holds stays.

    Where there is none, or one that was erased, another is born, empty (ASSUMED for the erased). A closed one is
    reopened, or stays closed.
    """
    if record is None or record.status is RecordStatus.DELETED:
        return Decision(rules=(rule("DMP-207"),))
    return Decision(rules=(rule("DMP-206"),)) if record.status is RecordStatus.OPEN else refuse(access.CLOSED.at())
