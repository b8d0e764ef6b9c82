"""From a region's files to its monthly report. Mailboxes are read into a temporary folder and go with it.

Source: spec/programmes.md 5; REG-016, REG-017, REG-020.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.programmes import files as reading
from socle.programmes.files.folder import temporary
from socle.programmes.region import access, certificates, counts, flows, indicators, months, places, shapes, steering
from socle.programmes.region.report import Report
from socle.programmes.region.visuals import Fact, Visual, visuals
from socle.rulebook import Decision, applies, shows
from socle.rulebook.choices import Choices

if TYPE_CHECKING:
    from socle.programmes.engine import Engine

#: Told what goes on, and which part of 1 of it is done.
Progress = Callable[[str, float], None]

#: Measures of counts that are shown as visuals, with their titles and how they are cut.
_SHOWN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "documents": ("Documents alimentés dans le DMP", ("department", "category", "type", "structure")),
    "insi_calls": ("Appels au téléservice INSi", ("department", "category", "structure")),
    "psc_authentications": ("Authentifications Pro Santé Connect", ("department", "category", "structure")),
    "orders": ("Logiciels référencés commandés", ("department", "category", "structure")),
    "installations": ("Logiciels référencés installés", ("department", "category", "structure")),
}
_APART: Mapping[str, str] = {
    flows.UNKNOWN: "Structure inconnue",
    flows.SHARED: "Plusieurs structures",
    flows.PRACTICE: "Cabinets",
}
#: How the ids of the visuals of messages begin.
_MESSAGES = "messages-"
_FLOWS: Mapping[str, str] = {
    flows.PROFESSIONAL: "Messages MSSanté professionnels",
    flows.CITIZEN: "Messages MSSanté aux patients",
}


@dataclass(frozen=True, slots=True)
class OperatorFile:
    """A file of an operator; `operator` names it where the file has no such column."""

    path: Path
    operator: str


@dataclass(frozen=True, slots=True)
class Files:
    """What a region gives; whatever is not given leaves its figures empty.

    `finess` is the FINESS extract, whose ESMS are counted. `mapping`: headers by shape and column.
    """

    operators: tuple[OperatorFile, ...] = ()
    mailboxes: Path | None = None
    counts: tuple[Path, ...] = ()
    structures: Path | None = None
    finess: Path | None = None
    certificates: Path | None = None
    population: Path | None = None
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report: the month (`YYYY-MM`), the region (its code, or `FR`), for whom, on which day.

    `population` replaces that of the data; `structures_of` is the day of the FINESS base that the structures are of.
    """

    month: str
    day: date
    region: str = places.FRANCE
    role: access.Role = access.Role.ARS
    population: int | None = None
    structures_of: date | None = None


@dataclass(slots=True)
class _Read:
    """What was read so far."""

    structures: list[counts.Structure] = field(default_factory=list)
    accompanied: list[counts.Structure] = field(default_factory=list)
    counted: list[counts.Count] = field(default_factory=list)
    sent: list[flows.Sent] = field(default_factory=list)
    populations: dict[str, int] = field(default_factory=dict)
    listing: certificates.Listing | None = None
    sources: list[Mapping[str, Any]] = field(default_factory=list)
    #: Places among them of the operators' files, whose lines are the messages.
    of_messages: set[int] = field(default_factory=set)
    decision: Decision = field(default_factory=Decision)


def compute(
    files: Files, asked: Asked, choices: Choices, *, engine: Engine | None = None, progress: Progress | None = None
) -> Report | Decision:
    """The report, or why it may not be seen. Raises `files.UnreadableFile`.

    Only operators' files need `engine`; without one, the embedded engine is opened for them. `progress` is told what
    goes on (the name of a file, or "") and which part of 1 of it is done.
    """
    allowed = access.may_see(asked.role, choices)
    if not allowed.allowed:
        return allowed
    read = _Read(decision=allowed)
    _read_small(files, asked, choices, read)
    if files.operators:
        read.sent = _sent(files, read, engine, progress)
        read.decision += flows.told_apart(read.sent, asked.month, under=choices.small_cell)
    return _report(asked, choices, read)


