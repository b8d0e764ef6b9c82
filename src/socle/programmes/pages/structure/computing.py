"""An establishment's answer, from its files: run in the child, where analytics may load.

The document that it leaves holds figures and local numbers alone; whatever else the files say goes with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

from socle.programmes import engine, files, reports, sunes
from socle.programmes.pages.child import Answer, Said, Unanswerable
from socle.programmes.pages.limits import ENGINE
from socle.programmes.pages.structure import example, numbering
from socle.programmes.pages.words import FILES
from socle.programmes.sunes import shapes
from socle.programmes.sunes.rules.forecast import METHOD_FR
from socle.programmes.sunes.rules.periods import month
from socle.programmes.sunes.verdicts import CME_NOT_TOLD, COLUMN_ABSENT, FILE_ABSENT
from socle.programmes.sunes_dossier import director, osis
from socle.rulebook import Finding
from socle.web.words import MONTHS, PARIS, plural

#: Local numbers kept for one indicator; all are counted.
MOST_MISSING = 20_000
_SHAPES = {
    "stays": shapes.STAYS, "feeds": shapes.FEEDS, "messages": shapes.MESSAGES, "correspondents": shapes.CORRESPONDENTS,
    "lab": shapes.LAB, "imaging": shapes.IMAGING,
}  # fmt: skip
_SAME_MONEY = "Montants du tableau que vous avez donné."
_NO_MONEY = "Aucun montant n’est dit : les forfaits ne sont pas publics, et aucun tableau n’a été donné."


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked, as values. `until` is the last day that the files tell of."""

    window: str
    start: date
    end: date
    until: date
    switches: frozenset[str]
    settings: sunes.Settings


def compute(asked: Mapping[str, Any], folder: Path, at: datetime, said: Said) -> Answer:
    """The answer to what is asked. Raises `Unanswerable` with what the reader may mend."""
    if asked.get("example"):
        asked = _example(folder)
    try:
        return _computed(asked, folder, at, said)
    except (files.UnreadableFile, engine.NoEngine) as error:
        raise Unanswerable(error.finding) from error
    except sunes.Refused as error:
        raise Unanswerable(*error.decision.findings) from error


def _example(folder: Path) -> dict[str, Any]:
    """What the fictitious hospital sends."""
    sent = {}
    for name, data in example.files().items():
        file = folder / f"{name}.csv"
        file.write_bytes(data)
        sent[name] = file.name
    return {
        "window": example.WINDOW,
        "month": example.MONTH.isoformat(),
        "until": example.KNOWN_UNTIL.isoformat(),
        "cme": None,
        "switches": sorted(sunes.defaults()),
        "files": sent,
        "establishment": example.NAME,
    }


def _computed(asked: Mapping[str, Any], folder: Path, at: datetime, said: Said) -> Answer:
    sent: Mapping[str, str] = asked["files"]
    mapping: Mapping[str, Mapping[str, str]]
    mapping = files.mapping(folder / sent["correspondance"]) if "correspondance" in sent else {}
    wanted = _wanted(asked, at, _amounts(folder, sent, mapping))
    with engine.opened(memory=ENGINE) as running:
        loaded: dict[str, files.Loaded] = {}
        asked, mapping, log = _from_record(asked, folder, mapping, said)
        sent = asked["files"]
        for rank, name in enumerate(names := [one for one in _SHAPES if one in sent]):
            said(f"Lecture : {FILES[name]}", rank / (len(names) + 5))
            into = folder / f"{name}.read"
            into.mkdir()
            loaded[name] = files.read(folder / sent[name], _SHAPES[name], into=into, mapping=mapping.get(name))
        return _answer(asked, wanted, loaded, running, _steps(said, len(names)), at, log)


