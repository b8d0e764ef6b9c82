"""The document that a director signs: each structure and grappe with its indicators, drawn, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from socle.programmes.esms.conditions import notes
from socle.programmes.esms.payments import BALANCED_BY, DUE, REACHED, Line, is_due
from socle.programmes.esms.report import Report, Result, judged, must_keep_proofs
from socle.programmes.esms.verdicts import BALANCE_BY_STRUCTURE, TARGET_UNKNOWN
from socle.programmes.reports import (
    Block,
    Column,
    Gauge,
    Heading,
    Kind,
    Notes,
    Paragraph,
    Signature,
    Table,
    pdf,
    rule_notes,
)
from socle.programmes.reports import Report as Paper

_COLUMNS = (
    *(Column("Indicateur"), Column("Numérateur", Kind.INTEGER), Column("Dénominateur", Kind.INTEGER)),
    *(Column("Taux", Kind.PERCENT), Column("Cible", Kind.DECIMAL), Column("Atteinte")),
)
_BY_STRUCTURE = (
    *(Column("FINESS"), Column("Dossiers actifs"), Column("EN.1", Kind.PERCENT), Column("EN.2", Kind.PERCENT)),
    *(Column("EN.3", Kind.PERCENT), Column("EN.4", Kind.PERCENT), Column("EN.5", Kind.INTEGER), Column("Solde")),
)
_STATE = {True: "cible atteinte", False: "cible non atteinte", None: "non mesurable"}


def report_pdf(report: Report, at: datetime) -> bytes:
    """The A4 document, made at `at`. It holds counts alone."""
    blocks = [block for part in (_opening(report), _results(report), _closing(report)) for block in part]
    return pdf(
        Paper(
            title="ESMS numérique : indicateurs d'usage",
            subtitle=f"Situation au {report.at:%d/%m/%Y}",
            at=at,
            blocks=tuple(blocks),
        )
    )


def _opening(report: Report) -> Iterator[Block]:
    counted = report.total.counted
    yield Paragraph(
        f"{len(report.results)} établissement(s) ou service(s), {counted.supported} personnes accompagnées, "
        f"{counted.qualifiable} dont l'INS est qualifiable, {counted.active} dossiers actifs."
    )
    yield Paragraph(
        f"Taux du DUI pris sur {judged(report)} ; projets, événements et messages de moins de "
        f"{report.settings.freshness_months} mois (valeur supposée). "
        f"{BALANCED_BY[report.settings.balance_by]} "
        "Une cible vide n'est donnée par aucune page publique."
    )
    yield from (Paragraph(finding.sentence("fr"), bold=True) for finding in report.decision.findings)
    if must_keep_proofs(report.at):
        yield Paragraph("Le nombre de dossiers actifs est à transmettre à l'ARS ; cette preuve est à conserver.")


def _results(report: Report) -> Iterator[Block]:
    """The grappes one by one, then their structures in one table; a structure that stands alone, likewise in full."""
    alone = report.results if len(report.results) == 1 else (report.total,)
    for one in report.grappes or alone:
        yield Heading(_name(one), 2)
        yield from (_gauge(line) for line in one.lines if line.indicator.code == "EN.1")
        yield Table(f"Indicateurs : {_name(one)}", _COLUMNS, [_row(line) for line in one.lines])
        yield Paragraph(_balance(one), bold=True)
        yield from (Paragraph(finding.sentence("fr")) for finding in one.decision.findings)
    if len(report.results) > 1:
        yield Heading("Par FINESS géographique", 2)
        yield Table(
            "Taux et solde de chaque établissement ou service", _BY_STRUCTURE, [_line(one) for one in report.results]
        )


def _balance(result: Result) -> str:
    due = is_due(result.balance)
    unknown = [finding.place for finding in result.balance.findings if finding.verdict is TARGET_UNKNOWN]
    asked = f" ; cibles à donner : {', '.join(unknown)}" if unknown and due is None else ""
    apart = [one.sentence("fr") for one in result.balance.findings if one.verdict is BALANCE_BY_STRUCTURE]
    return " ".join([f"Solde : {DUE[due]}{asked}.", *apart])


def _line(result: Result) -> tuple[str | int | float | None, ...]:
    """A structure on one line: the file rate as whole numbers too, since it alone has a public target."""
    rates = {line.indicator.code: line.rate for line in result.lines}
    files = rates["EN.1"]
    counts = f"{files.numerator}/{files.denominator}" if files else ""
    percents = [rate.percent if rate else None for rate in (rates[code] for code in ("EN.1", "EN.2", "EN.3", "EN.4"))]
    messages = rates["EN.5"]
    sent = messages.numerator if messages else None
    return (result.name, counts, *percents, sent, DUE[is_due(result.balance)])


def _name(result: Result) -> str:
    if result.structure is not None:
        return f"FINESS {result.structure.finess_eg}"
    return f"Grappe {result.name} ({result.structures} ESSMS)" if result.name else "Ensemble"


def _gauge(line: Line) -> Gauge:
    percent = line.rate.percent if line.rate else None
    value = None if percent is None else Decimal(str(percent))
    return Gauge(line.indicator.fr, value, line.target, _STATE[line.attained])


def _row(line: Line) -> tuple[str | int | float | Decimal | None, ...]:
    rate = line.rate
    counts = (rate.numerator, rate.denominator, rate.percent) if rate else (None, None, None)
    return (f"{line.indicator.code} {line.indicator.fr}", *counts, line.target, REACHED[line.attained])


def _closing(report: Report) -> Iterator[Block]:
    columns = (Column("Fichier"), Column("SHA-256"), Column("Lignes", Kind.INTEGER), Column("Refusées", Kind.INTEGER))
    rows = [(one.name, one.sha256, one.rows, one.rejected) for one in report.sources]
    yield Heading("Ce sur quoi ce document repose", 2)
    yield Table("Fichiers lus", columns, rows)
    yield Notes("À savoir", tuple((note.rule, note.fr) for note in notes(report.at)))
    yield Notes("Règles appliquées", rule_notes(report.rules))
    yield Signature(mention="Certifié exact, d'après les fichiers nommés ci-dessus.")
