"""The use case of a file of entries and exits: each line judged as a page would, the whole taken or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from socle.directory.actor import Actor
from socle.directory.enrolment import store, tracing
from socle.directory.enrolment.facts import Draft, Move, plain
from socle.directory.enrolment.layout import read
from socle.directory.enrolment.sheet import Row, lines_of
from socle.directory.enrolment.verdicts import files
from socle.directory.models import EnrolmentFile
from socle.directory.rules import enrolment as rules
from socle.directory.services.enrolment import Declared, depart, enter
from socle.directory.services.managing import Desk, desk_of
from socle.ledger import ActCode
from socle.ledger.acting import act
from socle.rulebook import Decision, Finding, refuse
from socle.rulebook.choices import current
from socle.web.words import plural


@dataclass(frozen=True, slots=True)
class Said:
    """One finding of a line, as the report keeps it."""

    id: str
    severity: str
    place: str
    sentence: str
    way_out: str


@dataclass(frozen=True, slots=True)
class Line:
    """What was decided of one line: `number` is that of the file, `rpps` is empty for one who has none yet."""

    number: int
    move: str
    name: str
    structure: str
    rpps: str
    taken: bool
    created: bool = False
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file. `id` names its report, 0 when the file could not even be read."""

    decision: Decision
    lines: tuple[Line, ...] = ()
    dry_run: bool = False
    id: int = 0

    @property
    def faulty(self) -> int:
        return sum(not line.taken for line in self.lines)


class _Undone(Exception):  # noqa: N818 - what becomes of a file that is not taken
    """Ends the act of a file without keeping anything of it."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        super().__init__()
        self.lines = lines


def take_file(actor: Actor, name: str, data: bytes, at: datetime, *, dry_run: bool) -> Taken:
    """Register every line of a file, or none. A dry run says exactly what would be said, and keeps nothing but that."""
    decision = rules.may_send_file(at, current())
    rows, faults = lines_of(data) if decision.allowed else ((), ())
    decision += Decision(findings=faults)
    if not decision.allowed:
        refused = decision
        act(lambda: _tell(desk_of(actor, at), refused, data))
        return Taken(decision, dry_run=dry_run)
    drafts = [(row, *read(row.said)) for row in rows]
    spelt = [name for _, draft, _ in drafts for name in (draft.birth_name, draft.family)]

    def command() -> Taken:
        desk = desk_of(actor, at)
        lines = _lines(desk, drafts, store.Lookups(spelt))
        if dry_run or any(not line.taken for line in lines):
            raise _Undone(lines)
        return _kept(desk, name, data, Taken(decision, lines))

    try:
        return act(command)
    except _Undone as undone:
        lines = undone.lines
    faulty = sum(not line.taken for line in lines)
    if faulty:
        decision += refuse(files.NOT_TAKEN.at("fichier", found=plural(faulty, "ligne")))
    whole = Taken(decision, lines, dry_run)
    return act(lambda: _kept(desk_of(actor, at), name, data, whole))


def _lines(
    desk: Desk, drafts: Iterable[tuple[Row, Draft, tuple[Finding, ...]]], lookups: store.Lookups
) -> tuple[Line, ...]:
    seen: dict[tuple[object, ...], int] = {}
    done = []
    for row, draft, unread in drafts:
        faults = [*row.faults, *unread]
        key = _key(draft)
        if key in seen:
            faults.append(files.TWICE.at(f"ligne {row.number}", found=seen[key]))
        seen.setdefault(key, row.number)
        leaves = draft.move is Move.EXIT
        declared = depart(desk, draft, lookups, faults) if leaves else enter(desk, draft, lookups, faults)
        done.append(_line(row, draft, declared))
    return tuple(done)


def _key(draft: Draft) -> tuple[object, ...]:
    """What makes two lines one: the same person in the same structure."""
    who = (draft.rpps,) if draft.rpps else (plain(draft.birth_name), plain(draft.given_names), draft.birth_date)
    return (*who, draft.structure)


def _line(row: Row, draft: Draft, declared: Declared) -> Line:
    told = tuple(
        Said(one.verdict.id, one.verdict.severity.value, one.place, one.sentence("fr"), one.verdict.way_out)
        for one in declared.decision.findings
    )
    given, family = draft.given or draft.given_names.partition(" ")[0], draft.family or draft.birth_name
    return Line(
        number=row.number,
        move=draft.move.value,
        name=f"{given} {family}".strip(),
        structure=draft.structure,
        rpps=declared.rpps or draft.rpps,
        taken=declared.decision.allowed,
        created=declared.created,
        said=told,
    )


def _kept(desk: Desk, name: str, data: bytes, taken: Taken) -> Taken:
    """The report of a file, in the act that takes it or after the one that does not; told to the journal but if dry."""
    EnrolmentFile.objects.filter(sent_by=desk.actor.id, dry_run=True).delete()
    lines = taken.lines if taken.decision.allowed and not taken.dry_run else tuple(map(_unnumbered, taken.lines))
    row = EnrolmentFile.objects.create(
        digest=hashlib.sha256(data).hexdigest(),
        name=name[:200],
        sent_by=desk.actor.id,
        sent_at=desk.at,
        dry_run=taken.dry_run,
        taken=taken.decision.allowed and not taken.dry_run,
        lines=len(lines),
        faulty=taken.faulty,
        report=[asdict(line) for line in lines],
    )
    if not taken.dry_run:
        _tell(desk, taken.decision, data)
    return Taken(taken.decision, lines, taken.dry_run, row.pk)


def _unnumbered(line: Line) -> Line:
    """A line of what was not kept: whoever it would have created has no number."""
    return replace(line, rpps="") if line.created else line


def _tell(desk: Desk, decision: Decision, data: bytes) -> None:
    place = desk.mandates[0].structure if desk.mandates else None
    details = {"digest": hashlib.sha256(data).hexdigest()}
    tracing.tell(desk.actor, ActCode.ENROLMENT_FILE, decision, desk.at, place=place, details=details)
