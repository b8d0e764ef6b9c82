"""The workbook of a computation: summary, indicators, what to take up again (local numbers), grappes, sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from socle.programmes.esms.conditions import milestones, notes
from socle.programmes.esms.payments import BALANCED_BY, DUE, is_due
from socle.programmes.esms.report import Report, Result, judged
from socle.programmes.reports import Column, Kind, Sheet, workbook

#: Why something does not count, for who takes it up again.
WHY = {
    "no_file": "pas de dossier activé",
    "file_closed": "dossier non actif",
    "activated_later": "dossier activé après la date",
    "no_project": "pas de projet personnalisé",
    "project_too_old": "projet personnalisé trop ancien",
    "project_later": "projet daté après le calcul",
    "no_event": "aucun événement",
    "event_too_old": "événement trop ancien",
    "event_later": "événement daté après le calcul",
    "no_document": "aucun document envoyé au DMP",
    "ins_not_qualified": "INS à qualifier",
    "anonymous": "accueil anonyme",
    "identity_unknown": "identité inconnue",
    "no_identity_document": "sans pièce d'identité",
}


def report_workbook(report: Report, at: datetime) -> bytes:
    """The XLSX file, made at `at`."""
    sheets = [_summary(report), _indicators(report), _to_take_up(report), _dashboards(report), _sources(report)]
    return workbook(sheets, title=f"ESMS numérique au {report.at:%d/%m/%Y}", at=at)


def _all(report: Report) -> tuple[Result, ...]:
    return (*report.results, *report.grappes, report.total)


def _named(result: Result) -> tuple[str, str]:
    """The grappe and the geographic FINESS, or words."""
    if result.structure:
        return result.structure.grappe, result.structure.finess_eg
    return (result.name, "grappe entière") if result.name else ("", "ensemble")


def _summary(report: Report) -> Sheet:
    columns = (
        *(Column("Grappe"), Column("FINESS géographique"), Column("Accompagnées", Kind.INTEGER)),
        *(Column("INS qualifiable", Kind.INTEGER), Column("INS qualifiée", Kind.INTEGER)),
        *(
            Column("Dossiers actifs, toutes personnes", Kind.INTEGER),
            Column("Sorties du dénominateur"),
            Column("Solde"),
        ),
        *(
            Column("Subvention", Kind.MONEY),
            Column("Premier versement", Kind.MONEY),
            Column("Solde (montant)", Kind.MONEY),
        ),
        Column("À savoir"),
    )
    rows = []
    for one in _all(report):
        counted, paid = one.counted, one.payments
        left = ", ".join(f"{WHY[why]} : {count}" for why, count in sorted(counted.left.items()))
        money = (paid.subsidy, paid.first, paid.final) if paid else (None, None, None)
        lacking = " ".join(finding.sentence("fr") for finding in (*one.decision.findings, *one.balance.findings))
        people = (counted.supported, counted.qualifiable, counted.qualified, counted.active)
        rows.append((*_named(one), *people, left, DUE[is_due(one.balance)], *money, lacking))
    told = tuple(finding.sentence("fr") for finding in report.decision.findings)
    assumed = (
        f"Taux du DUI pris sur {judged(report)}.",
        f"Projets et événements de moins de {report.settings.freshness_months} mois (valeur supposée).",
        BALANCED_BY[report.settings.balance_by],
    )
    announced = tuple(stone.fr for stone in milestones())
    facts = tuple(f"{note.fr} ({note.rule})" for note in notes(report.at))
    return Sheet("Synthèse", columns, rows, (*told, *assumed, *facts, *announced))


def _indicators(report: Report) -> Sheet:
    columns = (
        *(Column("Grappe"), Column("FINESS géographique"), Column("Code"), Column("Indicateur")),
        *(Column("Numérateur", Kind.INTEGER), Column("Dénominateur", Kind.INTEGER), Column("Taux", Kind.PERCENT)),
        *(Column("Cible", Kind.DECIMAL), Column("Atteinte", Kind.FLAG)),
        *(Column("Numérateur, toutes personnes", Kind.INTEGER), Column("Dénominateur, toutes personnes", Kind.INTEGER)),
        Column("Taux, toutes personnes", Kind.PERCENT),
    )
    rows = [
        (
            *_named(one),
            *(line.indicator.code, line.indicator.fr),
            *((line.rate.numerator, line.rate.denominator, line.rate.percent) if line.rate else (None, None, None)),
            *(line.target, line.attained),
            *((other.rate.numerator, other.rate.denominator, other.rate.percent) if other.rate else (None, None, None)),
        )
        for one in _all(report)
        for line, other in zip(one.lines, one.everyone, strict=True)
    ]
    return Sheet("Indicateurs", columns, rows, ("Une cible vide n'est donnée par aucune page publique.",))


def _to_take_up(report: Report) -> Sheet:
    columns = (Column("FINESS géographique"), Column("Indicateur"), Column("Raison"), Column("N° local"))
    return Sheet("À reprendre", columns, list(_missing(report)), ("Numéros locaux du DUI : aucun nom, aucun trait.",))


def _missing(report: Report) -> Iterator[tuple[str, str, str, str]]:
    for one in report.results:
        for code, reasons in one.counted.missing.items():
            for why, persons in reasons.items():
                yield from ((one.name, code, WHY[why], person) for person in persons)


def _dashboards(report: Report) -> Sheet:
    columns = (
        *(Column("Grappe"), Column("FINESS géographique"), Column("Documents au DMP", Kind.INTEGER)),
        *(Column("Messages MSSanté", Kind.INTEGER), Column("Messages citoyens (INS qualifiée)", Kind.INTEGER)),
        *(Column("EN.1", Kind.PERCENT), Column("EN.2", Kind.PERCENT), Column("EN.3", Kind.PERCENT)),
        *(Column("Preuve", Kind.FLAG), Column("Ce qui manque")),
    )
    rows = []
    for one in report.results:
        held = one.dashboard
        lacking = " ".join(finding.sentence("fr") for finding in one.tbb1.findings)
        values = (held.documents, held.messages, held.citizen_messages)
        rows.append((*_named(one), *values, *held.indicators, one.tbb1.allowed, lacking))
    return Sheet("TBB.1", columns, rows)


def _sources(report: Report) -> Sheet:
    columns = (
        *(Column("Rôle"), Column("Fichier"), Column("SHA-256"), Column("Lignes", Kind.INTEGER)),
        Column("Lignes refusées", Kind.INTEGER),
    )
    return Sheet(
        "Sources", columns, [(one.role, one.name, one.sha256, one.rows, one.rejected) for one in report.sources]
    )
