"""The monthly report on paper and as a workbook: what the report shows, and nothing more.

One sheet for each visual, which is how it may be exported (REG-025); masked cells say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from socle.programmes import reports
from socle.programmes.region import months
from socle.programmes.region.certificates import IN_FRENCH, Listing, State
from socle.programmes.region.masking import WITHIN
from socle.programmes.region.report import Report
from socle.programmes.region.visuals import Visual
from socle.programmes.reports import Column, Kind, Sheet
from socle.rulebook import shows
from socle.web.words import number

MASKED: Final = (
    "Une case « masqué » compte moins de personnes ou d’actes que le seuil, ou permettrait d’en retrouver une. "
    f"{WITHIN}"
)
#: Lines of a table on paper; the workbook has them all.
_LINES: Final = 40
_SHEET: Final = 31  # characters that a spreadsheet takes in a sheet's name
_SHORT: Final = {
    "messages-professional": "Messages pro",
    "messages-citizen": "Messages patients",
    "documents": "Documents DMP",
    "insi-calls": "Appels INSi",
    "psc-authentications": "Pro Santé Connect",
    "orders": "Commandes",
    "installations": "Installations",
}
_CUT: Final = {"department": "dép.", "category": "cat.", "operator": "opér.", "type": "type", "structure": "struct."}
_INDICATORS: Final = (
    Column("Code"),
    Column("Indicateur", width=48),
    Column("Valeur", Kind.DECIMAL),
    Column("Unité"),
    Column("Numérateur", Kind.DECIMAL),
    Column("Dénominateur", Kind.DECIMAL),
    Column("Calcul", width=48),
    Column("Il manque", width=40),
)
_CERTIFICATES: Final = (
    Column("État"),
    Column("Expire le", Kind.DATE),
    Column("Jours restants", Kind.INTEGER),
    Column("Structure", width=36),
    Column("FINESS EJ"),
    Column("FINESS ET"),
    Column("Certificat"),
    Column("Numéro de série"),
)


def _title(report: Report) -> str:
    return f"Pilotage régional : {report.region_name}, {months.in_words(report.month)}"


@shows("REG-029")
def workbook(report: Report, at: datetime) -> bytes:
    """The report as an XLSX file, made at `at`."""
    sheets = [Sheet("Indicateurs", _INDICATORS, _indicators(report), report.notes)]
    sheets += [_visual(one) for one in report.visuals]
    if report.certificates is not None:
        sheets.append(Sheet("Certificats", _CERTIFICATES, _certificates(report.certificates)))
    sheets.append(Sheet("Fichiers lus", _SOURCES, list(_sources(report))))
    told = [(one.verdict.severity.value, one.sentence("fr"), one.verdict.way_out) for one in report.decision.findings]
    columns = (Column("Gravité"), Column("Constat", width=70), Column("Que faire", width=70))
    return reports.workbook([*sheets, Sheet("Constats", columns, told)], title=_title(report), at=at)


def _indicators(report: Report) -> list[reports.Row]:
    return [
        (
            one.definition.code,
            one.definition.label,
            one.value,
            one.unit,
            one.numerator,
            one.denominator,
            one.definition.formula,
            " ; ".join(one.missing),
        )
        for one in report.indicators
    ]


def _visual(one: Visual) -> Sheet:
    head, _, _ = one.id.rpartition("-by-")
    name = f"{_SHORT.get(head, head)}, {_CUT[one.by]}"[:_SHEET]
    columns = (Column(one.title, width=44), *(Column(month, Kind.INTEGER) for month in one.months))
    return Sheet(name, columns, _rows(one), (MASKED,) if one.masked else ())


def _rows(one: Visual) -> list[reports.Row]:
    return [[_cell(cell) for cell in row] for row in list(one.table())[1:]]


def _cell(value: object) -> str | int | None:
    return value if isinstance(value, str | int) else None


def _certificates(listing: Listing) -> list[reports.Row]:
    return [
        (
            IN_FRENCH[line.state],
            line.certificate.not_after,
            line.days_left,
            line.certificate.name,
            line.certificate.finess_ej,
            line.certificate.finess_eg,
            line.certificate.certificate_type,
            line.certificate.serial,
        )
        for line in listing.lines
    ]


_SOURCES: Final = (
    Column("Fichier", width=40),
    Column("Lignes", Kind.INTEGER),
    Column("Lignes refusées", Kind.INTEGER),
    Column("Colonnes reconnues", width=60),
)


def _sources(report: Report) -> Iterator[reports.Row]:
    for one in report.sources:
        columns = ", ".join(f"{header} → {name}" for header, name in one["columns"].items())
        rows = "masqué" if one["rows"] is None else one["rows"]
        yield one["file"], rows, one["rejected"]["count"], columns


def pdf(report: Report, at: datetime) -> bytes:
    """The report as an A4 document that whoever steers the region can sign, made at `at`."""
    rows = _indicators(report)
    known = [_on_paper(row) for row in rows if row[_VALUE] is not None]
    unknown = [(row[0], row[1], row[-1]) for row in rows if row[_VALUE] is None]
    blocks: list[reports.Block] = [
        reports.Heading("Indicateurs du mois"),
        reports.Table("Indicateurs", _ON_PAPER, known, report.notes),
    ]
    if unknown:
        blocks.append(reports.Table("Indicateurs sans valeur, et ce qu’il manque", _LACKING, unknown))
    for one in report.visuals:
        if one.by in {"department", "category", "operator"}:
            blocks += list(_drawn(one, report.month))
    if report.certificates is not None:
        blocks += _of_certificates(report.certificates)
    blocks.append(reports.Notes("Règles", reports.rule_notes(report.decision.rules)))
    blocks.append(reports.Signature())
    return reports.pdf(reports.Report(title=_title(report), at=at, blocks=tuple(blocks)))


_ON_PAPER: Final = (
    Column("Code"),
    Column("Indicateur"),
    Column("Valeur", Kind.DECIMAL),
    Column("Unité"),
    Column("Calcul", Kind.DECIMAL),
)
_LACKING: Final = (Column("Code"), Column("Indicateur"), Column("Il manque"))
_VALUE: Final = 2


def _on_paper(row: Sequence[reports.Value]) -> reports.Row:
    code, label, value, unit, over, under, *_ = row
    fraction = None if None in {value, under} else f"{_whole(over)} / {_whole(under)}"
    return code, label, value, unit, fraction


def _whole(value: reports.Value) -> str:
    return number(int(value)) if isinstance(value, int | Decimal) else ""


def _drawn(one: Visual, month: str) -> Iterator[reports.Block]:
    """The month of the report as bars, and the six months that end with it as their table; the workbook has all."""
    past = [at for at, name in enumerate(one.months) if name <= month][-6:]
    if not past:
        return
    yield reports.Heading(one.title, 2)
    last = [(line.label, line.cells[past[-1]]) for line in one.lines]
    shown = [reports.Bar(label, cell.value) for label, cell in last if not cell.masked]
    if len(shown) > 1:
        yield reports.Bars(months.in_words(one.months[past[-1]]).capitalize(), tuple(shown[:_LINES]))
    columns = (Column(""), *(Column(one.months[at], Kind.INTEGER) for at in past))
    rows = [[row[0], *(row[at + 1] for at in past)] for row in _rows(one)]
    yield reports.Table(one.title, columns, rows[-_LINES:], (MASKED,) if one.masked else ())


def _of_certificates(listing: Listing) -> list[reports.Block]:
    states = [(IN_FRENCH[State(state)], count) for state, count in listing.states.items()]
    worst = [row for row in _certificates(listing) if row[0] != IN_FRENCH[State.OK]]
    notes = () if len(worst) <= _LINES else (f"{len(worst) - _LINES} autres lignes dans le classeur.",)
    return [
        reports.Heading("Certificats"),
        reports.Table("États", (Column("État"), Column("Nombre", Kind.INTEGER)), states),
        reports.Table(
            "Absents, expirés ou à renouveler", _CERTIFICATES[:6], [row[:6] for row in worst[:_LINES]], notes
        ),
    ]
