"""Reports in French: the workbook of a check, the document that a director signs, the workbook of a timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from socle.programmes import reports
from socle.programmes.reports import Column, Heading, Kind, Notes, Paragraph, Sheet, Signature, Table
from socle.programmes.sons.checking import Checked, Report
from socle.programmes.sons.rules.calendar import EVENTS, last_day
from socle.programmes.sons.rules.timeline import Step, Timeline
from socle.programmes.sons.settings import told
from socle.programmes.sons.tables import Deadline, checklist
from socle.rulebook import Finding, shows

TITLE = "Contrôle des commandes SONS"
FOLLOWED = "Suivi des commandes SONS"
_STEPS = {"done": "faite", "ready": "possible", "blocked": "bloquée", "late": "hors délai", "lost": "perdue"}
STATES = {
    "firm": "ferme",
    "conditional": "conditionnelle",
    "lapsed": "caduque",
    "unknown": "inconnue",
}
_WEIGHTS = {"error": "refus", "warning": "à vérifier", "info": "pour information"}
_ORDERS = (
    *(Column("Commande"), Column("Bénéficiaire"), Column("DSR"), Column("Couloir"), Column("Vague")),
    *(Column("Décision"), Column("État"), Column("HT demandé", Kind.MONEY), Column("Plafond HT", Kind.MONEY)),
    *(Column("TTC demandé", Kind.MONEY), Column("Avance", Kind.MONEY), Column("Solde", Kind.MONEY)),
)
_REASONS = (
    *(Column("Commande"), Column("Endroit"), Column("Poids"), Column("Constat", width=70)),
    *(Column("Que faire", width=60), Column("Règles"), Column("Code")),
)
_DATES = (
    *(Column("Commande"), Column("Étape"), Column("Date appliquée", width=60), Column("Source")),
    *(Column("Certitude"), Column("Note", width=40)),
)
_LIVES = (
    *(Column("Commande"), Column("Bénéficiaire"), Column("DSR"), Column("État"), Column("En retard", Kind.FLAG)),
    *(Column("Avance", Kind.MONEY), Column("Solde", Kind.MONEY), Column("À rembourser", Kind.MONEY)),
    Column("Couverture jusqu'au", Kind.DATE),
)
_STEP_COLUMNS = (
    *(Column("Commande"), Column("Bénéficiaire"), Column("DSR"), Column("Étape", width=45), Column("Pièce")),
    *(Column("Par"), Column("État"), Column("Faite le", Kind.DATE), Column("Au plus tard", Kind.DATE)),
    *(Column("Attend", width=60), Column("Montant", Kind.MONEY)),
)


def sheets(report: Report) -> tuple[Sheet, ...]:
    """The workbook: orders, reasons, dates applied, rows not read, assumptions, what is to be signed."""
    return (
        Sheet("Commandes", _ORDERS, [_order(order) for order in report.orders], _notes(report)),
        Sheet("Constats", _REASONS, list(_reasons(report))),
        Sheet("Dates appliquées", _DATES, list(_dates(report))),
        Sheet("Lignes non lues", (Column("Ligne", Kind.INTEGER), Column("Colonne"), Column("Raison", width=70)), [
            (refused["line"], refused["column"], refused["fr"])
            for part in ("first", "totals") for refused in report.rejected.get(part, ())
        ], tuple(filter(None, (_named_rows(report).strip(" ()"),)))),
        Sheet("Hypothèses", (Column("Hypothèse", width=70), Column("Valeur"), Column("Par défaut")), _assumed(report)),
        Sheet("À vérifier et signer", (Column("Règle"), Column("Ce qu'aucun fichier ne montre", width=90)),
              list(checklist())),
    )  # fmt: skip


@shows("SONS-058")
def paper(report: Report, now: datetime) -> reports.Report:
    """The document: what was decided, each refusal, the dates applied, what the person who signs answers for."""
    refused = [order for order in report.orders if not order.accepted]
    short = tuple(_ORDERS[at] for at in (0, 1, 2, 5, 7, 9))
    rows = [tuple(_order(order)[at] for at in (0, 1, 2, 5, 7, 9)) for order in report.orders]
    blocks: list[reports.Block] = [
        *(Paragraph(note, bold=True) for note in _notes(report)),
        Table("Commandes", short, rows),
        Heading("Refus et points à vérifier" if refused else "Points à vérifier"),
        Table(
            "Constats",
            (Column("Commande"), Column("Poids"), Column("Constat"), Column("Que faire"), Column("Règles")),
            [
                (row[0], row[2], f"{row[1]} : {row[3]}" if row[1].startswith("ligne") else row[3], row[4], row[5])
                for row in _reasons(report)
            ],
        ),
        *_unread(report),
        Table("Dates appliquées", (_DATES[0], _DATES[1], _DATES[2]), [row[:3] for row in _dates(report)]),
        Heading("Ce qu'aucun fichier ne montre, et dont répond la personne qui signe"),
        Table("À vérifier", (Column("Règle"), Column("Point")), list(checklist())),
        Notes("Hypothèses", tuple((subject, value) for subject, value, _ in _assumed(report))),
        Signature(mention="Points ci-dessus vérifiés."),
    ]
    return reports.Report(title=TITLE, subtitle=f"Jugées au {report.at:%d/%m/%Y}", at=now, blocks=tuple(blocks))


def followed(timelines: Sequence[Timeline]) -> tuple[Sheet, ...]:
    """The workbook of the orders' life: each step, then what is wrong and what is paid back."""
    steps = [_step(one, step) for one in timelines for step in one.steps]
    orders = [
        (
            *(one.request.order, one.request.beneficiary, one.request.dsr, STATES[one.state.value], one.late),
            *(one.advance, one.balance, one.to_pay_back, one.covered_until),
        )
        for one in timelines
    ]
    wrong = [
        (one.request.order, finding.place, finding.sentence("fr"), finding.verdict.way_out)
        for one in timelines
        for finding in one.decision.findings
    ]
    places = (Column("Commande"), Column("Endroit"), Column("Constat", width=70), Column("Que faire", width=60))
    return Sheet("Commandes", _LIVES, orders), Sheet("Étapes", _STEP_COLUMNS, steps), Sheet("Constats", places, wrong)


