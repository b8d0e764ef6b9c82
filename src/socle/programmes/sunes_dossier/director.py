"""What a director reads and signs of `sunes compute`: a workbook, and a document on paper.

Both are made of the report as JSON has it (`socle sunes compute --json`), so that neither says anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from socle.programmes.reports import (
    Block,
    Column,
    Gauge,
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
from socle.programmes.sunes import programme
from socle.programmes.sunes.switches import NEVER, SWITCHES, About, tells
from socle.programmes.sunes_dossier import osis
from socle.programmes.sunes_dossier.reasons import REASONS, reason
from socle.programmes.sunes_dossier.sources import FIRST_ONES, REJECTED, SOURCES, rejected_rows, source_rows
from socle.web.words import plural

_INDICATORS = (
    Column("Indicateur"),
    Column("Intitulé", width=34),
    Column("Numérateur", Kind.INTEGER),
    Column("Dénominateur", Kind.INTEGER),
    Column("Taux", Kind.PERCENT),
    Column("Cible", Kind.PERCENT),
    Column("Résultat"),
)
#: How a switch is told, by whether it is a reading (else it leaves something out), and whether it is on.
_OF_SWITCH = {(True, True): "oui", (True, False): "non", (False, True): "écartés", (False, False): "comptés"}
TITLE = "Programme SUN-ES – indicateurs d’usage"
_MENTION = (
    "Le soussigné atteste que ces valeurs sont issues du système d’information de l’établissement pour la période "
    "indiquée, et qu’elles sont celles à saisir dans OSIS."
)


def make_workbook(report: Mapping[str, Any], *, at: datetime, missing: Iterable[Mapping[str, Any]] = ()) -> bytes:
    """The workbook of a report. `missing`: what `sunes.missing` yields, as JSON (indicator, unit, reason, day)."""
    told = list(report.get("files", {}).values())
    sheets = [
        _summary(report, at),
        Sheet("Indicateurs", _INDICATORS, list(_indicator_rows(report)), _notes(report)),
        _missing_by_reason(report),
        Sheet(
            "Séjours à reprendre",
            (Column("Indicateur"), Column("Motif"), Column("Numéro local", width=24), Column("Jour", Kind.DATE)),
            [(one["indicator"], reason(one["indicator"], one["reason"]), one["unit"], _day(one)) for one in missing],
            ("Numéros locaux de séjour, de compte rendu ou de correspondant : aucun trait d’identité de patient.",),
        ),
        _exclusions(report),
        _domains(report),
        Sheet("Sources", SOURCES, list(source_rows(told))),
        Sheet("Lignes rejetées", REJECTED, list(rejected_rows(told)), (FIRST_ONES,)),
        osis.sheet(report),
    ]
    return workbook(sheets, title=TITLE, at=at, subject=osis.subject(report))


def make_pdf(report: Mapping[str, Any], *, at: datetime, who: str = "", role: str = "", place: str = "") -> bytes:
    """The document that a director signs."""
    return pdf(
        Report(
            title=TITLE,
            subtitle=osis.subject(report),
            at=at,
            blocks=tuple(_blocks(report, Signature(who, role, place, _MENTION))),
        )
    )


def _blocks(report: Mapping[str, Any], signature: Signature) -> Iterator[Block]:
    measured = [one for one in report["indicators"] if one["target"] is not None]
    yield Paragraph(_counted(measured), bold=True)
    for one in measured:
        if one["code"] != osis.PRESENTED:
            yield Gauge(f"{one['code']} {_label(one['code'])}", one["rate"], one["target"], _result(one))
    yield Table("Indicateurs de la période", _INDICATORS, list(_indicator_rows(report)), _notes(report))
    missing = _missing_by_reason(report)
    yield Table("Ce qui manque, par motif", missing.columns, list(_named(missing.rows)), missing.notes)
    excluded = _exclusions(report, idle=False)
    if excluded.rows:
        yield Table("Réglages choisis et leur effet", excluded.columns, list(_named(excluded.rows)), excluded.notes)
    elif "switches" in report:
        yield Paragraph(changed(report))
    domains = _domains(report)
    if domains.rows:
        yield Table("Domaines", domains.columns, domains.rows, domains.notes)
    told = list(report.get("files", {}).values())
    if told:
        yield Table("Fichiers lus", SOURCES, list(source_rows(told)))
    copied = osis.sheet(report)
    yield Heading("À saisir dans OSIS")
    yield Table("Onglet SUN-ES", copied.columns, copied.rows, (osis.ASSUMED,))
    yield signature
    yield Notes("Règles appliquées", rule_notes(report["rules"]))


def _named(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """Rows that begin with the code of an indicator, its name beside."""
    for code, *values in rows:
        yield f"{code} {_label(code)}", *values


def _counted(indicators: Sequence[Mapping[str, Any]]) -> str:
    """`2 atteints, 1 non atteint, 5 non mesurés`, of what the window asks."""
    results = [one["attained"] for one in indicators if one["target"] is not None]
    met, failed, unknown = (results.count(said) for said in (True, False, None))
    told = [plural(met, "indicateur atteint", "indicateurs atteints")]
    told += [plural(failed, "non atteint", "non atteints")] if failed else []
    told += [plural(unknown, "non mesuré", "non mesurés")] if unknown else []
    return ", ".join(told) + "."


def _day(one: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(str(one["day"])) if one.get("day") else None


def _label(code: str) -> str:
    known = programme.indicators().get(code)
    return known.label_fr if known else ""


def _result(one: Mapping[str, Any]) -> str:
    return {True: "atteint", False: "non atteint"}.get(one["attained"], "non mesurable")


def _indicator_rows(report: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for one in report["indicators"]:
        counted = one["numerator"], one["denominator"], one["rate"], one["target"]
        values = (None,) * 4 if one["code"] == osis.PRESENTED else counted
        yield one["code"], _label(one["code"]), *values, _result(one)


def _notes(report: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        "Taux arrondi vers le bas au dixième ; la cible se compare à la fraction exacte.",
        *(notice["fr"] for notice in report.get("notices", ())),
    )


def _summary(report: Mapping[str, Any], at: datetime) -> Sheet:
    rows: list[tuple[Any, Any]] = [
        ("Établissement", report["establishment"]),
        ("Fenêtre", report["window"]),
        ("Premier jour", date.fromisoformat(str(report["period"]["start"]))),
        ("Dernier jour", date.fromisoformat(str(report["period"]["end"]))),
        ("Indicateurs", _counted(report["indicators"])),
        *((f"Domaine {name}", said) for name, said in _domain_lines(report)),
        ("Établi le", at),
        ("Règles", ", ".join(report["rules"])),
    ]
    return Sheet("Synthèse", (Column("Quoi", width=24), Column("Valeur", Kind.INSTANT, width=60)), rows)


def _domain_lines(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in report["domains"]:
        yield f"{one['domain']} {programme.DOMAINS.get(one['domain'], '')}", _result(one)


def _domains(report: Mapping[str, Any]) -> Sheet:
    """The domains; amounts stand only where the user gave a table of them."""
    rows = [
        (*said, one.get("bonus"), Decimal(one["amount"]) if one.get("amount") is not None else None)
        for said, one in zip(_domain_lines(report), report["domains"], strict=True)
    ]
    columns = Column("Domaine"), Column("Résultat"), Column("Bonus CRO", Kind.FLAG), Column("Montant", Kind.MONEY)
    note = "Montants : de la table donnée par l’établissement ; aucun n’est public. Vide : non calculé."
    return Sheet("Domaines", columns, rows, (note,))


def changed(report: Mapping[str, Any]) -> str:
    """Every switch that is not as Socle proposes it, and how it is: what the figures rest on is signed with them."""
    on = set(report["switches"])
    others = [(name, one) for name, one in SWITCHES.items() if (name in on) != one.default]
    told = [f"{one.fr} : {_OF_SWITCH[one.about is About.READING, name in on]}" for name, one in others]
    if not told:
        return "Réglages : tous ceux que le programme propose, aucun n’a été changé."
    return f"Réglages changés par l’établissement : {' ; '.join(told)}."


def _missing_by_reason(report: Mapping[str, Any]) -> Sheet:
    columns = (Column("Indicateur"), *(Column(words, Kind.INTEGER) for words in REASONS.values()))
    rows = [
        (one["code"], *(one["missing"].get(why) for why in REASONS))
        for one in report["indicators"]
        if one["code"] != osis.PRESENTED
    ]
    note = "Un motif par séjour, compte rendu ou correspondant : le plus proche du succès."
    return Sheet("Manquants par motif", columns, rows, (note,))


def _exclusions(report: Mapping[str, Any], *, idle: bool = True) -> Sheet:
    """The effect of each exclusion; without the `idle` ones, those that took something out or were asked for."""
    columns = (
        Column("Indicateur"),
        Column("Réglage", width=30),
        Column("Écartés", Kind.INTEGER),
        Column("Taux sans ce réglage", Kind.PERCENT),
    )
    rows = [
        (one["code"], _words(name), effect["count"], effect["rate_without"])
        for one in report["indicators"]
        for name, effect in one["exclusions"].items()
        if idle or tells(name, effect["count"])
    ]
    on = ", ".join(_words(name) for name in report.get("switches", ()))
    note = "Chaque exclusion qui joue, ce qu’elle écarte, et le taux que l’on aurait sans elle."
    told = [f"Réglages en vigueur : {on}.", changed(report)] if on else []
    return Sheet("Réglages", columns, rows, (note, *told))


def _words(name: str) -> str:
    """A switch, or what never counts, in French."""
    return SWITCHES[name].fr if name in SWITCHES else NEVER.get(name, name)