def _read_small(files: Files, asked: Asked, choices: Choices, read: _Read) -> None:
    """Structures, counts, population and certificates."""

    def rows(path: Path, shape: reading.Shape, keys: tuple[str, ...] = ()) -> list[reading.Row]:
        """The lines of a file, but those of which one of the `keys` names a person."""
        sheet = reading.rows(path, shape, mapping=files.mapping.get(shape.name))
        read.sources.append(sheet.as_json())
        told = [access.nobody_named(f"{path.name}, ligne {row.line}", map(row.__getitem__, keys)) for row in sheet.rows]
        read.decision += Decision.all(told)
        return [row for row, one in zip(sheet.rows, told, strict=True) if one.allowed]

    if files.structures is not None:
        listed = counts.structures(
            rows(files.structures, shapes.STRUCTURES, ("finess", "finess_ej", "name", "category"))
        )
        read.accompanied = [one for one in listed if counts.in_region(one.department, asked.region)]
    read.structures, base = _with_base(files.finess, asked, read)
    read.decision += indicators.counted_on(base) if read.structures else Decision()
    located = _located(read.structures)
    for path in files.counts:
        told, findings = counts.counts(rows(path, shapes.COUNTS))
        placed = (replace(one, department=located.department(one.structure, one.department)) for one in told)
        read.counted += [one for one in placed if counts.in_region(one.department, asked.region)]
        read.decision += Decision(tuple(findings))
    if files.population is not None:
        read.populations = _populations(rows(files.population, shapes.POPULATION))
    if files.certificates is not None:
        served = {number for one in read.accompanied for number in (one.finess, one.finess_ej) if number}
        given, named = certificates.named(rows(files.certificates, shapes.CERTIFICATES), files.certificates.name)
        read.decision += named
        held = [one for one in given if certificates.of_region(one, asked.region, served)]
        read.listing = certificates.listing(
            held, [certificates.of_structure(one) for one in read.accompanied], asked.day, choices
        )
        read.decision += read.listing.decision


def _with_base(path: Path | None, asked: Asked, read: _Read) -> tuple[list[counts.Structure], date | None]:
    """The structures with those of the FINESS base, and the day of the base as it was told or as it says."""
    if path is None:
        return read.accompanied, asked.structures_of
    from socle.programmes.sons import finess  # noqa: PLC0415 - only where the base is given

    extract = finess.read(path)
    read.sources.append(
        {"file": path.name, "rows": extract.rows, "rejected": {"count": extract.bad_rows}, "columns": {}}
    )
    sites = (one for one in extract.sites if counts.in_region(places.department_of_finess(one.number), asked.region))
    return counts.with_base(read.accompanied, sites), asked.structures_of or extract.day


def _located(structures: Iterable[counts.Structure]) -> counts.Located:
    return counts.Located({one.finess: one for one in structures})


def _populations(rows: Iterable[reading.Row]) -> dict[str, int]:
    """By the code of a region; a region that is told by its departments is their sum."""
    found: dict[str, int] = {}
    summed: dict[str, int] = {}
    for row in rows:
        code, number = places.department(row["department"]), int(row["population"])
        if code:
            region = places.departments()[code][1]
            summed[region] = summed.get(region, 0) + number
        elif (region := places.region_of(str(row["region"] or "")) or "") != "":
            found[region] = number
    return summed | found


def _sent(files: Files, read: _Read, engine: Engine | None, progress: Progress | None) -> list[flows.Sent]:
    """The operators' files through the engine; nothing of their lines outlives the call."""
    with ExitStack() as stack:
        folder = stack.enter_context(temporary())
        if engine is None:
            from socle.programmes import engine as engines  # noqa: PLC0415 - an extra, only where files are large

            say = (lambda part: progress("", part)) if progress is not None else None
            engine = stack.enter_context(engines.opened(progress=say))
        tables = []
        for number, one in enumerate(files.operators):
            into = folder / str(number)
            into.mkdir()
            read.of_messages.add(len(read.sources))
            loaded = _load(one.path, shapes.OPERATORS, into, files, read, progress)
            table = engine.table(loaded)
            tables.append(table.mutate(operator=table.operator.fill_null(one.operator)))
        boxes = None
        if files.mailboxes is not None:
            boxes = flows.attached(
                engine.table(_load(files.mailboxes, shapes.MAILBOXES, folder, files, read, progress))
            )
        sends = tables[0].union(*tables[1:]) if len(tables) > 1 else tables[0]
        return list(flows.sent(engine.rows(flows.expression(sends, boxes))))


def _load(
    path: Path, shape: reading.Shape, into: Path, files: Files, read: _Read, progress: Progress | None
) -> reading.Loaded:
    def say(done: int, total: int) -> None:
        if progress is not None:
            progress(path.name, done / total if total else 1.0)

    loaded = reading.read(path, shape, into=into, mapping=files.mapping.get(shape.name), progress=say)
    read.sources.append(loaded.as_json())
    return loaded


