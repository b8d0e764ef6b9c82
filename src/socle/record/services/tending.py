"""What time brings, done when its moment has come at Socle's clock: told, opened, closed, destroyed, each once.

Nothing is kept waiting in a queue: what is due is read from the records themselves, so that a stop, a clock that
leaps or a setting that changes loses nothing and does nothing twice. Each is an act of its own, decided on facts read
in its transaction; one that fails is tried again at the next look, and holds up none of the others.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from socle import storage
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.record.facts import DocumentFacts, RecordFacts, RecordStatus
from socle.record.models import Notice, Record
from socle.record.rules import life
from socle.record.rules.registration import CLOSED_BY_DEATH
from socle.record.services.erasing import erase
from socle.record.services.opening import SYSTEM
from socle.record.services.tracing import Trace
from socle.record.store import due
from socle.record.store.facts import locked_facts
from socle.record.store.reading import entry as read_entry
from socle.record.store.revising import revise
from socle.record.store.rows import EntryRow, document_facts, latest
from socle.record.store.writing import Deposit
from socle.record.updates import Held, Revision
from socle.rulebook import Decision, Obligation, rule
from socle.rulebook.choices import current
from socle.wire.ids import new_uuid
from socle.wire.xds.model import INVISIBLE_TO_PATIENT

log = logging.getLogger("socle.record")

#: What a notice is about that invites the holder to see a professional, without a word of why.
ANNOUNCEMENT = "announcement"


class Unfinished(RuntimeError):  # noqa: N818 - told to the operator; each cause stands in the log
    """Some of what was due could not be done; all the rest was."""


def tend(at: datetime) -> int:
    """Do all that is due at `at`; how much was done. Raises `Unfinished` at the end when some of it failed."""
    done = failed = 0
    for one in _due(at):
        try:
            done += one()
        except Exception:  # one record that cannot be read must not keep the others waiting
            log.exception("what was due could not be done")
            failed += 1
    if failed:
        raise Unfinished(f"{failed} of what was due could not be done")
    return done


def _due(at: datetime) -> Iterator[Callable[[], bool]]:
    choices = current()
    yield from _each(_tell, due.to_tell(at, choices), at)
    yield from _each(_open, due.to_open(at, choices), at)
    yield from (partial(_close, record_id, at) for record_id in due.to_close(at))
    yield from (partial(_destroy, record_id, at) for record_id in due.to_destroy(at, choices))


def _each(
    do: Callable[[RecordFacts, EntryRow, DocumentFacts, datetime], bool],
    found: Iterable[tuple[str, str]],
    at: datetime,
) -> Iterator[Callable[[], bool]]:
    """One act for each document: its facts read again, alone in the record."""

    def command(record_id: str, unique_id: str) -> bool:
        facts = locked_facts(record_id)
        row = latest(record_id, unique_id) if facts is not None else None
        return do(facts, row, document_facts(row), at) if facts is not None and row is not None else False

    return (partial(act, partial(command, record_id, unique_id)) for record_id, unique_id in found)


def _tell(facts: RecordFacts, row: EntryRow, document: DocumentFacts, at: datetime) -> bool:
    """Two weeks after the deposit: the record was updated, and a professional is to be seen."""
    if life.announcement(facts, document, at, current()) is not life.Announcement.TO_TELL:
        return False
    id = f"{due.KEPT_BACK}{row.lid}"
    sealed = storage.seal_text(facts.id, json.dumps({"who": SYSTEM.id}).encode(), f"notice:{id}")
    values = {"to": Notice.To.HOLDER, "about": ANNOUNCEMENT, "at": at, "sealed": sealed}
    _, new = Notice.objects.get_or_create(record_id=facts.id, id=id, defaults=values)
    if new:
        trace = Trace(code=ActCode.NOTICE_SEND, actor=SYSTEM, at=at, record_id=facts.id)
        trace.tell(Decision(rules=(rule("DMP-116"),)), object_ids=[document.unique_id], details={"about": ANNOUNCEMENT})
    return new


def _open(facts: RecordFacts, row: EntryRow, document: DocumentFacts, at: datetime) -> bool:
    """One month after the deposit: a version that hides nothing from the holder, who is told of it."""
    if life.announcement(facts, document, at, current()) is not life.Announcement.TO_OPEN:
        return False
    entry = read_entry(row, storage.sealer(facts.id))
    codes = tuple(code for code in entry.confidentiality if code.code != INVISIBLE_TO_PATIENT)
    revised = Revision(replace(entry, confidentiality=codes), None)
    held = Held(entry, document, row.version, bool(row.location))
    deposit = Deposit(record_id=facts.id, actor=SYSTEM, at=at, locations={})
    # What the holder showed apart from all he masks stays so.
    revise(revised, held, deposit, f"urn:uuid:{new_uuid()}", masks_all=row.shown_apart)
    trace = Trace(code=ActCode.DOCUMENT_SHOW, actor=SYSTEM, at=at, record_id=facts.id)
    decision = Decision(rules=(rule("DMP-117"),), obligations=(Obligation.TELL_HOLDER,))
    trace.tell(decision, object_ids=[document.unique_id])
    return True


def _close(record_id: str, at: datetime) -> bool:
    """The holder died: the record is closed, and kept; his médecin traitant is told."""

    def command() -> bool:
        facts = locked_facts(record_id)
        died_on = Record.objects.filter(pk=record_id).values_list("died_on", flat=True).first()
        if facts is None or not life.closes_for_death(facts, died_on, at, current()):
            return False
        closed = {"status": RecordStatus.CLOSED, "closed_at": at, "closing_motive": CLOSED_BY_DEATH}
        Record.objects.filter(pk=record_id).update(**closed, closing_reason="")
        trace = Trace(code=ActCode.RECORD_CLOSE, actor=SYSTEM, at=at, record_id=record_id)
        trace.tell(Decision(rules=(rule("MES-023"),), obligations=(Obligation.TELL_TREATING_PHYSICIAN,)))
        return True

    return act(command)


def _destroy(record_id: str, at: datetime) -> bool:
    """Ten years after the closing: everything is erased, and the key with it."""

    def is_over(facts: RecordFacts) -> bool:
        return life.is_to_destroy(facts, at, current())

    return erase(record_id, at, why=(rule("DMP-214"), rule("MES-008")), only_if=is_over)
