"""What the pages of an answer show, from the document that its computation left. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from socle.programmes.pages.words import percent, remedy, standing, tenths
from socle.programmes.sunes import programme
from socle.programmes.sunes.rules.rates import still_needed
from socle.programmes.sunes.switches import NEVER, SWITCHES, tells
from socle.programmes.sunes_dossier import gap
from socle.programmes.sunes_dossier.reasons import reason
from socle.programmes.sunes_dossier.settings import DossierSettings
from socle.programmes.sunes_dossier.verdicts import GAP
from socle.rulebook import Finding
from socle.web.components import Ahead, Cell, Column, Measure, Status, Table
from socle.web.words import MONTHS, number, plain_day, plural, short_day

Document = Mapping[str, Any]
_PRESENTED = "DS4.3"
_OUTLOOKS = {
    "certain": "La cible est atteinte.",
    "likely": "À ce rythme, la cible devrait être atteinte.",
    "open": "La cible peut encore être atteinte, ou manquée.",
    "unlikely": "À ce rythme, la cible ne serait pas atteinte.",
    "impossible": "La cible ne peut plus être atteinte.",
    "unknown": "Il est trop tôt pour prévoir la fin du mois.",
}
_UNITS = {
    "stay": ("séjour", "séjours"),
    "report": ("compte rendu", "comptes rendus"),
    "correspondent": ("correspondant", "correspondants"),
    "establishment": ("présentation", "présentations"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """One indicator as a page shows it; `rate` in percent, rounded down to a tenth."""

    code: str
    name: str
    label: str
    numerator: int
    denominator: int
    target: int | None
    attained: bool | None
    status: Status
    rule: str

    @property
    def rate(self) -> float | None:
        return tenths(self.numerator, self.denominator)

    @property
    def caption(self) -> str:
        one, many = _UNITS[programme.indicators()[self.code].unit]
        return f"{number(self.numerator)} sur {plural(self.denominator, one, many)}"

    @property
    def needed(self) -> int:
        """How many more would reach the target."""
        return still_needed(self.numerator, self.denominator, self.target)

    @property
    def sentence(self) -> str:
        """Where it stands, in one sentence."""
        if not self.denominator:
            return "Rien à mesurer dans les fichiers donnés : le taux n’est ni atteint, ni manqué."
        said = f"{percent(self.rate)}, soit {self.caption}"
        if self.target is None:
            return f"{said} ; cette fenêtre ne fixe pas de cible."
        if self.attained:
            return f"{said} : la cible de {self.target} % est atteinte."
        one, many = _UNITS[programme.indicators()[self.code].unit]
        left = plural(self.needed, f"{one} de plus la ferait", f"{many} de plus la feraient")
        return f"{said} : la cible de {self.target} % n’est pas atteinte. {left} atteindre."


def rates(document: Document) -> list[Rate]:
    """Every indicator of the answer, in the programme's order."""
    known = programme.indicators()
    found = []
    for told in document["report"]["indicators"]:
        one = known[told["code"]]
        target = told["target"]
        found.append(
            Rate(
                told["code"], f"{told['code']} : {one.label_fr}", one.label_fr, told["numerator"], told["denominator"],
                target, told["attained"], standing(told["attained"], target=target is not None), one.rule,
            )
        )  # fmt: skip
    return found


def month_name(document: Document) -> str:
    """`octobre 2022`, or the days of a month that begins on another."""
    start, end = (date.fromisoformat(document["report"]["period"][name]) for name in ("start", "end"))
    if start.day == 1:
        return f"{MONTHS[start.month - 1]} {start.year}"
    return f"du {plain_day(start)} au {plain_day(end)}"


def title(document: Document) -> str:
    finess = document["report"]["establishment"]
    name = document["name"] or (f"Établissement {finess}" if finess else "Votre établissement")
    return f"{name} : {month_name(document)}"


def sentence(found: Sequence[Rate]) -> str:
    """The answer to the question the page was opened with."""
    measured = [one for one in found if one.attained is not None]
    reached = sum(bool(one.attained) for one in measured)
    if not measured:
        return "Aucun indicateur n’est mesurable avec ces fichiers."
    said = plural(reached, "cible atteinte", "cibles atteintes") if reached else "Aucune cible atteinte"
    return f"{said} sur {plural(len(measured), 'indicateur mesuré', 'indicateurs mesurés')}."


