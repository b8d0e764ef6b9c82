"""Where an application stands on a day: each step with its state, its dates, its paper, and what it blocks. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from socle.programmes.sunes.rules.dates import biologists_derogation
from socle.programmes.sunes_dossier import rules, windows
from socle.programmes.sunes_dossier.book import Step, blocked_by, prerequisites, steps
from socle.programmes.sunes_dossier.facts import Application, Dated, Facts
from socle.programmes.sunes_dossier.settings import DossierSettings
from socle.programmes.sunes_dossier.verdicts import (
    ASKED,
    INSTRUCTION_LATE,
    MEASURED_OUTSIDE,
    OUT_OF_TURN,
)
from socle.rulebook import Decision, Finding, rule
from socle.web.words import short_day

_AMENDMENT = (
    "Biologie : les dispositions de l’avenant 10 à la convention nationale des biologistes sont prorogées pour 2022."
)
#: When the first window is measured: two answers, the later one wider.
_LATEST = tuple(map(rule, ("SUN-040", "SUN-041", "SUN-042", "SUN-043")))


class State(StrEnum):
    """Where a step stands. LATE: its last day passed; ASKED: the dossier does not say; WAITING: another blocks it."""

    DONE = "done"
    TO_DO = "to_do"
    LATE = "late"
    WAITING = "waiting"
    ASKED = "asked"
    REFUSED = "refused"
    NOT_OPEN = "not_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One step on the day asked. `day`: done then, or foreseen; `opens` and `closes`: when it can be done."""

    step: Step
    state: State
    day: date | None = None
    opens: date | None = None
    closes: date | None = None
    document: str = ""
    blocks: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrerequisiteStanding:
    """One prerequisite on the day asked; `expected` is the kind of paper that shows it."""

    id: str
    title: str
    state: State
    day: date | None
    document: str
    expected: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The whole way of one application."""

    application: Application
    standings: tuple[Standing, ...]
    prerequisites: tuple[PrerequisiteStanding, ...]

    @property
    def next(self) -> Standing | None:
        """The first step that can be acted upon now."""
        acting = {State.TO_DO, State.LATE, State.ASKED, State.REFUSED}
        return next((one for one in self.standings if one.state in acting), None)

    @property
    def decision(self) -> Decision:
        """Everything found on the way."""
        findings = [finding for one in self.standings for finding in one.findings]
        cited = tuple(dict.fromkeys(rule for one in self.standings for rule in one.rules))
        return Decision(tuple(findings), cited)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What one step's own rules say: a decision, when it was done, when it can be; `met`: holds without a day."""

    decision: Decision
    done: Dated = field(default_factory=Dated)
    opens: date | None = None
    closes: date | None = None
    notes: tuple[str, ...] = ()
    met: bool = False


def ways(facts: Facts, at: date, settings: DossierSettings) -> tuple[Way, ...]:
    """The way of each application, on the day asked."""
    return tuple(way(facts, one, at, settings) for one in facts.applications)


def way(facts: Facts, application: Application, at: date, settings: DossierSettings) -> Way:
    """The way of one application: each step judged by its own rules, then by those it waits for."""
    mine = [one for one in steps() if application.volet in one.volets]
    judged = {one.id: _judge(one, facts, application, at, settings) for one in mine}
    states: dict[str, State] = {}
    standings: list[Standing] = []
    for one in mine:
        needed = [need for need in one.needs if need in judged]
        waiting = tuple(need for need in needed if states[need] is not State.DONE)
        said = judged[one.id]
        state = _state(said, at, waiting)
        findings = (*said.decision.findings, *_out_of_turn(one, judged, needed, at))
        if any(finding.verdict is OUT_OF_TURN for finding in findings):
            state = State.REFUSED
        states[one.id] = state
        standings.append(
            Standing(
                step=one,
                state=state,
                day=said.done.day,
                opens=said.opens,
                closes=said.closes,
                document=said.done.document,
                blocks=blocked_by(one.id, application.volet),
                blocked_by=waiting,
                findings=findings,
                notes=said.notes,
                rules=tuple(dict.fromkeys([*one.rules, *said.decision.rules])),
            )
        )
    return Way(
        application=application,
        standings=tuple(standings),
        prerequisites=tuple(_prerequisites(facts, _filing_day(application, at), settings)),
    )


def _state(said: _Judged, at: date, waiting: tuple[str, ...]) -> State:
    """The state of a step: refused or asked before done, done before waiting, waiting before late."""
    errors = said.decision.errors
    if any(finding.verdict is not ASKED for finding in errors):
        return State.REFUSED
    if errors:
        return State.ASKED
    if said.met or said.done.done(at):
        return State.DONE
    if said.opens is not None and at < said.opens:
        return State.NOT_OPEN
    if waiting:
        return State.WAITING
    return State.LATE if said.closes is not None and at > said.closes else State.TO_DO


def _out_of_turn(one: Step, judged: dict[str, _Judged], needed: list[str], at: date) -> Iterator[Finding]:
    """What was dated before that on which it depends: a payment without its authorisation, an order reversed."""
    day = judged[one.id].done.day
    if day is None or day > at:
        return
    titles = {step.id: step.title for step in steps()}
    for need in needed:
        before = judged[need].done
        dated = need not in {"eligibility", "prerequisites", "presentation"}
        if dated and (before.day is None or before.day > day):
            yield OUT_OF_TURN.at(one.title, expected=titles[need], found=short_day(day))


