"""The use case `load`: files in, editions in force, or nothing at all.

Lines are written some thousand at a time into editions that nobody reads; one act at the end puts all of them in force
and tells the journal. Whatever goes wrong before it leaves the directory as it was. Memory holds one lot of lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from socle import ledger
from socle.directory.annuaire import codes, editions, store
from socle.directory.annuaire.entries import Held
from socle.directory.imports import details, layouts, people, places, reading, resources, verdicts
from socle.directory.imports.reading import CutShort, Source
from socle.directory.imports.report import Report
from socle.directory.models import Edition
from socle.ledger import Act, ActCode, Author, Outcome
from socle.ledger.acting import act
from socle.rulebook import Finding, applies
from socle.wire.fhir.reading import Json
from socle.wire.ids import NewUuid

#: Lines written by one act, and the share of refused lines with which an import still counts.
TOGETHER: Final = 5000
TOLERATED: Final = 0.01
_SOURCES: Final = {
    layouts.RPPS: editions.RPPS,
    layouts.FINESS_LEGACY: editions.FINESS,
    layouts.FINESS_JSON: editions.FINESS,
    layouts.DIPLOMAS: "diplomas",
    layouts.KNOW_HOW: "knowhow",
    layouts.MAILBOXES: "mss",
}
#: Who hears how far a file is read: its name, bytes read, its size, lines so far.
Progress = Callable[[str, int, int, int], None]
Line = tuple[list[Held], list[details.Detail], list[Finding]]


@dataclass(slots=True, kw_only=True)
class _Run:
    """One import while it runs: editions begun by source, resources read."""

    at: datetime
    report: Report
    progress: Progress
    begun: dict[str, int] = field(default_factory=dict)
    resources: list[Json] = field(default_factory=list)

    def told(self, source: Source) -> Callable[[int], None]:
        return lambda read: self.progress(source.name, read, source.size, self.report.lines)


def load(
    paths: Sequence[Path],
    at: datetime,
    *,
    new_uuid: NewUuid,
    report: Report | None = None,
    progress: Progress = lambda _name, _read, _size, _lines: None,
    tolerated: float = TOLERATED,
) -> Report:
    """Load these files, all of them or none; what happened, line by line. Raises `OSError` for a file that is missing.

    `tolerated`: the share of lines that may be refused, 0 for none. What was in force stays until the end, and for
    good when `loaded` is false.
    """
    run = _Run(at=at, report=report if report is not None else Report(), progress=progress)
    with store.roomy():
        return _load(run, paths, str(new_uuid()), tolerated)


def _load(run: _Run, paths: Sequence[Path], version: str, tolerated: float) -> Report:
    try:
        whole = min([_file(run, path) for path in paths])  # each is read, so that all faults are told
        if whole and not run.report.lines:
            run.report.note("", 0, verdicts.CUT_SHORT.at(", ".join(path.name for path in paths), found="aucune ligne"))
            whole = False
        if whole and run.report.refused > tolerated * run.report.lines:
            expected = f"{tolerated:.1%}".replace(".", ",").replace("%", " %")
            run.report.note("", 0, verdicts.TOO_MANY_FAULTS.at(expected=expected, found=run.report.refused))
            whole = False
    except BaseException:
        _give_up(run)
        raise
    if not whole:
        _give_up(run)
        return run.report
    read = {source: id for source, (id, _) in store.current().items()} | run.begun
    for hidden, hiding in editions.HIDDEN_BY.items():
        if hidden in run.begun:  # while nobody reads it: nothing is left to hide in the one act that follows
            others = [read[source] for source in hiding if source in read]
            act(lambda edition=run.begun[hidden], others=others: editions.hide(edition, others))  # type: ignore[misc]
    act(lambda: _put_in_force(run, [path.name for path in paths], version))
    run.report.loaded = True
    editions.forget_former()
    return run.report


def _give_up(run: _Run) -> None:
    for edition in run.begun.values():
        editions.drop(edition)


@applies("RPPS-015", "RPPS-017")
def _put_in_force(run: _Run, names: Sequence[str], version: str) -> None:
    """What was read is in force from here on, and the journal tells so. No card is ordered by it, no right given."""
    if run.resources:
        _keep(run)
    editions.put_in_force(list(run.begun.values()), version=version)
    told = {
        "files": ", ".join(names)[:300],
        "lines": str(run.report.lines),
        "refused": str(run.report.refused),
        "entries": ", ".join(f"{name} {count}" for name, count in sorted(run.report.entries.items())),
    }
    who = Author(kind="system", id="socle", name="Socle")
    ledger.append(
        Act(at=run.at, code=ActCode.DIRECTORY_LOAD, outcome=Outcome.DONE, author=who, rules=("RPPS-015",), details=told)
    )


def _keep(run: _Run) -> None:
    """Loaded resources stay beside those loaded before; one of the same id takes the place of the former."""
    current = store.current().get(editions.LOADED)
    if current is None:
        made = Edition.objects.create(source=editions.LOADED, state=editions.CURRENT, at=run.at, label="FHIR")
        current = (made.pk, "")
    held = {(one.type, one.key): one for one in (resources.held(found, run.at) for found in run.resources)}
    for letter, key in held:
        if (former := store.one(current[0], letter, key)) is not None:
            store.forget_one(current[0], former)
    store.write(current[0], held.values(), ())


def _file(run: _Run, path: Path) -> bool:
    """Read one file, or each file of an archive; False when it cannot be taken at all."""
    name = path.name
    try:
        for source in reading.sources(path):
            name = source.name
            layout = layouts.layout_of(source)
            if not layout:
                run.report.note(name, 0, verdicts.LAYOUT_UNKNOWN.at(name))
                return False
            _of_layout(run, source, layout)
    except CutShort as error:
        run.report.note(name, 0, verdicts.CUT_SHORT.at(name, found=error))
        return False
    return True


def _of_layout(run: _Run, source: Source, layout: str) -> None:
    if layout == layouts.RESOURCES:
        _resources(run, source)
        return
    kind = _SOURCES[layout]
    if kind not in run.begun:
        run.begun[kind] = editions.begin(kind, source.name, run.at)
    former = store.current().get(kind)
    writer = _Writer(run.begun[kind], former[0] if former is not None else None, run.report)
    for number, (entries, more, findings) in _read(run, source, layout):
        run.report.lines += 1
        for finding in findings:
            run.report.note(source.name, number, finding)
        writer.add(run.report.lines, entries, more)
    writer.flush()


def _resources(run: _Run, source: Source) -> None:
    with source.open() as file:
        found, wrong = resources.read(file.read())
    run.report.lines += len(found) + len({place for place, _ in wrong})
    for place, finding in wrong:
        run.report.note(source.name, place, finding)
    run.resources += [resource for _, resource in found]
    run.report.entries.update(str(resource["resourceType"]) for _, resource in found)


def _read(run: _Run, source: Source, layout: str) -> Iterator[tuple[int, Line]]:
    told = run.told(source)
    if layout == layouts.FINESS_JSON:
        for number, element in reading.elements(source, "pmej", told):
            entries, findings = places.entity(element, run.at, f"pmej[{number - 1}]")
            yield number, (entries, [], findings)
        return
    if layout == layouts.FINESS_LEGACY:
        yield from _legacy(run, source, reading.encoding_of(source.head))
        return
    yield from _barred(run, source, layout)


def _barred(run: _Run, source: Source, layout: str) -> Iterator[tuple[int, Line]]:
    """Lines cut by bars, under a header, in UTF-8."""
    lines = reading.lines(source, run.told(source))
    names = layouts.header(next(lines)[1].decode("utf-8-sig", "replace"))
    person = people.Reader(names, run.at) if layout == layouts.RPPS else None
    other = details.Reader(layout, names) if person is None else None
    for number, raw in lines:
        place = f"ligne {number}"
        cells = _cells(raw, "utf-8", "|", len(names), place)
        if cells is None:
            continue
        if isinstance(cells, Finding):
            yield number, ([], [], [cells])
        elif person is not None:
            entries, findings = person.read(cells, place)
            yield number, (entries, [], findings)
        elif other is not None:
            more, findings = other.read(cells, place)
            yield number, ([], more, findings)


def _legacy(run: _Run, source: Source, coded: str) -> Iterator[tuple[int, Line]]:
    for number, raw in reading.lines(source, run.told(source)):
        if number == 1 or raw.startswith(b"geolocalisation;"):
            continue
        place = f"ligne {number}"
        cells = _cells(raw, coded, ";", places.COLUMNS, place)
        if cells is None:
            continue
        if isinstance(cells, Finding):
            yield number, ([], [], [cells])
        else:
            entries, findings = places.legacy(cells, run.at, place)
            yield number, (entries, [], findings)


def _cells(raw: bytes, coded: str, mark: str, count: int, place: str) -> list[str] | Finding | None:
    """The cells of a line, or what is wrong with it; None for an empty line."""
    if not raw.strip():
        return None
    try:
        cells = raw.decode(coded).split(mark)
    except UnicodeDecodeError:
        return verdicts.NOT_TEXT.at(place)
    if len(cells) == count + 1 and not cells[-1]:
        cells.pop()
    if len(cells) != count or b"\x00" in raw:
        return verdicts.COLUMNS.at(place, expected=count, found=len(cells))
    return cells


class _Writer:
    """Writes entries of one edition by lots, each once: a person of whom several lines tell is one entry."""

    def __init__(self, edition: int, former: int | None, report: Report) -> None:
        self._edition, self._former, self._report = edition, former, report
        self._held: dict[tuple[str, str], Held] = {}
        self._details: list[tuple[str, str, int, str, Any]] = []
        self._lines = 0

    def add(self, number: int, entries: Sequence[Held], more: Sequence[details.Detail]) -> None:
        """The entries and details of a line; `number`, of the whole import, tells its details from those of others."""
        for held in entries:
            known = self._held.get((held.type, held.key))
            self._held[held.type, held.key] = held if known is None else _both(known, held)
        for rank, (letter, key, kind, facts) in enumerate(more):
            self._details.append((letter, key, 2 * number + rank, kind, facts))
        self._lines += 1
        if self._lines >= TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        held, added, self._held, self._details, self._lines = self._held, self._details, {}, [], 0
        if held or added:
            counts = act(lambda: self._write(held, added))
            self._report.entries.update(counts)

    def _write(self, held: dict[tuple[str, str], Held], added: list[tuple[str, str, int, str, Any]]) -> dict[str, int]:
        kept: list[Held] = []
        counts: dict[str, int] = {"details": len(added)} if added else {}
        for letter in {letter for letter, _ in held}:
            mine = {key: one for (kind, key), one in held.items() if kind == letter}
            there = store.standing(self._edition, letter, list(mine))
            before = store.standing(self._former, letter, list(mine)) if self._former is not None else {}
            new = 0
            for key, one in mine.items():
                known = there.get(key)
                whole = _both(replace(one, facts=known.facts), one) if known is not None else one
                if known is not None and known.says(whole):
                    continue
                if known is not None:
                    store.forget_one(self._edition, replace(one, facts=known.facts))
                new += key not in there
                kept.append(_dated(whole, before.get(key)))
            counts[codes.TYPES[letter]] = new
        store.write(self._edition, kept, added)
        return counts


def _both(known: Held, more: Held) -> Held:
    """One entry of two lines: of a person the professions add up, of anything else the first line stands."""
    if known.type != "P":
        return known
    return replace(known, facts=people.merged(dict(known.facts), dict(more.facts)))


def _dated(held: Held, before: store.Standing | None) -> Held:
    """Last changed when the former edition says, if it says the same."""
    if before is None or not before.says(held):
        return held
    same = before.owner == held.owner and before.active == held.active
    return replace(held, updated=before.updated) if same else held