@applies("REG-016", "REG-017", "REG-020")
def _report(asked: Asked, choices: Choices, read: _Read) -> Report:
    located = _located(read.structures)
    inside, apart = _placed(read.sent, located, asked)
    population = asked.population or read.populations.get(asked.region) or places.population_of(asked.region)
    facts: dict[str, int | Decimal | None] = {"population": population}
    facts |= indicators.of_structures(read.structures, int(asked.month[:4]))
    facts |= indicators.of_counts(read.counted, read.structures, asked.month)
    for flow in flows.FLOWS if read.sent else ():
        facts[f"messages_{flow}"] = sum(one.messages for one in inside if (one.flow, one.month) == (flow, asked.month))
    if read.listing is not None and read.accompanied:
        facts["without_certificate"] = len(read.listing.without)
    shown = (*_of_counts(read, located, choices), *_of_flows(inside, located, choices))
    hidden = _hidden(shown)
    masked = {one for one, when in hidden.items() if asked.month in when}
    documents = counts.by_month(read.counted, "documents")
    told_apart = {why: None if 0 < count < choices.small_cell else count for why, count in apart.items()}
    return Report(
        region=asked.region,
        region_name=places.name_of(asked.region),
        month=asked.month,
        months=tuple(sorted({month for one in shown for month in one.months})),
        population=population,
        indicators=indicators.values(facts, choices, masked | indicators.few(facts, choices.small_cell)),
        visuals=shown,
        per_inhabitant={
            month: None if month in hidden["documents"] else indicators.per_inhabitant(count, population)
            for month, count in documents.items()
        },
        apart=told_apart,
        certificates=read.listing,
        sources=_sources(read, shown, told_apart),
        notes=steering.notes(months.last_day(asked.month)),
        decision=read.decision,
    )


@applies("REG-024")
def _sources(read: _Read, shown: Sequence[Visual], apart: Mapping[str, int | None]) -> tuple[Mapping[str, Any], ...]:
    """What was read of each file. The lines of an operator's file are messages: how many there are is not told where
    some are masked, which the others, taken from them, would give back.
    """
    some = None in apart.values() or any(one.masked for one in shown if one.id.startswith(_MESSAGES))
    sources = read.sources
    if any(one.masked for one in shown):  # a printed total, and the sum beside it, are a cell like another
        sources = [{**one, "rejected": {**one["rejected"], "totals": []}} for one in sources]
    return tuple({**one, "rows": None} if some and at in read.of_messages else one for at, one in enumerate(sources))


def _hidden(shown: Iterable[Visual]) -> dict[str, set[str]]:
    """The months whose total is masked, by measure: what a visual masks, no indicator tells."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in shown:
        measure = one.id.partition("-by-")[0].replace("-", "_")
        found[measure] |= {month for month, cell in zip(one.months, one.total, strict=True) if cell.masked}
    return found


def _placed(
    sent: Iterable[flows.Sent], located: counts.Located, asked: Asked
) -> tuple[list[flows.Sent], dict[str, int]]:
    """The messages of the region's two flows, and how many of the month stand apart, by why."""
    inside: list[flows.Sent] = []
    apart: dict[str, int] = {}
    for one in sent:
        placed = replace(one, department=located.department(one.structure, one.department))
        why = one.flow if one.flow not in flows.FLOWS else ""
        if not why and not counts.in_region(placed.department, asked.region):
            why = "elsewhere" if placed.department else "unknown_place"
        if not why:
            inside.append(placed)
        elif one.month == asked.month:
            apart[why] = apart.get(why, 0) + one.messages
    return inside, dict(sorted(apart.items()))


def _labels(by: Sequence[str], located: counts.Located) -> dict[str, dict[str, str]]:
    """The words of the keys of each dimension, in its order."""
    words = {
        "department": {code: name for code, (name, _) in places.departments().items()} | {"": "Département inconnu"},
        "category": {"": "Catégorie non dite"},
        "operator": {"": "Opérateur non dit"},
        "type": {"": "Type non dit"},
        "structure": {number: f"{one.name} ({number})" for number, one in located.by_number.items() if one.name},
    }
    return {name: words[name] for name in by}


def _of_flows(sent: Sequence[flows.Sent], located: counts.Located, choices: Choices) -> tuple[Visual, ...]:
    labels = _labels(("department", "category", "operator", "structure"), located)
    shown: list[Visual] = []
    for flow, title in _FLOWS.items():
        facts = [Fact(one.month, one.messages, _where(one, located)) for one in sent if one.flow == flow]
        if facts:
            shown += visuals(f"{_MESSAGES}{flow}", title, facts, labels, under=choices.small_cell)
    return tuple(shown)


def _where(one: flows.Sent, located: counts.Located) -> dict[str, str]:
    return {
        "department": one.department,
        "category": located.category(one.structure),
        "operator": one.operator,
        "structure": _named(one.structure),
    }


def _named(structure: str) -> str:
    return _APART.get(structure, structure)


@shows("REG-023")
def _of_counts(read: _Read, located: counts.Located, choices: Choices) -> tuple[Visual, ...]:
    shown: list[Visual] = []
    for measure, (title, by) in _SHOWN.items():
        rows = [one for one in read.counted if one.measure == measure]
        facts = [
            Fact(
                one.month,
                one.value,
                {
                    "department": one.department,
                    "category": located.category(one.structure),
                    "type": one.type_code,
                    "structure": _named(one.structure),
                },
            )
            for one in rows
        ]
        if facts:
            # Orders count structures, whose nominative list the regions are given (REG-023): no person stands in it.
            under = 0 if measure in {"orders", "installations"} else choices.small_cell
            shown += visuals(measure.replace("_", "-"), title, facts, _labels(by, located), under=under)
    return tuple(shown)