def _from_record(
    asked: Mapping[str, Any], folder: Path, mapping: Mapping[str, Mapping[str, str]], said: Said
) -> tuple[Mapping[str, Any], Mapping[str, Mapping[str, str]], dict[str, files.Loaded]]:
    """Where the feeds are those of Socle's own record: what is asked with their file, numbered by the log if any."""
    own = asked.get("own")
    if not own:
        return asked, mapping, {}
    sent: Mapping[str, str] = asked["files"]
    log: dict[str, files.Loaded] = {}
    if "feeds" in sent:
        said(f"Lecture : {FILES['numbers']}", 0)
        into = folder / "numbers.read"
        into.mkdir()
        log = {"numbers": numbering.read(folder / sent["feeds"], into, mapping.get("feeds"))}
        own = {**own, "numbered": numbering.add(folder / own["file"], log["numbers"])}
    others = {name: columns for name, columns in mapping.items() if name != "feeds"}
    return {**asked, "own": own, "files": {**sent, "feeds": own["file"]}}, others, log


def _told_of_record(own: Mapping[str, Any] | None) -> list[str]:
    """Where the feeds come from when it is Socle's record, and what that cannot say, in words."""
    if not own:
        return []
    documents, numbered = own["documents"], own["numbered"]
    whence = (
        f"Les envois au DMP sont ceux que {own['place']} a transmis à Socle {own['days']} : "
        f"{plural(documents, 'document', 'documents')}. Ce que Socle a refusé n’y est pas : rien n’est compté comme "
        "rejeté."
    )
    said = [whence]
    if own["unqualified"]:
        said.append(
            f"Avant le {own['qualified_from']}, rien ne dit à Socle si l’INS d’un document était qualifiée : "
            f"{plural(own['unqualified'], 'document n’est donc compté', 'documents ne sont donc comptés')} nulle part. "
            "Pour ces mois, partez du fichier des envois de votre logiciel."
        )
    if numbered < documents:
        one = "document transmis ne dit ni numéro de séjour, ni numéro de compte rendu"
        many = "documents transmis ne disent ni numéro de séjour, ni numéro de compte rendu"
        said.append(
            f"{plural(documents - numbered, one, many)} : aucun séjour ne peut en être rapproché. Joignez le "
            "fichier des envois de votre logiciel : il dit le numéro de séjour de chaque document."
        )
    return said


def _in_words(finding: Finding) -> str:
    """What a report says of its files, with the names that the page gives to them and to their columns."""
    place, expected = FILES.get(finding.place, finding.place), finding.expected
    if finding.verdict == FILE_ABSENT:
        return f"{place} : non mesuré, faute du fichier « {FILES[expected]} »."
    if finding.verdict == CME_NOT_TOLD:
        return finding.sentence("fr")
    if finding.verdict == COLUMN_ABSENT:
        column = _SHAPES[finding.place].by_name[expected]
        expected = next(iter(column.also), expected)
    return replace(finding, place=f"« {place} »", expected=f"« {FILES.get(expected, expected)} »").sentence("fr")


def _steps(said: Said, read: int) -> Callable[[int, str], None]:
    """What says the five steps that follow the reading of the files."""

    def step(number: int, doing: str) -> None:
        said(doing, (read + number) / (read + 5))

    return step


def _wanted(asked: Mapping[str, Any], at: datetime, amounts: Mapping[str, Mapping[str, Decimal]]) -> _Wanted:
    start = date.fromisoformat(asked["month"])
    period = month(start.year, start.month)
    until = date.fromisoformat(asked["until"]) if asked["until"] else None
    cme = date.fromisoformat(asked["cme"]) if asked["cme"] else None
    settings = sunes.Settings(declared_on=until, cme=cme, amounts=amounts)
    today = at.astimezone(PARIS).date()
    return _Wanted(asked["window"], period.start, period.end, until or today, frozenset(asked["switches"]), settings)


def _amounts(
    folder: Path, sent: Mapping[str, str], mapping: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, Decimal]]:
    """What the user says that each domain is worth, by establishment."""
    return sunes.amounts(folder / sent["amounts"], mapping.get("amounts")) if "amounts" in sent else {}


