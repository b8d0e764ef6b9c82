"""A dossier as it is told: JSON for programs, a document to sign and a workbook for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from socle.programmes.reports import (
    Block,
    Column,
    Heading,
    Kind,
    Notes,
    Paragraph,
    Report,
    Sheet,
    Signature,
    Table,
    pdf,
    rule_notes,
    workbook,
)
from socle.programmes.sunes_dossier import rules, steps, windows
from socle.programmes.sunes_dossier.book import steps as all_steps
from socle.programmes.sunes_dossier.facts import Facts
from socle.programmes.sunes_dossier.settings import DossierSettings
from socle.programmes.sunes_dossier.steps import PrerequisiteStanding, Standing, State, Way
from socle.rulebook import Decision, Finding, applies
from socle.web.words import MONTHS, plain_day, setting

#: Each state as a French reader is told it.
WORDS = {
    State.DONE: "fait",
    State.TO_DO: "à faire",
    State.LATE: "en retard",
    State.WAITING: "en attente",
    State.ASKED: "à renseigner",
    State.REFUSED: "refusé",
    State.NOT_OPEN: "pas encore ouvert",
}
_TITLE = "Dossier SUN-ES de l’établissement"


@dataclass(frozen=True, slots=True)
class Told:
    """A dossier judged on a day."""

    facts: Facts
    at: date
    settings: DossierSettings
    ways: tuple[Way, ...]
    history: Decision

    @property
    def decision(self) -> Decision:
        """Everything found: allowed when no step of any application is refused or not told."""
        return Decision.all((*(one.decision for one in self.ways), self.history))


@applies("SUN-037", "SUN-038")
def judge(facts: Facts, at: date, settings: DossierSettings) -> Told:
    """The dossier on that day: each application apart."""
    return Told(facts, at, settings, steps.ways(facts, at, settings), rules.may_ask_history(facts, at))


def findings(told: Told) -> list[Finding]:
    """What was found, each once: two applications may lack the same prerequisite."""
    once: list[Finding] = []
    for finding in told.decision.findings:
        if finding not in once:
            once.append(finding)
    return once


def as_json(told: Told) -> dict[str, Any]:
    """The shape of `socle sunes dossier --json`."""
    establishment = told.facts.establishment
    return {
        "establishment": {"name": establishment.name, "finess_ej": establishment.finess_ej},
        "at": told.at.isoformat(),
        "allowed": told.decision.allowed,
        "applications": [_way(one) for one in told.ways],
        "history_bonus": {
            "asked": told.facts.history is not None,
            "allowed": told.history.allowed,
            "verdicts": _verdicts(told.history.findings),
        },
        "calendar": [one.told() for one in windows.windows()],
        "settings": told.settings.told(),
        "rules": list(told.decision.rules),
    }


def _way(way: Way) -> dict[str, Any]:
    application, following = way.application, way.next
    return {
        "volet": application.volet,
        "window": application.window,
        "domains": list(application.domains),
        "next": following.step.id if following else None,
        "prerequisites": [
            {
                "id": one.id,
                "title": one.title,
                "state": one.state.value,
                "day": _iso(one.day),
                "document": one.document or one.expected,
                "has_document": bool(one.document),
                "verdicts": _verdicts(one.findings),
            }
            for one in way.prerequisites
        ],
        "steps": [_standing(one) for one in way.standings],
    }


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "id": one.step.id,
        "title": one.step.title,
        "who": one.step.who,
        "state": one.state.value,
        "day": _iso(one.day),
        "opens": _iso(one.opens),
        "closes": _iso(one.closes),
        "document": one.document or one.step.document,
        "has_document": bool(one.document),
        "blocks": list(one.blocks),
        "blocked_by": list(one.blocked_by),
        "notes": list(one.notes),
        "verdicts": _verdicts(one.findings),
        "rules": list(one.rules),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _verdicts(findings: Sequence[Finding]) -> list[dict[str, object]]:
    return [finding.as_dict() for finding in findings]


# --- on paper -------------------------------------------------------------------------------------------

_STEPS = (
    Column("Étape", width=30),
    Column("Qui", width=12),
    Column("État", width=12),
    Column("Date", Kind.DATE),
    Column("Au plus tard", Kind.DATE),
    Column("Pièce", width=26),
    Column("Bloque", width=20),
)
_SIX = (Column("Prérequis", width=40), Column("État", width=12), Column("Date", Kind.DATE), Column("Pièce", width=30))
_FOUND = (Column("Où", width=20), Column("Constat", width=50), Column("Que faire", width=40))
_CALENDAR = (
    Column("Fenêtre"),
    Column("Volets"),
    Column("Candidature du", Kind.DATE),
    Column("au", Kind.DATE),
    Column("Mesure du", Kind.DATE),
    Column("au", Kind.DATE),
    Column("Mois dessinés"),
)
_DRAWN = (
    "Mois dessinés : barres du calendrier publié, plus étroites ; elles informent et ne décident de rien. Bornes des "
    "fenêtres F2 à F4 : celles du semestre, supposées."
)


def make_pdf(told: Told, *, at: datetime) -> bytes:
    """The dossier as a document, made at `at`."""
    return pdf(Report(title=_TITLE, subtitle=_subject(told), at=at, blocks=tuple(_blocks(told))))


def make_workbook(told: Told, *, at: datetime) -> bytes:
    """The dossier as a workbook: a sheet for each application, the prerequisites, what was found, the calendar."""
    sheets = [
        Sheet(f"Volet {way.application.volet} {way.application.window}", _STEPS, list(_step_rows(way)))
        for way in told.ways
    ]
    sheets += [Sheet(f"Prérequis{of}", _SIX, list(_six_rows(standings))) for of, standings in _sixes(told)]
    sheets += [
        Sheet("Constats", _FOUND, list(_found_rows(told))),
        Sheet("Calendrier", _CALENDAR, list(_calendar_rows()), (_DRAWN,)),
        Sheet(
            "Réglages", (Column("Réglage", width=40), Column("Valeur"), Column("Lectures", width=60)), _settings(told)
        ),
    ]
    return workbook(sheets, title=_TITLE, at=at, subject=_subject(told))


def _subject(told: Told) -> str:
    who = told.facts.establishment
    return f"{who.name or 'Établissement non nommé'} (FINESS juridique {who.finess_ej or 'non dit'})"


def _blocks(told: Told) -> Iterator[Block]:
    yield Paragraph(f"État du dossier au {plain_day(told.at)}.")
    for way in told.ways:
        application = way.application
        yield Heading(f"Volet {application.volet}, fenêtre {application.window} : {', '.join(application.domains)}")
        following = way.next
        if following:
            yield Paragraph(f"Prochaine étape : {following.step.title} ({WORDS[following.state]}).", bold=True)
        yield Table("Étapes", _STEPS, list(_step_rows(way)))
        notes = [note for one in way.standings for note in one.notes]
        yield from (Paragraph(note) for note in notes)
    if told.ways:
        yield Heading("Prérequis")
        for of, standings in _sixes(told):
            yield Table(f"Les six prérequis{of}", _SIX, list(_six_rows(standings)))
    if told.facts.history is not None:
        yield Heading("Bonus de reprise de l’historique")
        yield Paragraph(_history(told))
    found = list(_found_rows(told))
    if found:
        yield Heading("Constats")
        yield Table("Ce qui manque ou ne va pas", _FOUND, found)
    yield Heading("Calendrier et réglages")
    yield Table("Fenêtres de financement", _CALENDAR, list(_calendar_rows()), (_DRAWN,))
    yield Table("Réglages", (Column("Réglage"), Column("Valeur"), Column("Lectures")), _settings(told))
    yield Signature()
    yield Notes(
        "Règles appliquées", rule_notes([*told.decision.rules, *(rule for s in all_steps() for rule in s.rules)])
    )


def _history(told: Told) -> str:
    """Where the request for the history bonus stands, in French."""
    asked = told.facts.history.asked.day if told.facts.history else None
    day = f"Demandé le {plain_day(asked)}" if asked else "Aucune demande notée"
    return f"{day} : {'rien ne s’y oppose' if told.history.allowed else 'voir les constats'}."


def _step_rows(way: Way) -> Iterator[tuple[Any, ...]]:
    titles = {one.id: one.title for one in all_steps()}
    for one in way.standings:
        document = one.document or f"à joindre : {one.step.document}"
        blocks = " ; ".join(titles[id] for id in one.blocks)
        yield one.step.title, one.step.who, WORDS[one.state], one.day, one.closes, document, blocks


def _sixes(told: Told) -> Iterator[tuple[str, Sequence[PrerequisiteStanding]]]:
    """The prerequisites, once where they stand alike for every application, else for each: the end of a title, rows."""
    alike = all(way.prerequisites == told.ways[0].prerequisites for way in told.ways)
    for way in told.ways[:1] if alike else told.ways:
        yield "" if alike else f" – volet {way.application.volet} {way.application.window}", way.prerequisites


def _six_rows(standings: Sequence[PrerequisiteStanding]) -> Iterator[tuple[Any, ...]]:
    for one in standings:
        yield one.title, WORDS[one.state], one.day, one.document or f"à joindre : {one.expected}"


def _found_rows(told: Told) -> Iterator[tuple[str, str, str]]:
    for finding in findings(told):
        yield finding.place, finding.sentence("fr"), finding.verdict.way_out


def _calendar_rows() -> Iterator[tuple[Any, ...]]:
    for one in windows.windows():
        volets = " et ".join(map(str, one.volets))
        span = one.application.first, one.application.last, one.measure.first, one.measure.last
        yield one.id, volets, *span, " à ".join(_month(month) for month in one.drawn)


def _month(written: str) -> str:
    """`2022-05` → `mai 2022`."""
    year, month = map(int, written.split("-"))
    return f"{MONTHS[month - 1]} {year}"


def _settings(told: Told) -> list[tuple[str, str, str]]:
    return [(one["subject"], setting(one["value"]), one["readings"]) for one in told.settings.told()]