def summary(found: Sequence[Rate], address: str) -> Table:
    """Every rate in a line."""
    columns = (Column("Indicateur"), Column("État"), Column("Taux", numeric=True), Column("Cible", numeric=True),
               Column("Compté", numeric=True))  # fmt: skip
    rows = tuple(
        (
            Cell(one.name, href=f"{address}{one.code}/"),
            Cell("", statuses=(one.status,)),
            *_counted(one),
        )
        for one in found
    )
    return Table("Les indicateurs de la fenêtre", columns, rows)


def _counted(one: Rate) -> tuple[Cell, Cell, Cell]:
    """The rate, the target, what was counted; what was presented or not is no rate."""
    if one.code == _PRESENTED:
        said = {True: "oui", False: "non"}.get(bool(one.numerator), "") if one.denominator else "non dit"
        return Cell(said), Cell("aucune" if one.target is None else "oui"), Cell("")
    target = "aucune" if one.target is None else f"{one.target} %"
    return (
        Cell(percent(one.rate)),
        Cell(target),
        Cell(f"{number(one.numerator)} / {number(one.denominator)}" if one.denominator else ""),
    )


def days(document: Document, code: str) -> list[Measure]:
    """The cumulated rate at each day of the period; none is measured on the days to come."""
    return [
        Measure(f"{date.fromisoformat(day).day}", None if counted is None else tenths(done, counted))
        for day, done, counted in document["days"].get(code, ())
    ]


def ahead(document: Document, code: str) -> tuple[Ahead | None, str]:
    """Where the month should end, and that in words; nothing once the month is over."""
    told = document["forecast"].get(code)
    if not told or not told["days_left"]:
        return None, ""
    said = _OUTLOOKS[told["outlook"]]
    if told["expected"] is None:
        return None, said
    span = f"entre {percent(told['low'])} et {percent(told['high'])}"
    left = plural(told["days_left"], "jour")
    words = f"{said} Taux attendu à la fin du mois : {span} ({left} à venir)."
    return Ahead("Fin du mois, prévision", told["expected"], told["low"], told["high"]), words


def missing(document: Document, code: str, *, why: str = "", words: str = "") -> list[Mapping[str, str]]:
    """What is not counted, each with its reason, local number (`unit`) and day; what the filter lets through."""
    wanted = words.strip().casefold()
    return [
        one
        for one in document["missing"].get(code, ())
        if (not why or one["reason"] == why) and (not wanted or wanted in one["unit"].casefold())
    ]


def _indicator(document: Document, code: str) -> Mapping[str, Any]:
    """What the report says of an indicator. Raises `KeyError` for none."""
    found: dict[str, Mapping[str, Any]] = {one["code"]: one for one in document["report"]["indicators"]}
    return found[code]


def reasons(document: Document, code: str) -> dict[str, int]:
    """How many are missing, by reason, the most first; what nothing is missing for is left out."""
    told: Mapping[str, int] = _indicator(document, code)["missing"]
    return dict(sorted(((why, count) for why, count in told.items() if count), key=lambda one: -one[1]))


def bars_of(code: str, counted: Mapping[str, int]) -> list[Measure]:
    return [Measure(reason(code, why), count) for why, count in counted.items()]


def lacking(found: Sequence[Mapping[str, str]], caption: str) -> Table:
    """Local numbers, each with why it is not counted and what to do."""
    columns = (Column("Numéro local", whole=True), Column("Jour"), Column("Motif"), Column("Que faire"))
    return Table(caption, columns, tuple(tuple(map(Cell, line)) for line in as_lines(found)))