def _answer(
    asked: Mapping[str, Any],
    wanted: _Wanted,
    loaded: Mapping[str, files.Loaded],
    running: engine.Engine,
    step: Callable[[int, str], None],
    at: datetime,
    log: Mapping[str, files.Loaded],
) -> Answer:
    given: dict[str, Any] = dict(loaded)
    whole = sunes.Files(**given)
    common: dict[str, Any] = {"engine": running, "switches": wanted.switches, "settings": wanted.settings}
    span: dict[str, Any] = {"start": wanted.start, "end": wanted.end}
    step(0, "Calcul des indicateurs")
    report = sunes.compute(whole, window=wanted.window, **span, **common)
    step(1, "Recherche de ce qui manque")
    missing = _missing(sunes.missing(whole, **span, **common))
    step(2, "Jour après jour")
    days = _days(sunes.daily(whole, **span, **common), wanted)
    step(3, "Prévision de la fin du mois")
    forecast = sunes.forecast(whole, window=wanted.window, **span, at=wanted.until, **common)
    step(4, "Comparaison des mois de la fenêtre")
    months = _months(sunes.best_month(whole, window=wanted.window, **common))
    told = report.as_json()
    record, notices = _told_of_record(asked.get("own")), [_in_words(one) for one in report.notices]
    name = asked.get("establishment") or (asked.get("own") or {}).get("place", "")
    document = {
        "report": {
            name: told[name] for name in ("establishment", "window", "period", "indicators", "domains", "rules")
        },
        "name": name,
        "record": record,
        "notices": notices,
        "missing": missing,
        "days": days,
        "forecast": {code: one.as_json() for code, one in forecast.items()},
        "method": METHOD_FR,
        "months": months,
        "money": _SAME_MONEY if wanted.settings.amounts else _NO_MONEY,
        "files": [{"shape": name, **one.as_json()} for name, one in {**loaded, **log}.items()],
    }
    reported = {
        **told,
        "establishment": name or told["establishment"],
        "notices": [{"fr": one} for one in (*record, *notices)],
    }
    return Answer(document, _files(reported, [line for lines in missing.values() for line in lines], at))


def _files(report: Mapping[str, Any], missing: Sequence[Mapping[str, Any]], at: datetime) -> dict[str, bytes]:
    """The workbook, the document to sign, the sheet for OSIS."""
    return {
        "rapport.xlsx": director.make_workbook(report, at=at, missing=missing),
        "rapport.pdf": director.make_pdf(report, at=at),
        "osis.xlsx": reports.workbook([osis.sheet(report)], title="Feuille à copier dans OSIS", at=at),
    }


def _missing(found: Iterable[sunes.Missing]) -> dict[str, list[dict[str, str | None]]]:
    kept: dict[str, list[dict[str, str | None]]] = {}
    for one in found:
        numbers = kept.setdefault(one.indicator, [])
        if len(numbers) < MOST_MISSING:
            numbers.append(one.as_json())
    return kept


def _days(daily: Mapping[str, Any], wanted: _Wanted) -> dict[str, list[tuple[str, int, int] | tuple[str, None, None]]]:
    """Numerators and denominators that add up from the first day; nothing on the days that are not known yet."""
    found: dict[str, list[Any]] = {}
    for code, each in daily.items():
        done = accumulate(day.numerator for day in each)
        counted = accumulate(day.denominator for day in each)
        found[code] = []
        for rank, (above, below) in enumerate(zip(done, counted, strict=True)):
            day = date.fromordinal(wanted.start.toordinal() + rank)
            known = day <= wanted.until
            found[code].append((day.isoformat(), above if known else None, below if known else None))
    return found


def _months(found: Iterable[sunes.Month]) -> list[dict[str, Any]]:
    """Every month of the window, the best first: its name, how many targets it reaches, its rates."""
    told = []
    for one in found:
        start = one.period.start
        rates = {line.indicator.code: (line.count.numerator, line.count.denominator) for line in one.lines}
        told.append(
            {
                "start": start.isoformat(),
                "label": f"{MONTHS[start.month - 1]} {start.year}",
                "short": f"{start:%m/%y}",
                "attained": one.attained,
                "rates": rates,
            }
        )
    return told
