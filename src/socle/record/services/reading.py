"""What pages show of a record: its documents, its history, and why something is allowed or not."""

from __future__ import annotations

from datetime import datetime, timedelta

from socle import ledger, storage
from socle.directory.actor import Actor, Kind
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import Action, RecordFacts
from socle.record.rules import is_treating_physician, may
from socle.record.services.access import facts_of
from socle.record.services.outcomes import DocumentView, HistoryLine, HistoryOutcome
from socle.record.services.tracing import Trace
from socle.record.store.facts import locked_facts
from socle.record.store.reading import entry as read_entry
from socle.record.store.rows import EntryRow, document_facts, kept, latest
from socle.record.verdicts.visibility import DOCUMENT_UNKNOWN
from socle.record.visible import visible_to
from socle.rulebook import Decision, refuse, shows
from socle.rulebook.choices import current
from socle.sql import Where
from socle.wire.hl7v2 import CX

#: What the history shows at most. Source: PDT-INF-527 (spec/dmp.md 3.4).
HISTORY_SPAN = timedelta(days=365)
HISTORY_LINES = 100


def documents_of(actor: Actor, record_id: str, at: datetime) -> tuple[DocumentView, ...]:
    """The documents of a record that `actor` may see, the latest first, current versions only; none when refused."""

    def command() -> list[EntryRow]:
        facts = locked_facts(record_id, shared=True)
        decision = may(actor, Action.SEARCH, facts, None, at=at, choices=current())
        rows = _current_rows(actor, facts, at) if facts is not None and decision.allowed else []
        trace = Trace(code=ActCode.DOCUMENT_SEARCH, actor=actor, at=at, record_id=facts.id if facts else None)
        trace.tell(decision, details={"found": str(len(rows))})
        return rows

    rows = act(command)
    if not rows:
        return ()
    sealer = storage.sealer(record_id)
    return tuple(DocumentView(entry=read_entry(row, sealer), facts=document_facts(row)) for row in rows)


def _current_rows(actor: Actor, facts: RecordFacts, at: datetime) -> list[EntryRow]:
    versions = {row.lid: row for row in kept(facts.id, visible_to(actor, facts, at, current()))}
    return sorted(versions.values(), key=lambda row: (row.creation_time, row.deposited_at), reverse=True)


@shows("DMP-165", "DMP-166")
def history(actor: Actor, record_id: str, at: datetime) -> HistoryOutcome:
    """Who did what in the record: at most one year and a hundred acts, the latest first.

    The holder, his representatives and the médecin traitant see all of them, others their own.
    """
    return act(lambda: _history(actor, locked_facts(record_id, shared=True), at))


def history_of(actor: Actor, patient: CX, at: datetime) -> HistoryOutcome:
    """The same history, of the record of `patient`."""
    return act(lambda: _history(actor, facts_of(patient, shared=True), at))


def _history(actor: Actor, facts: RecordFacts | None, at: datetime) -> HistoryOutcome:
    decision = may(actor, Action.READ_HISTORY, facts, None, at=at, choices=current())
    lines: tuple[HistoryLine, ...] = ()
    if facts is not None and decision.allowed:
        lines = _lines(actor, facts, at)
    trace = Trace(code=ActCode.RECORD_READ_HISTORY, actor=actor, at=at, record_id=facts.id if facts else None)
    trace.tell(decision)
    return HistoryOutcome(decision=decision, lines=lines)


def _lines(actor: Actor, facts: RecordFacts, at: datetime) -> tuple[HistoryLine, ...]:
    sees_all = actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE, Kind.SYSTEM} or is_treating_physician(actor, facts)
    acts = ledger.acts(
        facts.id, since=at - HISTORY_SPAN, actor_ids=None if sees_all else [actor.id], limit=HISTORY_LINES
    )
    titles = _titles(actor, facts, at)
    return tuple(HistoryLine(act=act, title=titles.get(act.object_id)) for act in acts)


def _titles(actor: Actor, facts: RecordFacts, at: datetime) -> dict[str, str]:
    sealer = storage.sealer(facts.id)
    rows = _current_rows(actor, facts, at)
    return {row.unique_id: read_entry(row, sealer).title or "" for row in rows}


def inventory(patient: CX | None) -> tuple[tuple[str, str, str], ...]:
    """Every document kept for a patient: uniqueId, typeCode, creation time. Without trace, as `why`: for who builds."""

    def command() -> list[EntryRow]:
        facts = facts_of(patient, shared=True)
        documents = Where("NOT is_signature")
        return list({row.lid: row for row in kept(facts.id, documents)}.values()) if facts is not None else []

    rows = sorted(act(command), key=lambda row: row.creation_time, reverse=True)
    return tuple((row.unique_id, row.type_code, row.creation_time) for row in rows)


def why(actor: Actor, action: Action, patient: CX | None, unique_id: str | None, at: datetime) -> Decision:
    """What would be decided, without doing it and without trace: for those who build, not for those who read."""

    def command() -> Decision:
        facts = facts_of(patient, shared=True)
        if facts is None or unique_id is None:
            return may(actor, action, facts, None, at=at, choices=current())
        row = latest(facts.id, unique_id)
        if row is None:
            decision = may(actor, action, facts, None, at=at, choices=current())
            return decision + refuse(DOCUMENT_UNKNOWN.at("uniqueId", document=unique_id))
        return may(actor, action, facts, document_facts(row), at=at, choices=current())

    return act(command)
