"""One establishment, one period, one window: the report. Nothing is kept: files are read where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from socle.programmes.engine import Engine
from socle.programmes.files import Loaded
from socle.programmes.sunes import counting, programme
from socle.programmes.sunes.counting import Count
from socle.programmes.sunes.report import Line, Report
from socle.programmes.sunes.rules import dates, money, periods
from socle.programmes.sunes.rules.periods import Period
from socle.programmes.sunes.sources import Files, Tables, absent, flag, text
from socle.programmes.sunes.switches import defaults
from socle.programmes.sunes.units.asked import Asked
from socle.programmes.sunes.verdicts import (
    AMOUNTS_UNUSED,
    CME_NOT_TOLD,
    COLUMN_ABSENT,
    FILE_ABSENT,
    NO_STAY,
    NOTHING_MATCHES,
    SEVERAL_ENTITIES,
    UNDATED,
    WORDS_UNKNOWN,
)
from socle.rulebook.citation import applies, rule
from socle.rulebook.finding import Decision, Finding, refuse

Progress = Callable[[int, int, str], None]
#: What every figure rests on, beside the rules of its own indicator.
_ALWAYS = tuple(map(rule, ("SUN-043", "SUN-045", "SUN-046", "SUN-047")))
_MOST_ENTITIES = 20
#: The indicators that every stay is counted for.
_OF_STAYS = ("DS1.1", "DS4.2")


class Refused(Exception):  # noqa: N818 - a decision, not a fault of the program
    """The computation is not done; `decision` says why."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(" ".join(finding.sentence("en") for finding in decision.findings))
        self.decision = decision


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What is told beside the files: the declaration, the CME, the amounts of each domain, the entity."""

    declared_on: date | None = None
    cme: date | None = None
    amounts: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    finess: str | None = None


def compute(
    files: Files,
    *,
    window: str,
    start: date,
    end: date,
    engine: Engine,
    switches: frozenset[str] | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Report:
    """The eight indicators of one establishment over one month of a window, against its targets.

    Raises `Refused` for a period that the window does not allow, or files of several legal entities.
    """
    on = defaults() if switches is None else switches
    told = settings or Settings()
    measured = measured_period(start, end)
    decision = may(window, measured, on)
    if not decision.allowed:
        raise Refused(decision)
    establishment = one_entity(files, engine, told.finess)
    asked = Asked((measured,), on, told.declared_on)
    tables = Tables.of(files, engine, finess=told.finess)
    counts: dict[str, Count] = {}
    for step, kind in enumerate(names := list(counting.kinds(tables))):
        _tell(progress, step, len(names), kind)
        counts |= counted(tables, asked, kind, engine).get(measured.label, {})
    _tell(progress, len(names), len(names), "")
    surgery = _operates(tables, counts, on, engine)
    return _report(files, window, measured, counts, on, told, establishment, surgery=surgery)


def measured_period(start: date, end: date) -> Period:
    whole = periods.month(start.year, start.month)
    return whole if (whole.start, whole.end) == (start, end) else periods.period(start, end)


def may(window: str, measured: Period, on: frozenset[str]) -> Decision:
    return periods.may_measure(window, measured, rolling_month="rolling_month" in on, june_alone="june_alone" in on)


def _tell(progress: Progress | None, done: int, total: int, what: str) -> None:
    if progress is not None:
        progress(done, total, what)


def one_entity(files: Files, engine: Engine, finess: str | None) -> str | None:
    """The legal entity of the stays. Raises `Refused` when there are several and none was chosen."""
    if finess is not None or not files.names("stays", "finess_ej"):
        return finess
    stays = engine.table(files.stays)
    named = text(stays, "finess_ej")
    found = engine.rows(stays.filter(named.notnull()).select("finess_ej").distinct().limit(_MOST_ENTITIES))
    entities = sorted(row["finess_ej"] for row in found)
    if len(entities) > 1:
        raise Refused(refuse(SEVERAL_ENTITIES.at("finess_ej", found=", ".join(entities))))
    return entities[0] if entities else None


def counted(tables: Tables, asked: Asked, kind: str, engine: Engine) -> dict[str, dict[str, Count]]:
    """For each period, the counts of the indicators of one kind of units."""
    asked_parts = counting.parts(kind, asked.on, tables)
    rows = engine.rows(counting.tally(counting.units(kind, tables, asked), ["period"], asked_parts))
    return {row["period"]: {part.code: counting.read(row, part) for part in asked_parts} for row in rows}


@applies("SUN-011")
def _operates(tables: Tables, counts: Mapping[str, Count], on: frozenset[str], engine: Engine) -> bool:
    """Whether the establishment operates: a counted stay has surgery or, where DS1.3 is over every stay, any stay."""
    if "all_stays_operative" not in on:
        return counts.get("DS1.3", Count()).denominator > 0
    stays = tables.stays
    return bool(engine.rows(stays.filter(flag(stays, "surgery")).select("stay").limit(1)))


def _report(
    files: Files,
    window: str,
    measured: Period,
    counts: Mapping[str, Count],
    on: frozenset[str],
    told: Settings,
    establishment: str | None,
    *,
    surgery: bool,
) -> Report:
    lines = lines_of(window, counts, told)
    reached = {line.indicator.code: line.attained for line in lines}
    amounts = None if establishment is None else told.amounts.get(establishment)
    domains = money.domains(
        reached,
        surgery=surgery,
        amounts=amounts,
        d1_needs_both="d1_needs_both" in on,
        d4_needs_all="d4_needs_all" in on,
        bonus_needs_d1="bonus_needs_d1" in on,
    )
    return Report(
        establishment,
        window,
        measured,
        lines,
        domains,
        on,
        _rules(window, measured),
        tuple(_notices(files, told, on, counts, measured, establishment)),
        told.declared_on,
        {name: one.as_json() for name, one in files.given().items() if isinstance(one, Loaded)},
    )


def lines_of(window: str, counts: Mapping[str, Count], told: Settings) -> tuple[Line, ...]:
    """The eight indicators against the targets of the window; what was not counted is not measurable."""
    one = programme.window(window)
    held = dates.presented(told.cme, one.measure[1], told.declared_on) if one is not None else None
    own = {"DS4.3": Count() if held is None else Count(int(held), 1)}
    return tuple(
        Line(indicator, {**own, **counts}.get(code, Count()), programme.target(window, code))
        for code, indicator in programme.indicators().items()
    )


def _rules(window: str, measured: Period) -> tuple[str, ...]:
    """The rules that the figures rest on: of each indicator, of its target, of the window and the period."""
    own = [one.rule for one in programme.indicators().values()]
    asked = [row_rule for (name, _), row_rule in programme.target_rules().items() if name == window]
    derogation = (rule("SUN-063"),) if dates.biologists_derogation(measured.start) else ()
    return tuple(dict.fromkeys([*own, *asked, *_ALWAYS, rule("SUN-011"), rule("SUN-012"), *derogation]))


def _unmatched(files: Files, counts: Mapping[str, Count]) -> Iterator[Finding]:
    """Logs of which nothing at all met what is counted: their numbers are most likely written otherwise."""
    met = (
        ("feeds", "stays", ("DS1.1", "DS1.2", "DS1.3")),
        ("feeds", "lab", ("DS2.1",)),
        ("feeds", "imaging", ("DS3.1",)),
        ("messages", "stays", ("DS4.2",)),
    )
    for log, counted_file, codes in met:
        found = [counts[code] for code in codes if code in counts and counts[code].denominator]
        if log in files.given() and found and all(one.missing["no_document"] == one.denominator for one in found):
            yield NOTHING_MATCHES.at(log, expected=counted_file)


def _doubted(files: Files) -> Iterator[Finding]:
    """Types of documents that are counted without being known; printed totals that the rows do not give."""
    for name, one in files.given().items():
        for doubt in one.rejected.unknown.values() if isinstance(one, Loaded) else ():
            yield WORDS_UNKNOWN.at(name, expected=", ".join(doubt.near) or "aucun", found=doubt.count)
        yield from one.rejected.differing if isinstance(one, Loaded) else ()


def _notices(
    files: Files,
    told: Settings,
    on: frozenset[str],
    counts: Mapping[str, Count],
    measured: Period,
    establishment: str | None,
) -> Iterator[Finding]:
    needed = {"lab": "DS2.1", "imaging": "DS3.1", "correspondents": "DS4.1"}
    for name, code in needed.items():
        if name not in files.given():
            yield FILE_ABSENT.at(code, expected=name)
    logs = {"feeds": "DS1.1, DS1.2, DS1.3", "messages": "DS4.1, DS4.2"}
    for name, code in logs.items():
        if name not in files.given():
            yield FILE_ABSENT.at(code, expected=name)
        elif told.declared_on is not None and not files.names(name, "sent"):
            yield UNDATED.at(name)
    for name, column in absent(files, on):
        yield COLUMN_ABSENT.at(name, expected=column)
    if logs.keys() & files.given().keys() and not any(counts.get(code, Count()).denominator for code in _OF_STAYS):
        yield NO_STAY.at("stays", found=measured.label)
    yield from _doubted(files)
    yield from _unmatched(files, counts)
    if told.amounts and (establishment is None or establishment not in told.amounts):
        yield AMOUNTS_UNUSED.at("amounts", found=establishment or "non dit")
    if told.cme is None:
        yield CME_NOT_TOLD.at("DS4.3")