def _prerequisites(facts: Facts, at: date, settings: DossierSettings) -> Iterator[PrerequisiteStanding]:
    for one in prerequisites():
        proof = facts.prerequisites.get(one.id)
        decision = rules.prerequisite_state(one, proof, at, settings)
        asked = any(finding.verdict is ASKED for finding in decision.findings)
        state = State.DONE if decision.allowed else State.ASKED if asked else State.REFUSED
        yield PrerequisiteStanding(
            id=one.id,
            title=(proof.title if proof and proof.title else one.title),
            state=state,
            day=(proof.ordered or proof.day) if proof else None,
            document=proof.document if proof else "",
            expected=one.document,
            findings=decision.findings,
        )


def _filing_day(application: Application, at: date) -> date:
    """The day on which prerequisites count: that of the filing once it is past."""
    filed = application.filed.day
    return min(filed, at) if filed else at


def _judge(one: Step, facts: Facts, application: Application, at: date, settings: DossierSettings) -> _Judged:
    """What the step's own rules say of it that day."""
    match one.id:
        case "eligibility":
            return _eligibility(facts, application, at)
        case "prerequisites":
            decision = rules.prerequisites_reached(facts, _filing_day(application, at), settings)
            return _Judged(decision, met=decision.allowed)
        case "application":
            return _application(facts, application, at)
        case "selection":
            return _selection(application, at, settings)
        case "presentation":
            return _presentation(facts, application, at, settings)
        case "measure":
            return _measure(facts, application, at)
        case "payment":
            return _Judged(rules.may_pay(application), application.paid)
        case _:
            done = {
                "convention": application.convention,
                "osis": application.osis,
                "control": application.controlled,
                "authorisation": application.authorised,
            }
            return _Judged(Decision((), one.rules), done[one.id])


def _eligibility(facts: Facts, application: Application, at: date) -> _Judged:
    establishment = facts.establishment
    decision = rules.is_eligible(establishment, application)
    notes = []
    if establishment.referenced_software is False:
        notes.append("Un logiciel référencé Ségur n’est pas exigé ; il facilite l’atteinte des cibles.")
    if establishment.past_funding:
        notes.append(f"Financements passés sans effet sur l’éligibilité : {', '.join(establishment.past_funding)}.")
    if establishment.dialysis:
        notes.append("Dialyse : une seule candidature, au FINESS juridique, pour toutes les structures de l’entité.")
    if "D2" in application.domains and biologists_derogation(at):
        notes.append(_AMENDMENT)
    return _Judged(decision, notes=tuple(notes), met=decision.allowed)


def _application(facts: Facts, application: Application, at: date) -> _Judged:
    decision = rules.may_file(application, at) + rules.volets_apart(facts)
    asked = windows.window(application.window)
    if asked is None:
        return _Judged(decision, application.filed)
    notes = []
    if application.postponed_from:
        notes.append(
            f"Report de {application.postponed_from} : les cibles et les montants de {application.window} s’appliquent."
        )
    return _Judged(decision, application.filed, asked.application.first, asked.application.last, tuple(notes))


def _selection(application: Application, at: date, settings: DossierSettings) -> _Judged:
    asked, filed = windows.window(application.window), application.filed.day
    if asked is None or filed is None:
        return _Judged(Decision(), application.selected)
    last = windows.instruction_ends(filed, asked.application.first, settings.instruction_from)
    told = application.selected.day
    findings: tuple[Finding, ...] = ()
    if (told or at) > last:
        found = short_day(told) if told else "pas encore communiquée"
        findings = (INSTRUCTION_LATE.at("application.selected", expected=short_day(last), found=found),)
    drawn = f"Calendrier publié : sélection du {short_day(asked.selection.first)} au {short_day(asked.selection.last)}."
    return _Judged(Decision(findings), application.selected, filed, last, (drawn,))


def _presentation(facts: Facts, application: Application, at: date, settings: DossierSettings) -> _Judged:
    asked = windows.window(application.window)
    decision = rules.presented(facts.presentation, asked, at, settings)
    closes = asked.measure.last if asked and settings.presentation_in_window else None
    done = Dated(facts.presentation.day, facts.presentation.minutes) if not decision.findings else Dated()
    return _Judged(decision, done, None, closes)


def _measure(facts: Facts, application: Application, at: date) -> _Judged:
    asked, day = windows.window(application.window), application.measured.day
    if asked is None:
        return _Judged(Decision(), application.measured)
    span = asked.measure
    findings: tuple[Finding, ...] = ()
    if day is not None and not span.holds(day):
        expected = f"du {short_day(span.first)} au {short_day(span.last)}"
        findings = (MEASURED_OUTSIDE.at("application.measured", expected=expected, found=short_day(day)),)
    answers = (_two_answers(asked.latest_measure, asked.verified_by),) if asked.latest_measure else ()
    cited = _LATEST if asked.latest_measure else ()
    decision = Decision(findings, cited) + rules.connector_reaches(facts.establishment, day or min(at, span.last))
    return _Judged(decision, application.measured, span.first, span.last, answers)


def _two_answers(latest: date, verified: date | None) -> str:
    """What was answered of the last day of the first window's measure, and what a later answer accepts besides."""
    return (
        f"Réponse du 14/10/2021 : au plus tard le {short_day(latest)}, vérifiée jusqu’au {short_day(verified)}. "
        "Celle du 03/02/2022 accepte aussi juin seul."
    )