def as_lines(found: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """The same as lines of a file."""
    return [
        [
            one["unit"],
            short_day(date.fromisoformat(one["day"])) if one["day"] else "",
            reason(one["indicator"], one["reason"]),
            remedy(one["indicator"], one["reason"]),
        ]
        for one in found
    ]


def exclusions(document: Document, one: Rate) -> Table | None:
    """What each exclusion takes out of the count, and the rate without it."""
    told: Mapping[str, Any] = _indicator(document, one.code)["exclusions"]
    rows = tuple(
        (
            Cell(SWITCHES[name].fr if name in SWITCHES else NEVER.get(name, name)),
            Cell(number(effect["count"])),
            Cell(percent(effect["rate_without"])),
        )
        for name, effect in told.items()
        if tells(name, effect["count"])
    )
    columns = (Column("Exclusion"), Column("Retirés", numeric=True), Column("Taux sans elle", numeric=True))
    return Table("Effet de chaque exclusion", columns, rows) if rows else None


def _told_months(document: Document) -> list[Mapping[str, Any]]:
    """The months of the window that the files tell of: correspondents alone, who have no date, tell of none."""
    return [
        one
        for one in document["months"]
        if any(counted for code, (_, counted) in one["rates"].items() if code not in {"DS4.1", "DS4.3"})
    ]


def best(document: Document, code: str) -> dict[str, Any]:
    """The best month of the window for an indicator, and the months it was chosen from."""
    months = sorted(_told_months(document), key=lambda one: str(one["start"]))
    series = []
    for one in months:
        done, counted = one["rates"].get(code, (0, 0))
        series.append(Measure(one["short"], tenths(done, counted), "" if counted else "non mesurable"))
    measured = [(one.value, rank) for rank, one in enumerate(series) if one.value is not None]
    if len(measured) < 2:  # noqa: PLR2004 - a month alone is no choice
        return {"best": "", "months": [], "months_caption": ""}
    value, rank = max(measured)
    label = months[rank]["label"]
    return {
        "best": f"{label[0].upper()}{label[1:]} : {percent(value)}.",
        "months": series,
        "months_caption": f"Taux de {code}, mois par mois dans la fenêtre {document['report']['window']}",
    }


def best_of_all(document: Document) -> str:
    """The month of the window that reaches most targets, when there is a choice."""
    told = _told_months(document)
    if len(told) < 2:  # noqa: PLR2004
        return ""
    reached = plural(told[0]["attained"], "cible atteinte", "cibles atteintes")
    return f"Meilleur mois de la fenêtre : {told[0]['label']}, {reached}."


def domains(document: Document) -> Table | None:
    """The domains, what they reached, and what they are worth where the user gave amounts."""
    told = document["report"]["domains"]
    if not told:
        return None
    rows = tuple(
        (
            Cell(f"{one['domain']} : {programme.DOMAINS[one['domain']]}"),
            Cell("", statuses=(standing(one["attained"], words=("Atteint", "Non atteint")),)),
            Cell({True: "dû", False: "non dû", None: ""}[one.get("bonus")]),
            Cell(f"{number(float(one['amount']), 2)} €" if one.get("amount") is not None else "non dit"),
        )
        for one in told
    )
    columns = (Column("Domaine"), Column("État"), Column("Bonus CRO"), Column("Montant", numeric=True))
    return Table("Domaines", columns, rows)


@dataclass(frozen=True, slots=True)
class Compared:
    """The 5 % control: its table, the findings, whether any gap is too large."""

    table: Table
    findings: tuple[Finding, ...]

    @property
    def exceeded(self) -> bool:
        return any(one.verdict is GAP for one in self.findings)


def compared(counted: Mapping[str, Rate], national: Mapping[str, int]) -> Compared:
    """What would be declared against what the national level counts, for each number that was given."""
    declared = {code: gap.Count(counted[code].numerator, counted[code].denominator) for code in national}
    known = {code: gap.Count(number) for code, number in national.items()}
    gaps, decision = gap.compare(declared, known, DossierSettings())
    columns = (Column("Indicateur"), Column("État"), Column("Vous", numeric=True), Column("National", numeric=True),
               Column("Écart", numeric=True), Column("En points de taux", numeric=True))  # fmt: skip
    rows = tuple(
        (
            Cell(counted[one.indicator].name, note=f"Compté par : {one.source}"),
            Cell("", statuses=(_gap_status(exceeds=one.exceeds),)),
            Cell(number(declared[one.indicator].numerator)),
            Cell(number(known[one.indicator].numerator)),
            Cell("rien au national" if one.relative is None else f"{number(float(gap.shown(one.relative)), 2)} %"),
            Cell("" if one.points is None else number(float(gap.shown(one.points)), 2)),
        )
        for one in gaps
    )
    return Compared(Table("Écarts", columns, rows), decision.findings)


def _gap_status(*, exceeds: bool | None) -> Status:
    if exceeds is None:
        return Status("Non comparé")
    return Status("Contrôle à prévoir", "bad", "warning") if exceeds else Status("Dans la limite", "good", "check")