def _step(one: Timeline, step: Step) -> tuple[str | date | Decimal | None, ...]:
    titles = {other.name: other.title for other in one.steps}
    waits = (titles.get(name) or f"VA de {name.removeprefix('va:')}" for name in step.waits_for)
    return (
        *(one.request.order, one.request.beneficiary, one.request.dsr, step.title, step.paper, step.by),
        *(_STEPS[step.state], step.on, step.due.day if step.due else None, " ; ".join(waits), step.share),
    )


def _unread(report: Report) -> Iterator[reports.Block]:
    if report.rejected.get("count"):
        rows = [(refused["line"], refused["column"], refused["fr"]) for refused in report.rejected["first"]]
        yield Table(
            f"Lignes du fichier qui n'ont pas pu être lues{_named_rows(report)}",
            (Column("Ligne", Kind.INTEGER), Column("Colonne"), Column("Raison")),
            rows,
        )


def _named_rows(report: Report) -> str:
    """How many of the rows that could not be read are named one by one, where some are not."""
    count, named = report.rejected.get("count", 0), len(report.rejected.get("first", ()))
    return f" (les {named} premières sur {count})" if count > named else ""


def _notes(report: Report) -> tuple[str, ...]:
    accepted = sum(order.accepted for order in report.orders)
    unread = report.rejected.get("count", 0)
    told_unread = f" Lignes du fichier qui n'ont pas pu être lues : {unread}." if unread else ""
    counted = f"Commandes admises : {accepted} sur {len(report.orders)}, au {report.at:%d/%m/%Y}.{told_unread}"
    return counted, *(finding.sentence("fr") for finding in report.decision.findings)


def _order(order: Checked) -> tuple[str | Decimal | None, ...]:
    asked = order.request
    decision = "admise" if order.accepted else "refusée"
    return (
        *(asked.order, asked.beneficiary, asked.dsr, asked.corridor, asked.waves, decision, STATES[order.state.value]),
        *(asked.ht, order.ceiling, asked.ttc, order.advance, order.balance),
    )


def _reasons(report: Report) -> Iterator[tuple[str, ...]]:
    for order in report.orders:
        for finding in order.decision.findings:
            yield order.request.order, *_reason(order, finding)


def _reason(order: Checked, finding: Finding) -> tuple[str, ...]:
    place = "" if finding.place == order.request.order else finding.place
    verdict = finding.verdict
    weight = _WEIGHTS[verdict.severity.value]
    return place, weight, finding.sentence("fr"), verdict.way_out, ", ".join(verdict.rules), verdict.id


def _dates(report: Report) -> Iterator[tuple[str, ...]]:
    for order in report.orders:
        for row in order.deadlines:
            yield order.request.order, EVENTS[row.event], _dated(row), row.source, row.status, row.note


def _dated(row: Deadline) -> str:
    bound = "à partir du" if row.bound == "first" else "au plus tard le"
    return f"{bound} {last_day(row)} (règle {row.rule}, énoncée le {row.as_of:%d/%m/%Y})"


def _assumed(report: Report) -> list[tuple[str, str, str]]:
    return [(entry["fr"], _plain(entry["value"]), _plain(entry["default"])) for entry in told(report.assumptions)]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return ", ".join(value) if isinstance(value, list) else str(value)
