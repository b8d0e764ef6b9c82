"""From the files of an ESMS or of a grappe to the report: per geographic FINESS, per grappe, in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from socle.programmes.esms.conditions import indicators
from socle.programmes.esms.counting import Counted, added, count
from socle.programmes.esms.eligibility import in_sons_corridor
from socle.programmes.esms.grappes import Structure, grappe_size
from socle.programmes.esms.messages import Sent, Traffic
from socle.programmes.esms.payments import Payments, balance, lines, payments, together
from socle.programmes.esms.persons import Person, once
from socle.programmes.esms.rates import Rate
from socle.programmes.esms.report import Report, Result, Source
from socle.programmes.esms.settings import Balanced, Judged, Settings
from socle.programmes.esms.verdicts import FINESS_SHAPE, FINESS_TWICE, NO_FINESS, NOT_MSSANTE, QUALIFIABLE_UNKNOWN
from socle.programmes.finess import is_finess
from socle.programmes.referencing.clients import Dashboard, tbb1
from socle.rulebook import Decision, Finding, applies, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the files say. `structures_repeated`: FINESS numbers on several lines of the grappes, the last of which
    is taken. `traffic` None: no messages given. `differing`: totals that
    the files print and their lines do not give.
    """

    persons: Sequence[Person]
    structures: Mapping[str, Structure]
    structures_repeated: Mapping[str, int] = field(default_factory=dict)
    traffic: Traffic | None = None
    differing: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = ()


@applies("ESMS-006", "ESMS-507")
def compute(facts: Facts, at: date, settings: Settings) -> Report:
    """The indicators on `at`, for each geographic FINESS; persons without one are told and left out."""
    persons, repeated = once(facts.persons, at)
    by_structure: dict[str, list[Person]] = defaultdict(list)
    for person in persons:
        by_structure[person.finess_eg].append(person)
    homeless = by_structure.pop("", [])
    names = sorted({*by_structure, *facts.structures})
    alone = tuple(_of_one(name, by_structure.get(name, []), facts, at, settings) for name in names)
    grappes = _grappes(alone, at, settings)
    results = _as_grappes(alone, grappes) if settings.balance_by is Balanced.GRAPPE else alone
    findings = [NO_FINESS.at("finess_eg", found=len(homeless))] if homeless else []
    findings += [FINESS_SHAPE.at("finess_eg", found=name) for name in names if not is_finess(name)]
    repeats = sorted(facts.structures_repeated.items())
    findings += [FINESS_TWICE.at("grappes", expected=times, found=name) for name, times in repeats]
    findings += facts.differing
    undecided = sum(result.counted.undecided for result in results)
    if undecided:
        findings.append(QUALIFIABLE_UNKNOWN.at(found=undecided))
    left_out = _left_out(facts.traffic, names)
    if left_out.get("outside_mssante"):
        findings.append(NOT_MSSANTE.at("recipient", found=left_out["outside_mssante"]))
    return Report(
        at=at,
        settings=settings,
        results=results,
        grappes=grappes,
        total=_rolled("", results, at, settings),
        decision=refuse(*findings),
        repeated=repeated,
        without_finess=len(homeless),
        left_out=left_out,
        sources=facts.sources,
    )


def _left_out(traffic: Traffic | None, names: Collection[str]) -> dict[str, int]:
    """Messages that no structure of the report has, by reason."""
    if traffic is None:
        return {}
    elsewhere = sum(sent.total for name, sent in traffic.by_structure.items() if name not in names)
    return {**traffic.as_json(), "other_structures": elsewhere}


def _of_one(name: str, persons: list[Person], facts: Facts, at: date, settings: Settings) -> Result:
    told = facts.structures.get(name, Structure(finess_eg=name))
    ej = next((one.finess_ej for one in persons if one.finess_ej), "")
    structure = told if told.finess_ej or not ej else replace(told, finess_ej=ej)
    paid = payments(structure, settings)
    sent = None if facts.traffic is None else facts.traffic.by_structure.get(name, Sent())
    result = _result((name, 1), count(persons, at, settings), sent, _lifted(structure), at, settings)
    return replace(result, structure=structure, payments=paid, decision=paid.decision)


def _lifted(structure: Structure) -> tuple[str, bool | None]:
    """The field, and whether SONS funds the structure: as told, else as its category says."""
    eligible = structure.sons_eligible
    if eligible is None and structure.category:
        eligible = in_sons_corridor(structure.category)
    return structure.field, eligible


def _result(
    named: tuple[str, int],
    counted: Counted,
    sent: Sent | None,
    lifted: tuple[str, bool | None],
    at: date,
    settings: Settings,
) -> Result:
    messages: dict[str, Rate] = {} if sent is None else {"EN.5": Rate(sent.total, None)}
    measured = lines({**counted.rates[settings.judged], **messages}, indicators(), settings)
    dashboard = Dashboard(
        documents=counted.fed["all"],
        messages=None if sent is None else sent.total,
        citizen_messages=None if sent is None else sent.qualified if sent.citizen else 0,
        indicators=tuple(counted.rates[settings.judged][code].percent for code in ("EN.1", "EN.2", "EN.3")),
    )
    return Result(
        name=named[0],
        structures=named[1],
        counted=counted,
        lines=measured,
        everyone=lines({**counted.rates[Judged.EVERYONE], **messages}, indicators(), settings),
        balance=balance(measured, *lifted, at),
        decision=Decision(),
        sent=sent,
        dashboard=dashboard,
        tbb1=tbb1(dashboard),
    )


def _grappes(results: Iterable[Result], at: date, settings: Settings) -> tuple[Result, ...]:
    members: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.structure and result.structure.grappe:
            members[result.structure.grappe].append(result)
    return tuple(_rolled(name, held, at, settings) for name, held in sorted(members.items()))


@applies("ESMS-006", "ESMS-008")
def _as_grappes(results: Iterable[Result], grappes: Iterable[Result]) -> tuple[Result, ...]:
    """Structures with the balance of their grappe; one of no grappe keeps its own."""
    told = {one.name: one.balance for one in grappes}
    return tuple(
        replace(one, balance=told[one.structure.grappe]) if one.structure and one.structure.grappe else one
        for one in results
    )


def _rolled(name: str, held: Sequence[Result], at: date, settings: Settings) -> Result:
    """Structures added up: numerators and denominators, never rates; a grappe's size is judged at its agreement."""
    messages = [result.sent for result in held if result.sent is not None]
    sent = Sent.of(messages) if messages else None
    kinds = {_lifted(result.structure) for result in held if result.structure}
    counted = added(result.counted for result in held)
    lifted = kinds.pop() if len(kinds) == 1 else ("", None)
    rolled = _result((name, len(held)), counted, sent, lifted, at, settings)
    decision = Decision()
    if name:
        signed = [result.structure.convention for result in held if result.structure and result.structure.convention]
        decision = grappe_size((result.name for result in held), min(signed, default=at))
    judged = rolled.balance
    if not name or settings.balance_by is Balanced.STRUCTURE:
        judged = together(judged, [result.balance for result in held])
    return replace(rolled, balance=judged, decision=decision, payments=_added(held))


def _added(held: Iterable[Result]) -> Payments | None:
    """The payments of several structures; unknown as soon as that of one which has a subsidy is."""
    paid = [one.payments for one in held if one.payments and one.structure and one.structure.funding is not None]
    if not paid:
        return None
    return Payments(
        _sum(one.subsidy for one in paid), _sum(one.first for one in paid), _sum(one.final for one in paid), Decision()
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
